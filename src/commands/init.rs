//! `relais init`: makes an installation: its key file, its database, its first agency and its first administrator.
use super::installation::{operator, password, running, settle};
use super::speak::{Stop, answer, note, wrong_flags};
use crate::agencies::{self, CreateAgency};
use crate::config::Config;
use crate::db::{MadeBy, SchemaState, found, prepare, reserve, unmake};
use crate::kernel::{AgencyId, Discipline, Email, Lang, Role, Secret};
use crate::people::{self, CreatePerson};
use crate::problem::{Error, FieldCode, valid};
use crate::rules::Rules;
use crate::server;
use crate::vault::create_ring_file;
use clap::Args;
use std::path::PathBuf;

/// Make a new installation: key file, database, centre, first administrator
#[derive(Debug, Args)]
#[command(
    long_about = "Makes a new installation: the key file (readable by its owner alone), the database, the agency that \
                  runs it and the first administrator.\n\nNothing that exists is ever overwritten; when a step fails, \
                  what was made before it is removed again, so that you can try once more.",
    after_long_help = "Example:\n  relais init --centre-name-en 'Harbour Centre' --centre-name-fr 'Centre du Havre' \\\n    \
                       --province NS --zone America/Halifax --name 'Amina Diallo' --email amina@centre.example"
)]
pub(super) struct Init {
    /// The name of the centre in English
    #[arg(long, value_name = "NAME")]
    centre_name_en: String,
    /// The name of the centre in French [default: the English one]
    #[arg(long, value_name = "NAME")]
    centre_name_fr: Option<String>,
    /// Its province or territory: AB, BC, MB, NB, NL, NS, NT, NU, ON, PE, QC, SK or YT
    #[arg(long, value_name = "NS")]
    province: String,
    /// Its time zone, as in the IANA database
    #[arg(long, value_name = "America/Halifax")]
    zone: String,
    /// The name of the first administrator
    #[arg(long)]
    name: String,
    /// The address with which the administrator signs in
    #[arg(long)]
    email: String,
    /// The language of the account
    #[arg(long, default_value = "fr", value_parser = ["fr", "en"])]
    lang: String,
    /// A file with the password (-: standard input); without it a strong one is made and shown once
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Fields as they are given here.
const FLAGS: [(&str, &str); 3] =
    [("name_en", "--centre-name-en"), ("name_fr", "--centre-name-fr"), ("password", "--password-file")];

/// What this run has made so far, and would have to remove.
#[derive(Default)]
struct Made {
    key: bool,
    database: bool,
}

impl Init {
    pub(super) fn run(self, config: &Config) -> Result<(), Stop> {
        let found = room(config)?;
        let (secret, generated) = password(self.password_file.as_deref())?;
        self.check(config, &secret)?;
        let mut made = Made::default();
        if let Err(stop) = self.make(config, found == SchemaState::Empty, &secret, &mut made) {
            made.remove(config);
            return Err(stop);
        }
        answer(format_args!("key file   {}\ndatabase   {:?}", config.key_file.display(), config.database))?;
        answer(format_args!("run by     {}\nkept by    {}", self.centre_name_en, self.name))?;
        answer(format_args!("address    {}", self.email))?;
        if generated {
            answer(format_args!("password   {}    (shown this once)", secret.expose()))?;
        }
        answer("\nKeep a copy of the key file apart from the database: without it nothing in it can be read.")?;
        answer("Next: relais serve")
    }
    /// Every mistake, before anything is made.
    fn check(&self, config: &Config, password: &Secret) -> Result<(), Stop> {
        let nobody = AgencyId::from(uuid::Uuid::nil());
        let rules = Rules::embedded().map_err(Error::internal)?;
        let centre = valid(self.centre()).and_then(|c| c.agency(nobody, config.clock.now(), &rules).map(drop));
        let admin = valid(self.administrator(nobody, password)).map(drop);
        let email = Email::parse(&self.email).ok_or_else(|| Error::field("/email", FieldCode::NotAnEmail)).map(drop);
        let mut wrong = Vec::new();
        for checked in [centre, admin, email] {
            match checked {
                Ok(()) => {}
                Err(Error::Invalid(fields)) => wrong.extend(fields),
                Err(other) => return Err(other.into()),
            }
        }
        wrong.dedup_by(|a, b| a.pointer == b.pointer);
        if wrong.is_empty() { Ok(()) } else { Err(wrong_flags(Error::Invalid(wrong), &FLAGS)) }
    }
    fn make(&self, config: &Config, fresh: bool, password: &Secret, made: &mut Made) -> Result<(), Stop> {
        let key = config.key_file.display();
        create_ring_file(&config.key_file).map_err(|e| Stop::Refused(format!("the key file {key}: {e}")))?;
        made.key = true;
        if fresh {
            made.database = true;
            let target = &config.database;
            let made = reserve(target).and_then(|()| prepare(target, config.clock.now(), MadeBy::Relais));
            made.map_err(|e| Stop::refused(format!("{target:?}: {e}")))?;
        }
        running(async {
            let db = server::open(config)?;
            let hash = server::passwords(config, &db)?.hash(password.clone()).await?;
            let (by, centre) = (operator(&db), self.centre());
            let agency = db.write(&by, move |op| agencies::install(op, centre)).await?.parts().0.id;
            let admin = self.administrator(agency, password);
            drop(db.write(&operator(&db), move |op| people::enrol(op, admin, hash)).await?);
            settle(&db).await?;
            Ok(())
        })
    }
    fn centre(&self) -> CreateAgency {
        CreateAgency {
            name_en: self.centre_name_en.clone(),
            name_fr: self.centre_name_fr.clone(),
            discipline: Discipline::Centre,
            province: self.province.to_uppercase(),
            zone: self.zone.clone(),
            languages: None,
            services: Vec::new(),
        }
    }
    fn administrator(&self, agency: AgencyId, password: &Secret) -> CreatePerson {
        CreatePerson {
            agency,
            name: self.name.clone(),
            email: self.email.clone(),
            password: password.clone(),
            roles: vec![Role::Administrator],
            receives_handoffs: false,
            privacy_officer: false,
            supervisor: false,
            lang: Lang::parse(&self.lang).unwrap_or_default(),
        }
    }
}

impl Made {
    /// The way back, so that the next try finds what this one found.
    fn remove(&self, config: &Config) {
        let left = |what: String, why: String| note(&format!("relais: {what} could not be removed again: {why}"));
        if self.database
            && let Err(e) = unmake(&config.database)
        {
            left(format!("{:?}", config.database), e.to_string());
        }
        if self.key
            && let Err(e) = std::fs::remove_file(&config.key_file)
        {
            left(config.key_file.display().to_string(), e.to_string());
        }
    }
}

/// Room for an installation: no key file, and a database without anybody in it.
fn room(config: &Config) -> Result<SchemaState, Stop> {
    let (target, key) = (&config.database, config.key_file.display());
    let found = found(target).map_err(|e| Stop::refused(format!("{target:?}: {e}")))?;
    if found.inhabited {
        return Err(Stop::refused(format!(
            "{target:?} holds an installation already, and nothing was changed. To start it: relais serve. To make \
             another one, name another place with --database and --key-file"
        )));
    }
    if let SchemaState::Behind(n) = found.state {
        return Err(Stop::refused(format!("{target:?}: {n} migration(s) behind; run `relais migrate` first")));
    }
    match std::fs::symlink_metadata(&config.key_file) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let folder = config.key_file.parent().filter(|folder| !folder.as_os_str().is_empty());
            match folder.filter(|folder| !folder.is_dir()) {
                Some(folder) => {
                    let folder = folder.display();
                    Err(Stop::refused(format!("the folder {folder} of the key file is not there; make it first")))
                }
                None => Ok(found.state),
            }
        }
        Err(e) => Err(Stop::refused(format!("the key file {key}: {e}"))),
        Ok(_) => Err(Stop::refused(format!(
            "the key file {key} exists already, and is never overwritten: it may be the only way to read a database. \
             Name another one with --key-file, or move it away when you know that nothing needs it"
        ))),
    }
}

//! `relais people`: accounts, from the command line.
use super::Format;
use super::installation::{open, operator, password, running, settle};
use super::named::agency;
use super::speak::{Stop, answer, answer_json, wrong_flags};
use crate::agencies::AgencyView;
use crate::config::Config;
use crate::kernel::{Lang, Role};
use crate::people::{self, CreatePerson, PersonView};
use crate::problem::valid;
use crate::server;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Add accounts
#[derive(Debug, Subcommand)]
pub(super) enum People {
    Add(Box<Add>),
}

/// Add an account
#[derive(Debug, Args)]
#[command(
    long_about = "Adds an account, as an administrator would over HTTP: the access log says that it was done at the \
                  command line. It may be run while the server runs.",
    after_long_help = "Example:\n  relais people add --agency 'Harbour Centre' --name 'Paul Roy' \\\n    \
                       --email paul@centre.example --role coordinator --role member"
)]
pub(super) struct Add {
    /// Where they work: the id of an agency, or its name in either language
    #[arg(long, value_name = "ID|NAME")]
    agency: String,
    /// Their name, as they write it
    #[arg(long)]
    name: String,
    /// Their address, with which they sign in
    #[arg(long)]
    email: String,
    /// A role that they may sign in with; repeat it for several
    #[arg(long, required = true, value_delimiter = ',', value_parser = roles())]
    role: Vec<Role>,
    /// They receive handoffs for the agency
    #[arg(long)]
    receives_handoffs: bool,
    /// They look after the protection of personal information
    #[arg(long)]
    privacy_officer: bool,
    /// They supervise
    #[arg(long)]
    supervisor: bool,
    /// The language of the account
    #[arg(long, default_value = "fr", value_parser = ["fr", "en"])]
    lang: String,
    /// A file with the password (-: standard input); without it a strong one is made and shown once
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

fn roles() -> impl TypedValueParser<Value = Role> {
    let words = PossibleValuesParser::new(Role::ALL.iter().map(|role| role.name()));
    words.try_map(|word| Role::parse(&word).ok_or("no such role"))
}

impl People {
    pub(super) fn run(self, config: &Config) -> Result<(), Stop> {
        let Self::Add(add) = self;
        running(add.run(config))
    }
}

impl Add {
    async fn run(self, config: &Config) -> Result<(), Stop> {
        let (secret, generated) = password(self.password_file.as_deref())?;
        let db = open(config).await?;
        let agency = agency(&db, &self.agency).await?;
        let flags = [("roles", "--role"), ("password", "--password-file")];
        let new = CreatePerson {
            agency: agency.id,
            name: self.name,
            email: self.email,
            password: secret.clone(),
            roles: self.role,
            receives_handoffs: self.receives_handoffs,
            privacy_officer: self.privacy_officer,
            supervisor: self.supervisor,
            lang: Lang::parse(&self.lang).unwrap_or_default(),
        };
        let new = valid(new).map_err(|e| wrong_flags(e, &flags))?;
        let hash = server::passwords(config, &db)?.hash(secret.clone()).await?;
        let added = db.write(&operator(&db), move |op| people::enrol(op, new, hash)).await;
        let person = added.map_err(|e| wrong_flags(e, &flags))?.parts().0;
        settle(&db).await?;
        let password = generated.then(|| secret.expose());
        match self.format {
            Format::Text => said(&person, &agency, password),
            Format::Json => answer_json(&serde_json::json!({ "person": person, "password": password })),
        }
    }
}

fn said(person: &PersonView, agency: &AgencyView, password: Option<&str>) -> Result<(), Stop> {
    let roles: Vec<&str> = person.roles.iter().flatten().map(|role| role.name()).collect();
    answer(format_args!("Added {} at {} ({}).\n", person.name, agency.name_en, roles.join(", ")))?;
    answer(format_args!("  id        {}\n  address   {}", person.id, person.email.as_deref().unwrap_or_default()))?;
    password.map_or(Ok(()), |password| answer(format_args!("  password  {password}    (shown this once)")))
}

//! What the demo leaves for people and for `relais demo token`: its accounts, on paper and in a file.
use super::cast::{PLAYERS, Player};
use crate::commands::speak::{Stop, answer};
use crate::kernel::{Instant, Secret};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The file `accounts.json`: where the demo answers, and who may sign in.
#[derive(Serialize, Deserialize)]
pub(super) struct Handout {
    /// Where it answers.
    pub(super) url: String,
    /// When its stories were told.
    pub(super) made_at: Instant,
    /// The database that was named for it, unless it is in its folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) database: Option<String>,
    accounts: Vec<Account>,
}
#[derive(Serialize, Deserialize)]
struct Account {
    email: String,
    password: String,
    role: String,
    name: String,
    agency: String,
}

impl Handout {
    /// Everybody of the cast, with the one password.
    pub(super) fn new(url: String, made_at: Instant, database: Option<String>, password: &Secret) -> Self {
        let account = |player: &Player| Account {
            email: player.email(),
            password: password.expose().to_owned(),
            role: player.role.name().to_owned(),
            name: player.name.to_owned(),
            agency: player.agency_name().to_owned(),
        };
        Self { url, made_at, database, accounts: PLAYERS.iter().map(account).collect() }
    }
    /// What an earlier demo left, if it was finished.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, Stop> {
        let unusable =
            |why: String| Stop::refused(format!("{}: {why}; start anew with: relais demo --fresh", path.display()));
        match std::fs::read_to_string(path) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(unusable(e.to_string())),
            Ok(text) => serde_json::from_str(&text).map(Some).map_err(|e| unusable(e.to_string())),
        }
    }
    /// Leaves it for its owner.
    pub(super) fn write(&self, path: &Path) -> Result<(), Stop> {
        leave(path, self)
    }
    /// Says who may sign in, each in the language of the account, and what to try.
    pub(super) fn said(&self, dir: &Path) -> Result<(), Stop> {
        let file = dir.join("accounts.json");
        let file = file.display();
        let url = &self.url;
        answer(format_args!("\nRelais: la démonstration répond à {url}  ·  the demo answers at {url}"))?;
        answer("Tout y est inventé. Chaque ligne est dans la langue du compte.  ·  Everything in it is invented.\n")?;
        let width = PLAYERS.iter().map(|p| p.email().len()).max().unwrap_or_default();
        for p in &PLAYERS {
            answer(format_args!("  {:width$}  {}, {} ({})", p.email(), p.name, p.work, p.agency_name()))?;
        }
        let password = self.accounts.first().map_or("", |a| a.password.as_str());
        answer(format_args!("\n  Mot de passe, le même pour tous  ·  one password for all:  {password}"))?;
        answer(format_args!("  Aussi dans  ·  also in:  {file}\n"))?;
        tries(url, dir)
    }
}

/// Leaves a file for its owner alone; whole or not at all.
pub(super) fn leave(path: &Path, what: &impl Serialize) -> Result<(), Stop> {
    let cannot = |e: std::io::Error| Stop::refused(format!("{}: {e}", path.display()));
    let text = serde_json::to_string_pretty(what).map_err(|e| Stop::refused(e.to_string()))?;
    let next = path.with_extension("json.next");
    match std::fs::remove_file(&next) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(cannot(e)),
        _ => {}
    }
    let mut file: File = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&next).map_err(cannot)?;
    file.write_all(text.as_bytes()).and_then(|()| file.write_all(b"\n")).map_err(cannot)?;
    std::fs::rename(&next, path).map_err(cannot)
}

/// Three things to try, in another terminal.
fn tries(url: &str, dir: &Path) -> Result<(), Stop> {
    let dir = if dir == Path::new("relais-demo") { String::new() } else { format!(" --dir '{}'", dir.display()) };
    let program = std::env::current_exe().map_or_else(|_| "relais".to_owned(), |path| path.display().to_string());
    let tries = [
        (
            "1. La coordonnatrice : qu'est-ce qui est sans réponse ?",
            "1. The coordinator: what is without an answer?",
            "solange@centre",
            "worklists/missed",
        ),
        (
            "2. L'infirmière : qu'est-ce qui arrive à l'hôpital ? Un aperçu, sans nom.",
            "2. The nurse: what has come to the hospital? A preview, without a name.",
            "meilin@hospital",
            "inbox?state=sent",
        ),
        (
            "3. Le policier : ses dossiers. Demandez aussi ceux de noor@clinic.example, la thérapeute.",
            "3. The officer: his cases. Ask for those of noor@clinic.example, the therapist, too.",
            "marcus@police",
            "cases",
        ),
    ];
    answer("À essayer dans un autre terminal  ·  to try in another terminal:\n")?;
    answer(format_args!("  token() {{ '{program}' demo token \"$1\"{dir}; }}\n"))?;
    for (fr, en, email, path) in tries {
        answer(format_args!("  # {fr}\n  # {en}"))?;
        answer(format_args!("  curl -H \"Authorization: Bearer $(token {email}.example)\" '{url}/v1/{path}'\n"))?;
    }
    answer("Consigner ici ne remplace jamais l'obligation personnelle de signaler la situation d'un enfant.")?;
    answer(
        "Logging something here never discharges anybody's personal duty to report a child in need of protection.\n",
    )?;
    answer("Ctrl-C pour arrêter  ·  to stop")
}

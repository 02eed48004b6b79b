//! `relais demo token`: a client that signs in over HTTP, with an account that the demo has written down.
use super::speak::answer;
use serde::Deserialize;
use std::path::Path;
use std::time::Duration;

/// What the demo leaves for its clients.
#[derive(Deserialize)]
struct Accounts {
    url: String,
    accounts: Vec<Account>,
}
#[derive(Deserialize)]
struct Account {
    email: String,
    password: String,
    role: String,
    name: String,
    agency: String,
}

/// Signs in and prints the access token, alone on its line, so that `TOKEN=$(relais demo token EMAIL)` works.
pub fn run(email: &str, dir: &Path) -> Result<(), String> {
    run_as(email, None, dir)
}
/// The same in another role of the account than the one that the demo has written down.
pub fn run_as(email: &str, role: Option<&str>, dir: &Path) -> Result<(), String> {
    let accounts = read(dir)?;
    let wanted = email.trim().to_lowercase();
    let account = accounts.accounts.iter().find(|a| a.email.to_lowercase() == wanted);
    let account = account.ok_or_else(|| format!("the demo has no account {email}; it has:\n{}", known(&accounts)))?;
    let token = sign_in(&accounts.url, account, role.unwrap_or(&account.role))?;
    answer(token).map_err(|stop| format!("{stop:?}"))
}

fn read(dir: &Path) -> Result<Accounts, String> {
    let path = dir.join("accounts.json");
    let text = std::fs::read_to_string(&path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => {
            format!("{} is not there; start the demo first: relais demo --dir {}", path.display(), dir.display())
        }
        _ => format!("{}: {e}", path.display()),
    })?;
    serde_json::from_str(&text).map_err(|e| format!("{} is not what the demo writes: {e}", path.display()))
}

fn known(accounts: &Accounts) -> String {
    let width = accounts.accounts.iter().map(|a| a.email.chars().count()).max().unwrap_or_default();
    let line = |a: &Account| format!("  {:<width$}  {}, {} ({})", a.email, a.name, a.agency, a.role);
    accounts.accounts.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn sign_in(url: &str, account: &Account, role: &str) -> Result<String, String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .into();
    let body = serde_json::json!({ "email": account.email, "password": account.password, "role": role });
    let sent = agent.post(format!("{url}/v1/sessions")).header("Accept-Language", "en").send_json(body);
    let mut said = sent.map_err(|e| format!("no demo answers at {url} ({e}); start it with: relais demo"))?;
    let answer: serde_json::Value =
        said.body_mut().read_json().map_err(|e| format!("what answers at {url} is no Relais: {e}"))?;
    let text = |name: &str| answer.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    match (said.status().as_u16(), text("access_token")) {
        (201, Some(token)) => Ok(token),
        (status, _) => {
            let why = text("title").unwrap_or_else(|| "no reason given".to_owned());
            Err(format!("{} could not sign in as {role} at {url}: {why} ({status})", account.email))
        }
    }
}

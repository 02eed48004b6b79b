//! What the program logs: codes and ids, never what was sent or what is sealed.
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const CANARIES: [&str; 6] =
    ["Zéphyrine", "ouistiti", "canari sous la pluie", "Rainette", "mauvais canari", "canari de chemin"];

/// A server that runs until the test is over, and logs all it has to say into a file.
struct Serving(Child, String);
impl Serving {
    fn at(dir: &Path) -> Self {
        let log = File::create(dir.join("log")).unwrap();
        let typed = ["--log", "trace", "serve", "--listen", "127.0.0.1:0"];
        let mut serving = Self(relais(dir, &typed).stdout(Stdio::piped()).stderr(log).spawn().unwrap(), String::new());
        let mut line = String::new();
        BufReader::new(serving.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        serving.1 = line.split_whitespace().find(|word| word.starts_with("http://")).expect(&line).to_owned();
        serving
    }
    /// Sends a body, and says what came back.
    fn post(&self, path: &str, token: &str, body: &Value) -> (u16, Value) {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request = agent.post(format!("{}{path}", self.1)).header("Authorization", format!("Bearer {token}"));
        let mut answer = request.send_json(body).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_json().unwrap())
    }
}
impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
fn relais(dir: &Path, typed: &[&str]) -> Command {
    let mut relais = Command::new(env!("CARGO_BIN_EXE_relais"));
    relais.current_dir(dir).env_clear().env("RELAIS_HASHING", "small").args(typed);
    relais
}

#[test]
fn nothing_that_was_sent_is_logged() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("secret"), "canari sous la pluie").unwrap();
    let init =
        ["init", "--centre-name-en", "Harbour", "--province", "NS", "--zone", "America/Halifax", "--name", "Zéphyrine"];
    let more = ["--email", "zephyrine@ouistiti.example", "--password-file", "secret"];
    assert!(relais(dir.path(), &[&init[..], &more[..]].concat()).output().unwrap().status.success());
    let server = Serving::at(dir.path());

    let right = json!({"email": "zephyrine@ouistiti.example", "password": "canari sous la pluie"});
    let (status, session) = server.post("/v1/sessions", "none", &right);
    let token = session["access_token"].as_str().expect("a token").to_owned();
    let wrong = json!({"email": "zephyrine@ouistiti.example", "password": "mauvais canari"});
    let refused = [
        server.post("/v1/sessions", "none", &wrong).0,
        server.post("/v1/people", &token, &json!({"name": "Rainette", "canari de chemin": 1})).0,
        server.post("/v1/agencies/canari%20de%20chemin", &token, &json!({"name": "Rainette"})).0,
        server.post("/v1/cases", &token, &json!({"child": {"name": "Rainette"}})).0,
    ];
    assert_eq!((status, refused), (201, [401, 422, 405, 403]));
    let searched = |body| server.post("/v1/cases/search", &token, &body).0;
    assert_eq!(searched(json!({"name": "Zéphyrine Ouistiti", "birth_date": "2016-04-02"})), 200);
    assert_eq!(searched(json!({"file_number": "Rainette 42"})), 200);
    assert_eq!(searched(json!({"name": "Rainette", "birth_date": "mauvais canari"})), 422);
    drop(server);

    let log = fs::read_to_string(dir.path().join("log")).unwrap();
    assert!(log.contains("invalid-credentials") && log.contains("forbidden"), "the log says what was refused:\n{log}");
    let spoken = CANARIES.into_iter().chain([token.as_str()]).find(|canary| log.contains(canary));
    assert_eq!(spoken, None, "in the log:\n{log}");
}

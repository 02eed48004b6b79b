//! Plays the stories and the year before them to a server that only this program knows.
use super::stage::Stage;
use super::{cast, stories, year};
use crate::commands::installation::new_password;
use crate::commands::speak::{Stop, note};
use crate::config::Config;
use crate::db::Target;
use crate::kernel::{Clock, Instant, Secret};
use crate::server::{self, Server};
use serde_json::{Value, json};

/// Tells the stories to a server that only this program knows, under a clock that it moves.
pub(super) async fn tell(config: &Config, password: &Secret, now: Instant, cases: u32) -> Result<Value, Stop> {
    let mut config = config.clone();
    config.clock = Clock::fixed(now);
    config.listen = ([127, 0, 0, 1], 0).into();
    if let Target::Sqlite { durable, .. } = &mut config.database {
        // what is lost with the machine is made again
        *durable = false;
    }
    let db = server::open(&config)?;
    let passwords = server::passwords(&config, &db)?;
    let hash = passwords.hash(password.clone()).await?;
    let unknown = passwords.hash(new_password()).await?;
    let server = Server::over(db.clone(), &config)?;
    let (port, handle, password) = (server.port(), server.handle(), password.clone());
    let serving = actix_web::rt::spawn(server.run());
    let clock = config.clock.clone();
    let told = tokio::task::spawn_blocking(move || {
        let mut stage = Stage::new(db, clock, port)?;
        cast::enrol(&mut stage, &hash, &password, now)?;
        cast::colleagues(&mut stage, &unknown, &password)?;
        play(&mut stage, cases, now)
    });
    let told = told.await;
    handle.stop(false).await;
    let ended = serving.await;
    ended.map_err(|e| Stop::refused(e.to_string()))??;
    told.map_err(|e| Stop::refused(e.to_string()))?
}
/// Plays everything; says what is left without an answer.
fn play(stage: &mut Stage, cases: u32, now: Instant) -> Result<Value, Stop> {
    let mut script = stories::all();
    year::tell(&mut script, cases, now);
    let left = script.left();
    let steps = script.in_order(now);
    let mut said = 0;
    for (n, step) in steps.iter().enumerate() {
        let percent = n * 100 / steps.len();
        if n == 0 || percent >= said + 10 {
            said = percent;
            note(&format!("telling what has happened in a year: {percent} % of {} steps", steps.len()));
        }
        stage.play(step, now)?;
    }
    let line = |(name, expected): &(String, &str)| json!({ "handoff": stage.id(name), "expected": expected });
    let lines: Vec<Value> = left.iter().map(line).collect();
    Ok(json!({ "centre": stage.id("centre"), "at": now, "without_an_answer": lines }))
}

//! Logs: one line an event, for people on a terminal and for programs elsewhere. Never bodies, names or tokens.
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Whatever a client sends that is no HTTP is an error to the library, which anybody could fill the log with.
const NOT_OURS: &str = "actix_http::h1::dispatcher=off";

/// Starts logging to standard error; a second start changes nothing.
pub fn start(level: &str) {
    let filter = EnvFilter::try_new(format!("{NOT_OURS},{level}"));
    let filter = filter.unwrap_or_else(|_| EnvFilter::new(format!("{NOT_OURS},info")));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if std::io::stderr().is_terminal() {
        builder.with_target(false).try_init()
    } else {
        builder.json().flatten_event(true).try_init()
    };
    drop(started);
}

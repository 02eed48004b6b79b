//! What stands in `deploy/` speaks of this program: its settings, its features, its Rust.
use relais::config::{Given, SETTINGS};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The example with every setting spoken out: `#name = value` without its mark.
fn spoken(example: &str) -> String {
    let is_setting = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_lowercase());
    example.lines().map(|line| line.strip_prefix('#').filter(is_setting).unwrap_or(line).to_owned() + "\n").collect()
}

#[test]
fn the_example_has_every_setting_as_it_is() {
    let example = file("deploy/relais.toml.example");
    let table: toml::Table = spoken(&example).parse().unwrap();

    let plain = |value: &toml::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let told: BTreeSet<_> = table.iter().map(|(name, value)| (name.as_str(), plain(value))).collect();
    let known: BTreeSet<_> = SETTINGS.iter().map(|(name, default, _)| (*name, (*default).to_owned())).collect();
    let silent: Vec<_> =
        SETTINGS.iter().filter(|(name, _, what)| !example.contains(&format!("# {what}\n#{name} = "))).collect();

    assert_eq!(told, known);
    assert!(silent.is_empty(), "not said as src/config.rs says it: {silent:?}");
}

#[test]
fn the_example_can_be_used_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relais.toml");

    for text in [file("deploy/relais.toml.example"), spoken(&file("deploy/relais.toml.example"))] {
        fs::write(&path, text.replace("database_file = \"\"\n", "")).unwrap();
        assert_eq!(Given::from_file(&path, true).unwrap().config().map(drop), Ok(()));
    }
}

#[test]
fn every_variable_is_one_that_is_read() {
    for name in ["Dockerfile", "compose.yaml", "relais.service", "relais.toml.example", "README.md"] {
        let text = file(&format!("deploy/{name}"));
        let words =
            text.split(|c: char| !(c.is_ascii_uppercase() || c == '_')).filter_map(|w| w.strip_prefix("RELAIS_"));
        let unknown: Vec<_> =
            words.filter(|w| !w.is_empty() && !SETTINGS.iter().any(|s| s.0 == w.to_lowercase())).collect();

        assert_eq!(unknown, [""; 0], "deploy/{name}");
    }
}

#[test]
fn the_container_is_built_as_the_gate_builds() {
    let (container, toolchain, manifest) = (file("deploy/Dockerfile"), file("rust-toolchain.toml"), file("Cargo.toml"));
    let rust = toolchain.lines().find_map(|l| l.strip_prefix("channel = \"")?.strip_suffix('"')).unwrap();

    assert!(container.contains(&format!("FROM rust:{rust}-bookworm AS build\n")), "another Rust than {rust}");
    assert!(
        container.contains("--no-default-features --features postgres-tls") && manifest.contains("\npostgres-tls =")
    );
    for sent in ["Cargo.toml", "Cargo.lock", "migrations", "src"] {
        assert!(file("deploy/Dockerfile.dockerignore").lines().any(|l| l.trim_end_matches('/') == format!("!/{sent}")));
    }
}

#[test]
fn no_secret_stands_in_a_variable() {
    for name in ["Dockerfile", "compose.yaml", "relais.service"] {
        let lines = file(&format!("deploy/{name}"));
        let told = |line: &&str| {
            let line = line.to_ascii_uppercase();
            line.contains("PASSWORD") && line.contains([':', '=']) && !line.contains("_FILE") && !line.contains('#')
        };
        assert_eq!(lines.lines().filter(told).collect::<Vec<_>>(), [""; 0], "deploy/{name}");
    }
}

//! The first page says of the settings what the program says of them.
use relais::config::SETTINGS;

#[test]
fn the_readme_has_every_setting() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("README.md");
    let row = |(name, default, what): &(&str, &str, &str)| match *default {
        "" => format!("| `{name}` | | {what} |"),
        default => format!("| `{name}` | `{default}` | {what} |"),
    };

    let missing: Vec<String> = SETTINGS.iter().map(row).filter(|row| !page.contains(row)).collect();

    assert!(missing.is_empty(), "the table of README.md lacks\n{}", missing.join("\n"));
}

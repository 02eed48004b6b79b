//! What we build on may be used, and none of it is what we decided against.
use super::{none, root};
use serde_json::Value;
use std::fs;
use std::process::Command;

/// Licences that ask for no more than a notice; `PostgreSQL` is that of libpq, which we compile in.
const LICENCES: &str = "MIT MIT-0 Apache-2.0 BSD-2-Clause BSD-3-Clause ISC 0BSD Zlib Unicode-3.0 CC0-1.0 Unlicense \
    CDLA-Permissive-2.0 BSL-1.0 PostgreSQL";
/// Exceptions, which only add permissions.
const EXCEPTIONS: [&str; 1] = ["LLVM-exception"];
/// A second provider of cryptography, or abandoned, or with an advisory that nobody repairs.
const BANNED: &str = "openssl openssl-sys native-tls ring rsa actix-governor sharks dotenv h2";

/// Whether an SPDX expression leaves us a choice that we may take; `OR` binds less than `AND`, `AND` less than `WITH`.
fn may_be_used(expression: &str) -> bool {
    // `MIT/Apache-2.0` is how it was written before SPDX.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest) == Some(true) && rest.is_empty()
}

fn any_of(words: &mut &[&str]) -> Option<bool> {
    let mut may = all_of(words)?;
    while take(words, "OR") {
        may |= all_of(words)?;
    }
    Some(may)
}

fn all_of(words: &mut &[&str]) -> Option<bool> {
    let mut may = one(words)?;
    while take(words, "AND") {
        may &= one(words)?;
    }
    Some(may)
}

fn one(words: &mut &[&str]) -> Option<bool> {
    if take(words, "(") {
        let may = any_of(words)?;
        return take(words, ")").then_some(may);
    }
    let licence = next(words)?;
    let known = LICENCES.split_whitespace().any(|ours| ours == licence);
    Some(known & (!take(words, "WITH") || EXCEPTIONS.contains(&next(words)?)))
}

fn next<'w>(words: &mut &[&'w str]) -> Option<&'w str> {
    let (first, rest) = words.split_first()?;
    *words = rest;
    Some(first)
}

fn take(words: &mut &[&str], word: &str) -> bool {
    let there = words.first() == Some(&word);
    if there {
        next(words);
    }
    there
}

#[test]
fn an_expression_is_read_with_its_brackets() {
    let good =
        ["MIT", "MIT/GPL-3.0", "GPL-3.0 OR (MIT AND ISC)", "Apache-2.0 WITH LLVM-exception", "MIT AND (ISC OR X)"];
    let bad =
        ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR X) AND X", "MIT OR", "(MIT", "MIT ISC", "MIT WITH X", "mit )"];

    assert_eq!(good.map(may_be_used), [true; 5]);
    assert_eq!(bad.map(may_be_used), [false; 9]);
}

#[test]
fn everything_we_build_on_may_be_used() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["metadata", "--format-version=1", "--offline", "--locked"]);
    // What is not built here need not have been downloaded either.
    let told = cargo.args(["--filter-platform", "host-tuple"]).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let graph: Value = serde_json::from_slice(&told.stdout).unwrap();
    let packages = graph["packages"].as_array().unwrap();

    let refused = packages.iter().filter(|p| !p["license"].as_str().is_some_and(may_be_used));

    none(&refused.map(|p| format!("{} {}: {}", p["name"], p["version"], p["license"])).collect::<Vec<_>>());
    assert!(!packages.is_empty());
}

#[test]
fn nothing_banned_is_locked() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let locked = |name: &&str| lock.lines().any(|line| line == format!("name = \"{name}\""));
    none(&BANNED.split_whitespace().filter(locked).map(|name| format!("Cargo.lock: {name}")).collect::<Vec<_>>());
}

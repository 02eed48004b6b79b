//! Relais: a handoff counts only when its receiver confirms it, every expected act has a clock, and every look at a
//! child's file is written down before the file is shown.
//!
//! Modules stand in the order in which they may import each other: each only what stands above it.
pub mod kernel;
pub mod problem;
pub mod rules;
pub mod access;
pub mod db;
pub mod vault;
pub mod ledger;
pub mod op;
pub mod web;
pub mod health;
pub mod agencies;
pub mod people;
pub mod sessions;
pub mod obligations;
pub mod cases;
pub mod parties;
pub mod team;
pub mod handoffs;
pub mod contacts;
pub mod intakes;
pub mod referrals;
pub mod support;
pub mod wishes;
pub mod merges;
pub mod disclosures;
pub mod audit;
pub mod exports;
pub mod docs;
pub mod server;
pub mod config;
pub mod telemetry;
pub mod commands;

//! All tests of behaviour in one binary: a module for each capability, every story told on both engines.
#![cfg(test)]

#[macro_use]
mod harness;

mod access_matrix;
mod agencies;
mod arrivals;
mod audit;
mod cases;
mod commands;
mod contact;
mod contacts;
mod contract;
mod demo;
mod deploy;
mod disclosure;
mod docs;
mod exclusions;
mod exports;
mod families;
mod handoffs;
mod house;
mod imports;
mod intakes;
mod journeys;
mod ledger;
mod logs;
mod merges;
mod merges_undone;
mod migrations;
mod packages;
mod parties;
mod partners;
mod people;
mod plans;
mod plans_of_lists;
mod readme;
mod referrals;
mod scopes;
mod sealed;
mod search;
mod sessions;
mod support;
mod team;
mod transfers;
mod web;
mod wishes;
mod worklists;

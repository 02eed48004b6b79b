//! All tests of behaviour in one binary: a module for each capability, every story told on both engines.
#![cfg(test)]

#[macro_use]
mod harness;

mod house;
mod handoffs;
mod journeys;
mod smoke;

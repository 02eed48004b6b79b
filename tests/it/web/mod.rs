//! What holds for every operation: how bodies are read, lists are walked, versions are kept and refusals are worded.
mod bodies;
mod languages;
mod lists;
mod methods;
mod once;
mod versions;

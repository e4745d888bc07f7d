//! The rooms of the binary `provisor` that can be tested without starting it.

pub mod cli;
pub mod commands;
pub mod data_dir;
pub mod demo;
pub mod doors;
pub mod health;
pub mod listener;
pub mod open;
pub mod operator;
pub mod outside;
pub mod scenario;
mod seal_keys;
pub mod serve;
pub mod settings;
pub mod telemetry;

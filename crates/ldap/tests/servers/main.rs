//! Questions to real servers: `slapd` with a few thousand entries, and servers that behave as none should.
#![cfg(test)]

mod broken;
mod certificates;
mod failover;
mod fake;
mod members;
mod passwords;
mod searches;
mod world;

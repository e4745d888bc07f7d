//! What an update changes, what it leaves alone, and what follows from it (`one-record` sections 0 and 2).
#![cfg(test)]

mod effects;
mod kit;
mod limits;
mod managers;
mod neutral;
mod own;
mod power;
mod slots;

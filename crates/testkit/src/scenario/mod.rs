//! Plays scenario files against a world.

mod player;
#[cfg(test)]
mod tests;

pub use player::Player;

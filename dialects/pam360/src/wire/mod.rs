//! The vendor's words: the envelope of every answer, and the parameters of operations.

mod create_user;
mod envelope;
mod field;
mod user;

pub use create_user::CreateUser;
pub use envelope::{Envelope, Outcome};
pub use user::{CreatedUser, UserNumber};

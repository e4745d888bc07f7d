//! The vendor's words: the envelope of every answer, the members of users, and the parameters of operations.

mod create_user;
mod envelope;
pub mod field;
mod key;
mod user;

pub use create_user::CreateUser;
pub use envelope::{Envelope, Outcome};
pub use key::{Key, Kind};
pub use user::{CreatedUser, NewAuthtoken, User, UserNumber};

//! The second factor: a one-time code (TOTP, RFC 6238) beside the password, for members of the groups that ask for one.
//!
//! Whether a code is asked of somebody is told by rows at each use of a credential, and remembered nowhere. What codes are
//! computed with is kept sealed for its user, and is in no answer but the one that hands it out, and in no event.

mod alone;
mod ask;
mod enroll;
pub(crate) mod repo;
mod reset;
mod take;
mod totp;

pub(crate) use alone::Alone;
pub use alone::OtherDoors;
pub(crate) use ask::{CodeState, unweakened};
pub use enroll::{Enrollment, enroll};
pub use reset::reset;
pub(crate) use take::{Taken, take};

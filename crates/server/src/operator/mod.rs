//! The operator's commands, on the machine itself: done by the server that runs, through a socket in the data folder,
//! or by the command line when none runs.

mod ask;
mod codes;
mod order;
mod orgs;
mod policies;
mod second_factor;
mod serve;

pub use ask::{ask, ask_server};
pub use codes::read as read_codes;
pub use order::{Order, OrderedKind, Reply, carry_out};
pub use serve::Socket;

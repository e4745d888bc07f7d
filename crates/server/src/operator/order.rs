//! What an operator can order, and how it is done.

use std::path::PathBuf;

use directory::tokens::{self, NewToken};
use directory::{Credential, Directory, Via, users};
use model::{Refusal, Timestamp, TokenKind};
use serde::{Deserialize, Serialize};

use super::{codes, second_factor};

/// An order, as it stands on one line of the socket.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Make an API token.
    CreateToken {
        /// Login of its owner.
        user: String,
        /// Which API it opens.
        kind: OrderedKind,
        /// Microseconds since 1970.
        expires: Option<i64>,
        /// Only from this host.
        host: Option<String>,
    },
    /// Put the tables of a file of codes in force.
    LoadCodes {
        /// The file, whole.
        text: String,
    },
    /// Tell the codes in force, as a file.
    PrintCodes,
    /// Copy the file of the store, as part of a backup.
    Snapshot {
        /// The new file, with its whole path.
        to: PathBuf,
    },
    /// Have the members of a group asked for a code, or no more.
    AskCode {
        /// Its name.
        group: String,
        /// Whether they are.
        asks: bool,
    },
    /// Take a user's second factor away.
    ResetSecondFactor {
        /// The login.
        user: String,
    },
    /// Open the way back for an administrator.
    ResetAdministrator {
        /// The login.
        user: String,
    },
}

/// Kinds of tokens that can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderedKind {
    /// PAM360's AUTHTOKEN.
    Pam360,
    /// A SCIM bearer.
    Scim,
    /// A token of our own API.
    Native,
}

/// What came of an order.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// What was made or asked for, to be printed: a token or password, to be shown once; words; a file's path.
    Made(String),
    /// Why it was not done, in a sentence.
    Refused(String),
}

/// Carries an order out, as the operator of this machine.
pub async fn carry_out(directory: &Directory, order: Order) -> Reply {
    let done = match order {
        Order::CreateToken { user, kind, expires, host } => {
            create_token(directory, &user, kind, expires, host).await
        }
        Order::LoadCodes { text } => codes::load(directory, &text).await,
        Order::PrintCodes => codes::print(directory).await,
        Order::AskCode { group, asks } => second_factor::ask(directory, &group, asks).await,
        Order::ResetSecondFactor { user } => second_factor::reset(directory, user).await,
        Order::ResetAdministrator { user } => {
            let request = directory.own_request(Via::CommandLine, "admin reset");
            let password = users::reset_administrator(directory, &request, &user).await;
            password.map(|password| password.as_str().to_owned())
        }
        Order::Snapshot { to } => {
            return match directory.store().snapshot(to.clone()).await {
                Ok(()) => Reply::Made(to.display().to_string()),
                Err(error) => Reply::Refused(error.to_string()),
            };
        }
    };
    match done {
        Ok(made) => Reply::Made(made),
        Err(refusal) => Reply::Refused(refusal.to_string()),
    }
}

async fn create_token(
    directory: &Directory,
    user: &str,
    kind: OrderedKind,
    expires: Option<i64>,
    host: Option<String>,
) -> Result<String, Refusal> {
    let kind = match kind {
        OrderedKind::Pam360 => TokenKind::Pam360,
        OrderedKind::Scim => TokenKind::Scim,
        OrderedKind::Native => TokenKind::Native,
    };
    let request = directory.own_request(Via::CommandLine, "token create");
    let new = NewToken { kind, expires: expires.and_then(Timestamp::from_micros), host };
    let issued = tokens::issue(directory, &request, &Credential::System, user, new).await?;
    Ok(issued.secret.reveal().to_owned())
}

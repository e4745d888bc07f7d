//! What an operator can order, and how it is done.

use std::path::PathBuf;

use directory::policies::RulesEdit;
use directory::tokens::{self, NewToken};
use directory::{Credential, Directory, Request, Via, users};
use model::{HostName, Refusal, Timestamp, TokenKind};
use serde::{Deserialize, Serialize};

use super::{codes, orgs, policies, second_factor};

/// An order, as it stands on one line of the socket. Of `org` none is the first organisation.
#[derive(Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Make an API token.
    CreateToken {
        /// The organisation of its owner.
        org: Option<String>,
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
        /// The organisation that they are of.
        org: Option<String>,
        /// The file, whole.
        text: String,
    },
    /// Tell the codes in force, as a file.
    PrintCodes {
        /// The organisation that they are of.
        org: Option<String>,
    },
    /// Tell the password policies.
    ListPolicies {
        /// The organisation that they are of.
        org: Option<String>,
    },
    /// Make a password policy.
    CreatePolicy {
        /// The organisation that it is for.
        org: Option<String>,
        /// Its name.
        name: String,
        /// For people to read.
        description: Option<String>,
        /// What it asks for, where that is not as unsaid.
        rules: RulesEdit,
    },
    /// Change a password policy.
    UpdatePolicy {
        /// Its organisation.
        org: Option<String>,
        /// Its name.
        name: String,
        /// For people to read; an empty one takes it back.
        description: Option<String>,
        /// What is to change of what it asks for.
        rules: RulesEdit,
    },
    /// Delete a password policy.
    DeletePolicy {
        /// Its organisation.
        org: Option<String>,
        /// Its name.
        name: String,
    },
    /// Copy the file of the store, as part of a backup.
    Snapshot {
        /// The new file, with its whole path.
        to: PathBuf,
    },
    /// Have the members of a group asked for a code, or no more.
    AskCode {
        /// Its organisation.
        org: Option<String>,
        /// Its name.
        group: String,
        /// Whether they are.
        asks: bool,
    },
    /// Take a user's second factor away.
    ResetSecondFactor {
        /// His organisation.
        org: Option<String>,
        /// The login.
        user: String,
    },
    /// Open the way back for an administrator.
    ResetAdministrator {
        /// His organisation.
        org: Option<String>,
        /// The login.
        user: String,
    },
    /// Make an organisation.
    CreateOrg {
        /// Its display name.
        name: String,
        /// The hosts at which its logins count.
        hosts: Vec<String>,
        /// The password of its administrator; none: a random one.
        password: Option<String>,
    },
    /// Tell all organisations.
    ListOrgs,
    /// Give an organisation another name or other hosts.
    UpdateOrg {
        /// Its display name.
        org: String,
        /// Its name from now on.
        name: Option<String>,
        /// Its hosts from now on, and no others.
        hosts: Option<Vec<String>>,
    },
    /// Delete an organisation with all that is its own.
    DeleteOrg {
        /// Its display name.
        name: String,
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
        Order::CreateToken { org, user, kind, expires, host } => {
            create_token(directory, org, &user, (kind, expires, host.as_deref())).await
        }
        Order::LoadCodes { org, text } => codes::load(directory, org, &text).await,
        Order::PrintCodes { org } => codes::print(directory, org).await,
        Order::CreateOrg { name, hosts, password } => orgs::create(directory, &name, &hosts, password).await,
        Order::ListOrgs => orgs::list(directory).await,
        Order::UpdateOrg { org, name, hosts } => {
            orgs::update(directory, &org, name.as_deref(), hosts.as_deref()).await
        }
        Order::DeleteOrg { name } => orgs::delete(directory, &name).await,
        Order::AskCode { org, group, asks } => second_factor::ask(directory, org, &group, asks).await,
        Order::ResetSecondFactor { org, user } => second_factor::reset(directory, org, user).await,
        Order::ListPolicies { org } => policies::list(directory, org).await,
        Order::CreatePolicy { org, name, description, rules } => {
            policies::create(directory, org, &name, description, rules).await
        }
        Order::UpdatePolicy { org, name, description, rules } => {
            policies::update(directory, org, name, description, rules).await
        }
        Order::DeletePolicy { org, name } => policies::delete(directory, org, name).await,
        Order::ResetAdministrator { org, user } => {
            let request = request(directory, "admin reset", org);
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

/// A request of the operator's, about an organisation.
pub(super) fn request(directory: &Directory, operation: &'static str, org: Option<String>) -> Request {
    let mut request = directory.own_request(Via::CommandLine, operation);
    request.org = org;
    request
}

impl From<OrderedKind> for TokenKind {
    fn from(kind: OrderedKind) -> Self {
        match kind {
            OrderedKind::Pam360 => Self::Pam360,
            OrderedKind::Scim => Self::Scim,
            OrderedKind::Native => Self::Native,
        }
    }
}

async fn create_token(
    directory: &Directory,
    org: Option<String>,
    user: &str,
    (kind, expires, host): (OrderedKind, Option<i64>, Option<&str>),
) -> Result<String, Refusal> {
    let request = request(directory, "token create", org);
    let host = host.map(HostName::new).transpose().map_err(|rule| Refusal::invalid("host", rule))?;
    let new = NewToken {
        kind: kind.into(),
        expires: expires.and_then(Timestamp::from_micros),
        host: host.map(|host| host.as_str().to_owned()),
    };
    let issued = tokens::issue(directory, &request, &Credential::System, user, new).await?;
    Ok(issued.secret.reveal().to_owned())
}

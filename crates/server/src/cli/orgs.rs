//! What is asked about organisations.

use clap::{Args, Subcommand, ValueHint};

/// The organisation that a command is about.
#[derive(Debug, Args)]
pub struct InOrg {
    /// Display name of the organisation [default: the first].
    #[arg(id = "org", long = "org", value_name = "NAME")]
    pub name: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Org {
    /// Make an organisation with a user `admin`, and print who may enter: the password is the one in
    /// `PROVISOR_ADMIN_PASSWORD`, else a random one, printed this once.
    Create {
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        hosts: AtHosts,
    },
    /// Print all organisations, a line each: the name, then the hosts behind tabs.
    List,
    /// Give an organisation another display name.
    Rename {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "NEW-NAME")]
        to: String,
    },
    /// Bind an organisation to these hosts and to no others.
    Hosts {
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        hosts: AtHosts,
    },
    /// Delete an organisation with all users, groups, roles and records of it. There is no way back but a backup.
    Delete {
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// Hosts that requests are addressed to.
#[derive(Debug, Args)]
pub struct AtHosts {
    /// A host name or address at which the organisation's logins count; to be repeated.
    #[arg(long = "host", value_name = "HOST", value_hint = ValueHint::Hostname)]
    pub hosts: Vec<String>,
}

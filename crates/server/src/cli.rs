//! The command line: what was asked, read and no more. Doing it is `main`'s business.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{
    Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint,
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use crate::settings::{Allowed, Database, Inputs, TABLE};

mod orgs;
mod policy;
#[cfg(test)]
mod tests;

pub use orgs::{AtHosts, InOrg, Org};
pub use policy::{PolicyOrder, PolicyRuleFlags, PolicyWords};

/// A user directory and provisioning server: one roll of users, told to every system in its own language.
#[derive(Debug, Parser)]
#[command(name = "provisor", version, propagate_version = true, max_term_width = 110)]
pub struct Cli {
    #[command(flatten)]
    pub settings: SettingFlags,
    #[command(subcommand)]
    pub command: Do,
}

#[derive(Debug, Subcommand)]
pub enum Do {
    /// Start the server.
    Serve,
    /// Start a throw-away server, play the vendors' published calls on it, and show the people they made.
    Demo {
        /// Go on serving afterwards, until Ctrl-C.
        #[arg(long)]
        keep: bool,
    },
    /// Manage API tokens.
    #[command(subcommand)]
    Token(Token),
    /// Manage one-time codes, the second factor.
    #[command(subcommand)]
    Otp(Otp),
    /// Manage organisations: each has users, groups, roles and settings of its own.
    #[command(subcommand)]
    Org(Org),
    /// Read and change OIPA's code tables, its companies and the roll of security groups.
    #[command(subcommand)]
    Codes(Codes),
    /// Manage password policies.
    #[command(subcommand)]
    Policy(PolicyOrder),
    /// Help for a locked-out administrator.
    #[command(subcommand)]
    Admin(Admin),
    /// Write the whole store into a new file, also while the server runs.
    Backup {
        /// The file; it must not be there.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Make the store from a backup, of either engine; there must be none yet.
    Restore {
        /// What `provisor backup` wrote.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Copy a whole store to an empty place, also between engines. Stop its servers first.
    Migrate(Migrate),
    /// Print every setting in force and where its value came from.
    Config {
        /// Print every setting with its default and its meaning instead.
        #[arg(long)]
        describe: bool,
    },
    /// Print the completion script of a shell.
    Completions { shell: clap_complete::Shell },
}

/// From where to where.
#[derive(Debug, Args)]
pub struct Migrate {
    /// The store to copy: the path of an SQLite file, or a postgres:// URL.
    #[arg(long, value_name = "URL", value_parser = StoreParser)]
    pub from: Database,
    /// Where the copy is to be; nothing may be there yet.
    #[arg(long, value_name = "URL", value_parser = StoreParser)]
    pub to: Database,
}

/// Reads the place of a store. A refusal does not repeat what was said, as clap's own would: a password may be in it.
#[derive(Clone)]
struct StoreParser;

impl TypedValueParser for StoreParser {
    type Value = Database;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Database, clap::Error> {
        let text = value.to_str().ok_or_else(|| "must be text in UTF-8".to_owned());
        let parsed = text.and_then(|text| {
            Database::parse(text)?
                .ok_or_else(|| "must be the path of an SQLite file or a postgres:// URL".to_owned())
        });
        parsed.map_err(|why| {
            let arg = arg.map(|arg| format!("{arg}: ")).unwrap_or_default();
            clap::Error::raw(ErrorKind::ValueValidation, format!("{arg}{why}\n")).with_cmd(command)
        })
    }
}

#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token and print it, and nothing else, on standard output.
    Create(NewToken),
}

/// The token to make.
#[derive(Debug, Args)]
pub struct NewToken {
    #[command(flatten)]
    pub org: InOrg,
    /// Login of the user who will own it.
    #[arg(long, value_name = "LOGIN")]
    pub user: String,
    /// The API it is for.
    #[arg(long)]
    pub kind: TokenKind,
    /// When it ends: 2027-01-31 (through that day, UTC), 2027-01-31T12:00:00Z, or a time from now such as 12h or 30d
    /// [default: never].
    #[arg(long, value_name = "WHEN", value_parser = Expires::parse)]
    pub expires: Option<Expires>,
    /// Accept it only from this host name or address.
    #[arg(long, value_name = "HOST", value_hint = ValueHint::Hostname)]
    pub host: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TokenKind {
    Pam360,
    Scim,
    Native,
}

/// The end of a token. No clock is asked here, so an end may lie in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expires {
    /// It is over at this instant.
    At(Timestamp),
    /// It is over this long after it is made.
    After(SignedDuration),
}

#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Give an administrator a new password and open the account again.
    Reset {
        #[command(flatten)]
        org: InOrg,
        /// Login of the administrator.
        #[arg(long, value_name = "LOGIN")]
        user: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Otp {
    /// Have the members of a group asked for a code beside their password, or no more.
    Group {
        #[command(flatten)]
        org: InOrg,
        /// Name of the group.
        #[arg(long, value_name = "GROUP")]
        name: String,
        /// Whether a code is asked.
        asks: OnOrOff,
    },
    /// Take a user's second factor away, so that he enrols anew at the next sign-in.
    Reset {
        #[command(flatten)]
        org: InOrg,
        /// Login of the user.
        #[arg(long, value_name = "LOGIN")]
        user: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnOrOff {
    On,
    Off,
}

#[derive(Debug, Subcommand)]
pub enum Codes {
    /// Put all tables of a file in force, in one step, on every node.
    Load {
        #[command(flatten)]
        org: InOrg,
        /// A file as `provisor codes print` writes it.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Print the tables in force, as a file.
    Print {
        #[command(flatten)]
        org: InOrg,
    },
}

impl Cli {
    /// Where the settings are to be taken from: these flags, the environment, the file.
    pub fn inputs(&self) -> Inputs {
        Inputs::of_this_process(self.settings.said.clone(), self.settings.config.clone())
    }
}

impl Expires {
    fn parse(text: &str) -> Result<Self, String> {
        if let Ok(instant) = text.parse() {
            return Ok(Self::At(instant));
        }
        let day_after = text.parse::<Date>().ok().and_then(|day| day.tomorrow().ok());
        if let Some(end) = day_after.and_then(|day| day.to_zoned(TimeZone::UTC).ok()) {
            return Ok(Self::At(end.timestamp()));
        }
        time_from_now(text).map(Self::After).ok_or_else(|| {
            "write a day (2027-01-31), an instant (2027-01-31T12:00:00Z) or a time from now (45m, 12h, 30d)".into()
        })
    }
}

/// A positive number of minutes, hours or days of 24 hours; at most a hundred years, so that sums with it hold.
fn time_from_now(text: &str) -> Option<SignedDuration> {
    let (number, minutes) = [("m", 1), ("h", 60), ("d", 1440)]
        .into_iter()
        .find_map(|(unit, minutes)| text.strip_suffix(unit).map(|number| (number, minutes)))?;
    let minutes = number.parse::<u32>().ok()?.checked_mul(minutes)?;
    (1..=100 * 366 * 1440).contains(&minutes).then(|| SignedDuration::from_mins(minutes.into()))
}

/// `--config` and the settings that the command line may say; their flags are made from the table of settings.
#[derive(Debug)]
pub struct SettingFlags {
    /// The file to read instead of `./provisor.toml`.
    pub config: Option<PathBuf>,
    /// Keys and what was said, not yet checked.
    pub said: Vec<(&'static str, String)>,
}

impl Args for SettingFlags {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help("Settings file, instead of ./provisor.toml");
        std::iter::once(config)
            .chain(flags())
            .fold(command, |command, arg| command.arg(arg.global(true).help_heading("Settings")))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SettingFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let on_the_command_line = TABLE.iter().filter(|known| known.flag().is_some());
        let said = on_the_command_line
            .filter_map(|known| matches.get_one::<String>(known.key).map(|value| (known.key, value.clone())))
            .collect();
        Ok(Self { config: matches.get_one("config").cloned(), said })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn flags() -> impl Iterator<Item = Arg> {
    TABLE.iter().filter_map(|known| {
        let default =
            if known.default.is_empty() { String::new() } else { format!(" [default: {}]", known.default) };
        let arg = Arg::new(known.key).long(known.flag()?).action(ArgAction::Set).help(format!(
            "{} [env: {}]{default}",
            known.help(),
            known.env_name()
        ));
        Some(match known.allowed {
            Allowed::Switch => arg
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true")
                .value_name("true|false"),
            Allowed::Flag | Allowed::File | Allowed::EnvironmentOnly => arg.value_name("VALUE"),
        })
    })
}

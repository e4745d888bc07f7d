//! The one table of settings. Adding a setting is adding an entry here.

use std::{
    collections::BTreeMap, net::IpAddr, net::SocketAddr, num::NonZeroUsize, path::PathBuf, time::Duration,
};

use jiff::tz::TimeZone;
use tracing_subscriber::filter::Targets;

use super::{
    Database, DuplicateStatus, ErrorStyle, HttpStatus, LogFormat, OtherDoors, Pam360Dialect, PasswordPolicy,
    Prefix, PutGroups, Secret, StatusCode, UnknownGroup, declare::settings_table, parse,
};

settings_table! {
    /// Where requests come in, and how much one may be.
    network: Network {
        /// Address and port to listen on; port 0 takes a free one.
        "listen" listen: SocketAddr = "127.0.0.1:8440", Flag, parse::listen;
        /// File with the TLS certificate chain, PEM.
        "tls_cert" tls_cert: Option<PathBuf> = "", Flag, parse::optional_path;
        /// File with the private key of the TLS certificate, PEM.
        "tls_key" tls_key: Option<PathBuf> = "", Flag, parse::optional_path;
        /// A proxy in front of this server ends TLS: plain http is allowed on every address.
        "behind_proxy" behind_proxy: bool = "false", Switch, parse::yes_or_no;
        /// Addresses and prefixes of proxies whose X-Forwarded-For and X-Forwarded-Host are believed.
        "trusted_proxies" trusted_proxies: Vec<Prefix> = "", File, parse::list(Prefix::parse);
        /// Longest request body, in bytes.
        "body_limit" body_limit: usize = "1048576", File, parse::whole(1024..=1_073_741_824);
        /// Seconds without progress after which a request is given up.
        "request_idle_timeout" idle_timeout: Duration = "30", File, parse::seconds(1..=3600);
    }

    /// Where the store is.
    storage: Storage {
        /// Folder for the store, the lock and the socket of the command line.
        "data_dir" data_dir: PathBuf = "./provisor-data", Flag, parse::path;
        /// Empty: SQLite in the data folder; else a path for SQLite or a postgres:// URL.
        "database" database: Option<Database> = "", Flag, Database::parse;
        /// Connections to PostgreSQL, each with a thread of its own; SQLite has none.
        "database_connections" connections: usize = "8", File, parse::whole(1..=1000);
    }

    /// The first administrator.
    admin: Admin {
        /// Password of the user `admin` at the first start; empty: a random one, printed once.
        "admin_password" password: Option<Secret> = "", EnvironmentOnly, parse::optional_secret;
    }

    /// What is written to the log, and how.
    log: Log {
        /// What is logged: a level (off, error, warn, info, debug, trace), and TARGET=LEVEL for exceptions.
        "log" filter: Targets = "info", File, parse::log_filter;
        /// Form of the log lines: json or text.
        "log_format" format: LogFormat = "json", File, parse::word;
    }

    /// How passwords are hashed and which are accepted. Costs can only be raised above the defaults.
    password: Password {
        /// Memory of one Argon2id hash, in KiB.
        "password.memory_kib" memory_kib: u32 = "19456", File, parse::whole(19_456..=4_194_304);
        /// Passes of one Argon2id hash.
        "password.iterations" iterations: u32 = "2", File, parse::whole(2..=1000);
        /// Lanes of one Argon2id hash.
        "password.parallelism" parallelism: u32 = "1", File, parse::whole(1..=64);
        /// File with the peppers, kept apart from the store; empty: none.
        "password.pepper_file" pepper_file: Option<PathBuf> = "", File, parse::optional_path;
        /// Fewest characters of a new password, in every dialect.
        "password.min_length" min_length: u32 = "1", File, parse::whole(1..=256);
        /// Further rules for new passwords: each dialect's own, or one for all (dialect, uniform).
        "password.policy" policy: PasswordPolicy = "dialect", File, parse::word;
        /// With `uniform`: the name of that policy, out of `provisor policy list`; an organisation that has none of that name
        /// is held to `Strong`.
        "password.uniform_policy" uniform_policy: String = "Strong", File, parse::name;
    }

    /// Auth sources: other directories that users and groups come from.
    sources: Sources {
        /// File with the keys that seal the bind passwords of sources and the secrets of second factors, kept apart from the
        /// store and the same on all nodes; empty: `sources.key` in the data folder, made at the first start. On PostgreSQL
        /// none is made: name one before a source with a password is added, or a code is asked.
        "sources.key_file" key_file: Option<PathBuf> = "", File, parse::optional_path;
    }

    /// The pool of threads that hash passwords.
    hashing: Hashing {
        /// Threads that hash passwords; `cores`: as many as the machine has.
        "hash_threads" threads: NonZeroUsize = "cores", File, parse::threads;
        /// Hashes that may wait; beyond that a request is answered 503.
        "hash_queue" queue: usize = "1024", File, parse::whole(1..=1_000_000);
    }

    /// When wrong passwords close password sign-in for a while, and unknown tokens slow an address down.
    throttle: Throttle {
        /// Wrong passwords in a row for one login from one address that close sign-in for that pair.
        "throttle.per_address" per_address: u32 = "5", File, parse::whole(1..=1_000_000);
        /// Wrong passwords in a row for one login from anywhere that close it for addresses without a recent success.
        "throttle.anywhere" anywhere: u32 = "100", File, parse::whole(1..=1_000_000);
        /// Minutes that sign-in stays closed.
        "throttle.minutes" minutes: u32 = "15", File, parse::whole(1..=1440);
        /// Unknown tokens from one address in a minute that are answered as such; further ones get 429 until it is over.
        "throttle.unknown_tokens" unknown_tokens: u32 = "60", File, parse::whole(1..=1_000_000);
    }

    /// One-time codes beside passwords, for members of the groups that ask for one.
    otp: Otp {
        /// What becomes of the right password of somebody of whom a code is asked, where no code can be typed: at OIPA's Basic
        /// and Aria's acquire (refuse, allow).
        "otp.other_doors" other_doors: OtherDoors = "refuse", File, parse::word;
    }

    /// The organisation that is made at the first start.
    org: Org {
        /// Name of the first organisation, when it is made.
        "org.name" name: String = "Default", File, parse::name;
    }

    /// Choices in the PAM360 dialect that the vendor's versions and sites make differently.
    pam360: Pam360 {
        /// Which product's status words are spoken (pam360, pmp).
        "pam360.dialect" dialect: Pam360Dialect = "pam360", File, parse::word;
        /// HTTP status of failures: always 200 (compat) or fitting (semantic).
        "pam360.http_status" http_status: HttpStatus = "compat", File, parse::word;
        /// Which answers carry a statusCode (regenerate, always).
        "pam360.status_code" status_code: StatusCode = "regenerate", File, parse::word;
        /// What happens to a group name that nobody knows (create, ignore, reject).
        "pam360.unknown_group" unknown_group: UnknownGroup = "create", File, parse::word;
        /// Refuse an EXPIRYDATE in the past; else the token is born expired.
        "pam360.strict_dates" strict_dates: bool = "false", File, parse::yes_or_no;
        /// HOSTNAME alone turns the host check on, as before build 6700.
        "pam360.legacy_hostcheck" legacy_hostcheck: bool = "false", File, parse::yes_or_no;
        /// Accept AUTHTOKEN in the query string.
        "pam360.token_in_query" token_in_query: bool = "true", File, parse::yes_or_no;
        /// Time zone of dates, an IANA name.
        "pam360.time_zone" time_zone: TimeZone = "UTC", File, parse::time_zone;
        /// Addresses of host names for host checks, asked before the system's resolver.
        "pam360.hosts" hosts: BTreeMap<String, IpAddr> = "", File, parse::hosts;
    }

    /// Choices in the Aria Operations dialect.
    aria: Aria {
        /// Hold new passwords to the product's default policy.
        "aria.password_policy" password_policy: bool = "true", File, parse::yes_or_no;
        /// Hours that a token lives after its last use.
        "aria.token_hours" token_hours: u32 = "6", File, parse::whole(1..=8760);
    }

    /// Choices in the dialect of Oracle Insurance Policy Administration.
    oipa: Oipa {
        /// HTTP status for a login name that is taken (400, 409).
        "oipa.duplicate_status" duplicate_status: DuplicateStatus = "400", File, parse::word;
        /// A PUT may leave the password out.
        "oipa.put_password_optional" put_password_optional: bool = "false", File, parse::yes_or_no;
        /// Memberships that a PUT with securityGroup replaces: OIPA's own, or all (own, all).
        "oipa.put_groups" put_groups: PutGroups = "own", File, parse::word;
        /// The localeCode shown for users for whom none was said.
        "oipa.default_locale_code" default_locale_code: String = "00", File, parse::name;
        /// Language tags that codes of locales stand for, so that other dialects see them.
        "oipa.locale_map" locale_map: BTreeMap<String, String> = "", File, parse::locales;
        /// Refuse users that are sent without a security group.
        "oipa.require_security_group" require_security_group: bool = "false", File, parse::yes_or_no;
    }

    /// Choices in the Kron PAM dialect.
    kron: Kron {
        /// Merge top-level fields into properties that lack their keys; else properties alone decide.
        "kron.merge_convenience_fields" merge_convenience_fields: bool = "false", File, parse::yes_or_no;
        /// Answer users in the shape of version 3.5; a created user is answered with the MD5 of the password.
        "kron.legacy_35" legacy_35: bool = "false", File, parse::yes_or_no;
        /// How strong a new password must be: the product's levels 0 (anything) to 4 (16 characters of four kinds).
        "kron.password_strength" password_strength: u8 = "1", File, parse::whole(0..=4);
        /// New users must change the password at the first sign-in.
        "kron.force_password_change_for_new_user" force_password_change: bool = "false", File, parse::yes_or_no;
        /// Form of refusals: a JSON string, or an object with a message (string, object).
        "kron.error_style" error_style: ErrorStyle = "string", File, parse::word;
    }
}

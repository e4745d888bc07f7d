//! `provisor`: a user directory and provisioning server.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{CommandFactory, Parser};
use server::cli::{
    Admin, AtHosts, Cli, Codes, Do, Expires, Migrate, NewToken, OnOrOff, Org, Otp, PolicyOrder, PolicyWords,
    Token, TokenKind,
};
use server::operator::{Order, OrderedKind, ask, read_codes};
use server::outside::SystemClock;
use server::settings::{Database, Settings, describe, load};
use server::{commands, demo, listener, serve, telemetry};

fn main() -> ExitCode {
    // Before anything could open a connection: two providers in one binary panic at the first.
    listener::install_provider();
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error),
    }
}

#[expect(clippy::print_stderr, reason = "the last word of a command that failed")]
fn complain(error: &anyhow::Error) -> ExitCode {
    eprintln!("provisor: {error:#}");
    ExitCode::FAILURE
}

fn run(cli: Cli) -> Result<()> {
    let inputs = cli.inputs();
    match cli.command {
        Do::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "provisor", &mut script);
            print(&script)
        }
        Do::Config { describe: true } => print(describe().as_bytes()),
        Do::Config { describe: false } => print(load(&inputs)?.print().as_bytes()),
        Do::Serve => {
            let settings = load(&inputs)?.settings;
            let telemetry = telemetry::start(settings.log.filter.clone(), settings.log.format)?;
            telemetry::log_panics();
            runtime()?.block_on(serve::serve(&settings, &telemetry))
        }
        Do::Demo { keep } => {
            if !inputs.flags.is_empty() || inputs.config.is_some() {
                bail!("demo runs with the default settings on an address of its own; leave the settings out");
            }
            runtime()?.block_on(demo::demo(keep))
        }
        Do::Backup { file } => commands::backup(&load(&inputs)?.settings, &file),
        Do::Restore { file } => commands::restore(&load(&inputs)?.settings, &file),
        Do::Migrate(Migrate { from, to }) => {
            let completed = |database: Database| database.completed(&inputs).map_err(anyhow::Error::msg);
            commands::migrate(&completed(from)?, &completed(to)?)
        }
        Do::Token(Token::Create(new)) => order(&load(&inputs)?.settings, create_token(new)),
        Do::Org(command) => {
            let settings = load(&inputs)?.settings;
            let asked = of_orgs(command, &settings);
            order(&settings, asked)
        }
        Do::Codes(Codes::Load { org, file }) => {
            // Before the settings and the store are touched: a wrong file leaves no trace.
            let load_codes = read_codes(&file, org.name)?;
            order(&load(&inputs)?.settings, load_codes)
        }
        Do::Codes(Codes::Print { org }) => {
            order(&load(&inputs)?.settings, Order::PrintCodes { org: org.name })
        }
        Do::Otp(Otp::Group { org, name, asks }) => {
            let asks = asks == OnOrOff::On;
            order(&load(&inputs)?.settings, Order::AskCode { org: org.name, group: name, asks })
        }
        Do::Otp(Otp::Reset { org, user }) => {
            order(&load(&inputs)?.settings, Order::ResetSecondFactor { org: org.name, user })
        }
        Do::Policy(said) => order(&load(&inputs)?.settings, policy(said)),
        Do::Admin(Admin::Reset { org, user }) => {
            order(&load(&inputs)?.settings, Order::ResetAdministrator { org: org.name, user })
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

/// Has an order carried out, and prints what it made or asked for and nothing else.
fn order(settings: &Settings, order: Order) -> Result<()> {
    let made = runtime()?.block_on(ask(settings, order))?;
    print(format!("{made}\n").as_bytes())
}

fn create_token(new: NewToken) -> Order {
    let kind = match new.kind {
        TokenKind::Pam360 => OrderedKind::Pam360,
        TokenKind::Scim => OrderedKind::Scim,
        TokenKind::Native => OrderedKind::Native,
    };
    let expires = new.expires.map(|expires| match expires {
        Expires::At(instant) => instant.as_microsecond(),
        Expires::After(time) => {
            let now = directory::Clock::now(&SystemClock);
            now.plus_seconds(time.as_secs()).micros()
        }
    });
    Order::CreateToken { org: new.org.name, user: new.user, kind, expires, host: new.host }
}

fn of_orgs(command: Org, settings: &Settings) -> Order {
    match command {
        Org::Create { name, hosts: AtHosts { hosts } } => {
            let password = settings.admin_password.as_ref().map(|secret| secret.expose().to_owned());
            Order::CreateOrg { name, hosts, password }
        }
        Org::List => Order::ListOrgs,
        Org::Rename { name, to } => Order::UpdateOrg { org: name, name: Some(to), hosts: None },
        Org::Hosts { name, hosts: AtHosts { hosts } } => {
            Order::UpdateOrg { org: name, name: None, hosts: Some(hosts) }
        }
        Org::Delete { name } => Order::DeleteOrg { name },
    }
}

fn policy(said: PolicyOrder) -> Order {
    match said {
        PolicyOrder::List { org } => Order::ListPolicies { org: org.name },
        PolicyOrder::Create(PolicyWords { org, name, description, rules }) => {
            Order::CreatePolicy { org: org.name, name, description, rules: rules.into() }
        }
        PolicyOrder::Update(PolicyWords { org, name, description, rules }) => {
            Order::UpdatePolicy { org: org.name, name, description, rules: rules.into() }
        }
        PolicyOrder::Delete { org, name } => Order::DeletePolicy { org: org.name, name },
    }
}

/// Writes to standard output; a reader that has gone away is no error.
fn print(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

//! From settings to an open directory.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use db::Store;
use directory::hosts::KnownHostNames;
use directory::orgs::FirstAdministrator;
use directory::passwords::{Cost, Password, Peppers};
use directory::second_factor::OtherDoors;
use directory::{Config, Directory, MIGRATIONS, Outside, ThrottleLimits};

use crate::outside::{SystemClock, SystemEntropy};
use crate::seal_keys;
use crate::settings::{self, Database, PasswordPolicy, Settings};

/// What the core is given from outside on a real machine.
pub fn outside(settings: &Settings) -> Outside {
    let clock = Arc::new(SystemClock);
    let hosts = KnownHostNames::of_system(settings.pam360.hosts.clone(), clock.clone());
    Outside { clock, entropy: Arc::new(SystemEntropy), hosts: Arc::new(hosts) }
}

/// Opens the store, migrates it, and opens the directory in it.
pub async fn open(settings: &Settings) -> Result<(Directory, Option<FirstAdministrator>)> {
    let config = config(settings)?;
    let shown = settings.database.to_string();
    let mut store_config = store_config(&settings.database);
    store_config.connections = settings.connections;
    // Opening blocks on the disk or the network.
    let store = tokio::task::spawn_blocking(move || Store::open(store_config, MIGRATIONS)).await?;
    let store = store.with_context(|| format!("the store {shown} could not be opened"))?;
    Ok(Directory::open(config, store, outside(settings)).await?)
}

/// How this store is opened.
pub fn store_config(database: &Database) -> db::Config {
    match database {
        Database::Sqlite(path) => db::Config::sqlite(path),
        Database::Postgres(url) => {
            let mut config = db::Config::postgres(url.expose());
            config.environment = url.environment();
            config
        }
    }
}

fn config(settings: &Settings) -> Result<Config> {
    let password = &settings.password;
    let cost = Cost::at_least_default(password.memory_kib, password.iterations, password.parallelism)?;
    let admin_password =
        settings.admin_password.as_ref().map(|secret| Password::new(secret.expose().to_owned()));
    let uniform = match password.policy {
        PasswordPolicy::Dialect => None,
        PasswordPolicy::Uniform => Some(password.uniform_policy.clone()),
    };
    let throttle = &settings.throttle;
    Ok(Config {
        cost,
        peppers: peppers(settings)?,
        seals: seal_keys::load(settings)?,
        hash_threads: settings.hashing.threads.get(),
        hash_queue: settings.hashing.queue,
        throttle: ThrottleLimits {
            per_address: throttle.per_address.into(),
            anywhere: throttle.anywhere.into(),
            seconds: i64::from(throttle.minutes) * 60,
            unknown_tokens: throttle.unknown_tokens,
        },
        other_doors: match settings.otp.other_doors {
            settings::OtherDoors::Refuse => OtherDoors::Refuse,
            settings::OtherDoors::Allow => OtherDoors::Allow,
        },
        password_min_length: usize::try_from(password.min_length)?,
        uniform_policy: uniform,
        org_name: settings.org.name.clone(),
        admin_password: admin_password
            .transpose()
            .map_err(|refused| anyhow!("PROVISOR_ADMIN_PASSWORD: {refused}"))?,
    })
}

fn peppers(settings: &Settings) -> Result<Peppers> {
    let Some(path) = &settings.password.pepper_file else { return Ok(Peppers::none()) };
    let shown = path.display();
    let file = std::fs::read_to_string(path)
        .with_context(|| format!("password.pepper_file {shown} cannot be read"))?;
    Peppers::parse(&file).with_context(|| format!("password.pepper_file {shown}"))
}

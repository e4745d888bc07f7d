//! Sign-ins while a thousand users with passwords are created at once, in a directory inside this process.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use directory::passwords::{Cost, Password, Peppers, PolicyRules};
use directory::sessions::{self, Life};
use directory::users::{NewPassword, NewUser, PasswordRule};
use directory::{Config, Credential, Directory, MIGRATIONS, Request, ThrottleLimits, Via, users};
use model::{Dialect, Login, RequestId, TokenKind};
use tempfile::TempDir;

use super::Setup;
use super::passwords::{cores, hashes_in_a_second};
use crate::child::ADMIN_PASSWORD;
use crate::load::{count, part};
use crate::report::{Report, millis};

const USERS: usize = 1000;
/// A new sign-in must not wait for more hashes than this.
const MOST_HASHES: f64 = 4.0;

/// The time of each sign-in during the bulk create, and what the bulk create took.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let limit = hashes_in_a_second(cores(), setup.time)?;
    let hash = count(cores()) * 1e3 / limit;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (micros, took) = runtime.block_on(sign_ins_during_a_bulk())?;
    let (median, longest) = (part(&micros, 50), part(&micros, 100));
    report.goal(
        "sign-in during a bulk create of 1,000, longest",
        format!("{} ms ({:.1} hashes)", millis(longest), longest / hash),
        format!("{} ms, one hash with all cores busy", millis(hash)),
        "four hashes",
        longest <= MOST_HASHES * hash,
    );
    report.note(format!(
        "sign-in during a bulk create: median {} ms ({:.1} hashes), {} sign-ins; the bulk create of 1,000 took {took:.1} s, \
         {:.0} % of the hashes' own time with those sign-ins.",
        millis(median),
        median / hash,
        micros.len(),
        100.0 * took * limit / count(USERS + micros.len()),
    ));
    Ok(())
}

async fn sign_ins_during_a_bulk() -> Result<(Vec<u32>, f64)> {
    let folder = TempDir::new()?;
    let directory = open(&folder).await?;
    let begun = Instant::now();
    let bulk = tokio::spawn(create(directory.clone(), new_users()?));
    let mut micros = Vec::new();
    while !bulk.is_finished() {
        let asked = Instant::now();
        sign_in(&directory).await?;
        micros.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    bulk.await??;
    let took = begun.elapsed().as_secs_f64();
    // The first may have been asked before the bulk create had come to its hashes.
    let mut micros = micros.split_off(1.min(micros.len()));
    micros.sort_unstable();
    let store = directory.store().clone();
    tokio::task::spawn_blocking(move || store.close()).await?;
    Ok((micros, took))
}

async fn open(folder: &TempDir) -> Result<Directory> {
    let store = db::Store::open(db::Config::sqlite(folder.path().join("bulk.db")), MIGRATIONS)?;
    let admin_password = Password::new(ADMIN_PASSWORD.to_owned()).map_err(|error| anyhow!("{error}"))?;
    let config = Config {
        cost: Cost::default(),
        peppers: Peppers::none(),
        hash_threads: cores(),
        hash_queue: 1024,
        throttle: ThrottleLimits::default(),
        password_min_length: 1,
        uniform_policy: None,
        org_name: "Default".to_owned(),
        admin_password: Some(admin_password),
    };
    Ok(Directory::open(config, store, crate::outside::outside()).await?.0)
}

fn new_users() -> Result<Vec<NewUser>> {
    let password = Password::new("Tr4in-delay".to_owned()).map_err(|error| anyhow!("{error}"))?;
    let rule = PasswordRule { policy: "native".to_owned(), rules: PolicyRules::NATIVE };
    (0..USERS)
        .map(|number| {
            let login = Login::new(&format!("bulk-{number:04}")).ok().context("a login")?;
            let mut user = NewUser::named(login);
            user.password = NewPassword::Given(password.clone(), rule.clone());
            Ok(user)
        })
        .collect()
}

async fn create(directory: Directory, new: Vec<NewUser>) -> Result<()> {
    let request = directory.own_request(Via::CommandLine, "bulk");
    let created = users::create(&directory, &request, &Credential::System, Ok(new), None).await;
    created.map(drop).map_err(|refusal| anyhow!("bulk create: {refusal}"))
}

async fn sign_in(directory: &Directory) -> Result<()> {
    let id = RequestId(directory.outside().id());
    let request =
        Request::new(id, Via::Dialect(Dialect::Aria), "acquireToken", Some(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    let life = Life { idle_seconds: 21_600, longest_seconds: None };
    let password = Password::new(ADMIN_PASSWORD.to_owned());
    let opened = sessions::open(directory, &request, TokenKind::Aria, "admin", password, life).await;
    opened.map(drop).map_err(|refusal| anyhow!("sign-in: {refusal}"))
}

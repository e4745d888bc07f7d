//! A server whose durability can be lowered, which the program itself cannot be: the proof that the test of durability
//! can fail. It is this test binary, started again.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use db::Store;
use directory::hosts::KnownHostNames;
use directory::passwords::{Cost, Peppers};
use directory::second_factor::OtherDoors;
use directory::{Directory, MIGRATIONS, Outside, ThrottleLimits};
use server::doors::{Dialects, doors};
use server::listener::{Limits, Listener, terminated};
use server::outside::{SystemClock, SystemEntropy};
use wire::{App, Kit, Metrics, Proxies};

/// How the store is to be opened: `full` or `lowered`. Without it nobody asked for a server.
const DURABILITY: &str = "LOWERED_TEST_DURABILITY";

/// This test binary as a server on the store of an installation.
pub fn command(durability: &str) -> Command {
    // What is started has none of this environment; `env` adds the one variable and becomes the program.
    let mut command = Command::new("env");
    command.arg(format!("{DURABILITY}={durability}")).arg(std::env::current_exe().unwrap());
    command.args(["--exact", "lowered::serves_for_the_tests_of_durability", "--ignored", "--nocapture"]);
    command
}

/// Where an installation has its store.
fn file(installation: &std::path::Path) -> PathBuf {
    installation.join("data/provisor.db")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "no test but a server, which the tests of durability start"]
#[expect(clippy::disallowed_methods, reason = "the environment says how this process was meant")]
async fn serves_for_the_tests_of_durability() {
    let Ok(durability) = std::env::var(DURABILITY) else { return };
    let full = db::Config::sqlite(file(&std::env::current_dir().unwrap()));
    let config = if durability == "lowered" { db::testing::without_durability(full) } else { full };
    let store = tokio::task::spawn_blocking(move || Store::open(config, MIGRATIONS)).await.unwrap().unwrap();
    let clock = Arc::new(SystemClock);
    let hosts = Arc::new(KnownHostNames::of_system(std::collections::BTreeMap::new(), clock.clone()));
    let outside = Outside { clock, entropy: Arc::new(SystemEntropy), hosts };
    let (directory, _) = Directory::open(directory_config(), store, outside).await.unwrap();
    let kit = Kit {
        limits: wire::Limits::default(),
        outside: directory.outside().clone(),
        proxies: Proxies::none(),
        metrics: Metrics::new(),
    };
    let (router, _) = doors(&App { directory, kit }, Dialects::default());
    let stop = terminated().unwrap();
    let listener = Listener::bind(([127, 0, 0, 1], 0).into(), None, Limits::default()).await.unwrap();
    eprintln!("Provisor listens on http://{}", listener.address().unwrap());
    listener.serve(router, stop).await;
}

fn directory_config() -> directory::Config {
    directory::Config {
        cost: Cost::cheap_for_tests(),
        peppers: Peppers::none(),
        seals: directory::seals::Seals::none(),
        hash_threads: 1,
        hash_queue: 1,
        throttle: ThrottleLimits::default(),
        other_doors: OtherDoors::default(),
        password_min_length: 1,
        uniform_policy: None,
        org_name: "Default".to_owned(),
        admin_password: None,
    }
}

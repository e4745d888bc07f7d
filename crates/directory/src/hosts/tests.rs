use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use model::Timestamp;

use super::{KnownHostNames, Resolver, literal, same, same_name};
use crate::{Clock, HostNames};

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[derive(Default)]
struct Turned(AtomicI64);

impl Clock for Turned {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// A name server that answers from two lists, and counts what it was asked. While it is held, nobody gets an answer.
#[derive(Default)]
struct Lists {
    names: HashMap<&'static str, Vec<IpAddr>>,
    addresses: HashMap<IpAddr, &'static str>,
    asked: AtomicUsize,
    held: Mutex<bool>,
    freed: Condvar,
}

impl Lists {
    fn answer(&self) {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let held = self.held.lock().unwrap();
        drop(self.freed.wait_while(held, |held| *held).unwrap());
    }
}

/// Nobody gets an answer while this value lives.
struct Held(Arc<Lists>);

impl Held {
    fn of(lists: &Arc<Lists>) -> Self {
        *lists.held.lock().unwrap() = true;
        Self(Arc::clone(lists))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        *self.0.held.lock().unwrap() = false;
        self.0.freed.notify_all();
    }
}

impl Resolver for Lists {
    fn addresses(&self, name: &str) -> Vec<IpAddr> {
        self.answer();
        self.names.get(name).cloned().unwrap_or_default()
    }

    fn name(&self, address: IpAddr) -> Option<String> {
        self.answer();
        self.addresses.get(&address).map(|name| (*name).to_owned())
    }
}

fn lists(names: &[(&'static str, &str)], addresses: &[(&str, &'static str)]) -> Lists {
    let mut lists = Lists::default();
    for (name, of) in names {
        lists.names.entry(name).or_default().push(address(of));
    }
    lists.addresses = addresses.iter().map(|(of, name)| (address(of), *name)).collect();
    lists
}

fn hosts(lists: &Arc<Lists>, clock: &Arc<Turned>, patience: Duration) -> KnownHostNames {
    let table = [("Table".to_owned(), address("192.0.2.9"))];
    KnownHostNames::by(
        Arc::clone(lists) as Arc<dyn Resolver>,
        table,
        Arc::clone(clock) as Arc<dyn Clock>,
        patience,
    )
}

const PATIENT: Duration = Duration::from_mins(10);

#[test]
fn ipv4_in_ipv6_and_all_loopback_addresses_are_one_host() {
    assert!(same(address("::ffff:192.0.2.1"), address("192.0.2.1")));
    assert!(same(address("::1"), address("127.0.0.1")));
    assert!(!same(address("192.0.2.1"), address("192.0.2.2")));
    assert_eq!(literal("[::1]"), Some(address("::1")));
    assert_eq!(literal("host"), None);
}

#[test]
fn a_short_name_is_its_full_name_and_two_full_names_are_compared_whole() {
    assert!(same_name("John-1234", "john-1234.example.com"));
    assert!(!same_name("john.example.com", "john.example.org"));
    assert!(same_name("john.example.com.", "JOHN.example.com"));
}

#[tokio::test]
async fn a_peer_is_the_host_whose_name_has_its_address() {
    let lists = lists(&[("john", "192.0.2.1"), ("john", "2001:db8::1")], &[]);
    let hosts = hosts(&Arc::new(lists), &Arc::default(), PATIENT);
    for (peer, is_john) in
        [("192.0.2.1", true), ("::ffff:192.0.2.1", true), ("2001:db8::1", true), ("192.0.2.2", false)]
    {
        assert_eq!(hosts.matches("john", address(peer)).await, is_john, "{peer}");
    }
}

/// Whoever owns an address can say any name for it.
#[tokio::test]
async fn the_name_of_an_address_counts_only_when_the_name_has_that_address() {
    let lists = lists(
        &[("John.example.com.", "192.0.2.1"), ("jane.example.com", "192.0.2.3")],
        &[
            ("192.0.2.1", "John.example.com."),
            ("192.0.2.2", "jane.example.com"),
            ("192.0.2.3", "jane.example.com"),
        ],
    );
    let hosts = hosts(&Arc::new(lists), &Arc::default(), PATIENT);
    assert!(hosts.matches("JOHN", address("192.0.2.1")).await, "the short name of the peer's own");
    assert!(hosts.matches("jane", address("192.0.2.3")).await);
    assert!(!hosts.matches("jane", address("192.0.2.2")).await, "a name that has another address");
    assert!(!hosts.matches("jane.example.org", address("192.0.2.3")).await);
}

#[tokio::test]
async fn the_table_answers_before_the_resolver() {
    let lists = Arc::new(lists(&[("table", "192.0.2.1")], &[]));
    let hosts = hosts(&lists, &Arc::default(), PATIENT);
    assert!(hosts.matches("TABLE.", address("192.0.2.9")).await);
    assert!(!hosts.matches("table", address("192.0.2.1")).await);
    assert_eq!(lists.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_answer_is_remembered_for_a_minute() {
    let (lists, clock) = (Arc::new(lists(&[("john", "192.0.2.1")], &[])), Arc::<Turned>::default());
    let hosts = hosts(&lists, &clock, PATIENT);
    for (at, name, asked) in [(0, "john", 1), (59, "JOHN.", 1), (60, "john", 2)] {
        clock.0.store(at, Ordering::SeqCst);
        assert!(hosts.matches(name, address("192.0.2.1")).await);
        assert_eq!(lists.asked.load(Ordering::SeqCst), asked, "at {at} s");
    }
}

#[tokio::test]
async fn silence_is_a_no_after_a_while_and_keeps_few_threads_waiting() {
    let (lists, clock) = (Arc::new(lists(&[("john", "192.0.2.1")], &[])), Arc::<Turned>::default());
    let _held = Held::of(&lists);
    let hosts = hosts(&lists, &clock, Duration::from_millis(1));
    for n in 0..32 {
        assert!(!hosts.matches(&format!("silent-{n}"), address("192.0.2.1")).await);
        assert!(!hosts.matches("john", address("192.0.2.1")).await);
    }
    assert!(lists.asked.load(Ordering::SeqCst) <= super::known::AT_ONCE);
}

#[tokio::test]
async fn the_systems_resolver_knows_this_machine() {
    let hosts = KnownHostNames::of_system([], Arc::<Turned>::default());
    assert!(hosts.matches("localhost", address("127.0.0.1")).await);
    assert!(hosts.matches("LOCALHOST", address("::1")).await);
}

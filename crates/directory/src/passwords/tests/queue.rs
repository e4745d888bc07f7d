use std::{collections::VecDeque, net::IpAddr};

use super::{
    super::queue::{Queue, Ticket},
    *,
};

fn push(queue: &mut Queue<u32>, source: Source, pieces: &[u32]) -> Ticket {
    queue.push(source, pieces.iter().copied().collect()).expect("a place").0
}

fn refuses(queue: &mut Queue<u32>, source: Source) -> bool {
    queue.push(source, VecDeque::from([0])).is_err()
}

fn drain(queue: &mut Queue<u32>) -> Vec<u32> {
    std::iter::from_fn(|| queue.take()).collect()
}

#[test]
fn sources_take_turns() {
    let mut queue = Queue::new(100);
    for piece in 1..=3 {
        push(&mut queue, stranger(1), &[piece]);
    }
    push(&mut queue, stranger(2), &[20]);
    push(&mut queue, Source::Bulk(1), &[30, 31]);
    assert_eq!(drain(&mut queue), [1, 20, 30, 2, 31, 3]);
}

#[test]
fn two_bulk_requests_take_turns() {
    let mut queue = Queue::new(100);
    push(&mut queue, Source::Bulk(1), &[10, 11]);
    push(&mut queue, Source::Bulk(2), &[20, 21]);
    assert_eq!(drain(&mut queue), [10, 20, 11, 21]);
}

#[test]
fn a_stranger_waits_for_one_piece_of_a_long_bulk() {
    let mut queue = Queue::new(100);
    push(&mut queue, Source::Bulk(1), &(1000..2000).collect::<Vec<_>>());
    queue.take();
    push(&mut queue, stranger(1), &[1]);
    let order = drain(&mut queue);
    assert_eq!(order.iter().position(|piece| *piece == 1), Some(1));
    assert_eq!(order.len(), 1000);
}

#[test]
fn a_known_login_goes_before_strangers_and_bulk() {
    let mut queue = Queue::new(100);
    push(&mut queue, stranger(1), &[1]);
    push(&mut queue, Source::Bulk(1), &[2, 3]);
    push(&mut queue, known(2), &[4]);
    push(&mut queue, Source::System, &[5]);
    assert_eq!(drain(&mut queue), [4, 5, 1, 2, 3]);
}

#[test]
fn known_logins_cannot_keep_strangers_out() {
    let mut queue = Queue::new(100);
    for piece in 1..=6 {
        push(&mut queue, known(1), &[piece]);
    }
    push(&mut queue, stranger(2), &[20]);
    assert_eq!(drain(&mut queue), [1, 2, 3, 4, 20, 5, 6]);
}

#[test]
fn one_source_holds_a_quarter_of_the_queue() {
    let mut queue = Queue::new(16);
    for _ in 0..4 {
        push(&mut queue, stranger(1), &[1]);
    }
    assert!(refuses(&mut queue, stranger(1)));
    assert!(!refuses(&mut queue, stranger(2)));
    queue.take();
    assert!(!refuses(&mut queue, stranger(1)));
}

#[test]
fn the_quarter_counts_known_and_strange_logins_together() {
    let mut queue = Queue::new(16);
    for _ in 0..4 {
        push(&mut queue, known(1), &[1]);
    }
    assert!(refuses(&mut queue, stranger(1)));
    assert!(refuses(&mut queue, known(1)));
}

#[test]
fn a_bulk_and_the_server_itself_have_a_quarter_too() {
    let mut queue = Queue::new(16);
    for _ in 0..4 {
        push(&mut queue, Source::System, &[1]);
        push(&mut queue, Source::Bulk(1), &[1]);
    }
    assert!(refuses(&mut queue, Source::System));
    assert!(refuses(&mut queue, Source::Bulk(1)));
}

#[test]
fn an_ipv6_network_is_one_source() {
    let at = |text: &str| Source::Peer(text.parse::<IpAddr>().unwrap(), Standing::Unknown);
    let mut queue = Queue::new(8);
    push(&mut queue, at("2001:db8::1"), &[1]);
    push(&mut queue, at("2001:db8::ffff:0:0:2"), &[1]);
    assert!(refuses(&mut queue, at("2001:db8::3")));
    assert!(!refuses(&mut queue, at("2001:db8:0:1::3")));
    push(&mut queue, at("::ffff:192.0.2.1"), &[1]);
    push(&mut queue, stranger(1), &[1]);
    assert!(refuses(&mut queue, stranger(1)), "an IPv4 address is the same in both forms");
}

#[test]
fn a_full_queue_refuses() {
    let mut queue = Queue::new(8);
    for last in 0..8 {
        push(&mut queue, stranger(last), &[1]);
    }
    assert!(refuses(&mut queue, stranger(9)));
    assert!(refuses(&mut queue, Source::Bulk(1)));
    queue.take();
    assert!(!refuses(&mut queue, stranger(9)));
}

#[test]
fn a_known_login_takes_the_place_of_the_newest_stranger() {
    let mut queue = Queue::new(8);
    for last in 0..7 {
        push(&mut queue, stranger(last), &[u32::from(last)]);
    }
    push(&mut queue, stranger(3), &[33]);
    let (_, displaced) = queue.push(known(100), VecDeque::from([100])).unwrap();
    assert_eq!(displaced, [33]);
    assert_eq!(queue.waiting(), 8);
    assert_eq!(drain(&mut queue), [100, 0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn over_its_quarter_an_address_displaces_its_own_strangers_only() {
    let mut queue = Queue::new(8);
    for last in [1, 1, 2, 2] {
        push(&mut queue, stranger(last), &[u32::from(last)]);
    }
    let (_, displaced) = queue.push(known(1), VecDeque::from([100])).unwrap();
    assert_eq!(displaced, [1]);
    push(&mut queue, known(1), &[101]);
    assert!(refuses(&mut queue, known(1)), "no stranger of this address is left");
}

#[test]
fn a_bulk_counts_as_one_until_its_last_piece_is_taken() {
    let mut queue = Queue::new(8);
    push(&mut queue, Source::Bulk(1), &[1, 2, 3]);
    queue.take();
    queue.take();
    assert_eq!(queue.waiting(), 1);
    queue.take();
    assert_eq!(queue.waiting(), 0);
}

#[test]
fn a_job_taken_out_leaves_its_place_and_its_turn() {
    let mut queue = Queue::new(8);
    let first = push(&mut queue, stranger(1), &[1]);
    let bulk = push(&mut queue, Source::Bulk(1), &[10, 11, 12]);
    push(&mut queue, stranger(2), &[2]);
    assert_eq!(queue.remove(first), [1]);
    assert!(queue.remove(first).is_empty(), "once only");
    assert_eq!(queue.take(), Some(10));
    assert_eq!(queue.remove(bulk), [11, 12]);
    assert_eq!(queue.waiting(), 1);
    push(&mut queue, stranger(1), &[3]);
    push(&mut queue, stranger(1), &[4]);
    assert_eq!(drain(&mut queue), [2, 3, 4]);
}

//! Who is hashed next: turns by source, known people first, no source with more than its part.

use std::{
    collections::{HashMap, VecDeque},
    net::{IpAddr, Ipv6Addr},
};

/// How many turns in a row known people get while others wait. Without an end to it, one person with a valid
/// password could keep every stranger and every bulk request out.
const TURNS_IN_A_ROW: u8 = 4;
/// One source holds at most this part of the queue.
const PART: usize = 4;

/// Where password work comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A caller at this address. Addresses of one IPv6 /64 network count as one: they cost their holder nothing.
    Peer(IpAddr, Standing),
    /// One bulk request, by a number that no other running one has.
    Bulk(u64),
    /// The server's own business: the first administrator, the command line.
    System,
}

/// What is known of a sign-in before its password is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// A known login from an address with a recent success: goes first.
    Known,
    /// Anything else.
    Unknown,
}

/// A job's place, to take it out again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket {
    source: Source,
    number: u64,
}

/// A job of one or more pieces; each piece is one turn.
struct Job<T> {
    number: u64,
    pieces: VecDeque<T>,
}

/// Jobs of sources that take turns with each other.
struct Round<T> {
    turns: VecDeque<Source>,
    lanes: HashMap<Source, VecDeque<Job<T>>>,
}

/// The bounded queue. Knows nothing of threads or passwords.
pub(super) struct Queue<T> {
    limit: usize,
    first: Round<T>,
    rest: Round<T>,
    in_a_row: u8,
    waiting: usize,
    numbers: u64,
}

impl<T> Queue<T> {
    /// A queue of at most `limit` waiting jobs, at least four.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(PART),
            first: Round::new(),
            rest: Round::new(),
            in_a_row: 0,
            waiting: 0,
            numbers: 0,
        }
    }

    /// Jobs that wait; one with many pieces counts once, until its last piece is taken.
    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Queues a job behind the others of its source. When there is no place, a job that goes first takes that
    /// of the newest stranger, whose pieces are returned with the ticket; any other is refused and comes back.
    pub(super) fn push(
        &mut self,
        source: Source,
        pieces: VecDeque<T>,
    ) -> Result<(Ticket, VecDeque<T>), VecDeque<T>> {
        let source = source.charged();
        let over_part = self.held_with(source) >= self.limit / PART;
        let mut displaced = VecDeque::new();
        if over_part || self.waiting >= self.limit {
            let victim = source.goes_first().then(|| self.victim(over_part.then_some(source))).flatten();
            let Some(victim) = victim else { return Err(pieces) };
            displaced = self.remove(victim);
        }
        self.numbers += 1;
        let ticket = Ticket { source, number: self.numbers };
        self.round(source).push(source, Job { number: ticket.number, pieces });
        self.waiting += 1;
        Ok((ticket, displaced))
    }

    /// The next piece of work.
    pub(super) fn take(&mut self) -> Option<T> {
        let others_wait = !self.rest.turns.is_empty();
        let first = !others_wait || (!self.first.turns.is_empty() && self.in_a_row < TURNS_IN_A_ROW);
        self.in_a_row = if first && others_wait { self.in_a_row + 1 } else { 0 };
        let round = if first { &mut self.first } else { &mut self.rest };
        let (piece, finished) = round.take()?;
        self.waiting -= usize::from(finished);
        Some(piece)
    }

    /// Takes a job out; returns what was left of it, so that it can be dropped outside of any lock.
    pub(super) fn remove(&mut self, ticket: Ticket) -> VecDeque<T> {
        let Some(job) = self.round(ticket.source).remove(ticket) else { return VecDeque::new() };
        self.waiting -= 1;
        job.pieces
    }

    /// Takes everything out.
    pub(super) fn clear(&mut self) -> Self {
        let empty = Self::new(self.limit);
        std::mem::replace(self, empty)
    }

    fn round(&mut self, source: Source) -> &mut Round<T> {
        if source.goes_first() { &mut self.first } else { &mut self.rest }
    }

    /// Waiting jobs of the source; an address is charged for its logins of both standings.
    fn held_with(&self, source: Source) -> usize {
        let known = source.with(Standing::Known);
        let unknown = source.with(Standing::Unknown);
        self.first.held(known) + self.rest.held(unknown)
    }

    /// The newest stranger of the longest lane, or of the address of `known`.
    fn victim(&self, known: Option<Source>) -> Option<Ticket> {
        let own = known.map(|known| known.with(Standing::Unknown));
        let candidates = self.rest.lanes.iter().filter(|(source, _)| {
            matches!(source, Source::Peer(_, Standing::Unknown)) && own.is_none_or(|own| own == **source)
        });
        let (source, lane) = candidates.max_by_key(|(_, lane)| lane.len())?;
        lane.back().map(|job| Ticket { source: *source, number: job.number })
    }
}

impl<T> Round<T> {
    fn new() -> Self {
        Self { turns: VecDeque::new(), lanes: HashMap::new() }
    }

    fn push(&mut self, source: Source, job: Job<T>) {
        let lane = self.lanes.entry(source).or_default();
        if lane.is_empty() {
            self.turns.push_back(source);
        }
        lane.push_back(job);
    }

    fn held(&self, source: Source) -> usize {
        self.lanes.get(&source).map_or(0, VecDeque::len)
    }

    /// A piece of the source whose turn it is, and whether it was the last of its job.
    fn take(&mut self) -> Option<(T, bool)> {
        let source = self.turns.pop_front()?;
        let lane = self.lanes.get_mut(&source)?;
        let job = lane.front_mut()?;
        let piece = job.pieces.pop_front()?;
        let finished = job.pieces.is_empty();
        if finished {
            lane.pop_front();
        }
        if lane.is_empty() {
            self.lanes.remove(&source);
        } else {
            self.turns.push_back(source);
        }
        Some((piece, finished))
    }

    fn remove(&mut self, ticket: Ticket) -> Option<Job<T>> {
        let lane = self.lanes.get_mut(&ticket.source)?;
        let place = lane.iter().position(|job| job.number == ticket.number)?;
        let job = lane.remove(place);
        if lane.is_empty() {
            self.lanes.remove(&ticket.source);
            self.turns.retain(|source| *source != ticket.source);
        }
        job
    }
}

impl Source {
    fn goes_first(self) -> bool {
        match self {
            Self::Peer(_, Standing::Known) | Self::System => true,
            Self::Peer(_, Standing::Unknown) | Self::Bulk(_) => false,
        }
    }

    /// The source with its address cut down to what one holder is given.
    fn charged(self) -> Self {
        match self {
            Self::Peer(address, standing) => Self::Peer(network(address), standing),
            Self::Bulk(_) | Self::System => self,
        }
    }

    fn with(self, standing: Standing) -> Self {
        match self {
            Self::Peer(address, _) => Self::Peer(address, standing),
            Self::Bulk(_) | Self::System => self,
        }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (!0 << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

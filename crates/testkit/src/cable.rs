//! A cable to the PostgreSQL of the tests, which can be cut at a commit.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, Weak};

/// `COMMIT` as it goes over the wire: a simple query.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";
/// What the server says when it is done.
const COMMITTED: &[u8] = b"C\0\0\0\x0bCOMMIT\0";
/// And what it says when it has undone a transaction.
const UNDONE: &[u8] = b"C\0\0\0\x0dROLLBACK\0";

/// When the cable is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The commit never arrives.
    BeforeItArrives,
    /// It is done, and the answer is lost.
    BeforeTheAnswer,
    /// The client is cut off as soon as it has sent it; the server goes on with it.
    WhileItIsDone,
    /// The answer is lost, and the server cannot be reached any more.
    ForGood,
    /// Not a commit: from the end of the next transaction that is undone on, nothing of the server arrives any more.
    Silence,
}

/// Every connection goes through; the next commit is cut when a [`Cut`] is planned. Gone with this value.
pub struct Cable {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    server: String,
    planned: Mutex<Option<Cut>>,
    dead: AtomicBool,
}

impl Shared {
    /// The planned cut, if it is one of these; then it is not planned any more.
    fn take(&self, these: impl FnOnce(Cut) -> bool) -> Option<Cut> {
        self.planned.lock().unwrap().take_if(|cut| these(*cut))
    }
}

impl Cable {
    /// A cable to the server at `host:port`.
    pub fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Shared { server: server.to_owned(), planned: Mutex::default(), dead: false.into() };
        let shared = Arc::new(shared);
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                if Arc::strong_count(&accepting) == 1 {
                    return;
                }
                if !accepting.dead.load(SeqCst) {
                    connect(client, &accepting);
                }
            }
        });
        Self { address, shared }
    }

    /// `host:port` of the near end.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Plans a cut at the next commit.
    pub fn cut(&self, cut: Cut) {
        *self.shared.planned.lock().unwrap() = Some(cut);
    }

    /// Whether the cut that was planned has been made.
    pub fn was_cut(&self) -> bool {
        self.shared.planned.lock().unwrap().is_none()
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.shared =
            Arc::new(Shared { server: String::new(), planned: Mutex::default(), dead: true.into() });
        // Wakes the thread that accepts.
        drop(TcpStream::connect(self.address));
    }
}

/// Both directions of one connection, each on its thread.
fn connect(client: TcpStream, shared: &Arc<Shared>) {
    let server = TcpStream::connect(&shared.server).expect("the PostgreSQL of the tests");
    for stream in [&client, &server] {
        stream.set_nodelay(true).unwrap();
    }
    let (near, far) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let swallow = Arc::new(AtomicBool::new(false));
    let swallows = Arc::clone(&swallow);
    let shared = Arc::downgrade(shared);
    let plans = Weak::clone(&shared);
    std::thread::spawn(move || {
        pump(client, &server, |message, client, server| {
            let Some(shared) = shared.upgrade() else { return Next::Close };
            let is_commit = holds(message, COMMIT);
            let cut = if is_commit { shared.take(|cut| cut != Cut::Silence) } else { None };
            match cut {
                None | Some(Cut::Silence) => Next::Forward,
                Some(Cut::BeforeItArrives) => Next::Close,
                Some(Cut::BeforeTheAnswer) => {
                    swallow.store(true, SeqCst);
                    Next::Forward
                }
                Some(Cut::ForGood) => {
                    shared.dead.store(true, SeqCst);
                    swallow.store(true, SeqCst);
                    Next::Forward
                }
                Some(Cut::WhileItIsDone) => {
                    let mut server = server;
                    server.write_all(message).unwrap();
                    // The near end alone: this server would notice nothing while it commits.
                    client.shutdown(Shutdown::Both).unwrap();
                    Next::Leave
                }
            }
        });
    });
    std::thread::spawn(move || {
        // A server that is cut off before it has come to the commit would undo.
        pump(far, &near, |message, _, _| match swallows.load(SeqCst) {
            false if holds(message, UNDONE) => {
                match plans.upgrade().and_then(|shared| shared.take(|cut| cut == Cut::Silence)) {
                    Some(_) => Next::Leave,
                    None => Next::Forward,
                }
            }
            false => Next::Forward,
            true if holds(message, COMMITTED) => Next::Close,
            true => Next::Swallow,
        });
    });
}

/// What becomes of a message.
enum Next {
    Forward,
    /// It is lost.
    Swallow,
    /// It is lost, and both ends are closed.
    Close,
    /// Nothing more goes this way.
    Leave,
}

/// Whether `what` goes by; it is never cut in two, as it is written at once.
fn holds(message: &[u8], what: &[u8]) -> bool {
    message.windows(what.len()).any(|bytes| bytes == what)
}

fn pump(from: TcpStream, to: &TcpStream, next: impl Fn(&[u8], &TcpStream, &TcpStream) -> Next) {
    let mut buffer = vec![0; 1 << 16];
    let mut from = from;
    let mut to = to;
    while let Ok(length) = from.read(&mut buffer)
        && length > 0
    {
        let message = &buffer[..length];
        match next(message, &from, to) {
            Next::Swallow => {}
            Next::Forward if to.write_all(message).is_ok() => {}
            Next::Forward | Next::Close => break,
            Next::Leave => return,
        }
    }
    for end in [&from, to] {
        // The other thread may have been here.
        let _ = end.shutdown(Shutdown::Both);
    }
}

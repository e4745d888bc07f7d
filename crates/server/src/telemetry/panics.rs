//! What is said about a panic, and to whom: the operator, never a client.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{PanicHookInfo, set_hook};

/// From now on panics are logged: where, and by what words, when those are a literal of the source. A formatted
/// message may hold anything, a password too, and is not repeated. The stack is added when `RUST_BACKTRACE` asks for
/// it; it holds names only.
pub fn log_panics() {
    set_hook(Box::new(log));
}

pub(super) fn log(info: &PanicHookInfo<'_>) {
    let thread = std::thread::current();
    let stack = Backtrace::capture();
    let stack = (stack.status() == BacktraceStatus::Captured).then(|| stack.to_string());
    tracing::error!(
        target: "provisor::panic",
        place = info.location().map(tracing::field::display),
        words = literal(info.payload()),
        thread = thread.name(),
        stack,
        "a panic"
    );
}

/// The words of `panic!("..")` without arguments.
pub(super) fn literal(payload: &(dyn Any + Send)) -> Option<&'static str> {
    payload.downcast_ref::<&'static str>().copied()
}

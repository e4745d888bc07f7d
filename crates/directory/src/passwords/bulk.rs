//! Where the pieces of a bulk job come together again.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::oneshot;

use super::password::StoredPassword;

/// Collects the pieces of a bulk job and answers with the last of them.
pub(super) struct Gather(Mutex<Gathered>);

struct Gathered {
    slots: Vec<Option<StoredPassword>>,
    missing: usize,
    answer: Option<oneshot::Sender<Vec<StoredPassword>>>,
}

impl Gather {
    pub(super) fn new(pieces: usize) -> (Arc<Self>, oneshot::Receiver<Vec<StoredPassword>>) {
        let (sender, receiver) = oneshot::channel();
        let mut gathered = Gathered { slots: vec![None; pieces], missing: pieces, answer: Some(sender) };
        gathered.answer_if_complete();
        (Arc::new(Self(Mutex::new(gathered))), receiver)
    }

    /// Keeps one result; without it, nobody can be answered any more.
    pub(super) fn put(&self, place: usize, stored: Option<StoredPassword>) {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(stored) = stored else {
            gathered.answer = None;
            return;
        };
        if let Some(slot) = gathered.slots.get_mut(place) {
            *slot = Some(stored);
            gathered.missing -= 1;
        }
        gathered.answer_if_complete();
    }
}

impl Gathered {
    fn answer_if_complete(&mut self) {
        if self.missing == 0
            && let Some(answer) = self.answer.take()
        {
            answer.send(mem::take(&mut self.slots).into_iter().flatten().collect()).ok();
        }
    }
}

//! One request as its handler sees it.

use std::ops::Deref;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use directory::Request;
use model::Refusal;
use serde::de::DeserializeOwned;

use crate::body::{self, Broken};
use crate::{Head, JsonError, Limits};

/// One request as its handler sees it.
pub struct Call {
    /// What the core is told; a dialect may set the organisation that the caller named.
    pub request: Request,
    head: Arc<Head>,
    body: State,
    limits: Limits,
    broken: Broken,
}

enum State {
    Unread(Body),
    Read(Result<Bytes, Refusal>),
}

impl Call {
    pub(crate) fn new(head: Arc<Head>, body: Body, limits: Limits, broken: Broken) -> Self {
        Self { request: head.request.clone(), head, body: State::Unread(body), limits, broken }
    }

    /// All but the body.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The whole body. It is read when first asked for; until then a client that waits for `100 Continue` sends
    /// nothing.
    ///
    /// Refuses `TooLarge` before anything is read when the length given is above the limit, else as soon as the
    /// limit is passed. For a body that stops arriving the refusal does not matter: the door answers 408 or 400.
    pub async fn body(&mut self) -> Result<Bytes, Refusal> {
        if let State::Unread(unread) = &mut self.body {
            let unread = std::mem::take(unread);
            let read = body::read(&self.head.headers, unread, self.limits, &self.broken).await;
            self.body = State::Read(read);
        }
        match &self.body {
            State::Read(read) => read.clone(),
            State::Unread(_) => Err(Refusal::Internal),
        }
    }

    /// The body as JSON.
    ///
    /// Refuses as [`Call::body`] does; what is no JSON, or JSON of another shape, is the inner error.
    pub async fn json<T: DeserializeOwned>(&mut self) -> Result<Result<T, JsonError>, Refusal> {
        Ok(crate::json(&self.body().await?))
    }
}

impl Deref for Call {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.head
    }
}

//! One request as its handler sees it.

use std::ops::Deref;
use std::sync::Arc;

use axum::body::Bytes;
use directory::Request;
use model::Refusal;
use serde::de::DeserializeOwned;

use crate::body;
use crate::incoming::Incoming;
use crate::{Head, JsonError, Limits};

/// One request as its handler sees it.
pub struct Call {
    /// What the core is told; a dialect may set the organisation that the caller named.
    pub request: Request,
    head: Arc<Head>,
    incoming: Arc<Incoming>,
    body: Option<Result<Bytes, Refusal>>,
    limits: Limits,
}

impl Call {
    pub(crate) fn new(head: Arc<Head>, incoming: Arc<Incoming>, limits: Limits) -> Self {
        Self { request: head.request.clone(), head, incoming, body: None, limits }
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
        if let Some(read) = &self.body {
            return read.clone();
        }
        let read = body::read(&self.head.headers, &self.incoming, self.limits).await;
        self.body.insert(read).clone()
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

//! The way of one request through a dialect: found, called, answered, counted, logged.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{ALLOW, CONNECTION, CONTENT_LENGTH, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::response::IntoResponse;
use directory::{Meter, Request, Via};
use futures_util::FutureExt;
use http_body::Body as _;
use model::{Refusal, RequestId};
use percent_encoding::percent_decode_str;

use crate::incoming::Incoming;
use crate::metrics::Series;
use crate::routes::{Handler, Options};
use crate::summary::Line;
use crate::{Answers, Call, Head, Kit, Response, answer, host, peer};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const NO_SUCH_PATH: &str = "no_such_path";
const WRONG_METHOD: &str = "wrong_method";

/// An operation and its handler.
pub(crate) struct Bound {
    pub name: &'static str,
    pub method: Method,
    pub handler: Handler,
    pub series: Arc<Series>,
}

/// The operations of one path.
pub(crate) struct Place {
    pub operations: Vec<Bound>,
    pub allow: String,
}

/// One dialect, ready to answer.
pub(crate) struct Door {
    kit: Kit,
    via: Via,
    answers: Arc<dyn Answers>,
    options: Options,
    paths: matchit::Router<Arc<Place>>,
    no_such_path: Arc<Series>,
    wrong_method: Arc<Series>,
}

/// What stands at a path, for a method.
enum Found<'a> {
    Operation(&'a Bound),
    WrongMethod(&'a str),
    Nothing,
}

impl Door {
    pub fn new(
        kit: Kit,
        via: Via,
        answers: Arc<dyn Answers>,
        options: Options,
        paths: matchit::Router<Arc<Place>>,
    ) -> Self {
        let no_such_path = Series::of(&kit.metrics, via.name(), NO_SUCH_PATH);
        let wrong_method = Series::of(&kit.metrics, via.name(), WRONG_METHOD);
        Self { kit, via, answers, options, paths, no_such_path, wrong_method }
    }

    /// Answers one request.
    pub async fn answer(&self, request: axum::extract::Request) -> Response {
        let (parts, body) = request.into_parts();
        let (found, parameters) = self.find(&parts);
        let (operation, series) = match &found {
            Found::Operation(bound) => (bound.name, &bound.series),
            Found::WrongMethod(_) => (WRONG_METHOD, &self.wrong_method),
            Found::Nothing => (NO_SUCH_PATH, &self.no_such_path),
        };
        let head = Arc::new(self.head(parts, operation, parameters));
        let meter = Meter::new();
        let mut line = Line::begin(&head, meter.clone(), Arc::clone(series));
        let mut response = Meter::scope(meter, self.respond(found, &head, body, &mut line)).await;
        if let Ok(id) = HeaderValue::try_from(head.request.id.to_string()) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        if head.method == Method::HEAD {
            response = without_body(response);
        }
        line.end_with(response)
    }

    fn find(&self, parts: &Parts) -> (Found<'_>, Vec<(String, Option<String>)>) {
        let path = parts.uri.path();
        let without = || path.strip_suffix('/').filter(|_| self.options.trailing_slash);
        let at = self.paths.at(path).ok().or_else(|| self.paths.at(without()?).ok());
        let Some(at) = at else { return (Found::Nothing, Vec::new()) };
        let decoded = at.params.iter().map(|(name, value)| {
            let value = percent_decode_str(value).decode_utf8().ok();
            (name.to_owned(), value.map(std::borrow::Cow::into_owned))
        });
        let found = match at.value.operation(&parts.method, self.options.head_like_get) {
            Some(bound) => Found::Operation(bound),
            None => Found::WrongMethod(&at.value.allow),
        };
        (found, decoded.collect())
    }

    fn head(&self, parts: Parts, operation: &'static str, parameters: Vec<(String, Option<String>)>) -> Head {
        let id = RequestId(self.kit.outside.id());
        let address = peer::address(&parts.extensions, &parts.headers, &self.kit.proxies);
        let mut request = Request::new(id, self.via, operation, address);
        request.host = host::host(&parts, &self.kit.proxies);
        Head { request, method: parts.method, uri: parts.uri, headers: parts.headers, parameters }
    }

    async fn respond(&self, found: Found<'_>, head: &Arc<Head>, body: Body, line: &mut Line) -> Response {
        let incoming = Arc::new(Incoming::new(body));
        let mut response = match found {
            Found::Operation(bound) => self.call(bound, head, &incoming, line).await,
            Found::WrongMethod(allow) => {
                let mut response = self.answers.wrong_method(head, allow);
                if let Ok(allow) = HeaderValue::try_from(allow) {
                    response.headers_mut().insert(ALLOW, allow);
                }
                response
            }
            Found::Nothing => self.answers.no_such_path(head),
        };
        // What is left of a body would be taken for the next request: the server below closes the connection then, and
        // the client must know, or its next request is lost.
        if !incoming.is_spent(&head.headers).await {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn call(
        &self,
        bound: &Bound,
        head: &Arc<Head>,
        incoming: &Arc<Incoming>,
        line: &mut Line,
    ) -> Response {
        let call = Call::new(Arc::clone(head), Arc::clone(incoming), self.kit.limits);
        let handled = AssertUnwindSafe(async { (bound.handler)(call).await }).catch_unwind().await;
        if let Some(&status) = incoming.broken.get() {
            // Most likely nobody listens.
            return status.into_response();
        }
        match handled {
            Ok(Ok(response)) => response,
            Ok(Err(refusal)) => self.refused(head, &refusal, line),
            Err(_panic) => {
                let request = &head.request;
                tracing::error!(request = %request.id, operation = request.operation, "the handler panicked");
                self.refused(head, &Refusal::Internal, line)
            }
        }
    }

    fn refused(&self, head: &Head, refusal: &Refusal, line: &mut Line) -> Response {
        line.refusal = Some(refusal.name());
        let mut response = self.answers.refused(head, refusal);
        let headers = response.headers_mut();
        if let Some(seconds) = answer::retry_after(refusal) {
            headers.entry(RETRY_AFTER).or_insert(seconds.into());
        }
        response
    }
}

impl Place {
    fn operation(&self, method: &Method, head_like_get: bool) -> Option<&Bound> {
        let of = |method: &Method| self.operations.iter().find(|bound| bound.method == *method);
        of(method).or_else(|| {
            let like_get = head_like_get && *method == Method::HEAD;
            like_get.then(|| of(&Method::GET)).flatten()
        })
    }
}

/// The answer to `HEAD`: the headers of the answer to `GET`, also its length.
fn without_body(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        parts.headers.entry(CONTENT_LENGTH).or_insert(length.into());
    }
    Response::from_parts(parts, Body::empty())
}

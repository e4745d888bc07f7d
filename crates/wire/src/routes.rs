//! Declaring the operations of a dialect.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use directory::Via;
use model::Refusal;
use tower::Service;

use crate::door::{Bound, Door, Place};
use crate::metrics::Series;
use crate::operation::IntoAnswer;
use crate::{Answers, Call, Head, Kit, Operation, OperationInfo, Response, answer};

type Answer = Pin<Box<dyn Future<Output = Result<Response, Refusal>> + Send>>;

/// A handler, its state already given.
pub(crate) type Handler = Box<dyn Fn(Call) -> Answer + Send + Sync>;

/// The operations of one dialect, on their way to a router.
pub struct Routes<S> {
    kit: Kit,
    via: Via,
    bases: Vec<String>,
    state: S,
    answers: Arc<dyn Answers>,
    options: Options,
    operations: Vec<(Operation, Handler)>,
}

/// What a dialect tolerates.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    pub trailing_slash: bool,
    pub head_like_get: bool,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No operation yet. `base` starts with a slash and does not end with one; each handler is given a clone of
    /// `state`.
    pub fn new(kit: &Kit, via: Via, base: &str, state: S, answers: impl Answers) -> Self {
        Self {
            kit: kit.clone(),
            via,
            bases: vec![base.to_owned()],
            state,
            answers: Arc::new(answers),
            options: Options::default(),
            operations: Vec::new(),
        }
    }

    /// The same operations also below another base.
    #[must_use]
    pub fn also_at(mut self, base: &str) -> Self {
        self.bases.push(base.to_owned());
        self
    }

    /// A path is also found with one slash behind it.
    #[must_use]
    pub const fn tolerate_trailing_slash(mut self) -> Self {
        self.options.trailing_slash = true;
        self
    }

    /// `HEAD` is answered like `GET`, without the body; otherwise it is a wrong method.
    #[must_use]
    pub const fn head_like_get(mut self) -> Self {
        self.options.head_like_get = true;
        self
    }

    /// Adds one operation and its handler.
    #[must_use]
    pub fn operation<F, R>(mut self, operation: Operation, handler: F) -> Self
    where
        F: Fn(S, Call) -> R + Send + Sync + 'static,
        R: Future<Output: IntoAnswer> + Send + 'static,
    {
        let state = self.state.clone();
        let handler: Handler = Box::new(move |call| {
            let answer = handler(state.clone(), call);
            Box::pin(async move { answer.await.into_answer() })
        });
        self.operations.push((operation, handler));
        self
    }

    /// The router, and the list of what it answers, each operation once per base.
    ///
    /// # Panics
    /// When two operations share path and method, or a path or base cannot be one: at the start of every test.
    pub fn into_parts(self) -> (Router, Vec<OperationInfo>) {
        let listed = self.listed();
        let bases = self.bases.clone();
        let service = service(Arc::new(self.door()));
        let router = bases.iter().fold(Router::new(), |router, base| {
            router
                .route_service(base, service.clone())
                .route_service(&format!("{base}/"), service.clone())
                .route_service(&format!("{base}/{{*below}}"), service.clone())
        });
        (router, listed)
    }

    fn listed(&self) -> Vec<OperationInfo> {
        let at = |base: &String| {
            let via = self.via;
            let info = move |(operation, _): &(Operation, Handler), base: &str| OperationInfo {
                via,
                name: operation.name,
                method: operation.method.clone(),
                path: format!("{base}{}", operation.path),
                access: operation.access,
            };
            self.operations.iter().map(|one| info(one, base)).collect::<Vec<_>>()
        };
        self.bases.iter().flat_map(at).collect()
    }

    fn door(self) -> Door {
        let mut places: Vec<(&'static str, Place)> = Vec::new();
        for (operation, handler) in self.operations {
            let series = Series::of(&self.kit.metrics, self.via.name(), operation.name);
            let bound = Bound { name: operation.name, method: operation.method, handler, series };
            match places.iter_mut().find(|(path, _)| *path == operation.path) {
                Some((_, place)) => place.add(bound),
                None => places.push((operation.path, Place::new(bound))),
            }
        }
        let mut paths = matchit::Router::new();
        for (path, mut place) in places {
            place.settle(self.options.head_like_get);
            let place = Arc::new(place);
            for base in &self.bases {
                insert(&mut paths, &format!("{base}{path}"), &place);
            }
        }
        Door::new(self.kit, self.via, self.answers, self.options, paths)
    }
}

/// All paths that no dialect has: 404 without a word, but with a line and a number. The one fallback of the server.
pub fn elsewhere(kit: &Kit) -> Router {
    let nothing = matchit::Router::new();
    let door = Arc::new(Door::new(kit.clone(), Via::System, Arc::new(Wordless), Options::default(), nothing));
    Router::new().fallback_service(service(door))
}

/// Answers where there is no dialect to word an answer.
struct Wordless;

impl Answers for Wordless {
    fn refused(&self, _: &Head, _: &Refusal) -> Response {
        answer::empty(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn no_such_path(&self, _: &Head) -> Response {
        answer::empty(StatusCode::NOT_FOUND)
    }

    fn wrong_method(&self, _: &Head, _: &str) -> Response {
        answer::empty(StatusCode::METHOD_NOT_ALLOWED)
    }
}

fn service(
    door: Arc<Door>,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static
{
    tower::service_fn(move |request| {
        let door = Arc::clone(&door);
        async move { Ok::<_, Infallible>(door.answer(request).await) }
    })
}

#[expect(
    clippy::panic,
    reason = "the paths are written in the source; the first test that starts a server finds it"
)]
fn insert(paths: &mut matchit::Router<Arc<Place>>, path: &str, place: &Arc<Place>) {
    if let Err(error) = paths.insert(path, Arc::clone(place)) {
        panic!("{path} cannot be a path: {error}");
    }
}

impl Place {
    #[expect(clippy::panic, reason = "the operations are written in the source; the first test finds it")]
    fn add(&mut self, bound: Bound) {
        if let Some(twin) = self.operations.iter().find(|known| known.method == bound.method) {
            panic!("{} and {} share a path and a method", twin.name, bound.name);
        }
        self.operations.push(bound);
    }

    fn new(bound: Bound) -> Self {
        Self { operations: vec![bound], allow: String::new() }
    }

    /// Fixes what `Allow` says.
    fn settle(&mut self, head_like_get: bool) {
        let mut methods: Vec<&str> = self.operations.iter().map(|bound| bound.method.as_str()).collect();
        if head_like_get && methods.contains(&Method::GET.as_str()) && !methods.contains(&"HEAD") {
            methods.push("HEAD");
        }
        methods.sort_unstable();
        self.allow = methods.join(", ");
    }
}

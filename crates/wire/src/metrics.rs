//! What is counted about requests.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper ends of the histogram's buckets, in seconds: reads take tens of microseconds, sign-ins tens of milliseconds.
const BUCKETS: [f64; 14] =
    [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OperationLabels {
    dialect: &'static str,
    operation: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StatusLabels {
    dialect: &'static str,
    operation: &'static str,
    status: &'static str,
}

type Histograms = Family<OperationLabels, Histogram, fn() -> Histogram>;

/// Requests by dialect, operation and class of status; how long they took; how many are in flight. Clones share.
#[derive(Clone)]
pub struct Metrics {
    requests: Family<StatusLabels, Counter>,
    seconds: Histograms,
    in_flight: Gauge,
}

impl Metrics {
    /// All at zero.
    pub fn new() -> Self {
        Self {
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            in_flight: Gauge::default(),
        }
    }

    /// Shows them in `registry`, which gives the prefix.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("requests", "Requests answered", self.requests.clone());
        registry.register_with_unit(
            "request_duration",
            "Time from the head of a request to its answer, a streamed one to its end",
            Unit::Seconds,
            self.seconds.clone(),
        );
        registry.register("requests_in_flight", "Requests not answered yet", self.in_flight.clone());
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics(..)")
    }
}

/// The metrics of one operation, found once and not at each request.
pub(crate) struct Series {
    metrics: Metrics,
    labels: OperationLabels,
    seconds: OnceLock<Histogram>,
    classes: [OnceLock<Counter>; CLASSES.len()],
}

/// Classes of status by their first digit; what is none of them counts as the last.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

impl Series {
    pub fn of(metrics: &Metrics, dialect: &'static str, operation: &'static str) -> Arc<Self> {
        Arc::new(Self {
            metrics: metrics.clone(),
            labels: OperationLabels { dialect, operation },
            seconds: OnceLock::new(),
            classes: Default::default(),
        })
    }

    pub fn begin(&self) {
        self.metrics.in_flight.inc();
    }

    pub fn end(&self, status: u16, elapsed: Duration) {
        self.metrics.in_flight.dec();
        let seconds = self.seconds.get_or_init(|| self.metrics.seconds.get_or_create_owned(&self.labels));
        seconds.observe(elapsed.as_secs_f64());
        let class = usize::from(status / 100).saturating_sub(1).min(CLASSES.len() - 1);
        if let (Some(counter), Some(name)) = (self.classes.get(class), CLASSES.get(class)) {
            counter.get_or_init(|| self.counter(name)).inc();
        }
    }

    fn counter(&self, status: &'static str) -> Counter {
        let OperationLabels { dialect, operation } = self.labels;
        self.metrics.requests.get_or_create_owned(&StatusLabels { dialect, operation, status })
    }
}

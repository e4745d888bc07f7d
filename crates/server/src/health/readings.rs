//! Numbers that others count and `/metrics` only reads.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

/// One number, read when somebody looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Its name, with a unit at its end where it has one (`_bytes`, `_seconds`); a counter gets `_total` by itself.
    pub name: &'static str,
    /// One sentence without a full stop.
    pub help: &'static str,
    /// The number.
    pub amount: Amount,
}

/// A number and how it moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// It only grows.
    Counted(u64),
    /// It goes up and down.
    Now(f64),
}

/// A part of the metrics that is read by a function: `registry.register_collector(Box::new(Readings::of(..)))`.
pub struct Readings<F>(F);

impl<F: Fn() -> Vec<Reading> + Send + Sync + 'static> Readings<F> {
    /// Asks `read` at each look at the metrics; it must be quick.
    pub const fn of(read: F) -> Self {
        Self(read)
    }
}

impl<F> fmt::Debug for Readings<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Readings(..)")
    }
}

impl<F: Fn() -> Vec<Reading> + Send + Sync + 'static> Collector for Readings<F> {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        for Reading { name, help, amount } in (self.0)() {
            match amount {
                Amount::Counted(count) => one(&mut encoder, name, help, &ConstCounter::new(count))?,
                Amount::Now(value) => one(&mut encoder, name, help, &ConstGauge::new(value))?,
            }
        }
        Ok(())
    }
}

fn one(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    metric: &impl EncodeMetric,
) -> Result<(), fmt::Error> {
    metric.encode(encoder.encode_descriptor(name, help, None, metric.metric_type())?)
}

//! The figures as a page.

use std::fmt::Write;

use anyhow::Result;

use crate::load::Figures;
use crate::machine;
use crate::measures::Setup;

/// What was measured so far.
#[derive(Default)]
pub struct Report {
    goals: Vec<[String; 6]>,
    loads: Vec<[String; 9]>,
    notes: Vec<String>,
}

impl Report {
    /// A figure beside its limit, what is wanted of it, and whether that is reached.
    pub fn goal(
        &mut self,
        [engine, what]: [&str; 2],
        figure: String,
        limit: String,
        wanted: &str,
        reached: bool,
    ) {
        let reached = if reached { "yes" } else { "**no**" };
        let [engine, what, wanted, reached] = [engine, what, wanted, reached].map(str::to_owned);
        self.goals.push([what, engine, figure, limit, wanted, reached]);
    }

    /// The whole of a load.
    pub fn load(&mut self, [engine, what]: [&str; 2], load: &Figures) {
        self.loads.push([
            what.to_owned(),
            engine.to_owned(),
            format!("{:.0}", load.rate),
            millis(load.p50),
            millis(load.p99),
            millis(load.max),
            format!("{:.0}", load.server_micros),
            format!("{:.0}", load.generator_micros),
            format!("{:.1}", load.peak),
        ]);
    }

    /// A sentence worth knowing beside the figures.
    pub fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    /// The page.
    pub fn markdown(&self, setup: &Setup) -> Result<String> {
        let mut out = String::new();
        writeln!(out, "# Results\n")?;
        writeln!(
            out,
            "Made by `cargo build --release -p server -p bench && target/release/bench --write` (see `bench/README.md`); \
             medians of {} runs of {} s, figure and limit in turns.\n",
            setup.runs,
            setup.time.as_secs_f64(),
        )?;
        for line in machine::lines() {
            writeln!(out, "- {line}")?;
        }
        for engine in &setup.engines {
            writeln!(out, "- {}", engine.version()?)?;
        }
        table(&mut out, ["measure", "engine", "figure", "limit", "wanted", "reached"], &self.goals)?;
        let head = [
            "load",
            "engine",
            "/s",
            "p50 ms",
            "p99 ms",
            "max ms",
            "server CPU µs",
            "generator CPU µs",
            "peak MB",
        ];
        table(&mut out, head, &self.loads)?;
        if !self.notes.is_empty() {
            writeln!(out)?;
        }
        for note in &self.notes {
            writeln!(out, "- {note}")?;
        }
        Ok(out)
    }
}

/// Milliseconds as they are shown.
pub fn millis(millis: f64) -> String {
    format!("{millis:.2}")
}

/// One figure as a part of another, in per cent.
pub fn per_cent(part: f64, whole: f64) -> String {
    format!("{:.0} %", 100.0 * part / whole)
}

fn table<const N: usize>(out: &mut String, head: [&str; N], rows: &[[String; N]]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| {} |", head.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(N))?;
    for row in rows {
        writeln!(out, "| {} |", row.join(" | "))?;
    }
    Ok(())
}

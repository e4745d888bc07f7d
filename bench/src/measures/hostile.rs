//! A mebibyte that is made to hold PAM360's reader up, and how soon it is decided.

use std::time::Instant;

use anyhow::Result;

use super::{Fresh, Setup, block_on, median};
use crate::client::Connection;
use crate::report::{Report, millis};
use crate::request;

const MEBIBYTE: usize = 1 << 20;
/// How often each shape is sent.
const TIMES: usize = 21;
/// In how many milliseconds each is to be decided.
const DECIDED: f64 = 20.0;
/// Under these types and under none a body is read differently.
const TYPES: [&str; 3] =
    ["text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"];

/// Bodies of a mebibyte, as `head`, `unit` as often as there is room, and `tail`.
const SHAPES: [[&str; 3]; 20] = [
    ["{\"a\":", "{\"a\":", ""],
    ["{a:", "[", ""],
    ["{\"a\":", "\"", ""],
    ["{a:'", "\\", ""],
    ["{a:\"", "\\u0000", ""],
    ["{", "'a':'b',", ""],
    ["{Details:{", "a:1,", "}}"],
    ["{Details:{a:[", "1,", "]}}"],
    ["{Details:{a:[", "{a:1},", "]}}"],
    ["{Details:{a:[", "[[]],", "]}}"],
    ["{Details:{a:'", "\\x00", "'}}"],
    ["{Details:{a:1", ",;", "}}"],
    ["{a:", "b ", ""],
    ["INPUT_DATA={a:'", "&INPUT_DATA={a:'", ""],
    ["INPUT_DATA=", "%7B", ""],
    ["INPUT_DATA={", "&", ""],
    ["", "&INPUT_DATA", ""],
    ["--b\n", "Content-Disposition: form-data; name=\"x\"\n", ""],
    ["--b\nContent-Disposition: form-data;", "a=b;", ""],
    ["", "--b\n", ""],
];

/// `POST /restapi/json/v1/user` with each shape under each content type, by a caller who may create users, beside a mebibyte
/// that is over before it begins.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let [engine, _] = &setup.engines;
    block_on(async {
        let fresh = Fresh::start(setup, engine).await?;
        let token = fresh.pam360_token(&setup.server)?;
        let plain = decided(&fresh, &token, TYPES[0], &" ".repeat(MEBIBYTE)).await?;
        let mut all = Vec::new();
        for shape in SHAPES {
            for content_type in TYPES {
                let took = decided(&fresh, &token, content_type, &flood(shape)).await?;
                all.push((took, shape, content_type));
            }
        }
        all.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
        let worst = all.first().map_or(0.0, |(took, ..)| *took);
        report.goal(
            [engine.name(), "a hostile mebibyte, the slowest shape"],
            format!("{} ms", millis(worst)),
            format!("{} ms, one of blanks", millis(plain)),
            "20 ms",
            worst <= DECIDED,
        );
        let shapes = all.iter().take(3).map(|(took, [head, unit, _], content_type)| {
            format!("`{head}{unit}..` as {content_type}: {} ms", millis(*took))
        });
        let slowest = shapes.collect::<Vec<_>>().join("; ").replace('\n', "\\n");
        report.note(format!("the slowest of {} hostile mebibytes: {slowest}.", all.len()));
        Ok(())
    })
}

fn flood([head, unit, tail]: [&str; 3]) -> String {
    let room = MEBIBYTE - head.len() - tail.len();
    format!("{head}{}{tail}", unit.repeat(room / unit.len()))
}

/// The median of the milliseconds until the answer.
async fn decided(fresh: &Fresh, token: &str, content_type: &str, body: &str) -> Result<f64> {
    let headers = [("AUTHTOKEN", token), ("content-type", content_type)];
    let request = request::post("/restapi/json/v1/user", &headers, body);
    let mut connection = Connection::open(fresh.server.address).await?;
    let mut took = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let sent = Instant::now();
        connection.send(&request).await?.expect(200)?;
        took.push(sent.elapsed().as_secs_f64() * 1e3);
    }
    Ok(median(took))
}

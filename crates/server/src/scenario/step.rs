//! One step of a scenario, and the request it stands for.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

use super::{Json, Kept};

/// One request and what is expected of its answer. The members are told in `scenarios/README.md`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What it shows, as a sentence.
    pub name: String,
    /// The section it is from, for readers.
    pub contract: Option<String>,
    /// Who calls.
    #[serde(rename = "as")]
    pub caller: Option<String>,
    /// The scheme of an Aria token, when it is not `OpsToken`.
    pub scheme: Option<String>,
    /// The request's method.
    #[serde(deserialize_with = "method")]
    pub method: Method,
    /// The request's target.
    pub path: String,
    /// Further headers of the request.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, as JSON.
    pub body: Option<Json>,
    /// The body, as `Details` of an `INPUT_DATA` form.
    pub details: Option<Json>,
    /// The body, letter for letter.
    pub text: Option<String>,
    /// The expected status.
    pub status: u16,
    /// The expected status where PAM360 answers with fitting ones.
    pub semantic: Option<u16>,
    /// Headers that must be there; null: must not.
    #[serde(default)]
    pub answer_headers: BTreeMap<String, Option<String>>,
    /// The expected body, as JSON.
    pub answer: Option<Json>,
    /// The expected body, letter for letter.
    pub answer_text: Option<String>,
    /// What is kept for later steps, and where in the answer it stands.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
}

/// A request, ready to be sent.
#[derive(Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub target: String,
    /// The headers, in the order in which they are best read.
    pub headers: Vec<(String, String)>,
    /// The body; empty when there is none.
    pub body: String,
}

/// The steps of a scenario file.
pub fn steps(file: &str) -> Result<Vec<Step>, serde_json::Error> {
    serde_json::from_str(file)
}

/// The form that carries these `Details`, as the vendor's samples encode it.
pub fn input_data(details: &impl Serialize) -> Result<String, serde_json::Error> {
    let details = serde_json::to_string(details)?;
    let document = format!(r#"{{"operation":{{"Details":{details}}}}}"#);
    Ok(format!("INPUT_DATA={}", percent_encode(document.as_bytes(), NON_ALPHANUMERIC)))
}

impl Step {
    /// `GET path`, answered with 200 and any JSON.
    pub fn get(caller: &str, path: String) -> Self {
        Self {
            caller: Some(caller.to_owned()),
            path,
            status: 200,
            answer: Some(Json::Text("{any}".to_owned())),
            ..Self::default()
        }
    }

    /// The request, with what was kept put in. A sentence when the step speaks of what nobody has kept.
    pub fn request(&self, kept: &Kept) -> Result<Request, String> {
        let target = kept.fill(&self.path);
        let mut headers = Vec::new();
        if let Some(caller) = &self.caller {
            headers.extend(self.credential(caller, kept)?);
        }
        headers.extend(self.headers.iter().map(|(name, value)| (name.clone(), kept.fill(value))));
        let said_type = self.headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"));
        let (media, body) = self.content(kept)?;
        if let Some(media) = media.filter(|_| !said_type) {
            headers.push(("content-type".to_owned(), media.to_owned()));
        }
        Ok(Request { method: self.method.clone(), target, headers, body })
    }

    fn content(&self, kept: &Kept) -> Result<(Option<&'static str>, String), String> {
        if let Some(body) = &self.body {
            return Ok((Some("application/json"), kept.fill(&body.to_string())));
        }
        if let Some(details) = &self.details {
            let filled: Json =
                serde_json::from_str(&kept.fill(&details.to_string())).map_err(|e| e.to_string())?;
            return Ok((
                Some("application/x-www-form-urlencoded"),
                input_data(&filled).map_err(|e| e.to_string())?,
            ));
        }
        Ok((None, self.text.as_deref().map_or(String::new(), |text| kept.fill(text))))
    }

    /// The headers by which the dialect below this path knows its caller.
    fn credential(&self, caller: &str, kept: &Kept) -> Result<Vec<(String, String)>, String> {
        let known = || kept.get(caller).ok_or_else(|| format!("nobody has kept {caller}"));
        let header = |name: &str, value: String| (name.to_owned(), value);
        if self.path.starts_with("/PASService") {
            let pair = BASE64_STANDARD.encode(kept.fill(caller));
            return Ok(vec![header("authorization", format!("Basic {pair}"))]);
        }
        let token = known()?;
        if self.path.starts_with("/restapi") {
            return Ok(vec![header("authtoken", token.to_owned())]);
        }
        if self.path.starts_with("/suite-api") {
            let scheme = self.scheme.as_deref().unwrap_or("OpsToken");
            return Ok(vec![header("authorization", format!("{scheme} {token}"))]);
        }
        Ok(match kept.get(&format!("{caller}.xsrf")) {
            Some(xsrf) => vec![
                header("cookie", format!("JSESSIONID={token}; XSRF-TOKEN={xsrf}")),
                header("x-xsrf-token", xsrf.to_owned()),
            ],
            None => vec![header("authorization", format!("Bearer {token}"))],
        })
    }
}

fn method<'de, D: Deserializer<'de>>(reader: D) -> Result<Method, D::Error> {
    String::deserialize(reader)?.parse().map_err(D::Error::custom)
}

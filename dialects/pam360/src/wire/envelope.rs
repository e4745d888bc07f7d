use serde::Serialize;

/// Every answer, contract section 3: compact, keys in this order, as clients match on the text.
#[derive(Serialize)]
pub struct Envelope<'a, D> {
    operation: Operation<'a, D>,
}

#[derive(Serialize)]
struct Operation<'a, D> {
    result: Outcome<'a>,
    #[serde(rename = "Details", skip_serializing_if = "Option::is_none")]
    details: Option<D>,
    name: &'a str,
    #[serde(rename = "totalRows", skip_serializing_if = "Option::is_none")]
    total_rows: Option<u64>,
}

/// How it went, contract sections 3.1 and 3.2.
#[derive(Serialize)]
pub struct Outcome<'a> {
    /// For people.
    pub message: &'a str,
    /// A text, never a truth value.
    pub status: &'a str,
    /// `20000` and the like; with few operations only.
    #[serde(rename = "statusCode", skip_serializing_if = "Option::is_none")]
    pub status_code: Option<u32>,
}

impl<'a> Envelope<'a, ()> {
    /// An answer without `Details`: every failure, and bare acknowledgements.
    pub const fn bare(name: &'a str, result: Outcome<'a>) -> Self {
        Self { operation: Operation { result, details: None, name, total_rows: None } }
    }
}

impl<'a, D> Envelope<'a, D> {
    /// An answer about one thing.
    pub const fn of_one(name: &'a str, result: Outcome<'a>, details: D) -> Self {
        Self { operation: Operation { result, details: Some(details), name, total_rows: None } }
    }
}

impl<'a, R> Envelope<'a, Vec<R>> {
    /// An answer with a page of a list that has `total` rows; an empty page is left out.
    pub fn of_some(name: &'a str, result: Outcome<'a>, rows: Vec<R>, total: u64) -> Self {
        let details = Some(rows).filter(|rows| !rows.is_empty());
        Self { operation: Operation { result, details, name, total_rows: Some(total) } }
    }
}

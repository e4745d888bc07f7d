//! What this dialect tolerates, each deviation with the section of the contract that asks for it.
//!
//! Tolerated by leaving out, so that no function stands for it here: unknown members and `null` (6.2, `wire/read.rs`);
//! unknown query parameters, among them `page` and `pageSize` (6.2, 6.10); a stale `Authorization` at acquire (4.1); a
//! JSON content type without a body at release (6.2); `X-Ops-API-use-unsupported` on any operation (1.1); JSON without a
//! `Content-Type`, and JSON answered without an `Accept` and to any wildcard (6.2, 6.3, 10.9, `media.rs`); elements of XML
//! in any order, where the vendor wants that of the schema, and an empty `groupIds` for an empty list (7, `xml/read.rs`).

use ::wire::Form;

/// The name of the source that is always there, compared without case (4.1).
const LOCAL: &str = "local";

/// Whether an `authSource` means the users that are kept here: absent, `null`, blank, or `local` in any case (4.1).
pub(crate) fn is_local_source(name: Option<&str>) -> bool {
    name.is_none_or(|name| name.trim().is_empty() || name.eq_ignore_ascii_case(LOCAL))
}

/// Whether links are to be left out: `_no_links=true`, which is in no specification (6.2).
pub(crate) fn wants_no_links(query: &Form) -> bool {
    query.first("_no_links").is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

#[cfg(test)]
mod tests;

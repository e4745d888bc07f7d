//! Searching, page by page (RFC 2696).

use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{
    LdapDerefAliases, LdapFilter, LdapOp, LdapResult, LdapResultCode, LdapSearchRequest, LdapSearchScope,
};

use crate::Error;
use crate::connection::Connection;
use crate::entry::Entry;
use crate::error::refusal;

/// How many entries are asked for at once.
const PAGE: usize = 500;

/// What is searched for.
#[derive(Clone, Debug)]
pub(crate) struct Query<'a> {
    /// Where.
    pub base: &'a str,
    /// How far below.
    pub scope: LdapSearchScope,
    /// What.
    pub filter: LdapFilter,
    /// Which of its attributes.
    pub attributes: &'a [&'a str],
    /// The most entries.
    pub most: usize,
}

/// What was found. When there is `more`, the connection is in the middle of an answer and of no use any longer.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    pub entries: Vec<Entry>,
    /// There are more than were wanted, or than the server is willing to send.
    pub more: bool,
}

impl Connection {
    /// Everything that is meant, up to its bound. An entry asked for by its own name that is not there is nothing; a base
    /// that is not there is refused. References to other servers are passed over; a server that answers with
    /// nothing but one is [`Error::Referral`].
    pub async fn search(&mut self, query: &Query<'_>) -> Result<Hits, Error> {
        let mut hits = Hits::default();
        let mut cookie = Vec::new();
        loop {
            let wanted = query.most.saturating_add(1).saturating_sub(hits.entries.len()).min(PAGE);
            let size = i64::try_from(wanted).unwrap_or(i64::MAX);
            let id = self.ask(request(query), vec![LdapControl::SimplePagedResults { size, cookie }]).await?;
            let Some((result, controls)) = self.page(id, query.most, &mut hits).await? else {
                return Ok(hits);
            };
            match result.code {
                LdapResultCode::Success => {}
                LdapResultCode::SizeLimitExceeded => {
                    hits.more = true;
                    return Ok(hits);
                }
                LdapResultCode::NoSuchObject if query.scope == LdapSearchScope::Base => return Ok(hits),
                _ => return Err(refusal(self.host(), &result)),
            }
            cookie = next_page(controls);
            if cookie.is_empty() {
                return Ok(hits);
            }
        }
    }

    /// The entries of one page, and its end; none when there are too many.
    async fn page(
        &mut self,
        id: i32,
        most: usize,
        hits: &mut Hits,
    ) -> Result<Option<(LdapResult, Vec<LdapControl>)>, Error> {
        loop {
            let message = self.answer_to(id).await?;
            match message.op {
                LdapOp::SearchResultEntry(_) if hits.entries.len() >= most => {
                    hits.more = true;
                    return Ok(None);
                }
                LdapOp::SearchResultEntry(entry) => hits.entries.push(entry.into()),
                LdapOp::SearchResultReference(_) => {
                    tracing::debug!(host = self.host(), "a reference to another server is not followed");
                }
                LdapOp::IntermediateResponse(_) => {}
                LdapOp::SearchResultDone(result) => return Ok(Some((result, message.ctrl))),
                _ => return Err(self.broken("a search is answered by something else")),
            }
        }
    }
}

fn request(query: &Query<'_>) -> LdapOp {
    LdapOp::SearchRequest(LdapSearchRequest {
        base: query.base.to_owned(),
        scope: query.scope.clone(),
        aliases: LdapDerefAliases::Never,
        sizelimit: 0,
        timelimit: 0,
        typesonly: false,
        filter: query.filter.clone(),
        attrs: query.attributes.iter().map(ToString::to_string).collect(),
    })
}

/// Where the next page begins; empty after the last one, and where the server knows no pages.
fn next_page(controls: Vec<LdapControl>) -> Vec<u8> {
    let cookie = controls.into_iter().find_map(|control| match control {
        LdapControl::SimplePagedResults { cookie, .. } => Some(cookie),
        _ => None,
    });
    cookie.unwrap_or_default()
}

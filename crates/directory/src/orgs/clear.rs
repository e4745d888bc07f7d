//! Clearing away the rows of organisations that are leaving, a bounded number in each transaction.

use db::Conn;
use model::{OrgKey, Refusal, RequestId};

use super::repo;
use crate::run::Step;
use crate::{Directory, Request, Via, groups, users};

/// So many users, or groups, go in one transaction: each has rows in many tables.
const OBJECTS: i64 = 100;
/// So many rows of a plain table go in one transaction.
const ROWS: i64 = 1_000;
/// So many rows of the change record, which is all organisations' together, are looked at in one transaction.
const LOOKED_AT: i64 = 5_000;

/// Tables whose rows of one organisation may be many and are found by it, each with the columns that tell its rows apart.
const LONG: [(&str, &str); 7] = [
    ("password_failures", "org_key, login_key, address"),
    ("password_successes", "org_key, login_key, address"),
    ("audit_failures", "minute, org_key, address, subject, reason, via"),
    ("audit_events", "request_id, place"),
    ("user_blocks", "org_key, last_id"),
    ("user_number_blocks", "org_key, last_number"),
    ("scopes", "scope_key"),
];
/// Tables whose rows of one organisation are few. Its own row is the last.
const SHORT: [&str; 9] = [
    "group_syncs",
    "sources",
    "roles",
    "traversal_specs",
    "password_policies",
    "codes",
    "numbers",
    "totals",
    "orgs",
];

/// Clears away all rows of an organisation that is leaving, behind others of this process. Another node that does the same at
/// the same time does no harm.
pub(super) async fn clear(directory: &Directory, request: &Request, org: OrgKey) -> Result<(), Refusal> {
    let _turn = directory.clearing().lock().await;
    all_of(directory, request, org).await
}

async fn all_of(directory: &Directory, request: &Request, org: OrgKey) -> Result<(), Refusal> {
    while a_part(directory, request, move |c| some_users(c, org)).await? {}
    while a_part(directory, request, move |c| some_groups(c, org)).await? {}
    for (table, key) in LONG {
        while a_part(directory, request, move |c| some_rows(c, org, table, key)).await? {}
    }
    // No request has this id.
    let mut after = Some(RequestId([0; 16]));
    while let Some(from) = after {
        after = a_part(directory, request, move |c| some_changes(c, org, from)).await?;
    }
    a_part(directory, request, move |c| the_rest(c, org)).await
}

/// Goes on with organisations that nobody clears away: a server may have died meanwhile. Costs one small read when there is
/// none.
pub(crate) async fn finish_left(directory: &Directory) -> Result<(), Refusal> {
    let Ok(_turn) = directory.clearing().try_lock() else { return Ok(()) };
    let request = directory.own_request(Via::System, "org delete");
    while let Some(org) = directory.glance_plainly(&request, repo::leaving).await? {
        all_of(directory, &request, org).await?;
    }
    Ok(())
}

/// One transaction. It leaves no mark: done twice, it finds nothing to do.
async fn a_part<T: Send + 'static>(
    directory: &Directory,
    request: &Request,
    work: impl Fn(&mut dyn Conn) -> db::Result<T> + Clone + Send + 'static,
) -> Result<T, Refusal> {
    directory.write_plainly(request, move |run| -> Step<T> { Ok(work(run.c)?) }).await
}

/// Deletes some users; whether there were any.
fn some_users(c: &mut dyn Conn, org: OrgKey) -> db::Result<bool> {
    let users = users::repo::of_org(c, org, OBJECTS)?;
    for user in &users {
        users::repo::delete(c, user)?;
    }
    Ok(!users.is_empty())
}

/// Deletes some groups, which have no members any more; whether there were any.
fn some_groups(c: &mut dyn Conn, org: OrgKey) -> db::Result<bool> {
    let groups = groups::repo::of_org(c, org, OBJECTS)?;
    for group in &groups {
        groups::repo::delete(c, *group)?;
    }
    Ok(!groups.is_empty())
}

/// Deletes some rows of a table; whether there were any.
fn some_rows(c: &mut dyn Conn, org: OrgKey, table: &str, key: &str) -> db::Result<bool> {
    let of_some = format!(
        "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE org_key = $1 LIMIT $2)"
    );
    Ok(c.execute(&of_some, &[org.0.into(), ROWS.into()])? > 0)
}

/// Deletes what is of the organisation among the requests behind one in the change record; the last of them, unless the
/// record ends.
fn some_changes(c: &mut dyn Conn, org: OrgKey, after: RequestId) -> db::Result<Option<RequestId>> {
    let last = c.optional(
        "SELECT request_id FROM changes WHERE request_id > $1 ORDER BY request_id LIMIT 1 OFFSET $2",
        &[after.0.into(), LOOKED_AT.into()],
        |row| Ok(RequestId(row.get(0)?)),
    )?;
    let upto = last.map_or([0xff; 16], |last| last.0);
    c.send(
        "DELETE FROM changes WHERE org_key = $1 AND request_id > $2 AND request_id <= $3",
        &[org.0.into(), after.0.into(), upto.into()],
    )?;
    Ok(last)
}

/// Deletes what is left: a few rows, and the organisation.
fn the_rest(c: &mut dyn Conn, org: OrgKey) -> db::Result<()> {
    for table in SHORT {
        c.send(&format!("DELETE FROM {table} WHERE org_key = $1"), &[org.0.into()])?;
    }
    Ok(())
}

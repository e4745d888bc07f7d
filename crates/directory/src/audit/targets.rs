//! Many targets of one act, told by one statement.

use db::{Conn, Param};

/// Many targets: a query of rows `(id, name, version, place)`, whose `$1`, `$2`, .. are `params`; `place` orders them.
pub(crate) struct Targets<'a> {
    pub query: &'a str,
    pub params: &'a [Param<'a>],
}

impl Targets<'_> {
    /// Inserts a row into `table` for each target, in their order; how many there were. `table` has a `place`, counted from
    /// `first`, and a `seq`. `of_each` are other columns with the column of the query that fills them, `of_all` those that
    /// are the same in each row.
    pub fn insert_into(
        &self,
        c: &mut dyn Conn,
        table: &str,
        first: i64,
        of_each: &[(&str, &str)],
        of_all: &[(&str, Param<'_>)],
    ) -> db::Result<i64> {
        let seq = db::order::next(c.engine(), table);
        let mut params = self.params.to_vec();
        params.push(first.into());
        let mut columns = vec!["place", "seq"];
        let mut values = vec![format!("${} + n - 1", params.len()), format!("{seq} + n - 1")];
        for (column, value) in of_each {
            columns.push(column);
            values.push((*value).to_owned());
        }
        for (column, value) in of_all {
            params.push(*value);
            columns.push(column);
            values.push(format!("${}", params.len()));
        }
        let sql = format!(
            "INSERT INTO {table} ({}) SELECT {}
             FROM (SELECT id, name, version, row_number() OVER (ORDER BY place) AS n FROM ({}) AS targets) AS numbered",
            columns.join(", "),
            values.join(", "),
            self.query,
        );
        let rows = c.execute(&sql, &params)?;
        Ok(i64::try_from(rows).unwrap_or(i64::MAX))
    }
}

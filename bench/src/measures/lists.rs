//! A page of users far behind the first one, beside the first one.

use std::time::Instant;

use anyhow::{Result, ensure};

use super::{Fresh, Setup, basic, block_on, median};
use crate::client::Connection;
use crate::filled;
use crate::raw::name;
use crate::report::{Report, millis};
use crate::request;
use crate::store::Store;

/// Users on a page.
const PAGE: usize = 100;
/// How often each page is asked for.
const TIMES: usize = 200;
/// The store that a larger one is compared with.
const FEW: usize = 10_000;
/// How much longer the page far behind may take.
const FACTOR: f64 = 2.0;

/// `GET /PASService/rest/services/v1/users`, newest first, of ten thousand users and of many.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    ensure!(setup.users >= FEW, "--users: at least {FEW}");
    let few = block_on(filled::stores(setup, FEW))?;
    let many = block_on(filled::stores(setup, setup.users))?;
    for ((engine, few), many) in setup.engines.iter().zip(few).zip(many) {
        let pages = block_on(look(setup, [(FEW, few), (setup.users, many)]))?;
        tell(setup.users, engine.name(), &pages, report);
    }
    Ok(())
}

fn tell(users: usize, engine: &str, [few, many]: &[Pages; 2], report: &mut Report) {
    report.goal(
        [engine, &format!("list of {users} users, page {}", many.number)],
        format!("{} ms ({:.2} times page 1)", millis(many.far), many.far / many.first),
        format!("{} ms, page 1", millis(many.first)),
        "within a factor of two",
        many.far <= FACTOR * many.first,
    );
    report.note(format!(
        "lists on {engine}: with {FEW} users page 1 takes {} ms and page {} {} ms; with {users} page 1 takes {:.2} times \
         and page {} {:.2} times as long.",
        millis(few.first),
        few.number,
        millis(few.far),
        many.first / few.first,
        many.number,
        many.far / few.far,
    ));
}

/// Medians in milliseconds.
struct Pages {
    first: f64,
    far: f64,
    /// Which page is the one far behind, counted from 1.
    number: usize,
}

/// All four pages by turns.
async fn look(setup: &Setup, stores: [(usize, Store); 2]) -> Result<[Pages; 2]> {
    let [(few, few_store), (many, many_store)] = stores;
    let few = Listed { users: few, fresh: Fresh::on(&setup.server, few_store).await? };
    let many = Listed { users: many, fresh: Fresh::on(&setup.server, many_store).await? };
    let mut served = [few.connect().await?, many.connect().await?];
    // The first time a password is hashed and all is read from the disk.
    for one in &mut served {
        one.ask().await?;
        one.pages.iter_mut().for_each(|page| page.millis.clear());
    }
    for _ in 0..TIMES {
        for one in &mut served {
            one.ask().await?;
        }
    }
    Ok(served.map(Served::medians))
}

/// A server on a store with so many users, both gone with it.
struct Listed {
    users: usize,
    fresh: Fresh,
}

impl Listed {
    /// Just before it is asked: the server closes a connection on which nothing comes for half a minute.
    async fn connect(&self) -> Result<Served> {
        let number = self.users / PAGE * 9 / 10;
        let offset = (number - 1) * PAGE;
        // The server's own two are the newest.
        let newest = [(0, request::LOGIN.to_owned()), (offset, name(self.users + 1 - offset))];
        let pages = newest.map(|(offset, newest)| {
            let request = request::oipa_list(&basic(), offset);
            Page { request, newest, millis: Vec::new() }
        });
        Ok(Served { pages, number, connection: Connection::open(self.fresh.server.address).await? })
    }
}

/// Two pages that are asked for on one connection.
struct Served {
    pages: [Page; 2],
    number: usize,
    connection: Connection,
}

struct Page {
    request: Vec<u8>,
    /// The login of the first user on it.
    newest: String,
    millis: Vec<f64>,
}

impl Served {
    /// For each page once.
    async fn ask(&mut self) -> Result<()> {
        for page in &mut self.pages {
            let asked = Instant::now();
            let reply = self.connection.send(&page.request).await?;
            let took = asked.elapsed();
            let reply = reply.expect(200)?;
            ensure!(
                reply.says(&page.newest) && reply.says("\"count\":100"),
                "not the page that was asked for"
            );
            page.millis.push(took.as_secs_f64() * 1e3);
        }
        Ok(())
    }

    fn medians(self) -> Pages {
        let [first, far] = self.pages.map(|page| median(page.millis));
        Pages { first, far, number: self.number }
    }
}

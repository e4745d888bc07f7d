//! Long lists: short reads one after the other, none lost and none twice, whatever happens between them.

use directory::Credential;
use directory::roles::NewGrant;
use directory::users::{self, Filter, NewUser, Page, PageAfter, Parts};
use model::refusal::Forbidden;
use model::{Privilege, PrivilegeSet, Refusal};
use testkit::{World, on_both_engines};

use crate::kit::*;

const MANY: usize = 1_230;

async fn make_many(world: &World, form: impl Fn(usize) -> NewUser) {
    let users: Vec<_> = (0..MANY).map(form).collect();
    create(world, &Credential::System, users).await.unwrap();
}

async fn page(world: &World, filter: &Filter, after: Option<PageAfter>) -> Page {
    let draft = Ok(filter.clone());
    users::list(&world.directory, &ask(world), &Credential::System, draft, Parts::NONE, after).await.unwrap()
}

/// Reads to the end, and does something after each page.
async fn read_all(
    world: &World,
    filter: &Filter,
    mut between: impl AsyncFnMut(usize),
) -> (Vec<String>, usize) {
    let (mut found, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = page(world, filter, after).await;
        assert!(page.users.len() <= 200);
        found.extend(page.users.iter().map(|view| view.user.login.to_string()));
        pages += 1;
        between(pages).await;
        match page.next {
            Some(next) => after = Some(next),
            None => return (found, pages),
        }
    }
}

fn in_order_and_once(found: &[String]) {
    let mut sorted = found.to_vec();
    sorted.sort();
    sorted.dedup();
    assert_eq!(found, sorted);
}

on_both_engines! {
    async fn a_list_changed_while_it_is_read_loses_nobody_and_doubles_nobody(world: World) {
        make_many(&world, |n| named(&format!("user{:04}", n * 2))).await;
        let (found, pages) = read_all(&world, &Filter::default(), async |page| {
            // One that comes before and one that comes behind what was read; one of those read goes, and one to come.
            make(&world, named(&format!("a{page}"))).await;
            make(&world, named(&format!("user{:04}", 2_001 + page * 2))).await;
            for gone in [page * 2, 2_100 + page * 2] {
                let gone = Ok(login(&format!("user{gone:04}")));
                users::delete(&world.directory, &ask(&world), &Credential::System, gone).await.unwrap();
            }
        })
        .await;
        assert!(pages >= 3);
        in_order_and_once(&found);
        let stayed = (0..MANY).map(|n| n * 2).filter(|n| !(2_100..=2_110).contains(n));
        for n in stayed {
            assert!(found.contains(&format!("user{n:04}")), "user{n:04}");
        }
        assert!(found.contains(&"user2003".to_owned()) && !found.contains(&"user2102".to_owned()));
        assert!(found.contains(&"admin".to_owned()) && !found.contains(&"a1".to_owned()));
    }

    async fn a_search_by_index_pages_as_any_list_does(world: World) {
        make_many(&world, |n| named(&format!("{}{n:04}", if n % 4 == 0 { "other" } else { "found" }))).await;
        for text in ["found", "fo"] {
            let filter = Filter { login_contains: vec![text.to_owned()], ..Filter::default() };
            let (found, pages) = read_all(&world, &filter, async |_| ()).await;
            in_order_and_once(&found);
            assert_eq!((found.len(), pages), (MANY - MANY.div_ceil(4), 5), "{text}");
        }
    }

    async fn holders_of_a_role_are_paged_too(world: World) {
        make_many(&world, |n| {
            let grants = if n % 2 == 0 { vec![NewGrant::on_all(role("ReadOnly"))] } else { Vec::new() };
            NewUser { grants, ..named(&format!("user{n:04}")) }
        }).await;
        let filter = Filter { roles: vec!["ReadOnly".to_owned()], ..Filter::default() };
        let (found, _) = read_all(&world, &filter, async |_| ()).await;
        in_order_and_once(&found);
        assert_eq!(found.len(), MANY / 2);
    }

    async fn rights_that_end_between_two_pages_end_the_list(world: World) {
        make_many(&world, |n| named(&format!("user{n:04}"))).await;
        let reader = holder(&world, "reader", PrivilegeSet::range(1, 1)).await;
        let next = |after: Option<PageAfter>| {
            let (node, request, by) = (world.directory.clone(), ask(&world), reader.clone());
            async move { users::list(&node, &request, &by, Ok(Filter::default()), Parts::NONE, after).await }
        };
        let first = next(None).await.unwrap();
        sql(&world, "UPDATE roles SET privileges = 0 WHERE predefined = 0").await;
        let refused = next(first.next).await.unwrap_err();
        assert_eq!(refused, Refusal::Forbidden(Forbidden::Lacks(Privilege::DirectoryRead)));
    }
}

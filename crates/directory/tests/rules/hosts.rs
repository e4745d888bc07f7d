//! Tokens that are bound to a host (PAM360's contract, section 5.3).

use directory::tokens::NewToken;
use directory::users::{self, Parts};
use directory::{Credential, Request, Via};
use model::refusal::{BadCredential, Expiry};
use model::{Refusal, RequestId, TokenKind};
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn bound(world: &World, host: &str) -> Credential {
    let new = NewToken { kind: TokenKind::Pam360, expires: None, host: Some(host.to_owned()) };
    token_until(world, "admin", new).await
}

async fn from(world: &World, address: &str, credential: &Credential) -> Result<(), Refusal> {
    users::current(&world.directory, &ask_from(world, address), credential, Parts::NONE).await.map(drop)
}

const ELSEWHERE: Result<(), Refusal> = Err(Refusal::Unauthenticated(BadCredential::Host));

on_both_engines! {
    async fn a_token_bound_to_an_address_opens_from_there_only(world: World) {
        let credential = bound(&world, "198.51.100.7").await;
        from(&world, "198.51.100.7", &credential).await.unwrap();
        from(&world, "::ffff:198.51.100.7", &credential).await.unwrap();
        assert_eq!(from(&world, "198.51.100.8", &credential).await, ELSEWHERE);
        let credential = bound(&world, "2001:db8::7").await;
        from(&world, "2001:db8:0:0::7", &credential).await.unwrap();
        assert_eq!(from(&world, "198.51.100.7", &credential).await, ELSEWHERE);
    }

    async fn the_loopback_addresses_are_one_host(world: World) {
        let credential = bound(&world, "127.0.0.1").await;
        for address in ["127.0.0.1", "::1", "127.0.0.9", "::ffff:127.0.0.1"] {
            from(&world, address, &credential).await.unwrap();
        }
        assert_eq!(from(&world, "192.0.2.1", &credential).await, ELSEWHERE);
    }

    async fn a_token_bound_to_a_name_opens_from_its_address_only(world: World) {
        world.hosts.tell("john-1234", "198.51.100.7");
        let credential = bound(&world, "John-1234").await;
        from(&world, "198.51.100.7", &credential).await.unwrap();
        assert_eq!(from(&world, "198.51.100.8", &credential).await, ELSEWHERE);
        assert_eq!(from(&world, "198.51.100.7", &bound(&world, "unheard-of").await).await, ELSEWHERE);
    }

    async fn a_name_is_looked_up_for_writes_too(world: World) {
        world.hosts.tell("john-1234", "198.51.100.7");
        let credential = bound(&world, "john-1234").await;
        let make = |address: &str| {
            let (node, request, by) = (world.directory.clone(), ask_from(&world, address), credential.clone());
            async move { users::create(&node, &request, &by, Ok(vec![named("a")]), None).await.map(drop) }
        };
        assert_eq!(make("198.51.100.8").await, ELSEWHERE);
        make("198.51.100.7").await.unwrap();
    }

    async fn a_bound_token_of_a_request_without_address_opens_nothing(world: World) {
        let credential = bound(&world, "198.51.100.7").await;
        let id = RequestId(world.directory.outside().id());
        let request = Request::new(id, Via::CommandLine, "TEST", None);
        let refused = users::current(&world.directory, &request, &credential, Parts::NONE).await.map(drop);
        assert_eq!(refused, ELSEWHERE);
    }

    async fn state_is_told_before_the_host(world: World) {
        let credential = bound(&world, "198.51.100.7").await;
        sql(&world, "UPDATE users SET enabled = 0 WHERE number = 1").await;
        assert_eq!(from(&world, "198.51.100.8", &credential).await, Err(Refusal::Locked { disabled: true }));
        sql(&world, "UPDATE users SET enabled = 1 WHERE number = 1").await;
        sql(&world, "UPDATE tokens SET expires = 1").await;
        let refused = from(&world, "198.51.100.8", &credential).await;
        assert_eq!(refused, Err(Refusal::Expired(Expiry::Credential)));
    }
}

use axum::Router;
use axum::http::Method;
use model::{Refusal, RequestId};
use wire::{Access, Call, Operation, Response};

use crate::world::{BASE, ask, at, kit, one, request, routes, send, text, words};

async fn list((): (), _call: Call) -> Response {
    text("list")
}

async fn create((): (), _call: Call) -> Response {
    text("create")
}

async fn me((): (), _call: Call) -> Response {
    text("me")
}

async fn show((): (), call: Call) -> Result<Response, Refusal> {
    Ok(text(call.parameter("id")?.to_owned()))
}

fn users() -> wire::Routes<()> {
    routes(&kit())
        .operation(at("LIST", Method::GET, "/users"), list)
        .operation(at("CREATE", Method::POST, "/users"), create)
        .operation(at("SHOW", Method::GET, "/users/{id}"), show)
        .operation(at("ME", Method::GET, "/users/me"), me)
        .operation(at("DEEP", Method::GET, "/users/me/deep/er"), list)
}

fn router() -> Router {
    users().into_parts().0
}

#[tokio::test]
async fn operations_on_one_path_are_told_apart_by_method() {
    let router = router();
    assert_eq!(ask(&router, "GET", "/users").await, (200, "list".to_owned()));
    assert_eq!(ask(&router, "POST", "/users").await, (200, "create".to_owned()));
}

#[tokio::test]
async fn a_literal_segment_wins_over_a_parameter() {
    let router = router();
    assert_eq!(ask(&router, "GET", "/users/me").await.1, "me");
    assert_eq!(ask(&router, "GET", "/users/meg").await.1, "meg");
    assert_eq!(ask(&router, "GET", "/users/me/deep").await.0, 404);
}

#[tokio::test]
async fn a_parameter_is_percent_decoded_and_may_hold_a_slash() {
    let (status, words) = ask(&router(), "GET", "/users/a%2Fb%20%C3%A9+c").await;
    assert_eq!((status, words.as_str()), (200, "a/b é+c"));
}

#[tokio::test]
async fn a_parameter_that_is_not_utf8_is_refused_by_name() {
    let (status, words) = ask(&router(), "GET", "/users/%FF").await;
    assert_eq!((status, words.as_str()), (400, "SHOW: id must be UTF-8, percent-encoded"));
}

#[tokio::test]
async fn a_parameter_that_the_path_does_not_have_is_our_fault() {
    let router = routes(&kit()).operation(at("LIST", Method::GET, "/users"), show).into_parts().0;
    assert_eq!(ask(&router, "GET", "/users").await.0, 500);
}

#[tokio::test]
async fn an_unknown_path_is_answered_by_the_dialect() {
    let router = router();
    for path in ["", "/", "/nothing", "/users/1/2/3", "//users", "/users/", "/users//"] {
        assert_eq!(ask(&router, "GET", path).await, (404, "no such path".to_owned()), "{path}");
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_which_are_right() {
    let router = router();
    let response = send(&router, request("DELETE", "/users")).await;
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "GET, POST");
    assert_eq!(words(response).await, "only GET, POST");
    assert_eq!(send(&router, request("HEAD", "/users")).await.headers()["allow"], "GET, POST");
}

#[tokio::test]
async fn head_is_answered_like_get_where_the_dialect_says_so() {
    let router = users().head_like_get().into_parts().0;
    let response = send(&router, request("HEAD", "/users")).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-length"], "4");
    assert_eq!(words(response).await, "");
    assert_eq!(send(&router, request("PUT", "/users")).await.headers()["allow"], "GET, HEAD, POST");
}

#[tokio::test]
async fn one_trailing_slash_is_tolerated_where_the_dialect_says_so() {
    let router = users().tolerate_trailing_slash().into_parts().0;
    assert_eq!(ask(&router, "GET", "/users/").await.1, "list");
    assert_eq!(ask(&router, "GET", "/users/7/").await.1, "7");
    assert_eq!(ask(&router, "GET", "/users//").await.0, 404);
}

#[tokio::test]
async fn an_alias_answers_like_the_base_also_where_one_begins_the_other() {
    let router = users().also_at("/test").into_parts().0;
    assert_eq!(ask(&router, "GET", "/users").await.1, "list");
    let mut aliased = request("GET", "");
    *aliased.uri_mut() = "/test/users/9".parse().unwrap();
    assert_eq!(words(send(&router, aliased).await).await, "9");
}

#[tokio::test]
async fn two_dialects_stand_side_by_side() {
    let other = wire::Routes::new(
        &kit(),
        directory::Via::Dialect(model::Dialect::Scim),
        "/scim/v2",
        (),
        crate::world::Plain,
    );
    let both = router().merge(other.operation(at("ME", Method::GET, "/Me"), me).into_parts().0);
    let mut scim = request("GET", "");
    *scim.uri_mut() = "/scim/v2/Me".parse().unwrap();
    assert_eq!(words(send(&both, scim).await).await, "me");
    assert_eq!(ask(&both, "GET", "/users").await.1, "list");
}

#[tokio::test]
async fn a_path_of_no_dialect_is_answered_once_for_all() {
    let both = router().merge(wire::elsewhere(&kit()));
    let mut lost = request("GET", "");
    *lost.uri_mut() = "/nowhere".parse().unwrap();
    let response = send(&both, lost).await;
    assert_eq!(response.status(), 404);
    assert!(response.headers().contains_key("x-request-id"));
    assert_eq!(ask(&both, "GET", "/nothing").await.1, "no such path");
}

#[tokio::test]
async fn each_answer_names_its_request() {
    let router = router();
    let mut ids = Vec::new();
    for (method, path) in
        [("GET", "/users"), ("GET", "/nothing"), ("DELETE", "/users"), ("GET", "/users/%FF")]
    {
        let mut asked = request(method, path);
        asked.headers_mut().insert("x-request-id", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b".parse().unwrap());
        let response = send(&router, asked).await;
        ids.push(RequestId::parse(response.headers()["x-request-id"].to_str().unwrap()).unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 4);
    assert!(!ids.contains(&RequestId::parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b").unwrap()));
}

#[tokio::test]
async fn a_panic_is_answered_as_a_fault_of_ours() {
    let router = one(&kit(), |(), _call| async { if true { panic!("of the test") } else { text("") } });
    let response = send(&router, request("POST", "/it")).await;
    assert_eq!(response.status(), 500);
    assert!(response.headers().contains_key("x-request-id"));
    assert_eq!(words(response).await, "IT: internal");
}

#[tokio::test]
async fn a_panic_before_the_first_await_is_answered_too() {
    fn handler((): (), _: Call) -> std::future::Ready<Response> {
        panic!("of the test")
    }
    assert_eq!(ask(&one(&kit(), handler), "POST", "/it").await.0, 500);
}

#[tokio::test]
async fn a_refusal_with_a_time_says_when_to_try_again() {
    let limited = |(), _: Call| async { Err::<Response, _>(Refusal::Limited { retry_after: 17 }) };
    let response = send(&one(&kit(), limited), request("POST", "/it")).await;
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "17");
}

#[test]
fn the_list_names_each_operation_once_per_base() {
    let ping = Operation { access: Access::Anyone, ..at("PING", Method::GET, "/ping") };
    let (_, list) = routes(&kit())
        .also_at("/alias")
        .operation(ping, list)
        .operation(at("SHOW", Method::GET, "/users/{id}"), show)
        .into_parts();
    let told: Vec<_> = list.iter().map(|info| (info.name, info.path.clone(), info.access)).collect();
    let expected = [
        ("PING", format!("{BASE}/ping"), Access::Anyone),
        ("SHOW", format!("{BASE}/users/{{id}}"), Access::Caller),
        ("PING", "/alias/ping".to_owned(), Access::Anyone),
        ("SHOW", "/alias/users/{id}".to_owned(), Access::Caller),
    ];
    assert_eq!(told, expected);
}

#[test]
#[should_panic(expected = "share a path and a method")]
fn two_operations_cannot_share_path_and_method() {
    let twice =
        routes(&kit()).operation(at("A", Method::GET, "/a"), list).operation(at("B", Method::GET, "/a"), me);
    drop(twice.into_parts());
}

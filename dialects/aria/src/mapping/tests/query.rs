use ::wire::Form;
use model::UserId;

use crate::mapping::{filter, some_ids};

const ID: &str = "9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01";

fn form(query: &str) -> Form {
    Form::parse(query.as_bytes()).unwrap()
}

#[test]
fn filters_are_repeated_parameters_and_the_rest_is_passed_over() {
    let filter = filter(&form(&format!(
        "id={ID}&id={}&username=mi&roleName=Power%20User&roleName=a,b&page=0&pageSize=1&Username=x&sort=y&username=",
        ID.to_uppercase()
    )))
    .unwrap();
    assert_eq!(filter.ids, [UserId::parse(ID).unwrap(); 2]);
    assert_eq!(filter.login_contains, ["mi"]);
    assert_eq!(filter.roles, ["Power User", "a,b"], "no commas");
}

#[test]
fn values_that_cannot_be_one_are_refused() {
    for query in ["id=7", "id=9d1f3b0a20c44a389b556f5a2d1c7e01", "username=a%00b", "roleName=%0A"] {
        assert!(filter(&form(query)).is_err(), "{query}");
    }
}

#[test]
fn deleting_needs_at_least_one_id() {
    assert!(some_ids(&form(""), UserId::parse).is_err());
    assert!(some_ids(&form("id=&username=x"), UserId::parse).is_err());
    assert_eq!(some_ids(&form(&format!("id={ID}")), UserId::parse).unwrap().len(), 1);
}

//! What is served is what the contract lists (sections 1 and 1.1), no more and no less.

use std::collections::BTreeSet;

use directory::Via;
use model::Dialect;
use testkit::on_both_engines;
use testkit::suite_api::{self, Who};
use wire::Access;

on_both_engines! {
    async fn what_is_served_is_what_the_contract_lists(world: World) {
        let aria = world.operations.iter().filter(|one| one.via == Via::Dialect(Dialect::Aria));
        let served: BTreeSet<_> =
            aria.map(|one| (one.method.to_string(), suite_api::shape(&one.path), one.name)).collect();
        let listed: BTreeSet<_> = suite_api::listed()
            .into_iter()
            .map(|one| (one.method.to_string(), one.path.to_owned(), one.name))
            .collect();
        let missing: Vec<_> = listed.difference(&served).collect();
        let strange: Vec<_> = served.difference(&listed).collect();
        assert!(
            missing.is_empty() && strange.is_empty(),
            "listed and not served: {missing:?}; served, and not listed: {strange:?}"
        );
    }

    async fn each_operation_is_open_to_those_whom_the_contract_names(world: World) {
        for one in suite_api::listed() {
            let is_it = |operation: &&wire::OperationInfo| operation.name == one.name;
            let access = world.operations.iter().find(is_it).unwrap().access;
            let expected = match one.who {
                Who::Anyone => Access::Anyone,
                Who::Optional => Access::Optional,
                Who::Caller | Who::Holder(_) => Access::Caller,
            };
            assert_eq!(access, expected, "{}", one.name);
        }
    }
}

#[test]
fn the_list_has_the_fifty_seven_operations_and_the_five_beside_them() {
    let listed = suite_api::listed();
    let numbers: Vec<u8> = listed.iter().filter_map(|one| one.number).collect();
    assert_eq!(numbers, (1..=57).collect::<Vec<u8>>());
    assert_eq!(listed.len(), 57 + 5);
    let names: BTreeSet<_> = listed.iter().map(|one| one.name).collect();
    assert_eq!(names.len(), listed.len(), "no operationId stands twice");
    let places: BTreeSet<_> = listed.iter().map(|one| (one.method.as_str(), one.path)).collect();
    assert_eq!(places.len(), listed.len(), "nor does a place");
}

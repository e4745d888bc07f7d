use super::*;

#[test]
fn the_local_source_is_the_default_and_has_no_case() {
    for name in [None, Some("LOCAL"), Some("Local"), Some("local"), Some("")] {
        assert!(is_local_source(name), "{name:?}");
    }
    assert!(!is_local_source(Some("corp-ad")));
}

#[test]
fn links_are_left_out_on_request_only() {
    let wants = |query: &str| wants_no_links(&Form::parse(query.as_bytes()).unwrap());
    assert!(wants("_no_links=true") && wants("a=b&_no_links=TRUE"));
    assert!(!wants("") && !wants("_no_links=false") && !wants("_no_links"));
}

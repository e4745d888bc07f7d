use serde_json::json;

use super::*;
use crate::wire::{AuthToken, Error, User, UsernamePassword, Version, Versions};

/// What every answer begins with, up to the end of the root's start tag.
fn answer(root: &str, attributes: &str, inside: &str) -> String {
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><ops:{root}{attributes}"#,
            r#" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#,
            r#" xmlns:ops="http://webservice.vmware.com/vRealizeOpsMgr/1.0/">{inside}</ops:{root}>"#,
        ),
        root = root,
        attributes = attributes,
        inside = inside,
    )
}

/// The value is printed like this, and read back as it was.
fn both_ways(root: &'static super::super::form::Root, value: &Value, text: &str) {
    assert_eq!(document(root, value), text);
    assert_eq!(&read(text.as_bytes(), root).unwrap(), value);
}

#[test]
fn a_user_with_all_that_the_contract_names() {
    let value = json!({
        "id": "9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01", "username": "mira.holt", "firstName": "Mira", "lastName": "Holt",
        "password": null, "emailAddress": "mira@example.test", "distinguishedName": "CN=Mira & Co", "enabled": true,
        "groupIds": ["41f0c7b3-1b0e-4a77-8d7a-30c2f1a90e11", "41f0c7b3-1b0e-4a77-8d7a-30c2f1a90e12"],
        "roleNames": ["PowerUser", "ReadOnly"],
        "role-permissions": [
            {"roleName": "PowerUser", "allowAllObjects": true},
            {"roleName": "ReadOnly", "scopeId": "c0a5d1a2-8a61-4b0e-8f0c-1f0b5d2f7a90", "allowAllObjects": false,
             "traversal-spec-instances": [{
                 "adapterKind": "VMWARE", "resourceKind": "vSphere World", "name": "vSphere Storage",
                 "resourceSelection": [{"type": "SPECIFIC", "resourceId": ["2b6f0c1e-3d1a-4c02-9e4e-51d8f3a0b7c4"]}],
                 "selectAllResources": false, "includedAdapterKinds": ["VMWARE"]
             }]}
        ],
        "lastLoginTime": 0, "externalId": "42",
        "links": [{"href": "/suite-api/api/auth/users/9d1f", "rel": "SELF", "name": "linkToSelf"}]
    });
    let text = answer(
        "user",
        r#" enabled="true""#,
        concat!(
            "<ops:id>9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01</ops:id><ops:username>mira.holt</ops:username>",
            "<ops:firstName>Mira</ops:firstName><ops:lastName>Holt</ops:lastName>",
            r#"<ops:password xsi:nil="true"/><ops:emailAddress>mira@example.test</ops:emailAddress>"#,
            "<ops:distinguishedName>CN=Mira &amp; Co</ops:distinguishedName>",
            "<ops:groupIds>41f0c7b3-1b0e-4a77-8d7a-30c2f1a90e11</ops:groupIds>",
            "<ops:groupIds>41f0c7b3-1b0e-4a77-8d7a-30c2f1a90e12</ops:groupIds>",
            "<ops:roleNames><ops:roleName>PowerUser</ops:roleName><ops:roleName>ReadOnly</ops:roleName></ops:roleNames>",
            r#"<ops:role-permissions><ops:role-permission allowAllObjects="true">"#,
            "<ops:roleName>PowerUser</ops:roleName></ops:role-permission>",
            r#"<ops:role-permission allowAllObjects="false"><ops:roleName>ReadOnly</ops:roleName>"#,
            "<ops:scopeId>c0a5d1a2-8a61-4b0e-8f0c-1f0b5d2f7a90</ops:scopeId><ops:traversal-spec-instances>",
            r#"<ops:traversal-spec-instance selectAllResources="false"><ops:adapterKind>VMWARE</ops:adapterKind>"#,
            "<ops:resourceKind>vSphere World</ops:resourceKind><ops:name>vSphere Storage</ops:name>",
            r#"<ops:resourceSelection type="SPECIFIC"><ops:resourceId>2b6f0c1e-3d1a-4c02-9e4e-51d8f3a0b7c4"#,
            "</ops:resourceId></ops:resourceSelection><ops:includedAdapterKinds><ops:includedAdapterKinds>VMWARE",
            "</ops:includedAdapterKinds></ops:includedAdapterKinds></ops:traversal-spec-instance>",
            "</ops:traversal-spec-instances></ops:role-permission></ops:role-permissions>",
            "<ops:lastLoginTime>0</ops:lastLoginTime><ops:externalId>42</ops:externalId>",
            r#"<ops:links><ops:link href="/suite-api/api/auth/users/9d1f" rel="SELF" name="linkToSelf"/></ops:links>"#,
        ),
    );
    both_ways(User::ROOT, &value, &text);
}

#[test]
fn a_sign_in_as_scripts_send_it() {
    let text = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<ops:username-password xmlns:ops="http://webservice.vmware.com/vRealizeOpsMgr/1.0/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <ops:username>admin</ops:username>
    <ops:authSource>LOCAL</ops:authSource>
    <ops:password>Corr3ct-horse</ops:password>
</ops:username-password>"#;
    let value = json!({"username": "admin", "authSource": "LOCAL", "password": "Corr3ct-horse"});
    assert_eq!(read(text.as_bytes(), UsernamePassword::ROOT).unwrap(), value);
}

#[test]
fn a_token() {
    let value =
        json!({"token": "a::b", "validity": 1_790_000_000_000_i64, "expiresAt": "Monday", "roles": ["r"]});
    let inside = concat!(
        "<ops:token>a::b</ops:token><ops:validity>1790000000000</ops:validity><ops:expiresAt>Monday</ops:expiresAt>",
        "<ops:roles><ops:role>r</ops:role></ops:roles>",
    );
    both_ways(AuthToken::ROOT, &value, &answer("auth-token", "", inside));
}

#[test]
fn an_error() {
    let value = json!({
        "type": "Error", "message": "Invalid input format.", "httpStatusCode": 400, "apiErrorCode": 400,
        "moreInformation": [{"name": "errorMessage", "value": "a < b"}],
        "validationFailures": [{"failureMessage": "must not be null", "violationPath": "username"}],
        "inputBodyLocation": {"lineNumber": 2, "columnNumber": 16}
    });
    let inside = concat!(
        "<ops:message>Invalid input format.</ops:message><ops:moreInformation>",
        r#"<ops:name-value name="errorMessage">a &lt; b</ops:name-value></ops:moreInformation><ops:validationFailures>"#,
        "<ops:validationFailure><ops:failureMessage>must not be null</ops:failureMessage>",
        "<ops:violationPath>username</ops:violationPath></ops:validationFailure></ops:validationFailures>",
        "<ops:inputBodyLocation><ops:lineNumber>2</ops:lineNumber><ops:columnNumber>16</ops:columnNumber>",
        "</ops:inputBodyLocation>",
    );
    let text = answer("error", r#" httpStatusCode="400" apiErrorCode="400""#, inside);
    both_ways(Error::ROOT, &value, &text);
}

#[test]
fn a_version_and_all_of_them() {
    let value = json!({
        "releaseName": "9", "major": 9, "minor": 0, "minorMinor": 0, "releasedDate": 1, "humanlyReadableReleaseDate": "d",
        "description": "e", "buildNumber": 0
    });
    let inside = concat!(
        "<ops:releaseName>9</ops:releaseName><ops:major>9</ops:major><ops:minor>0</ops:minor>",
        "<ops:minorMinor>0</ops:minorMinor><ops:releasedDate>1</ops:releasedDate>",
        "<ops:humanlyReadableReleaseDate>d</ops:humanlyReadableReleaseDate><ops:description>e</ops:description>",
        "<ops:buildNumber>0</ops:buildNumber>",
    );
    both_ways(Version::ROOT, &value, &answer("version", "", inside));
    let all = answer("versions", "", &format!("<ops:version>{inside}</ops:version>"));
    both_ways(Versions::ROOT, &json!({"values": [value]}), &all);
}

#[test]
fn a_list_in_pieces_is_the_list_as_a_whole() {
    let users = [json!({"id": "a", "username": "u", "enabled": true}), json!({"id": "b", "password": null})];
    let mut text = super::super::begin(super::super::USER_LIST);
    for user in &users {
        super::super::item(&mut text, &super::super::USERS, user);
    }
    text.push_str(&super::super::end(super::super::USER_LIST));
    both_ways(super::super::USER_LIST, &json!({"users": users}), &text);
}

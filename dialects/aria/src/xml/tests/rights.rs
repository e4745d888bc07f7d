//! Groups, roles, permissions, scopes: the table has every member of what is sent and of what is answered.

use serde_json::json;

use super::faithful::{is_kept, link, specs};
use super::*;
use crate::wire::{
    FromMembers, GroupBody, NodeStatus, PasswordChange, Privilege, PrivilegeGroup, PrivilegeGroups,
    PrivilegeKeys, PrivilegeKeysBody, Privileges, RoleBody, RolePermission, RolePermissions, Scope,
    ScopeBody, ScopeDetails, ScopesDetails, ServiceKeys, Template, Templates, TraversalSpec, UserGroup,
    UserRole, UserRoles, UuidValues, whole,
};

const ID: &str = "9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01";

fn permission() -> RolePermission {
    RolePermission {
        role_name: Some("r".to_owned()),
        scope_id: Some(ID.to_owned()),
        specs: Some(vec![specs()]),
        allow_all_objects: Some(false),
    }
}

#[test]
fn the_table_has_every_member_of_every_answer() {
    is_kept(&UserGroup {
        id: ID.to_owned(),
        auth_source_id: Some(ID.to_owned()),
        name: "n",
        description: Some("d"),
        display_name: "s",
        user_ids: vec![ID.to_owned()],
        role_names: vec!["r"],
        role_permissions: vec![permission()],
        external_id: Some("x"),
        links: Some(vec![link()]),
    });
    let role = || UserRole {
        name: "n",
        description: Some("d"),
        display_name: "s",
        privilege_keys: vec!["Power On VM", "k"],
        system_created: true,
        links: Some([link(), link()]),
    };
    is_kept(&role());
    is_kept(&UserRoles { user_roles: vec![role(), role()] });
    is_kept(&PrivilegeKeys { keys: vec!["Power On VM", "k"] });
    is_kept(&Privileges { privileges: vec![Privilege { key: "k", name: "n" }] });
    is_kept(&PrivilegeGroups { privilege_groups: vec![PrivilegeGroup { key: "k", name: "n" }] });
    is_kept(&RolePermissions { permissions: vec![permission()] });
    is_kept(&Scope {
        id: ID.to_owned(),
        name: "n",
        description: Some("d"),
        traversal_spec_instances: vec![specs(), specs()],
    });
    let details = || ScopeDetails {
        id: ID.to_owned(),
        name: "n",
        description: Some("d"),
        created_by: Some(ID.to_owned()),
        creation_time: 1,
        last_modified_by: Some(ID.to_owned()),
        last_modified_time: 2,
        traversal_spec_instances: vec![specs()],
    };
    is_kept(&details());
    is_kept(&ScopesDetails { scopes_details: vec![details()] });
    let template = Template {
        name: "n",
        description: Some("d"),
        root_adapter_kind_key: "a",
        root_resource_kind_key: "r",
        adapter_instance_association: false,
    };
    is_kept(&Templates { specs: vec![template] });
    is_kept(&NodeStatus { status: "s", system_time: 1, humanly_readable_system_time: "h".to_owned() });
}

/// What is sent is read from XML as it is read from JSON, and is of the right types.
fn is_read<T: FromMembers + Document>(sent: &Value) {
    let text = document(T::ROOT, sent);
    assert_eq!(&read(text.as_bytes(), T::ROOT).unwrap(), sent, "{text}");
    assert!(whole::<T>(sent).is_ok(), "{sent}");
}

#[test]
fn the_table_has_every_member_of_every_request() {
    let spec = json!({"adapterKind": "a", "name": "n"});
    is_read::<GroupBody>(&json!({
        "id": ID, "authSourceId": ID, "name": "n", "description": "d", "displayName": "s", "userIds": [ID],
        "roleNames": ["r"], "role-permissions": [{"roleName": "r"}], "externalId": "x", "links": []
    }));
    is_read::<RoleBody>(&json!({
        "name": "n", "description": "d", "displayName": "s", "privilege-keys": ["k"], "system-created": false, "links": []
    }));
    is_read::<PrivilegeKeysBody>(&json!({"privilege-key": ["Power On VM", "k"]}));
    is_read::<RolePermission>(
        &json!({"roleName": "r", "traversal-spec-instances": [spec], "allowAllObjects": true}),
    );
    is_read::<TraversalSpec>(&spec);
    is_read::<ScopeBody>(
        &json!({"id": ID, "name": "n", "description": "d", "traversalSpecInstances": [spec]}),
    );
    is_read::<UuidValues>(&json!({"uuids": [ID, ID]}));
    is_read::<PasswordChange>(&json!({"currentPassword": "c", "newPassword": "n"}));
    is_read::<ServiceKeys>(&json!({"serviceKeys": ["k"]}));
}

#[test]
fn the_contracts_forms_are_those_of_section_7() {
    let inside = |root: &str, text: &str| {
        let text = text.replace('<', "<ops:").replace("<ops:/", "</ops:");
        rooted(root, "", &text)
    };
    let group = inside("user-group", "<name>n</name><userIds><userId>a</userId><userId>b</userId></userIds>");
    let group = read(group.as_bytes(), GroupBody::ROOT).unwrap();
    assert_eq!(group, json!({"name": "n", "userIds": ["a", "b"]}));
    let keys = inside("privilege-keys", "<privilege-key>a</privilege-key><privilege-key>b c</privilege-key>");
    let keys = read(keys.as_bytes(), PrivilegeKeysBody::ROOT).unwrap();
    assert_eq!(keys, json!({"privilege-key": ["a", "b c"]}));
    let none =
        read(inside("privilege-keys", "<privilege-key></privilege-key>").as_bytes(), PrivilegeKeysBody::ROOT);
    assert_eq!(none.unwrap(), json!({"privilege-key": []}));
    let uuids = read(inside("uuid-values", "<uuids> a\n b </uuids>").as_bytes(), UuidValues::ROOT).unwrap();
    assert_eq!(uuids, json!({"uuids": ["a", "b"]}));
    let role = rooted("user-role", r#" system-created="false""#, "<ops:name>n</ops:name>");
    assert_eq!(read(role.as_bytes(), RoleBody::ROOT).unwrap(), json!({"system-created": false, "name": "n"}));
    let scope = rooted(
        "scope",
        r#" id="a""#,
        "<ops:traversalSpecInstances><ops:traversalSpecInstance>\
        <ops:name>n</ops:name></ops:traversalSpecInstance></ops:traversalSpecInstances>",
    );
    let scope = read(scope.as_bytes(), ScopeBody::ROOT).unwrap();
    assert_eq!(scope, json!({"id": "a", "traversalSpecInstances": [{"name": "n"}]}));
}

//! A user as it is answered. `null` is written out (section 5.3).

use serde::Serialize;

use super::Properties;

/// A user in the shape that the site has chosen.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum AnyUser<'a> {
    Current(User<'a>),
    Legacy(LegacyUser<'a>),
}

/// Section 5.2: the 47 keys of version 3.7, in its order.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the members are the product's")]
pub(crate) struct User<'a> {
    pub id: String,
    pub eid: &'a str,
    pub personel_id: Option<&'a str>,
    pub name: Option<&'a str>,
    pub password_algorithm: (),
    pub password: (),
    pub second_password: (),
    pub email: Option<&'a str>,
    pub surname: Option<&'a str>,
    pub internal: bool,
    pub rap_only_user: bool,
    pub properties: Properties<'a>,
    pub groups: Vec<String>,
    pub manager_groups: Option<Vec<String>>,
    pub last_login: Option<i64>,
    pub group_property_key4_search: (),
    pub group_property_value4_search: (),
    pub record_limit4_search: (),
    pub check_permission4_search: bool,
    pub password_dirty: bool,
    pub second_password_change: bool,
    pub password_auto_generated: bool,
    pub filter_function_name: (),
    pub filter_membership_user_id: (),
    pub filter_manager_id: (),
    pub filter_eid_list: (),
    pub filter_id_list: (),
    pub filter_manager_of_user_id: (),
    pub password_salt: (),
    pub creation_time: i64,
    pub delegations: (),
    pub first_result: (),
    pub max_result: (),
    pub filter_internal: (),
    pub locked: bool,
    pub phone_number: Option<String>,
    pub ad_line_manager: (),
    pub force_change_password_on_next_login: bool,
    pub lock_reason: Option<&'a str>,
    pub unlock_on_password_changed: bool,
    pub unlock_time: Option<i64>,
    pub temp_user_start_time: Option<i64>,
    pub temp_user: bool,
    pub external_directory_source: Option<&'a str>,
    pub user_property_key4_search: (),
    pub user_property_value4_search: (),
    pub temp_user_end_time: Option<i64>,
}

/// Section 5.1: the 29 keys of version 3.5, in its order.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LegacyUser<'a> {
    pub id: String,
    pub eid: &'a str,
    pub personel_id: Option<&'a str>,
    pub name: Option<&'a str>,
    pub password_algorithm: Option<&'a str>,
    pub password: Option<&'a str>,
    pub email: Option<&'a str>,
    pub surname: Option<&'a str>,
    pub internal: bool,
    pub properties: Properties<'a>,
    pub groups: Vec<String>,
    pub manager_groups: Option<Vec<String>>,
    pub last_login: Option<i64>,
    pub last_login_ip: Option<String>,
    pub record_limit4_search: (),
    pub password_dirty: bool,
    pub password_auto_generated: bool,
    pub phone_number: Option<String>,
    pub force_change_password_on_next_login: bool,
    pub lock_reason: Option<&'a str>,
    pub unlock_on_password_changed: bool,
    pub unlock_time: Option<i64>,
    pub temp_user_end_time: Option<i64>,
    pub temp_user_start_time: Option<i64>,
    pub temp_user: bool,
    pub external_directory_source: Option<&'a str>,
    pub user_property_key4_search: (),
    pub user_property_value4_search: (),
    pub locked: bool,
}

/// Section 5.4: the 19 keys that an update is told to send back, in their order.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Detail<'a> {
    pub id: String,
    pub eid: &'a str,
    pub personel_id: Option<&'a str>,
    pub name: Option<&'a str>,
    pub password_algorithm: (),
    pub password: (),
    pub second_password: (),
    pub email: Option<&'a str>,
    pub surname: Option<&'a str>,
    pub internal: bool,
    pub creation_time: i64,
    pub groups: Vec<String>,
    pub manager_groups: Vec<String>,
    pub last_login: Option<i64>,
    pub temp_user_start_time: Option<i64>,
    pub temp_user_end_time: Option<i64>,
    pub last_login_ip: Option<String>,
    pub uba_threshold: String,
    pub properties: Properties<'a>,
}

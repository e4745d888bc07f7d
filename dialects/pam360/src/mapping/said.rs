//! What is said of a user and the record has no word for (`one-record` section 1.4).

use directory::tokens::API_ACCESS;
use model::{GroupName, Residue};

use super::role::RoleSaid;
use crate::quirks;
use crate::wire::CreateUser;

/// Only what was said: what was not is printed as its default, which may depend on the record.
pub fn residue(sent: &CreateUser<'_>) -> Residue {
    let mut residue = Residue::default();
    flags(&mut residue, sent);
    let texts = [
        ("POLICY", sent.policy),
        ("PRIMARYCONTACT", sent.primary_contact),
        ("HOSTNAME", sent.host_name),
        ("EXPIRYDATE", sent.expiry_date),
        ("ROLE", sent.role),
        ("USERGROUPNAME", sent.user_group.as_ref().map(GroupName::as_str)),
    ];
    for (name, text) in texts.into_iter().chain(lone_codes(sent)) {
        if let Some(text) = text {
            residue.set(name, text);
        }
    }
    for (name, text) in &sent.labels {
        residue.set(name, *text);
    }
    for (name, number) in [("TOKENVALIDITYDAYS", sent.validity_days), ("ROLEID", sent.role_id)] {
        if let Some(number) = number {
            residue.set(name, number);
        }
    }
    residue
}

fn flags(residue: &mut Residue, sent: &CreateUser<'_>) {
    let is_administrator = RoleSaid::from(sent).is_administrator();
    let flags = [
        (API_ACCESS, sent.rest_api_access),
        ("ISSUPERADMIN", sent.is_super_admin.map(|said| quirks::super_admin(said, is_administrator))),
        ("REMOTECONNECTACCESS", sent.remote_connect),
        (
            "REMOTECONNECTVIASSHPROXY",
            sent.via_ssh_proxy.map(|said| quirks::via_ssh_proxy(said, sent.remote_connect)),
        ),
        ("HOSTCHECK", sent.host_check),
    ];
    for (name, flag) in flags {
        if let Some(flag) = flag {
            residue.set(name, flag);
        }
    }
    for (name, flag) in &sent.switches {
        residue.set(name, *flag);
    }
}

/// Codes and extensions beside no number: there is no phone that they could be part of.
fn lone_codes<'a>(sent: &CreateUser<'a>) -> [(&'static str, Option<&'a str>); 3] {
    let (mobile, landline) = (sent.mobile, sent.landline);
    let alone = |part: Option<&'a str>, number: Option<&str>| part.filter(|_| number.is_none());
    [
        ("MOBILE_COUNTRYCODE", alone(mobile.country, mobile.number)),
        ("LANDLINE_COUNTRYCODE", alone(landline.country, landline.number)),
        ("LANDLINE_EXT", alone(landline.extension, landline.number)),
    ]
}

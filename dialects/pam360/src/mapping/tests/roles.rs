use directory::roles::RoleRef;
use model::GrantObjects;

use super::*;

fn role(parameters: &[(&str, &str)]) -> RoleRef {
    let user = user(parameters);
    let [grant] = user.grants.as_slice() else { panic!("one role") };
    assert_eq!(grant.objects, GrantObjects::All);
    grant.role.clone()
}

fn any(number: Option<i64>, names: &[&str]) -> RoleRef {
    RoleRef::AnyOf { number, names: names.iter().map(|name| (*name).to_owned()).collect() }
}

#[test]
fn without_a_word_the_role_is_password_user() {
    assert_eq!(role(&[]), RoleRef::Number(305, None));
    assert_eq!(role(&[("ROLE", "\" \""), ("ROLEID", "\"\"")]), RoleRef::Number(305, None));
    assert!(pins(&user(&[])).is_empty());
}

#[test]
fn a_role_is_its_own_name_first_and_then_its_alias() {
    assert_eq!(role(&[("ROLE", "\"administator\"")]), any(None, &["administator", "Administrator"]));
    assert_eq!(role(&[("ROLE", "\"Admin\"")]), any(None, &["Admin", "Administrator"]));
    assert_eq!(role(&[("ROLE", "\"  Password   User \"")]), any(None, &["Password User"]));
    assert_eq!(role(&[("ROLE", "\"passworduser\"")]), any(None, &["passworduser", "Password User"]));
    assert_eq!(role(&[("ROLE", "\"Operators\"")]), any(None, &["Operators"]));
    assert_eq!(role(&[("ROLE", "\"Administratr\"")]), any(None, &["Administratr"]), "no guess");
}

#[test]
fn a_number_goes_beside_the_name_and_both_are_kept_as_sent() {
    let sent = [("ROLEID", "\"301\""), ("ROLE", "\"administator\"")];
    assert_eq!(role(&sent), any(Some(301), &["administator", "Administrator"]));
    assert_eq!(residue(&user(&sent)), r#"{"ROLE":"administator","ROLEID":301}"#);
    assert_eq!(role(&[("ROLEID", "302")]), any(Some(302), &[]));
    assert_eq!(residue(&user(&[("ROLEID", "302")])), r#"{"ROLEID":302}"#);
}

#[test]
fn super_administrator_is_kept_of_administrators_only() {
    let kept = |role: &[(&str, &str)]| {
        let sent: Vec<_> = role.iter().copied().chain([("ISSUPERADMIN", "true")]).collect();
        user(&sent).residue.unwrap().1.flag("ISSUPERADMIN")
    };
    for role in ["Administrator", "privileged administrator", "Password Administrator", "administator"] {
        assert_eq!(kept(&[("ROLE", &format!("\"{role}\""))]), Some(true), "{role}");
    }
    for number in ["301", "302", "303"] {
        assert_eq!(kept(&[("ROLEID", number)]), Some(true), "{number}");
    }
    assert_eq!(kept(&[("ROLE", "\"Password User\"")]), Some(false));
    assert_eq!(kept(&[("ROLEID", "305")]), Some(false));
    assert_eq!(kept(&[]), Some(false));
    assert_eq!(
        user(&[("ROLEID", "301")]).residue.unwrap().1.flag("ISSUPERADMIN"),
        None,
        "only what was said"
    );
}

use super::*;

#[test]
fn nothing_is_kept_of_what_was_not_said() {
    assert_eq!(residue(&user(&[])), "{}");
    assert_eq!(residue(&user(&[("WEBACCESS", "\"\""), ("POLICY", "null"), ("RSAUSERNAME", "\" \"")])), "{}");
}

#[test]
fn every_word_without_a_place_in_the_record_is_kept_as_its_type() {
    let said = [
        ("WEBACCESS", "\"yes\"", "true"),
        ("SDKACCESS", "0", "false"),
        ("OWNERNAMEOPTION", "true", "true"),
        ("ENABLEMOBILEACCESS", "\"FALSE\"", "false"),
        ("ENABLEADDONACCESS", "1", "true"),
        ("ENABLETWOFACTOR", "\"on\"", "true"),
        ("REMOTECONNECTACCESS", "false", "false"),
        ("RESTAPIACCESS", "false", "false"),
        ("POLICY", "\"Low\"", "\"Low\""),
        ("RSAUSERNAME", "\"r\"", "\"r\""),
        ("RADIUSUSERNAME", "12", "\"12\""),
        ("PHONEFACTOR_USERNAME", "\"p\"", "\"p\""),
        ("DUOUSERNAME", "\"d\"", "\"d\""),
        ("PRIMARYCONTACT", "\"LANDLINE\"", "\"LANDLINE\""),
        ("HOSTNAME", "\"Host\"", "\"Host\""),
        ("HOSTCHECK", "\"false\"", "false"),
        ("EXPIRYDATE", "\"NEVEREXPIRES\"", "\"NEVEREXPIRES\""),
        ("TOKENVALIDITYDAYS", "\"007\"", "7"),
        ("ROLE", "\" admin \"", "\" admin \""),
        ("ROLEID", "\"305\"", "305"),
        ("USERGROUPNAME", "\"Demo\"", "\"Demo\""),
    ];
    for (name, sent, kept) in said {
        assert_eq!(residue(&user(&[(name, sent)])), format!("{{\"{name}\":{kept}}}"));
    }
}

#[test]
fn secrets_and_what_the_record_holds_are_not_kept_twice() {
    let user = user(&[
        ("PASSWORD", "\"Test@123\""),
        ("DEPARTMENT", "\"NOC\""),
        ("ISAPIUSER", "true"),
        ("AUTHTOKEN", "\"x\""),
    ]);
    assert_eq!(residue(&user), "{}");
}

#[test]
fn the_ssh_proxy_needs_the_remote_connection() {
    let kept = |sent: &[(&str, &str)]| user(sent).residue.unwrap().1.flag("REMOTECONNECTVIASSHPROXY");
    let proxy = ("REMOTECONNECTVIASSHPROXY", "true");
    assert_eq!(kept(&[proxy]), Some(false));
    assert_eq!(kept(&[proxy, ("REMOTECONNECTACCESS", "false")]), Some(false));
    assert_eq!(kept(&[proxy, ("REMOTECONNECTACCESS", "true")]), Some(true));
    assert_eq!(kept(&[]), None);
}

use super::*;

#[test]
fn the_first_missing_parameter_is_named_before_anything_else_is_looked_at() {
    let blank = "\" \"";
    let all = [
        ("FIRSTNAME", blank),
        ("LASTNAME", blank),
        ("USERNAME", blank),
        ("EMAIL", blank),
        ("WEBACCESS", "7"),
    ];
    for (at, name) in ["FIRSTNAME", "LASTNAME", "USERNAME", "EMAIL"].into_iter().enumerate() {
        assert_eq!(refused(&all[at..]), format!("Mandatory parameter {name} is missing."));
    }
    assert_eq!(refused(&all[4..]), "Invalid value for parameter WEBACCESS.");
}

#[test]
fn a_value_of_another_type_is_refused_by_name() {
    for name in [
        "WEBACCESS",
        "ISAPIUSER",
        "RESTAPIACCESS",
        "SDKACCESS",
        "OWNERNAMEOPTION",
        "ENABLEMOBILEACCESS",
        "ENABLEADDONACCESS",
        "REMOTECONNECTACCESS",
        "REMOTECONNECTVIASSHPROXY",
        "ENABLETWOFACTOR",
        "ISSUPERADMIN",
        "HOSTCHECK",
        "ROLEID",
        "TOKENVALIDITYDAYS",
    ] {
        assert_eq!(refused(&[(name, "\"perhaps\"")]), format!("Invalid value for parameter {name}."));
    }
    for name in ALL_TEXTS {
        assert_eq!(refused(&[(name, "{}")]), format!("Invalid value for parameter {name}."));
    }
}

const ALL_TEXTS: [&str; 25] = [
    "FIRSTNAME",
    "LASTNAME",
    "USERNAME",
    "EMAIL",
    "SECONDARYEMAILID",
    "FULLNAME",
    "DEPARTMENT",
    "LOCATION",
    "USERGROUPNAME",
    "ROLE",
    "POLICY",
    "RSAUSERNAME",
    "RADIUSUSERNAME",
    "PHONEFACTOR_USERNAME",
    "DUOUSERNAME",
    "PRIMARYCONTACT",
    "MOBILE_COUNTRYCODE",
    "MOBILE",
    "LANDLINE_COUNTRYCODE",
    "LANDLINE",
    "LANDLINE_EXT",
    "HOSTNAME",
    "EXPIRYDATE",
    "PASSWORD",
    "ISAPIUSER",
];

#[test]
fn harmful_text_aborts_wherever_it_stands() {
    for name in &ALL_TEXTS[..23] {
        for harm in ["a<ScRiPt>", "a\\u0000b", "a\\u001bb", "a\\nb"] {
            assert!(
                refused(&[(name, &format!("\"{harm}\""))]).starts_with("Harmful content"),
                "{name} {harm}"
            );
        }
    }
    user(&[("PASSWORD", "\"Te<script>1\"")]);
}

#[test]
fn text_is_as_long_as_the_contract_allows() {
    for (name, most) in [
        ("FIRSTNAME", 100),
        ("LASTNAME", 100),
        ("USERNAME", 255),
        ("FULLNAME", 255),
        ("DEPARTMENT", 255),
        ("LOCATION", 255),
        ("USERGROUPNAME", 255),
        ("ROLE", 255),
        ("RSAUSERNAME", 255),
        ("RADIUSUSERNAME", 255),
        ("PHONEFACTOR_USERNAME", 255),
        ("DUOUSERNAME", 255),
    ] {
        user(&[(name, &format!("\"{}\"", "é".repeat(most)))]);
        let long = format!("\"{}\"", "é".repeat(most + 1));
        assert_eq!(refused(&[(name, &long)]), format!("Invalid value for parameter {name}."));
    }
    let mail = |length: usize| format!("\"{}@b\"", "a".repeat(length - 2));
    user(&[("EMAIL", &mail(254))]);
    assert_eq!(refused(&[("EMAIL", &mail(255))]), "Invalid value for parameter EMAIL.");
    let half = format!("\"{}\"", "a".repeat(101));
    assert_eq!(
        refused(&[("FIRSTNAME", "\"\""), ("FULLNAME", &half)]),
        "Invalid value for parameter FULLNAME."
    );
}

#[test]
fn what_is_no_address_no_login_and_no_group_is_refused() {
    for name in ["EMAIL", "SECONDARYEMAILID"] {
        for address in ["a", "@b", "a@", "a@b@c", "a b@c", " a@b"] {
            let sent = format!("\"{address}\"");
            assert_eq!(
                refused(&[(name, &sent)]),
                format!("Invalid value for parameter {name}."),
                "{address}"
            );
        }
    }
    for login in ["a:b", "a/b", "<b>", "a\\\"b", " a", "a ", ".", "..", "a*b", "a\u{a0}b", "☃"] {
        let sent = format!("\"{login}\"");
        assert_eq!(refused(&[("USERNAME", &sent)]), "Invalid value for parameter USERNAME.", "{login}");
    }
    for group in ["<b>", "a\\\"b", " a"] {
        let sent = format!("\"{group}\"");
        assert_eq!(
            refused(&[("USERGROUPNAME", &sent)]),
            "Invalid value for parameter USERGROUPNAME.",
            "{group}"
        );
    }
}

#[test]
fn one_failure_is_told_in_the_contracts_order() {
    let long = format!("\"{}\"", "x".repeat(257));
    let mut sent = vec![
        ("WEBACCESS", "7"),
        ("HOSTCHECK", "true"),
        ("EXPIRYDATE", "\"x\""),
        ("MOBILE", "\"x\""),
        ("PASSWORD", long.as_str()),
    ];
    for expected in ["WEBACCESS.", "HOSTNAME is missing.", "EXPIRYDATE.", "MOBILE.", "length must be 256"] {
        assert!(refused(&sent).ends_with(expected), "{expected}");
        sent.remove(0);
    }
}

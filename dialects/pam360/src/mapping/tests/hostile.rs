//! Whatever somebody sends is mapped or refused, and a refusal is always one of the contract's.

use proptest::prelude::*;

use super::*;

const NAMES: [&str; 33] = [
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
    "ROLEID",
    "ISSUPERADMIN",
    "PASSWORD",
    "POLICY",
    "WEBACCESS",
    "ISAPIUSER",
    "RESTAPIACCESS",
    "SDKACCESS",
    "OWNERNAMEOPTION",
    "ENABLEMOBILEACCESS",
    "ENABLEADDONACCESS",
    "REMOTECONNECTACCESS",
    "RSAUSERNAME",
    "ENABLETWOFACTOR",
    "PRIMARYCONTACT",
    "MOBILE_COUNTRYCODE",
    "MOBILE",
    "LANDLINE_EXT",
    "LANDLINE",
    "HOSTCHECK",
    "HOSTNAME",
    "EXPIRYDATE",
    "TOKENVALIDITYDAYS",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        "[0-9+x-]{0,12}".prop_map(|text| format!("\"{text}\"")),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}".prop_map(|text| format!("\"{text}\"")),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:?}")),
        any::<bool>().prop_map(|flag| flag.to_string()),
        Just("null".to_owned()),
        Just("[1,{}]".to_owned()),
        "(Strong|Low|Administrator|admin|Mobile|john-1234|127\\.0\\.0\\.1|NeverExpires|a@b|jo)"
            .prop_map(|word| format!("\"{word}\"")),
    ]
}

proptest! {
    #[test]
    fn arbitrary_parameters_are_mapped_or_refused(
        sent in prop::collection::hash_map(prop::sample::select(&NAMES[..]), value(), 0..33),
        strict_dates: bool,
        legacy_hostcheck: bool,
    ) {
        let sent: Vec<_> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let settings = Settings { strict_dates, legacy_hostcheck, ..Settings::default() };
        match map_with(&sent, &settings) {
            Ok(user) => prop_assert_eq!(user.grants.len(), 1),
            Err(refusal) => {
                let told = spoken(&refusal);
                prop_assert!(!told.is_empty() && !told.starts_with("Internal"), "{told}");
            }
        }
    }
}

use directory::passwords::KronStrength;

use super::*;
use crate::settings::{Inputs, load};

fn dialects(flags: &[(&'static str, &str)]) -> Dialects {
    let said = |(key, value): &(&'static str, &str)| (format!("PROVISOR_{key}").into(), (*value).into());
    let folder = tempfile::tempdir().unwrap();
    let environment = flags.iter().map(said).collect();
    let inputs = Inputs { flags: vec![], config: None, folder: folder.path().into(), environment };
    Dialects::of(&load(&inputs).unwrap_or_else(|error| panic!("{error}")).settings)
}

#[test]
fn kron_is_given_each_of_its_settings() {
    let default = kron::Settings::default();
    assert_eq!(dialects(&[]).kron, default);
    for (key, value, expected) in [
        (
            "KRON_MERGE_CONVENIENCE_FIELDS",
            "true",
            kron::Settings { merge_convenience_fields: true, ..default },
        ),
        ("KRON_LEGACY_35", "true", kron::Settings { legacy_35: true, ..default }),
        (
            "KRON_PASSWORD_STRENGTH",
            "4",
            kron::Settings { password_strength: KronStrength::LongMixed, ..default },
        ),
        (
            "KRON_FORCE_PASSWORD_CHANGE_FOR_NEW_USER",
            "true",
            kron::Settings { force_password_change_for_new_user: true, ..default },
        ),
        ("KRON_ERROR_STYLE", "object", kron::Settings { error_style: kron::ErrorStyle::Object, ..default }),
        ("BEHIND_PROXY", "true", kron::Settings { https: true, ..default }),
    ] {
        assert_eq!(dialects(&[(key, value)]).kron, expected, "{key}");
    }
}

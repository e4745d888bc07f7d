//! Every dialect's doors, side by side.

use axum::Router;
use directory::passwords::KronStrength;
use wire::{App, OperationInfo};

use crate::settings::{
    self, DuplicateStatus, ErrorStyle, HttpStatus, Pam360Dialect, PutGroups, Settings, StatusCode, Transport,
    UnknownGroup,
};

/// What each dialect is to do.
#[derive(Clone, Default)]
pub struct Dialects {
    /// PAM360's settings.
    pub pam360: pam360::Settings,
    /// Aria's settings.
    pub aria: aria::Settings,
    /// OIPA's settings.
    pub oipa: oipa::Settings,
    /// Kron's settings.
    pub kron: kron::Settings,
}

impl Dialects {
    /// As the settings want them.
    pub fn of(settings: &Settings) -> Self {
        Self {
            pam360: of_pam360(&settings.pam360),
            aria: of_aria(&settings.aria),
            oipa: of_oipa(&settings.oipa, &settings.listener.transport),
            kron: of_kron(&settings.kron, &settings.listener.transport),
        }
    }
}

fn of_pam360(said: &settings::Pam360) -> pam360::Settings {
    pam360::Settings {
        style: match said.dialect {
            Pam360Dialect::Pam360 => pam360::Style::Pam360,
            Pam360Dialect::Pmp => pam360::Style::Pmp,
        },
        http_status: match said.http_status {
            HttpStatus::Compat => pam360::HttpStatus::Compat,
            HttpStatus::Semantic => pam360::HttpStatus::Semantic,
        },
        status_code: match said.status_code {
            StatusCode::Regenerate => pam360::StatusCode::Regenerate,
            StatusCode::Always => pam360::StatusCode::Always,
        },
        unknown_group: match said.unknown_group {
            UnknownGroup::Create => pam360::UnknownGroup::Create,
            UnknownGroup::Ignore => pam360::UnknownGroup::Ignore,
            UnknownGroup::Reject => pam360::UnknownGroup::Reject,
        },
        strict_dates: said.strict_dates,
        legacy_hostcheck: said.legacy_hostcheck,
        token_in_query: said.token_in_query,
        time_zone: said.time_zone.clone(),
    }
}

const fn of_aria(said: &settings::Aria) -> aria::Settings {
    aria::Settings { password_policy: said.password_policy, token_hours: said.token_hours }
}

fn of_oipa(said: &settings::Oipa, transport: &Transport) -> oipa::Settings {
    oipa::Settings {
        duplicate_status: match said.duplicate_status {
            DuplicateStatus::BadRequest => oipa::DuplicateStatus::BadRequest,
            DuplicateStatus::Conflict => oipa::DuplicateStatus::Conflict,
        },
        put_password_optional: said.put_password_optional,
        put_groups: match said.put_groups {
            PutGroups::Own => oipa::PutGroups::Own,
            PutGroups::All => oipa::PutGroups::All,
        },
        default_locale_code: said.default_locale_code.as_str().into(),
        locale_map: said.locale_map.clone().into(),
        require_security_group: said.require_security_group,
        https: is_https(transport),
    }
}

fn of_kron(said: &settings::Kron, transport: &Transport) -> kron::Settings {
    kron::Settings {
        merge_convenience_fields: said.merge_convenience_fields,
        legacy_35: said.legacy_35,
        password_strength: KronStrength::from_level(said.password_strength).unwrap_or_default(),
        force_password_change_for_new_user: said.force_password_change,
        error_style: match said.error_style {
            ErrorStyle::Text => kron::ErrorStyle::Text,
            ErrorStyle::Object => kron::ErrorStyle::Object,
        },
        https: is_https(transport),
    }
}

/// Whether callers come by https, here or up to a proxy in front.
const fn is_https(transport: &Transport) -> bool {
    match transport {
        Transport::Tls(_) | Transport::BehindProxy => true,
        Transport::Loopback => false,
    }
}

/// One router for all dialects and for the paths that none of them has, and the list of every operation served.
pub fn doors(app: &App, dialects: Dialects) -> (Router, Vec<OperationInfo>) {
    let (router, mut operations) = pam360::routes(app, dialects.pam360);
    let (aria, more) = aria::routes(app, dialects.aria);
    operations.extend(more);
    let (oipa, more) = oipa::routes(app, dialects.oipa);
    operations.extend(more);
    let (kron, more) = kron::routes(app, dialects.kron);
    operations.extend(more);
    (router.merge(aria).merge(oipa).merge(kron).merge(wire::elsewhere(&app.kit)), operations)
}

#[cfg(test)]
mod tests;

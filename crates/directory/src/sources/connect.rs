//! From the properties of a source to what its servers are asked with.

use ldap::{Kind, Names, Security, Source, Times};
use model::Refusal;

use super::properties::{hosts, is_true, port, value_of};
use super::types::names;
use super::{AuthSource, Properties, Secret, SourceType};

/// How the servers of a source are asked. Refuses `SourceFailed` for a type whose servers are products that are not here,
/// and for settings that were kept before they were checked and do not suffice.
///
/// The certificates that count are those that were accepted; with TLS and none of them, nothing but
/// [`Source::certificates`] succeeds.
pub(crate) fn ldap(source: &AuthSource, secret: Option<&Secret>) -> Result<Source, Refusal> {
    let kind =
        SourceType::find(&source.source_type).and_then(|one| one.ldap).ok_or_else(|| elsewhere(source))?;
    let settings = Settings(&source.properties);
    let secured = |name| settings.get(name).is_some_and(is_true);
    let accepted = || source.certificates.iter().filter_map(|one| one.thumbprint.parse().ok()).collect();
    let security = if secured(names::USE_SSL) {
        Security::Ldaps(accepted())
    } else if secured(names::START_TLS) {
        Security::StartTls(accepted())
    } else {
        Security::None
    };
    Ok(Source {
        kind,
        hosts: settings.hosts(kind),
        port: settings.get(names::PORT).and_then(port).ok_or_else(|| unusable(source, names::PORT))?,
        security,
        base_dn: settings.get(names::BASE_DOMAIN).unwrap_or_default().to_owned(),
        bind_dn: settings.login(kind),
        bind_secret: secret.cloned().unwrap_or_else(|| Secret::new(String::new())),
        names: settings.names(kind),
        users: settings.filter(source, names::USER_SEARCH)?,
        groups: settings.filter(source, names::GROUP_SEARCH)?,
        times: Times::default(),
    })
}

/// The properties of a source that is spoken to.
struct Settings<'a>(&'a Properties);

impl<'a> Settings<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        value_of(self.0, name)
    }

    /// The hosts that were named; then those that stand behind the name of the domain, where that is wanted.
    fn hosts(&self, kind: Kind) -> Vec<String> {
        let mut all: Vec<String> =
            self.get(names::HOST).map(hosts).into_iter().flatten().map(str::to_owned).collect();
        let wanted = kind == Kind::ActiveDirectory && self.get(names::HOST_AUTO_SELECT).is_some_and(is_true);
        all.extend(self.get(names::DOMAIN).filter(|_| wanted).map(str::to_owned));
        all
    }

    /// Who asks. Active Directory takes a bare name only with its domain.
    fn login(&self, kind: Kind) -> String {
        let name = self.get(names::USER_NAME).unwrap_or_default();
        match self.get(names::DOMAIN) {
            Some(domain) if kind == Kind::ActiveDirectory && !name.contains(['@', '\\', '=']) => {
                format!("{name}@{domain}")
            }
            _ => name.to_owned(),
        }
    }

    fn names(&self, kind: Kind) -> Names {
        let said = |name| self.get(name).map(str::to_owned);
        let usual = Names::usual(kind);
        let matched = said(names::MEMBER_MATCH).filter(|name| !is_dn(name));
        Names {
            user: said(names::COMMON_NAME).unwrap_or(usual.user),
            group: usual.group,
            member: said(names::MEMBER_ATTRIBUTE).unwrap_or(usual.member),
            member_match: matched,
        }
    }

    fn filter(&self, source: &AuthSource, name: &str) -> Result<Option<ldap::Filter>, Refusal> {
        self.get(name).map(|text| text.parse().map_err(|_| unusable(source, name))).transpose()
    }
}

/// The names by which the distinguished name itself goes.
fn is_dn(attribute: &str) -> bool {
    ["dn", "distinguishedName", "entryDN"].iter().any(|name| name.eq_ignore_ascii_case(attribute))
}

fn elsewhere(source: &AuthSource) -> Refusal {
    let why = format!(
        "The auth source {} cannot be reached: sources of the type {} need a product that is not here.",
        source.name, source.source_type
    );
    Refusal::SourceFailed { draft: false, why }
}

fn unusable(source: &AuthSource, property: &str) -> Refusal {
    let why = format!("The auth source {} has no usable {property}: set it anew.", source.name);
    Refusal::SourceFailed { draft: false, why }
}

#[cfg(test)]
mod tests;

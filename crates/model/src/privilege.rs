//! The catalogue of privileges (`one-record` section 4.5).

use std::fmt;
use std::ops::{BitAnd, BitOr, BitOrAssign, Sub};

macro_rules! catalogue {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $key:literal, $name:literal, $group:literal;)*) => {
        /// One privilege. Numbers 1 to 6 and 18 to 21 decide administration here; 7 to 17 are foreign keys: held
        /// and granted, without effect in this server.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Privilege { $($(#[$doc])* $variant = $number,)* }

        impl Privilege {
            /// Every privilege there is, by number.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The key it has in a role.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// What people call it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The key of its group.
            pub const fn group(self) -> &'static str {
                match self { $(Self::$variant => $group,)* }
            }
        }
    };
}

catalogue! {
    /// `directory.read`: sees other users, groups, roles.
    DirectoryRead = 1, "administration.accesscontrol.viewpage", "View Access Control Page", "administration";
    /// `roles.manage`: makes, edits and deletes roles.
    RolesManage = 2, "administration.accesscontrol.manageroles", "Add, Edit or Delete Role", "administration";
    /// `grants.manage`: gives and takes roles; scopes.
    GrantsManage = 3, "administration.accesscontrol.manageobjectpermissions", "Manage Object Permission", "administration";
    /// `users.manage`: makes, edits and deletes users and groups.
    UsersManage = 4, "administration.accesscontrol.manageusers", "Manage User Operations", "administration";
    /// `policies.manage`: password policies.
    PoliciesManage = 5, "administration.accesscontrol.updatepasswordpolicy", "Update Password Policy", "administration";
    /// `sources.manage`: auth sources.
    SourcesManage = 6, "administration.authsources.manage", "Manage Authentication Sources", "administration";
    /// Foreign.
    UploadSolution = 7, "administration.solution.repository.upload", "Upload Solution", "administration";
    /// Foreign.
    ManageAlerts = 8, "ManageAlerts", "Manage Alerts", "alerts";
    /// Foreign.
    ManageAlarms = 9, "ManageAlarms", "Manage Alarms", "alerts";
    /// Foreign.
    ManageNotificationPlugins = 10, "ManageNotificationPlugins", "Manage Notification Plugins", "alerts";
    /// Foreign.
    DashboardsView = 11, "dashboards.view", "View Dashboards", "dashboards";
    /// Foreign.
    DashboardsManage = 12, "dashboards.manage", "Manage Dashboards", "dashboards";
    /// Foreign.
    EnvironmentView = 13, "environment.view", "View Environment", "environment";
    /// Foreign.
    EnvironmentManage = 14, "environment.manage", "Manage Environment", "environment";
    /// Foreign.
    HomeView = 15, "home.view", "View Home", "home";
    /// Foreign.
    PowerOnVm = 16, "Power On VM", "Power On VM", "environment";
    /// Foreign.
    PowerOffVm = 17, "Power Off VM", "Power Off VM", "environment";
    /// `audit.read`: reads the audit.
    AuditRead = 18, "provisor.audit.read", "Read Audit", "provisor";
    /// `tokens.manage`: issues and ends others' tokens.
    TokensManage = 19, "provisor.tokens.manage", "Manage Tokens", "provisor";
    /// `controls.manage`: an organisation's settings, throttle, end of all sign-ins.
    ControlsManage = 20, "provisor.controls.manage", "Manage Controls", "provisor";
    /// `orgs.manage`: organisations, and acting in another; counts only when held in the first.
    OrgsManage = 21, "provisor.orgs.manage", "Manage Organisations", "provisor";
}

impl Privilege {
    /// The privilege with this key, letter for letter.
    pub fn by_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|privilege| privilege.key() == key)
    }

    const fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// A set of privileges.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PrivilegeSet(u32);

impl PrivilegeSet {
    /// No privilege.
    pub const NONE: Self = Self(0);
    /// Every privilege of the catalogue.
    pub const ALL: Self = Self::range(1, 21);
    /// The privileges that decide administration here: 1 to 6 and 18 to 21.
    pub const CORE: Self = Self(Self::range(1, 6).0 | Self::range(18, 21).0);

    /// The privileges numbered `first` to `last`.
    pub const fn range(first: u32, last: u32) -> Self {
        Self(((1 << (last + 1)) - 1) & !((1 << first) - 1))
    }

    /// A set as the store keeps it; bits outside the catalogue are dropped.
    pub fn from_bits(bits: i64) -> Self {
        Self(u32::try_from(bits & i64::from(Self::ALL.0)).unwrap_or(0))
    }

    /// The set as the store keeps it: bit n is privilege number n.
    pub fn bits(self) -> i64 {
        i64::from(self.0)
    }

    /// Whether it holds `privilege`.
    pub const fn has(self, privilege: Privilege) -> bool {
        self.0 & privilege.bit() != 0
    }

    /// Whether it holds all of `other`.
    pub const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether it holds nothing.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its privileges, by number.
    pub fn iter(self) -> impl Iterator<Item = Privilege> {
        Privilege::ALL.iter().copied().filter(move |privilege| self.has(*privilege))
    }
}

impl FromIterator<Privilege> for PrivilegeSet {
    fn from_iter<I: IntoIterator<Item = Privilege>>(privileges: I) -> Self {
        privileges.into_iter().fold(Self::NONE, |set, privilege| Self(set.0 | privilege.bit()))
    }
}

impl BitOr for PrivilegeSet {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for PrivilegeSet {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl BitAnd for PrivilegeSet {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// What `self` holds and `other` does not.
impl Sub for PrivilegeSet {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl fmt::Debug for PrivilegeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Privilege::key)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_has_twenty_one_keys_and_no_key_twice() {
        let mut keys: Vec<_> = Privilege::ALL.iter().map(|p| p.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 21);
        assert_eq!(PrivilegeSet::ALL.iter().count(), 21);
    }

    #[test]
    fn a_set_survives_the_store() {
        for set in [PrivilegeSet::NONE, PrivilegeSet::ALL, PrivilegeSet::range(7, 17)] {
            assert_eq!(PrivilegeSet::from_bits(set.bits()), set);
        }
        assert_eq!(PrivilegeSet::from_bits(-1), PrivilegeSet::ALL);
    }

    #[test]
    fn covering_means_lacking_nothing() {
        let power_user = PrivilegeSet::range(7, 17);
        assert!(PrivilegeSet::range(1, 19).covers(power_user));
        assert!(!power_user.covers(PrivilegeSet::range(1, 1)));
        assert_eq!((PrivilegeSet::ALL - PrivilegeSet::range(1, 19)).iter().count(), 2);
    }
}

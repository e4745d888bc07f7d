//! The names of a user's members.

macro_rules! keys {
    ($($key:ident $name:literal,)*) => {
        /// A member of a user, contract section 6.1.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Key {
            $($key,)*
        }

        impl Key {
            /// All of them, in the order in which they are printed.
            pub const ALL: &'static [Self] = &[$(Self::$key,)*];

            /// As the vendor spells it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$key => $name,)*
                }
            }
        }
    };
}

keys! {
    UserId "USERID",
    Username "USERNAME",
    FirstName "FIRSTNAME",
    LastName "LASTNAME",
    FullName "FULLNAME",
    Email "EMAIL",
    SecondaryEmail "SECONDARYEMAILID",
    Role "ROLE",
    RoleId "ROLEID",
    Department "DEPARTMENT",
    Location "LOCATION",
    UserGroup "USERGROUPNAME",
    IsApiUser "ISAPIUSER",
    IsSuperAdmin "ISSUPERADMIN",
    WebAccess "WEBACCESS",
    RestApiAccess "RESTAPIACCESS",
    SdkAccess "SDKACCESS",
    MobileAccess "ENABLEMOBILEACCESS",
    AddonAccess "ENABLEADDONACCESS",
    RemoteConnect "REMOTECONNECTACCESS",
    ViaSshProxy "REMOTECONNECTVIASSHPROXY",
    TwoFactor "ENABLETWOFACTOR",
    RsaUsername "RSAUSERNAME",
    RadiusUsername "RADIUSUSERNAME",
    PhoneFactorUsername "PHONEFACTOR_USERNAME",
    DuoUsername "DUOUSERNAME",
    PrimaryContact "PRIMARYCONTACT",
    MobileCountry "MOBILE_COUNTRYCODE",
    Mobile "MOBILE",
    LandlineCountry "LANDLINE_COUNTRYCODE",
    Landline "LANDLINE",
    LandlineExt "LANDLINE_EXT",
    OwnerName "OWNERNAMEOPTION",
    HostCheck "HOSTCHECK",
    HostName "HOSTNAME",
    ExpiryDate "EXPIRYDATE",
    ValidityDays "TOKENVALIDITYDAYS",
    Policy "POLICY",
    Status "STATUS",
    Created "CREATEDTIME",
    Modified "LASTMODIFIEDTIME",
}

/// How a member's text is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A truth value.
    Flag,
    /// A whole number.
    Number,
    /// A role's name, by its aliases too.
    Role,
    /// As it stands.
    Text,
}

impl Key {
    /// How its text is compared.
    pub const fn kind(self) -> Kind {
        match self {
            Self::IsApiUser
            | Self::IsSuperAdmin
            | Self::WebAccess
            | Self::RestApiAccess
            | Self::SdkAccess
            | Self::MobileAccess
            | Self::AddonAccess
            | Self::RemoteConnect
            | Self::ViaSshProxy
            | Self::TwoFactor
            | Self::OwnerName
            | Self::HostCheck => Kind::Flag,
            Self::UserId | Self::RoleId | Self::ValidityDays => Kind::Number,
            Self::Role => Kind::Role,
            Self::Username
            | Self::FirstName
            | Self::LastName
            | Self::FullName
            | Self::Email
            | Self::SecondaryEmail
            | Self::Department
            | Self::Location
            | Self::UserGroup
            | Self::RsaUsername
            | Self::RadiusUsername
            | Self::PhoneFactorUsername
            | Self::DuoUsername
            | Self::PrimaryContact
            | Self::MobileCountry
            | Self::Mobile
            | Self::LandlineCountry
            | Self::Landline
            | Self::LandlineExt
            | Self::HostName
            | Self::ExpiryDate
            | Self::Policy
            | Self::Status
            | Self::Created
            | Self::Modified => Kind::Text,
        }
    }

    /// The member that is meant, whatever its case.
    pub fn by_name(sent: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.name().eq_ignore_ascii_case(sent))
    }
}

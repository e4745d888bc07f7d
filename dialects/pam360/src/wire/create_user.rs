use directory::Draft;
use model::{Email, GroupName, Login, Refusal, Rule};

use super::field::{self, MAX_NAME, MAX_TEXT};
use crate::input::Details;
use crate::quirks;

/// The parameters of `POST /user`, contract section 7. Each is of its type and by itself what the vendor's door lets in;
/// how they fit together is the mapping's matter.
pub struct CreateUser<'a> {
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub full_name: Option<&'a str>,
    pub username: Login,
    pub email: Email,
    pub secondary_email: Option<Email>,
    pub department: Option<&'a str>,
    pub location: Option<&'a str>,
    pub user_group: Option<GroupName>,
    pub role: Option<&'a str>,
    pub role_id: Option<i64>,
    pub is_super_admin: Option<bool>,
    pub password: Option<&'a str>,
    pub policy: Option<&'a str>,
    pub is_api_user: Option<bool>,
    pub rest_api_access: Option<bool>,
    pub remote_connect: Option<bool>,
    pub via_ssh_proxy: Option<bool>,
    /// Truth values that are kept and decide nothing here, by name.
    pub switches: Vec<(&'static str, bool)>,
    /// Texts that are kept and decide nothing here, by name.
    pub labels: Vec<(&'static str, &'a str)>,
    pub primary_contact: Option<&'a str>,
    pub mobile: Mobile<'a>,
    pub landline: Landline<'a>,
    pub host_check: Option<bool>,
    pub host_name: Option<&'a str>,
    pub expiry_date: Option<&'a str>,
    pub validity_days: Option<i64>,
}

/// The parts of a mobile phone as sent.
#[derive(Clone, Copy)]
pub struct Mobile<'a> {
    pub country: Option<&'a str>,
    pub number: Option<&'a str>,
}

/// The parts of a landline phone as sent.
#[derive(Clone, Copy)]
pub struct Landline<'a> {
    pub country: Option<&'a str>,
    pub number: Option<&'a str>,
    pub extension: Option<&'a str>,
}

const SWITCHES: [&str; 6] = [
    "WEBACCESS",
    "SDKACCESS",
    "OWNERNAMEOPTION",
    "ENABLEMOBILEACCESS",
    "ENABLEADDONACCESS",
    "ENABLETWOFACTOR",
];
const LABELS: [&str; 4] = ["RSAUSERNAME", "RADIUSUSERNAME", "PHONEFACTOR_USERNAME", "DUOUSERNAME"];

impl<'a> CreateUser<'a> {
    /// Reads the parameters: first whether the mandatory ones are there, in the contract's order, then each by its own
    /// rule. Refuses with the first that is wrong, under the vendor's name of it.
    pub fn read(details: &'a Details) -> Draft<Self> {
        let full_name = field::text(details, "FULLNAME", MAX_TEXT);
        let from_full_name = full_name.as_ref().ok().copied().flatten().map(quirks::split_full_name);
        let (first, last) = from_full_name.unzip();
        let mandatory = [("FIRSTNAME", first), ("LASTNAME", last), ("USERNAME", None), ("EMAIL", None)];
        if let Some(missing) =
            mandatory.iter().find(|(name, part)| part.is_none() && is_missing(details, name))
        {
            return Err(Refusal::invalid(missing.0, Rule::Required));
        }
        Ok(Self {
            first_name: name_or(details, "FIRSTNAME", first)?,
            last_name: name_or(details, "LASTNAME", last)?,
            username: field::login(field::required(details, "USERNAME", Login::MAX)?)?,
            email: field::email("EMAIL", field::required(details, "EMAIL", MAX_TEXT)?)?,
            secondary_email: field::text(details, "SECONDARYEMAILID", MAX_TEXT)?
                .map(|sent| field::email("SECONDARYEMAILID", sent))
                .transpose()?,
            full_name: full_name?,
            department: field::text(details, "DEPARTMENT", MAX_TEXT)?,
            location: field::text(details, "LOCATION", MAX_TEXT)?,
            user_group: field::text(details, "USERGROUPNAME", MAX_TEXT)?.map(field::group).transpose()?,
            role: field::text(details, "ROLE", MAX_TEXT)?,
            role_id: field::integer(details, "ROLEID")?,
            is_super_admin: field::flag(details, "ISSUPERADMIN")?,
            password: field::given(details, "PASSWORD")?,
            policy: field::text(details, "POLICY", MAX_TEXT)?,
            is_api_user: field::flag(details, "ISAPIUSER")?,
            rest_api_access: field::flag(details, "RESTAPIACCESS")?,
            remote_connect: field::flag(details, "REMOTECONNECTACCESS")?,
            via_ssh_proxy: field::flag(details, "REMOTECONNECTVIASSHPROXY")?,
            switches: all_said(SWITCHES, |name| field::flag(details, name))?,
            labels: all_said(LABELS, |name| field::text(details, name, MAX_TEXT))?,
            primary_contact: field::text(details, "PRIMARYCONTACT", MAX_TEXT)?,
            mobile: Mobile {
                country: field::text(details, "MOBILE_COUNTRYCODE", MAX_TEXT)?,
                number: field::text(details, "MOBILE", MAX_TEXT)?,
            },
            landline: Landline {
                country: field::text(details, "LANDLINE_COUNTRYCODE", MAX_TEXT)?,
                number: field::text(details, "LANDLINE", MAX_TEXT)?,
                extension: field::text(details, "LANDLINE_EXT", MAX_TEXT)?,
            },
            host_check: field::flag(details, "HOSTCHECK")?,
            host_name: field::text(details, "HOSTNAME", MAX_TEXT)?,
            expiry_date: field::text(details, "EXPIRYDATE", MAX_TEXT)?,
            validity_days: field::integer(details, "TOKENVALIDITYDAYS")?,
        })
    }

    /// Whether the user is a program.
    pub fn is_api(&self) -> bool {
        self.is_api_user.unwrap_or(false)
    }

    /// Whether the user may use this API: as said, else programs may (contract section 7.3).
    pub fn has_rest_access(&self) -> bool {
        self.rest_api_access.unwrap_or_else(|| self.is_api())
    }
}

/// A value of another type is there, and refused later.
fn is_missing(details: &Details, name: &str) -> bool {
    matches!(details.text(name), Ok(None))
}

fn all_said<T, const N: usize>(
    names: [&'static str; N],
    read: impl Fn(&'static str) -> Draft<Option<T>>,
) -> Draft<Vec<(&'static str, T)>> {
    names
        .into_iter()
        .filter_map(|name| read(name).map(|said| said.map(|value| (name, value))).transpose())
        .collect()
}

fn name_or<'a>(details: &'a Details, name: &'static str, otherwise: Option<&'a str>) -> Draft<&'a str> {
    match (field::text(details, name, MAX_NAME)?, otherwise) {
        (Some(said), _) => Ok(said),
        (None, Some(part)) if part.chars().count() <= MAX_NAME => Ok(part),
        (None, Some(_)) => Err(Refusal::invalid("FULLNAME", Rule::TooLong { max: MAX_NAME })),
        (None, None) => Err(Refusal::invalid(name, Rule::Required)),
    }
}

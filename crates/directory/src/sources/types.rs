//! The types of auth sources, and what each is asked with (contract 6.8 of Aria), as data.
//!
//! Types and properties are named as Aria names them: it is the one API that keeps sources, and no other has words for
//! them.

/// A type of auth sources.
#[derive(Debug)]
pub struct SourceType {
    /// Its name.
    pub id: &'static str,
    /// How its servers are spoken to; none for a type whose servers are products that are not here.
    pub(super) ldap: Option<ldap::Kind>,
    /// Whether who deletes a source of it must know the login it was made with.
    pub(super) asks_who_deletes: bool,
    /// Whether that may be waived.
    pub(super) can_be_forced: bool,
    /// What it is asked with.
    pub properties: &'static [PropertyType],
}

/// One property of a type.
#[derive(Debug)]
pub struct PropertyType {
    /// Its name.
    pub name: &'static str,
    /// What a value must be.
    pub form: Form,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it may be changed afterwards.
    pub modifiable: bool,
    /// What it is for.
    pub description: &'static str,
}

/// What a value of a property must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Text,
    /// Names or addresses of hosts, separated by blanks or commas, tried in this order.
    Hosts,
    /// The number of a port.
    Port,
    /// `true` or `false`.
    Flag,
    /// The name of an attribute of a directory server.
    Attribute,
    /// A search filter (RFC 4515).
    Filter,
    /// A password: kept apart and sealed, and never shown.
    Password,
}

/// The properties of an LDAP server that this code asks for by name.
pub(super) mod names {
    pub const DISPLAY_NAME: &str = "display-name";
    pub const HOST: &str = "host";
    pub const PORT: &str = "port";
    pub const USE_SSL: &str = "use-ssl";
    pub const START_TLS: &str = "start-tls";
    pub const HOST_AUTO_SELECT: &str = "host-auto-select";
    pub const DOMAIN: &str = "domain";
    pub const BASE_DOMAIN: &str = "base-domain";
    pub const USER_NAME: &str = "user-name";
    pub const PASSWORD: &str = "password";
    pub const COMMON_NAME: &str = "common-name";
    pub const GROUP_SEARCH: &str = "group-search-criteria";
    pub const USER_SEARCH: &str = "user-search-criteria";
    pub const MEMBER_ATTRIBUTE: &str = "member-attribute";
    pub const MEMBER_MATCH: &str = "member-match-field";
    pub const LDAP_CONTEXT: &str = "ldap-context-attributes";
}
use names::{
    BASE_DOMAIN, COMMON_NAME, DISPLAY_NAME, DOMAIN, GROUP_SEARCH, HOST, HOST_AUTO_SELECT, LDAP_CONTEXT,
    MEMBER_ATTRIBUTE, MEMBER_MATCH, PASSWORD, PORT, START_TLS, USE_SSL, USER_NAME, USER_SEARCH,
};

const fn required(name: &'static str, form: Form, description: &'static str) -> PropertyType {
    PropertyType { name, form, required: true, modifiable: true, description }
}

const fn optional(name: &'static str, form: Form, description: &'static str) -> PropertyType {
    PropertyType { name, form, required: false, modifiable: true, description }
}

const HOSTS: &str = "Hosts, separated by blanks or commas, tried in this order";
const TLS: &str = "TLS from the first byte";
const TLS_LATER: &str = "Begins in clear and changes to TLS before anything is said; not beside use-ssl";
const LOGIN: &str = "Who asks the server";
const LOGIN_PASSWORD: &str = "The password of who asks the server";
const KNOWN_BY: &str = "The attribute by which users are known";
const GROUPS: &str = "Which entries are groups";
const USERS: &str = "Which entries are users";
const MEMBERS: &str = "The attribute of groups that lists their members; member if not given";
const MATCH: &str =
    "The attribute of users that the list of members repeats; the distinguished name if not given";

const OPEN_LDAP: &[PropertyType] = &[
    required(DISPLAY_NAME, Form::Text, "The name that is shown"),
    required(HOST, Form::Hosts, HOSTS),
    required(PORT, Form::Port, "The port"),
    required(USE_SSL, Form::Flag, TLS),
    optional(START_TLS, Form::Flag, TLS_LATER),
    required(BASE_DOMAIN, Form::Text, "The subtree that is searched"),
    required(USER_NAME, Form::Text, LOGIN),
    required(PASSWORD, Form::Password, LOGIN_PASSWORD),
    required(COMMON_NAME, Form::Attribute, KNOWN_BY),
    optional(GROUP_SEARCH, Form::Filter, GROUPS),
    optional(USER_SEARCH, Form::Filter, USERS),
    optional(MEMBER_ATTRIBUTE, Form::Attribute, MEMBERS),
    optional(MEMBER_MATCH, Form::Attribute, MATCH),
    optional(LDAP_CONTEXT, Form::Text, "Kept, and without an effect here"),
];

const ACTIVE_DIRECTORY: &[PropertyType] = &[
    required(DISPLAY_NAME, Form::Text, "The name that is shown"),
    required(HOST, Form::Hosts, HOSTS),
    required(PORT, Form::Port, "The port"),
    required(USE_SSL, Form::Flag, TLS),
    optional(START_TLS, Form::Flag, TLS_LATER),
    optional(HOST_AUTO_SELECT, Form::Flag, "Whether the domain itself is tried as a host after the others"),
    PropertyType {
        name: DOMAIN,
        form: Form::Text,
        required: true,
        modifiable: false,
        description: "The domain; the name of who asks is completed with it",
    },
    required(BASE_DOMAIN, Form::Text, "The subtree that is searched"),
    required(USER_NAME, Form::Text, LOGIN),
    required(PASSWORD, Form::Password, LOGIN_PASSWORD),
    required(COMMON_NAME, Form::Attribute, KNOWN_BY),
    optional(GROUP_SEARCH, Form::Filter, GROUPS),
    optional(USER_SEARCH, Form::Filter, USERS),
    optional(MEMBER_ATTRIBUTE, Form::Attribute, MEMBERS),
    optional(MEMBER_MATCH, Form::Attribute, MATCH),
    optional(LDAP_CONTEXT, Form::Text, "Kept, and without an effect here"),
];

/// Nobody has published which of these must be given, so none is insisted on but what a deletion asks for.
const SSO_SAML: &[PropertyType] = &[
    optional(HOST, Form::Hosts, "The host"),
    optional(PORT, Form::Port, "The port"),
    required(USER_NAME, Form::Text, LOGIN),
    required(PASSWORD, Form::Password, LOGIN_PASSWORD),
];

const VIDM: &[PropertyType] =
    &[optional(HOST, Form::Hosts, "The host"), optional("tenant", Form::Text, "The tenant")];

const VIDB: &[PropertyType] = &[
    optional("issuer-url", Form::Text, "Who issues tokens"),
    optional(HOST, Form::Hosts, "The host"),
    optional("tenant", Form::Text, "The tenant"),
];

/// All types, in the order of the contract.
pub const TYPES: &[SourceType] = &[
    elsewhere("VC", &[]),
    spoken("OPEN_LDAP", ldap::Kind::OpenLdap, OPEN_LDAP),
    spoken("ACTIVE_DIRECTORY", ldap::Kind::ActiveDirectory, ACTIVE_DIRECTORY),
    SourceType { asks_who_deletes: true, ..elsewhere("SSO_SAML", SSO_SAML) },
    elsewhere("VIDM", VIDM),
    elsewhere("CSP", &[]),
    SourceType { asks_who_deletes: true, can_be_forced: true, ..elsewhere("VIDB", VIDB) },
];

const fn spoken(id: &'static str, kind: ldap::Kind, properties: &'static [PropertyType]) -> SourceType {
    SourceType { ldap: Some(kind), ..elsewhere(id, properties) }
}

const fn elsewhere(id: &'static str, properties: &'static [PropertyType]) -> SourceType {
    SourceType { id, ldap: None, asks_who_deletes: false, can_be_forced: false, properties }
}

impl SourceType {
    /// The type of this name.
    pub fn find(id: &str) -> Option<&'static Self> {
        TYPES.iter().find(|one| one.id == id)
    }

    /// Whether sources of this type can be asked by this server, and so sign users in.
    pub fn is_spoken(&self) -> bool {
        self.ldap.is_some()
    }

    /// Its property of this name.
    pub fn property(&self, name: &str) -> Option<&'static PropertyType> {
        self.properties.iter().find(|one| one.name == name)
    }
}

/// Whether what a property of this name holds is a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    ["password", "passwd", "secret", "credential", "token", "private-key", "privatekey"]
        .iter()
        .any(|word| name.contains(word))
}

//! The operations of the Suite API of Aria Operations, as its contract lists them.

use http::Method;
use model::Privilege;

/// The list as it stands in its file.
const OPERATIONS: &str = include_str!("suite_api/operations.txt");

/// One operation of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number in section 1; none for those of section 1.1.
    pub number: Option<u8>,
    /// Who may call it.
    pub who: Who,
    /// Its method.
    pub method: Method,
    /// The status of a call in order on a fresh server.
    pub status: u16,
    /// Its operationId.
    pub name: &'static str,
    /// Its whole path, `{}` for a parameter.
    pub path: &'static str,
}

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anyone, whatever credential comes along.
    Anyone,
    /// Anyone without a credential, and whoever has a good one.
    Optional,
    /// Whoever is signed in.
    Caller,
    /// Whoever holds this privilege.
    Holder(Privilege),
}

/// Every operation of the contract that this server is to serve.
pub fn listed() -> Vec<Listed> {
    let lines = OPERATIONS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| read(line).unwrap_or_else(|| panic!("{line}"))).collect()
}

/// A path without the names of its parameters.
pub fn shape(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

impl Listed {
    /// Whether a called path is this operation's.
    pub fn is_at(&self, path: &str) -> bool {
        let (own, called) = (self.path.split('/'), path.split('/'));
        own.clone().count() == called.clone().count()
            && own.zip(called).all(|(own, called)| own == called || own == "{}" && !called.is_empty())
    }
}

fn read(line: &'static str) -> Option<Listed> {
    let mut words = line.split_whitespace();
    let number = words.next()?.parse().ok();
    let who = match words.next()? {
        "anyone" => Who::Anyone,
        "optional" => Who::Optional,
        "caller" => Who::Caller,
        "directory.read" => Who::Holder(Privilege::DirectoryRead),
        "roles.manage" => Who::Holder(Privilege::RolesManage),
        "grants.manage" => Who::Holder(Privilege::GrantsManage),
        "users.manage" => Who::Holder(Privilege::UsersManage),
        "sources.manage" => Who::Holder(Privilege::SourcesManage),
        _ => return None,
    };
    let (method, status) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let listed = Listed { number, who, method, status, name: words.next()?, path: words.next()? };
    words.next().is_none().then_some(listed)
}

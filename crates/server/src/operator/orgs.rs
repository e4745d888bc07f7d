//! Organisations, as the operator makes, names and deletes them.

use std::fmt::Write;

use directory::orgs::{self, NewOrg, OrgEdit};
use directory::passwords::Password;
use directory::{Credential, Directory, Draft, Via};
use model::{HostName, OrgName, Refusal, Rule};

/// Makes one, and tells who may enter.
pub(super) async fn create(
    directory: &Directory,
    name: &str,
    hosts: &[String],
    password: Option<String>,
) -> Result<String, Refusal> {
    let request = directory.own_request(Via::CommandLine, "org create");
    let draft = drafted(name, hosts, password);
    let administrator = orgs::create(directory, &request, &Credential::System, draft).await?;
    let shown = administrator.password.as_ref();
    let shown = shown.map_or("the one in PROVISOR_ADMIN_PASSWORD", |password| password.as_str());
    Ok(format!("login     {}\npassword  {shown}", administrator.login))
}

fn drafted(name: &str, hosts: &[String], password: Option<String>) -> Draft<NewOrg> {
    let password = password.map(Password::new).transpose();
    let refused =
        |_| Refusal::invalid("PROVISOR_ADMIN_PASSWORD", Rule::Format("is no password that can be kept"));
    Ok(NewOrg { name: named("name", name)?, hosts: hosts_of(hosts)?, password: password.map_err(refused)? })
}

/// All of them, a line each: the name, and behind tabs the hosts.
pub(super) async fn list(directory: &Directory) -> Result<String, Refusal> {
    let request = directory.own_request(Via::CommandLine, "org list");
    let mut lines = String::new();
    for org in orgs::list(directory, &request, &Credential::System).await? {
        // Writing to a string cannot fail.
        let _ = write!(lines, "{}", org.name);
        for host in org.hosts {
            let _ = write!(lines, "\t{host}");
        }
        lines.push('\n');
    }
    Ok(lines.trim_end().to_owned())
}

/// Gives one another name, or binds it to these hosts and no others.
pub(super) async fn update(
    directory: &Directory,
    org: &str,
    name: Option<&str>,
    hosts: Option<&[String]>,
) -> Result<String, Refusal> {
    let request = directory.own_request(Via::CommandLine, "org update");
    let edit = || {
        let name = name.map(|name| named("the new name", name)).transpose()?;
        Ok(OrgEdit { org: named("name", org)?, name, hosts: hosts.map(hosts_of).transpose()? })
    };
    orgs::update(directory, &request, &Credential::System, edit()).await?;
    Ok("done".to_owned())
}

/// Deletes one with all that is its own.
pub(super) async fn delete(directory: &Directory, name: &str) -> Result<String, Refusal> {
    let request = directory.own_request(Via::CommandLine, "org delete");
    orgs::delete(directory, &request, &Credential::System, named("name", name)).await?;
    Ok("done".to_owned())
}

fn named(what: &'static str, text: &str) -> Draft<OrgName> {
    OrgName::new(text).map_err(|rule| Refusal::invalid(what, rule))
}

fn hosts_of(texts: &[String]) -> Draft<Vec<HostName>> {
    texts.iter().map(|text| HostName::new(text).map_err(|rule| Refusal::invalid("host", rule))).collect()
}

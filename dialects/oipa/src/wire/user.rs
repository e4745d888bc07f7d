//! A user as it is sent.

use model::{Invalid, Refusal, Rule};
use serde_json::Value;

use super::Sent;
use super::read::Members;

/// Section 4.1.
#[derive(Clone, Default)]
pub(crate) struct UserBody {
    pub login_name: Sent<String>,
    pub password: Sent<String>,
    pub user_status: Sent<String>,
    pub locale_code: Sent<String>,
    pub password_encryption: Sent<String>,
    pub client: ClientBody,
    pub security_group: Option<Vec<GroupBody>>,
}

/// Section 4.1. `gender` is another word for `sex` and looked at first.
#[derive(Clone, Default)]
pub(crate) struct ClientBody {
    pub primary_company: Sent<String>,
    pub first_name: Sent<String>,
    pub last_name: Sent<String>,
    pub sex: Sent<String>,
    pub gender: Sent<String>,
    pub email: Sent<String>,
}

/// Section 4.1.
#[derive(Clone, Default)]
pub(crate) struct GroupBody {
    pub name: Sent<String>,
    pub guid: Sent<String>,
    pub from: Sent<String>,
    pub to: Sent<String>,
}

/// `{"users": [..]}`, section 5.1. Refuses `Invalid` with all that is of a wrong type, and nobody at all.
pub(crate) fn some_users(body: &Value) -> Result<Vec<UserBody>, Refusal> {
    let mut wrong = Vec::new();
    let users = root(body, &mut wrong).and_then(|mut members| members.objects("users", user));
    match users {
        Some(users) if wrong.is_empty() && !users.is_empty() => Ok(users),
        _ => Err(refused(wrong, "users")),
    }
}

/// `{"user": {..}}`, section 5.3. Refuses `Invalid` with all that is of a wrong type.
pub(crate) fn one_user(body: &Value) -> Result<UserBody, Refusal> {
    let mut wrong = Vec::new();
    let read = root(body, &mut wrong).and_then(|mut members| Some(user(&mut members.object("user")?)));
    match read {
        Some(user) if wrong.is_empty() => Ok(user),
        _ => Err(refused(wrong, "user")),
    }
}

fn root<'a, 'w>(body: &'a Value, wrong: &'w mut Vec<Invalid>) -> Option<Members<'a, 'w>> {
    let Value::Object(map) = body else {
        wrong.push(Invalid { field: "body".into(), rule: Rule::Type("an object") });
        return None;
    };
    Some(Members::of(String::new(), map, wrong))
}

fn refused(mut wrong: Vec<Invalid>, member: &'static str) -> Refusal {
    if wrong.is_empty() {
        wrong.push(Invalid { field: member.into(), rule: Rule::Required });
    }
    Refusal::Invalid(wrong)
}

fn user(members: &mut Members<'_, '_>) -> UserBody {
    UserBody {
        login_name: members.text("loginName"),
        password: members.text("password"),
        user_status: members.text("userStatus"),
        locale_code: members.text("localeCode"),
        password_encryption: members.text("passwordEncryption"),
        client: members.object("client").map(|mut client| self::client(&mut client)).unwrap_or_default(),
        security_group: members.objects("securityGroup", group),
    }
}

fn client(members: &mut Members<'_, '_>) -> ClientBody {
    ClientBody {
        primary_company: members.text("primaryCompany"),
        first_name: members.text("firstName"),
        last_name: members.text("lastName"),
        sex: members.text("sex"),
        gender: members.text("gender"),
        email: members.text("email"),
    }
}

fn group(members: &mut Members<'_, '_>) -> GroupBody {
    GroupBody {
        name: members.text("securityGroupName"),
        guid: members.text("securityGroupGuid"),
        from: members.text("roleEffectiveFrom"),
        to: members.text("roleEffectiveTo"),
    }
}

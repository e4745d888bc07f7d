//! Changing the own password (section 6.4, operation 8).

use directory::Draft;
use directory::passwords::Password;
use directory::users::OwnPassword;
use model::Rule;

use super::new_user::{password, password_rule};
use super::violations::Violations;
use crate::Settings;
use crate::wire::PasswordChange;

/// What operation 8 asks for. A current password that cannot be one is as wrong as any other. Refuses `Invalid` without
/// either, and for a new one that no policy would take.
pub(crate) fn own_password(body: PasswordChange, settings: Settings) -> Draft<OwnPassword> {
    let mut violations = Violations::default();
    let current = violations.check(|| "currentPassword", body.current.ok_or(Rule::Required));
    let new = violations.check(|| "newPassword", password(body.new));
    let (current, new) = violations.unless_any(current.zip(new))?;
    Ok(OwnPassword { current: Password::new(current), new, rule: password_rule(settings) })
}

//! The parameters of a list (section 5.2).

use ::wire::Form;
use directory::Draft;
use directory::users::Stretch;
use model::{Refusal, Rule};

use super::check::Violations;

const DEFAULT: u32 = 100;
const MOST: u32 = 1_000;

/// Which stretch is wanted. Refuses what is no whole number, and filters, which are not served.
pub(crate) fn stretch(query: &Form) -> Draft<Stretch> {
    let mut violations = Violations::default();
    let offset = number(query, "offset", &mut violations).unwrap_or(0);
    let limit = number(query, "limit", &mut violations).unwrap_or(DEFAULT.into());
    if query.first("q").is_some() {
        violations.add("q", Rule::Format("is not served here yet: leave it out"));
    }
    if violations.0.is_empty() {
        let limit = u32::try_from(limit).unwrap_or(MOST).min(MOST);
        Ok(Stretch { offset, limit })
    } else {
        Err(Refusal::Invalid(violations.0))
    }
}

/// A number of any length; one beyond all is as good as the largest.
fn number(query: &Form, name: &'static str, violations: &mut Violations) -> Option<u64> {
    let text = query.first(name)?;
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        violations.add(name, Rule::Format("must be a whole number from 0"));
        return None;
    }
    Some(text.parse().unwrap_or(u64::MAX))
}

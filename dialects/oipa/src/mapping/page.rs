//! The parameters of a list (section 5.2).

use ::wire::Form;
use directory::Draft;
use directory::groups::GroupChoice;
use directory::users::{Choice, Stretch};
use model::{Refusal, Rule};

use super::check::Violations;
use super::{Codes, filter};

const DEFAULT: u32 = 100;
const MOST: u32 = 1_000;

/// Which stretch is wanted. Refuses what is no whole number.
pub(crate) fn stretch(query: &Form) -> Draft<Stretch> {
    let mut violations = Violations::default();
    let offset = number(query, "offset", &mut violations).unwrap_or(0);
    let limit = number(query, "limit", &mut violations).unwrap_or(DEFAULT.into());
    if violations.0.is_empty() {
        let limit = u32::try_from(limit).unwrap_or(MOST).min(MOST);
        Ok(Stretch { offset, limit })
    } else {
        Err(Refusal::Invalid(violations.0))
    }
}

/// Which users of which stretch are wanted; no choice: all. Refuses all that is wrong with either.
pub(crate) fn wanted_users(query: &Form, codes: &Codes) -> Draft<(Stretch, Option<Choice>)> {
    both(stretch(query), filter::users(query, codes))
}

/// Which security groups of which stretch are wanted. Refuses all that is wrong with either.
pub(crate) fn wanted_groups(query: &Form) -> Draft<(Stretch, GroupChoice)> {
    both(stretch(query), filter::groups(query))
}

fn both<A, B>(one: Draft<A>, other: Draft<B>) -> Draft<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Refusal::Invalid(mut all)), Err(Refusal::Invalid(others))) => {
            all.extend(others);
            Err(Refusal::Invalid(all))
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
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

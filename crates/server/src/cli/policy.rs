//! What is said of password policies.

use clap::{Args, Subcommand};
use directory::policies::RulesEdit;

use super::InOrg;

#[derive(Debug, Subcommand)]
pub enum PolicyOrder {
    /// Print every policy and what it asks for.
    List {
        #[command(flatten)]
        org: InOrg,
    },
    /// Make a policy. Unsaid, it asks for eight characters and not for the login.
    Create(PolicyWords),
    /// Change a policy that was made here. What is not said stays; passwords that are set stay too.
    Update(PolicyWords),
    /// Delete a policy that was made here. Passwords that are set stay.
    Delete {
        #[command(flatten)]
        org: InOrg,
        /// Its name.
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// A policy and what it is to ask for.
#[derive(Debug, Args)]
pub struct PolicyWords {
    #[command(flatten)]
    pub org: InOrg,
    /// Its name.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What it is for; empty: nothing.
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    #[command(flatten)]
    pub rules: PolicyRuleFlags,
}

/// What a policy asks for.
#[derive(Debug, Args)]
pub struct PolicyRuleFlags {
    /// Fewest characters.
    #[arg(long, value_name = "NUMBER")]
    pub min: Option<usize>,
    /// Most characters, 256 at most.
    #[arg(long, value_name = "NUMBER")]
    pub max: Option<usize>,
    /// Fewest digits.
    #[arg(long, value_name = "NUMBER")]
    pub digits: Option<usize>,
    /// Fewest special characters.
    #[arg(long, value_name = "NUMBER")]
    pub specials: Option<usize>,
    /// An upper and a lower case letter.
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub mixed_case: Option<bool>,
    /// A letter and a digit.
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub letter_and_digit: Option<bool>,
    /// A letter first.
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub starts_with_letter: Option<bool>,
    /// Let the password be the login.
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub login_allowed: Option<bool>,
    /// None of the hundred thousand passwords that everybody uses.
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub refuse_common: Option<bool>,
}

impl From<PolicyRuleFlags> for RulesEdit {
    fn from(said: PolicyRuleFlags) -> Self {
        Self {
            min: said.min,
            max: said.max,
            mixed_case: said.mixed_case,
            digits: said.digits,
            specials: said.specials,
            starts_with_letter: said.starts_with_letter,
            login_allowed: said.login_allowed,
            letter_and_digit: said.letter_and_digit,
            refuse_common: said.refuse_common,
        }
    }
}

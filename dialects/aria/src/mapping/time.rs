//! Times as this dialect writes them out.

use jiff::fmt::strtime;
use model::Timestamp;

/// `Monday, September 21, 2026 at 2:13:20 PM Coordinated Universal Time` (section 4.3), cut to the second.
pub(crate) fn long_english(at: Timestamp) -> String {
    const FORM: &str = "%A, %B %-d, %Y at %-I:%M:%S %p Coordinated Universal Time";
    // Every word of the form exists for every date, so that nothing is left to refuse.
    strtime::format(FORM, at.calendar()).unwrap_or_default()
}

/// A truth value as this dialect prints it, contract section 3.1.
pub const fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

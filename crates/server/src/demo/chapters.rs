//! What is played: one chapter for each vendor.

/// One vendor's part.
pub struct Chapter {
    /// The product.
    pub product: &'static str,
    /// How its callers come in.
    pub door: &'static str,
    /// Its scenario.
    pub file: &'static str,
}

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../../scenarios/samples/", $name, ".json"))
    };
}

/// In the order in which they are played. The tests play the same files.
pub const CHAPTERS: [Chapter; 4] = [
    Chapter {
        product: "Kron PAM",
        door: "Signing in gives a session in cookies and an XSRF token; each call that changes something carries both.",
        file: sample!("kron_37"),
    },
    Chapter {
        product: "Oracle Insurance Policy Administration (OIPA)",
        door: "Each call carries login and password: HTTP Basic.",
        file: sample!("oipa"),
    },
    Chapter {
        product: "ManageEngine PAM360",
        door: "Each call carries an AUTHTOKEN; `provisor token create --user admin --kind pam360` has made this one.",
        file: sample!("pam360_v2"),
    },
    Chapter {
        product: "VMware Aria Operations",
        door: "A token is acquired with login and password; each call carries it.",
        file: sample!("aria"),
    },
];

//! An authenticator that is not ours: it is given the secret and the time, and shows the code.

use model::Timestamp;
use totp_rs::{Builder, Secret};

/// The code that an authenticator shows at an instant for a secret in base32.
pub fn one_time_code(secret: &str, at: Timestamp) -> String {
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate(u64::try_from(at.seconds()).unwrap()).to_string()
}

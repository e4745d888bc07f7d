//! What was said in confidence, and what was heard.

/// What the clients of a case sent and got.
#[derive(Default)]
pub struct Confidences {
    /// Passwords sent and tokens issued.
    pub secrets: Vec<String>,
    /// Answers, each with the token that it issues.
    pub answers: Vec<(String, Option<String>)>,
}

impl Confidences {
    /// Fails when a secret stands in `text`, whatever its case.
    pub fn assert_absent(&self, text: &str, place: &str) {
        let text = text.to_lowercase();
        for secret in &self.secrets {
            assert!(!text.contains(&secret.to_lowercase()), "a secret stands in {place}");
        }
    }

    /// Fails when a secret stands in an answer that does not issue it.
    pub fn assert_kept(&self) {
        for (answer, issued) in &self.answers {
            let rest = issued.as_ref().map_or_else(|| answer.clone(), |issued| answer.replace(issued, ""));
            self.assert_absent(&rest, "an answer");
        }
    }
}

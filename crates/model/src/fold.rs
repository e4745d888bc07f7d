//! The key by which names are compared.

use unicode_normalization::UnicodeNormalization;

/// The key of a name: full and half width folded, lower case, NFC, invisible characters dropped: the mapping
/// steps of the profile `UsernameCaseMapped` (RFC 8265 section 3.3) without its refusals (`one-record` 3.1).
///
/// Two names are the same exactly when their keys are equal. The key of a key is itself.
pub fn key(name: &str) -> String {
    if name.bytes().all(|b| b.is_ascii()) {
        return name.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(name.len());
    for c in name.chars().filter(|c| !is_default_ignorable(*c)) {
        match c {
            // Its width variant has a further decomposition, into a blank, which is no matter of width.
            '\u{ffe3}' => folded.push('\u{af}'),
            '\u{3000}' | '\u{ff01}'..='\u{ffee}' => folded.extend(c.nfkd().flat_map(char::to_lowercase)),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    // Composing can make a letter that has a lower case of its own, so twice.
    let composed: String = folded.nfc().flat_map(char::to_lowercase).collect();
    composed.nfc().filter(|c| !is_default_ignorable(*c)).collect()
}

/// The property `Default_Ignorable_Code_Point` of Unicode.
const fn is_default_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::key;
    use proptest::prelude::*;

    #[test]
    fn case_width_composition_and_invisible_characters_do_not_make_another_name() {
        for (one, other) in [
            ("Jason", "jason"),
            ("ÉLODIE", "e\u{301}lodie"),
            ("Ｊａｓｏｎ", "jason"),
            ("ja\u{200b}son", "jason"),
            ("\u{ff76}\u{ff9e}", "\u{30ac}"),
            ("ΣΑΣ", "σασ"),
            ("a\u{3000}b", "a b"),
        ] {
            assert_eq!(key(one), key(other), "{one} and {other}");
        }
        assert_ne!(key("jasön"), key("jason"));
        assert_ne!(key("①"), key("1"), "other compatibility forms are other names");
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_itself(name in "\\PC{0,24}") {
            let once = key(&name);
            prop_assert_eq!(key(&once), once);
        }

        #[test]
        fn upper_case_ascii_is_the_same_name(name in "[ -~]{0,24}") {
            prop_assert_eq!(key(&name.to_ascii_uppercase()), key(&name));
        }
    }
}

//! Filters as RFC 4515 writes them.

use ldap3_proto::proto::{LdapFilter, LdapMatchingRuleAssertion};

/// How deep a filter may be nested.
const MOST_DEPTH: usize = 16;
/// The most bytes of a filter.
const MOST_BYTES: usize = 4096;

/// Why a text is no filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFilter {
    /// Longer than 4096 bytes.
    #[error("a filter has at most {MOST_BYTES} bytes")]
    TooLong,
    /// Nested deeper than 16.
    #[error("a filter is nested at most {MOST_DEPTH} deep")]
    TooDeep,
    /// Something else stands where a sign must stand.
    #[error("the filter has no {wanted} at byte {at}")]
    Missing {
        /// What must stand there.
        wanted: &'static str,
        /// Where, from 0.
        at: usize,
    },
}

/// The whole of `text`.
pub(super) fn filter(text: &str) -> Result<LdapFilter, BadFilter> {
    if text.len() > MOST_BYTES {
        return Err(BadFilter::TooLong);
    }
    let mut reader = Reader { text, at: 0 };
    reader.skip_blanks();
    let filter = if reader.next_is('(') { reader.filter(MOST_DEPTH)? } else { reader.comparison()? };
    reader.skip_blanks();
    if reader.rest().is_empty() { Ok(filter) } else { Err(reader.missing("end")) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next_is(&self, sign: char) -> bool {
        self.rest().starts_with(sign)
    }

    fn missing(&self, wanted: &'static str) -> BadFilter {
        BadFilter::Missing { wanted, at: self.at }
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    fn must(&mut self, sign: &str, wanted: &'static str) -> Result<(), BadFilter> {
        if self.take(sign) { Ok(()) } else { Err(self.missing(wanted)) }
    }

    /// As long as `good` says.
    fn while_good(&mut self, good: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let found = rest.get(..rest.find(|c| !good(c)).unwrap_or(rest.len())).unwrap_or_default();
        self.at += found.len();
        found
    }

    fn skip_blanks(&mut self) {
        self.while_good(char::is_whitespace);
    }

    fn filter(&mut self, depth: usize) -> Result<LdapFilter, BadFilter> {
        let depth = depth.checked_sub(1).ok_or(BadFilter::TooDeep)?;
        self.must("(", "opening parenthesis")?;
        self.skip_blanks();
        let filter = if self.take("&") {
            LdapFilter::And(self.list(depth)?)
        } else if self.take("|") {
            LdapFilter::Or(self.list(depth)?)
        } else if self.take("!") {
            self.skip_blanks();
            LdapFilter::Not(Box::new(self.filter(depth)?))
        } else {
            self.comparison()?
        };
        self.skip_blanks();
        self.must(")", "closing parenthesis")?;
        Ok(filter)
    }

    /// One or more.
    fn list(&mut self, depth: usize) -> Result<Vec<LdapFilter>, BadFilter> {
        let mut all = Vec::new();
        loop {
            self.skip_blanks();
            if !all.is_empty() && !self.next_is('(') {
                return Ok(all);
            }
            all.push(self.filter(depth)?);
        }
    }

    fn comparison(&mut self) -> Result<LdapFilter, BadFilter> {
        let attribute = self.while_good(|c| c.is_ascii_alphanumeric() || "-;._".contains(c));
        if self.next_is(':') {
            return self.by_rule(attribute);
        }
        if attribute.is_empty() {
            return Err(self.missing("name of an attribute"));
        }
        let attribute = attribute.to_owned();
        if self.take(">=") {
            return Ok(LdapFilter::GreaterOrEqual(attribute, self.whole_value()?));
        }
        if self.take("<=") {
            return Ok(LdapFilter::LessOrEqual(attribute, self.whole_value()?));
        }
        if self.take("~=") {
            return Ok(LdapFilter::Approx(attribute, self.whole_value()?));
        }
        self.must("=", "comparison")?;
        let pieces = self.pieces()?;
        Ok(match pieces.as_slice() {
            [whole] => LdapFilter::Equality(attribute, whole.clone()),
            pieces => {
                let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
                super::pattern(&attribute, &pieces)
            }
        })
    }

    /// `attribute:dn:rule:=value`, each of the first three left out or not.
    fn by_rule(&mut self, attribute: &str) -> Result<LdapFilter, BadFilter> {
        let dn_attributes = self.take(":dn");
        let rule = if self.next_is(':') && !self.rest().starts_with(":=") {
            self.at += 1;
            self.while_good(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
        } else {
            ""
        };
        if attribute.is_empty() && rule.is_empty() {
            return Err(self.missing("name of an attribute"));
        }
        self.must(":=", "comparison")?;
        let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        Ok(LdapFilter::Extensible(LdapMatchingRuleAssertion {
            matching_rule: named(rule),
            type_: named(attribute),
            match_value: self.whole_value()?,
            dn_attributes,
        }))
    }

    fn whole_value(&mut self) -> Result<String, BadFilter> {
        let mut pieces = self.pieces()?;
        match (pieces.pop(), pieces.is_empty()) {
            (Some(whole), true) => Ok(whole),
            _ => Err(self.missing("value without a star")),
        }
    }

    /// What stands between the stars of a value; one piece where there is none.
    fn pieces(&mut self) -> Result<Vec<String>, BadFilter> {
        let mut pieces = vec![self.piece()?];
        while self.take("*") {
            pieces.push(self.piece()?);
        }
        Ok(pieces)
    }

    fn piece(&mut self) -> Result<String, BadFilter> {
        let mut bytes = Vec::new();
        loop {
            bytes.extend_from_slice(self.while_good(|c| !"()*\\\0".contains(c)).as_bytes());
            if !self.take("\\") {
                break;
            }
            let byte = self.rest().get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
            bytes.push(byte.ok_or_else(|| self.missing("two hexadecimal digits"))?);
            self.at += 2;
        }
        String::from_utf8(bytes).map_err(|_| self.missing("text in UTF-8"))
    }
}

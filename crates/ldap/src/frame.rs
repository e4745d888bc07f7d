//! One message on the wire, in and out.

use std::io;

use bytes::BytesMut;
use ldap3_lber::common::TagClass;
use ldap3_lber::parse::Parser;
use ldap3_lber::structure::{PL, StructureTag};
use ldap3_lber::write::encode_into;
use ldap3_proto::proto::LdapMsg;
use tokio::io::{AsyncRead, AsyncReadExt};
use zeroize::Zeroizing;

/// The most bytes of one message: a group that lists 100,000 members by long names stays below.
pub(crate) const MOST_BYTES: usize = 16 * 1024 * 1024;
/// How deep an answer may be nested; the deepest we read (a control with its value) has six levels.
const MOST_DEPTH: usize = 12;
/// The first byte of each message: a sequence.
const SEQUENCE: u8 = 0x30;
/// Operations that are answers (RFC 4511, 4.2 to 4.13): bind, entry, done, reference, extended, intermediate.
const ANSWERS: [u64; 6] = [1, 4, 5, 19, 24, 25];

/// Why there is no message.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The connection ended.
    Ended(io::Error),
    /// What came is none.
    NotLdap(&'static str),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Ended(error)
    }
}

/// The next message, and how many bytes it had. Nothing is allocated for bytes that are promised and do not come.
pub(crate) async fn read(io: &mut (impl AsyncRead + Unpin)) -> Result<(LdapMsg, usize), Broken> {
    if io.read_u8().await? != SEQUENCE {
        return Err(Broken::NotLdap("a message does not begin as one"));
    }
    let mut bytes = vec![SEQUENCE];
    let length = length(io, &mut bytes).await?;
    if length > MOST_BYTES {
        return Err(Broken::NotLdap("a message is too long"));
    }
    let body = u64::try_from(length).map_err(|_| Broken::NotLdap("a message is too long"))?;
    let read = io.take(body).read_to_end(&mut bytes).await?;
    if read < length {
        return Err(Broken::Ended(io::ErrorKind::UnexpectedEof.into()));
    }
    Ok((parse(&bytes)?, bytes.len()))
}

/// The length of what follows: one byte, or up to four after their number (RFC 4511, 5.1). The bytes are kept for the parser.
async fn length(io: &mut (impl AsyncRead + Unpin), bytes: &mut Vec<u8>) -> Result<usize, Broken> {
    let first = io.read_u8().await?;
    bytes.push(first);
    if first < 0x80 {
        return Ok(usize::from(first));
    }
    let count = first & 0x7f;
    if !(1..=4).contains(&count) {
        return Err(Broken::NotLdap("a message has no definite length"));
    }
    let mut length = 0_usize;
    for _ in 0..count {
        let byte = io.read_u8().await?;
        bytes.push(byte);
        length = length << 8 | usize::from(byte);
    }
    Ok(length)
}

/// A whole message. Refuses what is no answer before the library looks closer.
pub(crate) fn parse(bytes: &[u8]) -> Result<LdapMsg, Broken> {
    let not_ber = |_| Broken::NotLdap("a message is not well-formed");
    let (rest, tag) = Parser::new(MOST_DEPTH).parse(bytes).map_err(not_ber)?;
    if !rest.is_empty() {
        return Err(Broken::NotLdap("a message is not well-formed"));
    }
    if !is_answer(&tag) {
        return Err(Broken::NotLdap("a message is no answer"));
    }
    LdapMsg::try_from(tag).map_err(|_| Broken::NotLdap("a message is not well-formed"))
}

fn is_answer(message: &StructureTag) -> bool {
    let PL::C(parts) = &message.payload else { return false };
    parts
        .get(1)
        .is_some_and(|operation| operation.class == TagClass::Application && ANSWERS.contains(&operation.id))
}

/// The bytes of a question.
pub(crate) fn write(message: LdapMsg) -> Result<BytesMut, Broken> {
    let mut bytes = BytesMut::new();
    encode_into(&mut bytes, message.into())?;
    Ok(bytes)
}

/// The bytes of a bind with a password (RFC 4511, 4.2), put together here so that no copy of the password is left behind.
pub(crate) fn bind(id: i32, dn: &str, password: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut asked = Zeroizing::new(Vec::with_capacity(dn.len() + password.len() + 32));
    asked.extend_from_slice(&[0x02, 0x01, 0x03]);
    put(&mut asked, 0x04, dn.as_bytes());
    put(&mut asked, 0x80, password);
    let mut inner = Zeroizing::new(Vec::with_capacity(asked.len() + 32));
    inner.extend_from_slice(&[0x02, 0x04]);
    inner.extend_from_slice(&id.to_be_bytes());
    put(&mut inner, 0x60, &asked);
    let mut message = Zeroizing::new(Vec::with_capacity(inner.len() + 16));
    put(&mut message, SEQUENCE, &inner);
    message
}

/// A tag, a length in four bytes, a value.
fn put(into: &mut Vec<u8>, tag: u8, value: &[u8]) {
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    into.extend_from_slice(&[tag, 0x84]);
    into.extend_from_slice(&length.to_be_bytes());
    into.extend_from_slice(value);
}

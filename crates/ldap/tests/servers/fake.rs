//! A server that answers what a test tells it to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::BytesMut;
use ldap3_lber::parse::Parser;
use ldap3_lber::write::encode_into;
use ldap3_proto::proto::{
    LdapBindResponse, LdapExtendedResponse, LdapMsg, LdapOp, LdapPartialAttribute, LdapResult,
    LdapResultCode, LdapSearchRequest, LdapSearchResultEntry,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it is asked.
pub enum Question {
    Bind,
    WhoAmI,
    Search(LdapSearchRequest),
    Other,
}

/// What it answers.
pub struct Answer(LdapOp);

fn result(code: LdapResultCode) -> LdapResult {
    LdapResult { code, matcheddn: String::new(), message: String::new(), referral: vec![] }
}

impl Answer {
    pub fn bound() -> Self {
        Self(LdapOp::BindResponse(LdapBindResponse { res: result(LdapResultCode::Success), saslcreds: None }))
    }

    pub fn you_are(who: &[u8]) -> Self {
        let value = Some(who.to_vec());
        Self(LdapOp::ExtendedResponse(LdapExtendedResponse {
            res: result(LdapResultCode::Success),
            name: None,
            value,
        }))
    }

    pub fn unknown_question() -> Self {
        let res = result(LdapResultCode::ProtocolError);
        Self(LdapOp::ExtendedResponse(LdapExtendedResponse { res, name: None, value: None }))
    }

    pub fn entry(dn: &str, attributes: &[(&str, Vec<Vec<u8>>)]) -> Self {
        let attributes = attributes
            .iter()
            .map(|(name, values)| LdapPartialAttribute { atype: (*name).into(), vals: values.clone() });
        Self(LdapOp::SearchResultEntry(LdapSearchResultEntry {
            dn: dn.into(),
            attributes: attributes.collect(),
        }))
    }

    pub fn done() -> Self {
        Self(LdapOp::SearchResultDone(result(LdapResultCode::Success)))
    }
}

/// A server that is there.
pub struct Fake {
    pub port: u16,
    connections: Arc<AtomicUsize>,
}

impl Fake {
    /// How many connections were made to it.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Starts a server on 127.0.0.1; it lives as long as the test's runtime.
pub async fn start(answer: impl Fn(Question) -> Vec<Answer> + Send + Sync + 'static) -> Fake {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let (counted, answer) = (Arc::clone(&connections), Arc::new(answer));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let answer = Arc::clone(&answer);
            tokio::spawn(async move { serve(stream, &*answer).await });
        }
    });
    Fake { port, connections }
}

async fn serve(mut stream: TcpStream, answer: &(impl Fn(Question) -> Vec<Answer> + Send + Sync)) {
    let mut bytes = BytesMut::new();
    while stream.read_buf(&mut bytes).await.is_ok_and(|read| read > 0) {
        while let Some(message) = next(&mut bytes) {
            let question = match message.op {
                LdapOp::BindRequest(_) => Question::Bind,
                LdapOp::SearchRequest(search) => Question::Search(search),
                LdapOp::ExtendedRequest(asked) if asked.name == "1.3.6.1.4.1.4203.1.11.3" => Question::WhoAmI,
                _ => Question::Other,
            };
            let mut answers = BytesMut::new();
            for Answer(op) in answer(question) {
                let answer = LdapMsg { msgid: message.msgid, op, ctrl: vec![] };
                encode_into(&mut answers, answer.into()).unwrap();
            }
            if stream.write_all(&answers).await.is_err() {
                return;
            }
        }
    }
}

fn next(bytes: &mut BytesMut) -> Option<LdapMsg> {
    let (message, rest) = {
        let (rest, tag) = Parser::new(32).parse(bytes).ok()?;
        (LdapMsg::try_from(tag).unwrap(), rest.len())
    };
    let _ = bytes.split_to(bytes.len() - rest);
    Some(message)
}

//! Asks the issuer about one token.

use reqwest::Url;

use super::client::Client;
use crate::{
    rejection::VerifyError,
    verifiers::{
        fetch::{Exchange, FetchFault},
        jwt::{Answer, Json, Jwt, NotStrict, Object},
    },
};

/// The maximum length of an answer, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

pub(super) struct Asker<Id> {
    pub(super) jwt: Jwt<Id>,
    pub(super) url: Url,
    pub(super) client: Client,
    pub(super) exchange: Exchange,
}

impl<Id: Clone> Asker<Id> {
    /// Asks about a token, and remembers the answer.
    pub(super) async fn ask(&self, token: &str) -> Result<Id, VerifyError> {
        let (headers, form) = self.client.request(token);
        let response = self.exchange.post(&self.url, headers, form, LONGEST_ANSWER).await;
        let response = response.map_err(|FetchFault(text)| failed(&format!("the endpoint at {text}")))?;
        match response.status().as_u16() {
            200 => {}
            status @ (401 | 403) => {
                return Err(failed(&format!("the endpoint rejects the credentials of this API: the status is {status}")));
            }
            status => return Err(failed(&format!("the status is {status}"))),
        }
        let answer = answer(response.body()).map_err(|rule| failed(&format!("the answer is {rule}")))?;
        // Now, not before: the answer may have taken its time.
        self.jwt.decide(token.as_bytes(), &answer, self.jwt.now()?)
    }
}

/// Reads an answer (RFC 7662 2.2) as far as `active`.
fn answer(body: &[u8]) -> Result<Answer<'_>, &'static str> {
    let object = Object::read(body).map_err(|NotStrict(rule)| rule)?;
    match object.get("active") {
        Some(Json::Bool(true)) => Ok(Answer::Active(body)),
        Some(Json::Bool(false)) => Ok(Answer::Inactive),
        _ => Err("one without `active`, true or false (RFC 7662 2.2)"),
    }
}

fn failed(text: &str) -> VerifyError {
    VerifyError::unavailable(format!("introspection_failed: {text}"))
}

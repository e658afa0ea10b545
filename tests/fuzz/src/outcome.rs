//! What a guard has decided, in a form that can be compared.

use http::Response;
use requires_auth::{Reason, Rejection};

/// The letter of the scheme, and what its verifier saw: `user:password` of Basic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen(pub char, pub String);

/// What a response says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    LetIn(Option<Seen>),
    Refused { reason: Reason, status: u16, challenges: Vec<String>, error: Option<&'static str> },
}

pub fn outcome(decided: Result<Option<Seen>, Rejection>) -> Outcome {
    match decided {
        Ok(who) => Outcome::LetIn(who),
        Err(rejection) => {
            let reason = rejection.reason();
            let error = rejection.error_code();
            let response: Response<String> = rejection.into_http();
            let status = response.status().as_u16();
            let code = error.map(|error| format!(r#","error":"{error}""#)).unwrap_or_default();
            let title = response.status().canonical_reason().unwrap_or_default();
            let problem = format!(r#"{{"type":"about:blank","title":"{title}","status":{status}{code}}}"#);
            assert_eq!(*response.body(), problem);
            assert_eq!(response.headers()["content-type"], "application/problem+json");
            assert_eq!(response.headers()["cache-control"], "no-store");
            let lines = response.headers().get_all("www-authenticate").iter();
            let challenges = lines.map(|line| line.to_str().expect("ASCII").to_owned()).collect();
            Outcome::Refused { reason, status, challenges, error }
        }
    }
}

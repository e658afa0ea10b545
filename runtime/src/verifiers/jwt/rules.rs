//! The order of work on one token. Claims are read after the signature holds, and times with one reading of the clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{
    algorithm::JwtAlgorithm,
    claims::{Claims, is_name, quoted},
    clock::Time,
    fault::{Fault, FaultReason},
    json::Json,
    keys::KeySet,
    profile::JwtProfile,
    scopes::ScopeSource,
    token::Parts,
};

/// What a token must be.
pub(super) struct Rules {
    pub(super) longest: usize,
    pub(super) profile: JwtProfile,
    /// Empty: the algorithms of the keys.
    pub(super) algorithms: Vec<JwtAlgorithm>,
    /// `None` if the check was waived.
    pub(super) issuer: Option<String>,
    /// Empty if the check was waived.
    pub(super) audiences: Vec<String>,
    /// In seconds.
    pub(super) leeway: f64,
    /// In seconds, from issue or now to expiry.
    pub(super) longest_life: Option<f64>,
    pub(super) subject: String,
    pub(super) scopes: ScopeSource,
    /// The claims come from the issuer itself (RFC 7662 2.2), which may leave out its name and the expiry.
    pub(super) is_introspected: bool,
}

/// A token that passed, as far as it is needed.
pub(super) struct Accepted {
    pub(super) subject: String,
    pub(super) scopes: String,
    pub(super) issuer: Option<String>,
    pub(super) acr: Option<String>,
    pub(super) auth_time: Option<SystemTime>,
    pub(super) expires_at: Option<SystemTime>,
    pub(super) window: Window,
}

/// When a token may be used.
#[derive(Clone, Copy)]
pub(super) struct Window {
    from: f64,
    until: f64,
}

impl Window {
    /// In seconds since 1970, with leeway.
    pub(super) const fn new(from: f64, until: f64) -> Self {
        Self { from, until }
    }

    /// Ends at the expiry itself.
    #[cfg(feature = "introspection")]
    pub(super) fn ending_early(self, leeway: f64) -> Self {
        Self { until: self.until - leeway, ..self }
    }

    /// Returns whether the token has expired, or is not valid yet.
    pub(super) fn check(self, now: Time) -> Result<(), Fault> {
        if now.0 >= self.until {
            return Err(Fault::expired(self.until, now));
        }
        if now.0 < self.from {
            let ahead = whole(self.from - now.0);
            return Err(Fault::new(
                FaultReason::NotYetValid,
                format!("{ahead} seconds before `nbf` and leeway: check the clocks"),
            ));
        }
        Ok(())
    }
}

fn whole(seconds: f64) -> f64 {
    seconds.floor()
}

impl Rules {
    /// Checks a token against the keys, at this time. Returns its claims also as JSON, which was read strictly.
    pub(super) fn check(&self, token: &str, keys: &KeySet, now: Time) -> Result<(Accepted, Vec<u8>), Fault> {
        let parts = Parts::of(token, self.longest)?;
        let header = parts.header(self.profile)?;
        self.check_algorithm(header.algorithm)?;
        let mut candidates = keys.candidates(header.kid.as_deref(), header.algorithm)?;
        if !candidates.any(|key| key.material.verifies(key.algorithm, parts.signed, &parts.signature)) {
            return Err(Fault::new(
                FaultReason::BadSignature,
                "the token was changed, or signed with another key than the configured one of this name",
            ));
        }
        let payload = parts.payload().ok_or_else(|| Fault::new(FaultReason::MalformedClaims, "the claims are not base64url"))?;
        Ok((self.check_claims(&payload, now)?, payload))
    }

    pub(super) fn check_claims(&self, payload: &[u8], now: Time) -> Result<Accepted, Fault> {
        let claims = Claims::read(payload)?;
        let issuer = self.check_issuer(&claims)?;
        self.check_audience(&claims)?;
        let (expires_at, window) = self.check_times(&claims, now)?;
        self.check_purpose(&claims)?;
        let subject = self.subject(&claims)?.to_owned();
        let scopes = self.scopes.granted(&claims)?;
        let auth_time = claims.time("auth_time")?.map(|time| system_time(time, "auth_time")).transpose()?;
        let acr = claims.text("acr")?.map(str::to_owned);
        // A token for one client's key or certificate (RFC 7800), which this verifier cannot ask for.
        if claims.has("cnf") {
            let detail = "the token is bound to a key or certificate of its client (`cnf`), which this verifier does not check";
            return Err(Fault::new(FaultReason::BoundToken, detail));
        }
        let issuer = issuer.map(str::to_owned);
        Ok(Accepted { subject, scopes, issuer, acr, auth_time, expires_at, window })
    }

    /// Before the key is looked for: no other one could help.
    fn check_algorithm(&self, found: JwtAlgorithm) -> Result<(), Fault> {
        if self.algorithms.is_empty() || self.algorithms.contains(&found) {
            return Ok(());
        }
        let expected: Vec<_> = self.algorithms.iter().map(|one| one.as_str()).collect();
        let detail = format!("expected one of {}, found {found}", expected.join(", "));
        Err(Fault::new(FaultReason::UnsupportedAlgorithm, detail))
    }

    fn check_issuer<'c>(&self, claims: &'c Claims<'_>) -> Result<Option<&'c str>, Fault> {
        let found = claims.name("iss")?;
        let Some(expected) = &self.issuer else { return Ok(found) };
        match found {
            None if self.is_introspected => Ok(None),
            None => Err(Fault::missing("iss")),
            Some(found) if found == expected => Ok(Some(found)),
            Some(found) => {
                let slash = if found.trim_end_matches('/') == expected.trim_end_matches('/') {
                    ": they differ in the slash at the end, which counts"
                } else {
                    ""
                };
                let detail = format!("expected {}, found {}{slash}", quoted([expected.as_str()]), quoted([found]));
                Err(Fault::new(FaultReason::WrongIssuer, detail))
            }
        }
    }

    fn check_audience(&self, claims: &Claims<'_>) -> Result<(), Fault> {
        let found = claims.audiences()?;
        if self.audiences.is_empty() {
            return Ok(());
        }
        let Some(found) = found else { return Err(Fault::missing("aud")) };
        if found.iter().any(|found| self.audiences.iter().any(|expected| expected == found)) {
            return Ok(());
        }
        let expected = quoted(self.audiences.iter().map(String::as_str));
        let client = claims.text("azp").ok().flatten().or_else(|| claims.text("client_id").ok().flatten());
        let hint = if self.is_for_something_else(claims)
            || (found.len() == 1 && client.is_some_and(|client| found.contains(&client)))
        {
            ": this is the client itself, so the token may be an ID token; send the access token, and request it for this audience"
        } else {
            ": request the token for this API, or correct the configured audience"
        };
        Err(Fault::new(FaultReason::WrongAudience, format!("expected {expected}, found {}{hint}", quoted(found))))
    }

    fn check_times(&self, claims: &Claims<'_>, now: Time) -> Result<(Option<SystemTime>, Window), Fault> {
        let (expiry, start, issued) = (claims.time("exp")?, claims.time("nbf")?, claims.time("iat")?);
        if expiry.is_none() && !self.is_introspected {
            return Err(Fault::missing("exp"));
        }
        let until = expiry.map_or(f64::INFINITY, |expiry| expiry.0 + self.leeway);
        let window = Window::new(start.map_or(0.0, |start| start.0 - self.leeway), until);
        window.check(now)?;
        if let Some(issued) = issued.filter(|issued| issued.0 > now.0 + self.leeway) {
            let ahead = whole(issued.0 - now.0);
            let detail = format!("`iat` is {ahead} seconds ahead of the clock of this machine: check both clocks");
            return Err(Fault::new(FaultReason::IssuedInFuture, detail));
        }
        if let (Some(longest), Some(expiry)) = (self.longest_life, expiry) {
            let life = expiry.0 - issued.map_or(now.0, |issued| issued.0);
            if life > longest {
                let detail = format!("expected at most {longest} seconds, found {}", whole(life));
                return Err(Fault::new(FaultReason::LifetimeTooLong, detail));
            }
        }
        Ok((expiry.map(|expiry| system_time(expiry, "exp")).transpose()?, window))
    }

    /// Rejects tokens that were issued for something else (RFC 8725 3.12), and those that lack what the profile requires.
    fn check_purpose(&self, claims: &Claims<'_>) -> Result<(), Fault> {
        claims.name("jti")?;
        claims.name("client_id")?;
        if self.is_introspected {
            check_token_type(claims.text("token_type")?)?;
        }
        match self.profile {
            JwtProfile::Rfc9068 => {
                // A waiver of the builder waives a comparison, not what the profile requires.
                let required = ["iss", "aud", "sub", "exp", "client_id", "iat", "jti"];
                required.into_iter().find(|name| !claims.has(name)).map_or(Ok(()), |name| Err(Fault::missing(name)))
            }
            JwtProfile::Generic if self.is_for_something_else(claims) => Err(Fault::new(
                FaultReason::NotAnAccessToken,
                "the token is an ID token, or one of another kind: send the access token",
            )),
            JwtProfile::Generic => Ok(()),
        }
    }

    /// Recognises ID tokens (`OpenID` Connect Core 2 and 3.3.2.11), logout tokens and other events (RFC 8417), proofs of a key (RFC
    /// 9449), and the words that issuers and libraries write into tokens that are no access tokens.
    fn is_for_something_else(&self, claims: &Claims<'_>) -> bool {
        let has = |name| claims.has(name);
        let is_marked = |name| claims.text(name).ok().flatten().is_some_and(is_other_purpose);
        ["at_hash", "c_hash", "s_hash", "events", "token_introspection"].into_iter().any(has)
            || (has("htm") && has("htu"))
            || ["token_use", "token_type", "typ"].into_iter().any(is_marked)
            // So named by Flask-JWT-Extended. The claim may mean much else.
            || claims.text("type").is_ok_and(|word| matches!(word, Some("refresh" | "refresh_token")))
            || (has("nonce") && !["scope", "scp", "client_id"].into_iter().any(has) && !self.scopes.is_in(claims))
    }

    fn subject<'c>(&self, claims: &'c Claims<'_>) -> Result<&'c str, Fault> {
        // Its type counts wherever the subject is read from.
        claims.name("sub")?;
        match claims.at(&self.subject, |json| matches!(json, Json::String(_))) {
            None => Err(Fault::missing(&self.subject)),
            Some(Json::String(subject)) if is_name(subject) => Ok(subject),
            Some(_) => Err(Fault::claim(&self.subject, "must be a string that is not empty and has no control characters")),
        }
    }
}

/// Checks what an answer of the issuer says (RFC 7662 2.2, RFC 6749 7.1). A token of another type, such as `DPoP`, is useless without a
/// proof, which this verifier cannot check.
fn check_token_type(found: Option<&str>) -> Result<(), Fault> {
    match found {
        Some(found) if !["bearer", "access_token"].contains(&&*found.to_ascii_lowercase()) => Err(Fault::new(
            FaultReason::NotAnAccessToken,
            format!("expected a token of the type `Bearer`, found {}", quoted([found])),
        )),
        _ => Ok(()),
    }
}

/// Whether a token says of itself that it is for something else: Cognito's `token_use`, Keycloak's `typ`, the `token_type` of several
/// libraries, or a media type.
fn is_other_purpose(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let word = word.strip_prefix("application/").unwrap_or(&word);
    let words = [
        "id",
        "id_token",
        "refresh",
        "refresh_token",
        "offline",
        "logout",
        "logout_token",
        "initial-access-token",
        "registrationaccesstoken",
        "logout+jwt",
        "secevent+jwt",
        "dpop+jwt",
        "token-introspection+jwt",
        "oauth-authz-req+jwt",
    ];
    words.contains(&word)
}

fn system_time(time: Time, name: &str) -> Result<SystemTime, Fault> {
    let since = Duration::try_from_secs_f64(time.0).ok();
    since.and_then(|since| UNIX_EPOCH.checked_add(since)).ok_or_else(|| Fault::claim(name, "is beyond the times of this machine"))
}

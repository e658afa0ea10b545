//! A token and its header: what is checked before the signature.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    algorithm::JwtAlgorithm,
    fault::{Fault, FaultReason},
    json::{Json, NotStrict, Object},
    keys::LONGEST_KID,
    profile::JwtProfile,
};

/// The maximum length of a header, in bytes of its JSON.
const LONGEST_HEADER: usize = 4096;

/// The maximum number of members of a header, and of claims.
pub(super) const MOST_MEMBERS: usize = 64;

/// The parts of a token in the compact serialisation (RFC 7515 7.1).
pub(super) struct Parts<'t> {
    /// What is signed: header and payload, encoded.
    pub(super) signed: &'t [u8],
    header: &'t str,
    payload: &'t str,
    pub(super) signature: Vec<u8>,
}

impl<'t> Parts<'t> {
    /// Cuts a token of at most `longest` bytes into its three parts, none of which is empty.
    pub(super) fn of(token: &'t str, longest: usize) -> Result<Self, Fault> {
        if token.len() > longest {
            return Err(Fault::new(
                FaultReason::TokenTooLong,
                format!("expected at most {longest} bytes, found {}", token.len()),
            ));
        }
        let malformed =
            || Fault::new(FaultReason::MalformedToken, "expected three parts of base64url, separated by dots (RFC 7515 7.1)");
        let (signed, signature) = token.rsplit_once('.').ok_or_else(malformed)?;
        let (header, payload) = signed.split_once('.').ok_or_else(malformed)?;
        if header.is_empty() || payload.is_empty() || signature.is_empty() || payload.contains('.') {
            return Err(malformed());
        }
        Ok(Self { signed: signed.as_bytes(), header, payload, signature: decoded(signature).ok_or_else(malformed)? })
    }

    pub(super) fn header(&self, profile: JwtProfile) -> Result<Header, Fault> {
        let bytes = decoded(self.header).ok_or_else(|| malformed("not base64url without padding"))?;
        if bytes.len() > LONGEST_HEADER {
            return Err(malformed("longer than 4096 bytes"));
        }
        Header::read(&bytes, profile)
    }

    /// Returns the claims as JSON. Call it after the signature was checked.
    pub(super) fn payload(&self) -> Option<Vec<u8>> {
        decoded(self.payload)
    }
}

/// Strict: no padding, no white space, unused bits are zero.
fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn malformed(rule: &str) -> Fault {
    Fault::new(FaultReason::MalformedHeader, format!("the header is {rule}"))
}

/// What a header says about the key.
pub(super) struct Header {
    pub(super) algorithm: JwtAlgorithm,
    pub(super) kid: Option<String>,
}

impl Header {
    /// Reads a header (RFC 7515 4). Keys and addresses in it (`jwk`, `jku`, `x5c`, `x5u`) are ignored.
    fn read(json: &[u8], profile: JwtProfile) -> Result<Self, Fault> {
        let header = Object::read(json).map_err(|NotStrict(rule)| malformed(rule))?;
        if header.len() > MOST_MEMBERS {
            return Err(malformed("one with more than 64 members"));
        }
        // Extensions that change what is signed or what it means, critical or not.
        for name in ["crit", "b64", "zip", "enc"] {
            if header.get(name).is_some() {
                return Err(Fault::new(FaultReason::UnsupportedHeader, format!("`{name}` in the header is not supported")));
            }
        }
        check_content_type(text(&header, "cty")?)?;
        check_type(text(&header, "typ")?, profile)?;
        let algorithm = text(&header, "alg")?.ok_or_else(|| malformed("one without `alg`"))?;
        let algorithm = JwtAlgorithm::named(algorithm).ok_or_else(|| {
            let found = if algorithm.trim().eq_ignore_ascii_case("none") { "an unsigned token" } else { "another one" };
            Fault::new(FaultReason::UnsupportedAlgorithm, format!("expected an algorithm of the configured keys, found {found}"))
        })?;
        let kid = text(&header, "kid")?;
        if kid.is_some_and(|kid| kid.is_empty() || kid.len() > LONGEST_KID) {
            return Err(malformed("one whose `kid` is empty or has more than 256 bytes"));
        }
        Ok(Self { algorithm, kid: kid.map(str::to_owned) })
    }
}

fn text<'a>(header: &'a Object<'_>, name: &str) -> Result<Option<&'a str>, Fault> {
    match header.get(name) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err(malformed(&format!("one whose `{name}` is not a string"))),
    }
}

/// Another token inside this one (RFC 7519 5.2).
fn check_content_type(found: Option<&str>) -> Result<(), Fault> {
    if found.is_some_and(|found| media_type(found) == "jwt") {
        return Err(Fault::new(FaultReason::UnsupportedHeader, "`cty` in the header says that the token contains another one"));
    }
    Ok(())
}

/// Types that the message for the operator may quote. No other is quoted: before the signature holds, anybody can write the header.
const KNOWN_TYPES: [&str; 5] = ["jwt", "dpop+jwt", "secevent+jwt", "logout+jwt", "token-introspection+jwt"];

/// Tokens for other purposes name their own types (RFC 8725 3.11).
fn check_type(found: Option<&str>, profile: JwtProfile) -> Result<(), Fault> {
    let found = found.map(media_type);
    let fits = match profile {
        JwtProfile::Rfc9068 => found.as_deref() == Some("at+jwt"),
        JwtProfile::Generic => matches!(found.as_deref(), None | Some("jwt" | "at+jwt")),
    };
    if fits {
        return Ok(());
    }
    let found = match &found {
        None => "none",
        Some(found) => KNOWN_TYPES.into_iter().find(|known| known == found).unwrap_or("another one"),
    };
    let expected = match profile {
        JwtProfile::Rfc9068 => "`at+jwt` (profile `rfc9068`)",
        JwtProfile::Generic => "`at+jwt`, `JWT` or none",
    };
    Err(Fault::new(FaultReason::WrongType, format!("expected the type {expected}, found {found}")))
}

/// Media types are compared without case, and may omit `application/` (RFC 7515 4.1.9).
fn media_type(text: &str) -> String {
    let text = text.to_ascii_lowercase();
    text.strip_prefix("application/").map_or_else(|| text.clone(), str::to_owned)
}

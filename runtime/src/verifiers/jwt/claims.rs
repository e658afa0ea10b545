//! The claims of a token whose signature holds (RFC 7519 4.1).

use super::{
    clock::Time,
    fault::{Cut, Fault, FaultReason},
    json::{Json, NotStrict, Object},
    token::MOST_MEMBERS,
};

/// Claims with the types that RFC 7519, 8693 and 9068 give them.
pub(super) struct Claims<'a>(Object<'a>);

impl<'a> Claims<'a> {
    /// Reads the payload of a token.
    pub(super) fn read(json: &'a [u8]) -> Result<Self, Fault> {
        let malformed = |rule| Fault::new(FaultReason::MalformedClaims, format!("the claims are {rule}"));
        let claims = Object::read(json).map_err(|NotStrict(rule)| malformed(rule))?;
        if claims.len() > MOST_MEMBERS {
            return Err(malformed("more than 64"));
        }
        Ok(Self(claims))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some()
    }

    /// Returns a claim, or a member of one: see [`Object::at`].
    pub(super) fn at(&self, path: &str, fits: fn(&Json<'_>) -> bool) -> Option<&Json<'a>> {
        self.0.at(path, fits)
    }

    /// Returns a claim that is a string.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Fault> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(_) => Err(Fault::claim(name, "must be a string")),
        }
    }

    /// Returns a claim that names somebody or something: not empty, without control characters.
    pub(super) fn name(&self, name: &str) -> Result<Option<&str>, Fault> {
        let text = self.text(name)?;
        match text {
            Some(text) if !is_name(text) => Err(Fault::claim(name, "must not be empty or have control characters")),
            text => Ok(text),
        }
    }

    /// Returns a `NumericDate` (RFC 7519 2).
    pub(super) fn time(&self, name: &str) -> Result<Option<Time>, Fault> {
        // Up to here whole seconds are exact.
        const END: f64 = 9_007_199_254_740_992.0;
        match self.0.get(name) {
            None => Ok(None),
            Some(Json::Number(number)) => match number.parse::<f64>() {
                Ok(seconds) if (0.0..END).contains(&seconds) => Ok(Some(Time(seconds))),
                _ => Err(Fault::claim(name, "must be a number of seconds from 0 to below 2^53 (RFC 7519 2)")),
            },
            Some(_) => Err(Fault::claim(name, "must be a number of seconds (RFC 7519 2)")),
        }
    }

    /// Returns the audiences: one string, or a list of strings (RFC 7519 4.1.3).
    pub(super) fn audiences(&self) -> Result<Option<Vec<&str>>, Fault> {
        let fault = || Fault::claim("aud", "must be a string or a list of strings (RFC 7519 4.1.3)");
        match self.0.get("aud") {
            None => Ok(None),
            Some(Json::String(one)) => Ok(Some(vec![&**one])),
            Some(Json::Array(several)) => {
                let texts = several.iter().map(|one| match one {
                    Json::String(text) => Ok(&**text),
                    _ => Err(fault()),
                });
                texts.collect::<Result<_, _>>().map(Some)
            }
            Some(_) => Err(fault()),
        }
    }
}

/// Whether a text may be the name of a principal, an issuer or a client: `u1\0admin` is not one.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

/// Some texts, for the operator. In backticks, which the log does not escape.
pub(super) fn quoted<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let shown: Vec<_> = texts.into_iter().take(4).map(|text| format!("`{}`", Cut(text))).collect();
    shown.join(", ")
}

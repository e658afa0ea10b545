//! The textual form of keys (RFC 7468).

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::vocabulary::ConfigError;

/// Returns the bytes of the one block, which must be a public key.
pub(super) fn contents(text: &[u8]) -> Result<Vec<u8>, ConfigError> {
    let fault = |rule| ConfigError::bare("PEM", rule);
    let text = str::from_utf8(text).map_err(|_| fault("not a text"))?;
    // Text before the block is a comment (RFC 7468 5.2).
    let (_, block) = text.split_once("-----BEGIN ").ok_or_else(|| fault("has no line `-----BEGIN PUBLIC KEY-----`"))?;
    let (label, rest) = block.split_once("-----").ok_or_else(|| fault("its first line is incomplete"))?;
    if !matches!(label, "PUBLIC KEY" | "RSA PUBLIC KEY") {
        return Err(fault(rule_for(label)));
    }
    let end = format!("-----END {label}-----");
    let (body, behind) = rest.split_once(&end).ok_or_else(|| fault("has no end line that fits its first line"))?;
    if behind.contains("-----BEGIN ") {
        return Err(fault("has several blocks: give one key for each"));
    }
    let body: String = body.chars().filter(|char| !char.is_ascii_whitespace()).collect();
    STANDARD.decode(body).map_err(|_| fault("its content is not base64"))
}

fn rule_for(label: &str) -> &'static str {
    if label.ends_with("PRIVATE KEY") {
        "is a private key, which a verifier must not have: `openssl pkey -in key.pem -pubout` writes the public one"
    } else if label.ends_with("CERTIFICATE") {
        "is a certificate: `openssl x509 -in cert.pem -pubkey -noout` writes its public key"
    } else {
        "must be a `PUBLIC KEY` or an `RSA PUBLIC KEY`"
    }
}

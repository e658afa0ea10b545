//! How tokens are forged.

use aws_lc_rs::hmac;

use crate::issuer::{CLAIMS, Signer, base64url, hmac_token};

pub(crate) fn header(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(r#"{{{members}{comma}"typ":"at+jwt"}}"#)
}

pub(crate) fn headers(signer: &Signer, more: &[&str]) -> Vec<String> {
    more.iter().map(|more| signer.token(header(&format!(r#""alg":"{}",{more}"#, signer.algorithm)), CLAIMS)).collect()
}

/// Correctly signed, with a header that names an unknown key.
pub(crate) fn kids(signer: &Signer, kids: &[&str]) -> Vec<String> {
    let empty = hmac_tokens(signer, &[b""]);
    kids.iter().flat_map(|kid| headers(signer, &[&format!(r#""kid":"{kid}""#)])).chain(empty).collect()
}

/// The old signature below another header.
pub(crate) fn with_header(signer: &Signer, headers: &[&str]) -> Vec<String> {
    let [_, payload, signature] = parts(&signer.issue(CLAIMS));
    headers.iter().map(|header| format!("{}.{payload}.{signature}", base64url(header))).collect()
}

pub(crate) fn unsigned(signer: &Signer) -> Vec<String> {
    vec![format!("{}.", signed(signer)), signed(signer)]
}

pub(crate) fn signed(signer: &Signer) -> String {
    format!("{}.{}", base64url(signer.header()), base64url(CLAIMS))
}

pub(crate) fn signatures(signer: &Signer, signatures: &[Vec<u8>]) -> Vec<String> {
    signatures.iter().map(|signature| format!("{}.{}", signed(signer), base64url(signature))).collect()
}

pub(crate) fn hmac_tokens(signer: &Signer, secrets: &[&[u8]]) -> Vec<String> {
    let algorithms = [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)];
    let token = |secret: &[u8], (alg, hash)| hmac_token(hash, secret, &header(&format!(r#""alg":"{alg}""#)), CLAIMS);
    let own = signer.header();
    secrets
        .iter()
        .flat_map(|secret| {
            algorithms.map(|algorithm| token(secret, algorithm)).into_iter().chain([hmac_token(
                hmac::HMAC_SHA256,
                secret,
                &own,
                CLAIMS,
            )])
        })
        .collect()
}

/// The claims with another value, or with one more.
pub(crate) fn with_claim(name: &str, value: &str) -> String {
    let found = CLAIMS.find(&format!(r#""{name}":"#));
    let Some(start) = found else { return format!(r#"{},"{name}":{value}}}"#, &CLAIMS[..CLAIMS.len() - 1]) };
    let start = start + name.len() + 3;
    let end = start + CLAIMS[start..].find([',', '}']).unwrap();
    format!("{}{value}{}", &CLAIMS[..start], &CLAIMS[end..])
}

pub(crate) fn issued(signer: &Signer, claims: &[(&str, &str)]) -> Vec<String> {
    claims.iter().map(|(name, value)| signer.issue(&with_claim(name, value))).collect()
}

pub(crate) fn parts(token: &str) -> [String; 3] {
    token.split('.').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()
}

pub(crate) fn resigned(signer: &Signer, header: &str, payload: &str) -> String {
    let message = format!("{header}.{payload}");
    let signature = signer.sign(message.as_bytes());
    format!("{message}.{}", base64url(signature))
}

/// The same bytes written with unused bits that are not zero.
pub(crate) fn flipped(text: &str) -> impl Iterator<Item = String> + use<> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let unused: &[usize] = match text.len() % 4 {
        2 => &[1, 2, 4, 8],
        3 => &[1, 2],
        _ => &[],
    };
    let (front, last) = text.split_at(text.len() - 1);
    let (front, last) = (front.to_owned(), ALPHABET.find(last).unwrap());
    unused.iter().map(move |bit| format!("{front}{}", ALPHABET.as_bytes()[last | bit] as char))
}

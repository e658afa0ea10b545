//! `challenge-build.json`: what the builder writes or refuses. `challenge-parse.json`: whether the parser that reads it back, here
//! and in other tests, can be believed.

use requires_auth::{Challenge, ConfigError};
use requires_auth_tests::http_auth_parser;
use serde_json::Value;

use crate::cases::cases;

#[test]
fn challenges_are_built_as_the_vectors_say() {
    let skipped = [("dpop-none", "DPoP is not built; the builder knows no algorithms")];
    cases!("challenge-build").each(&skipped, 31, 1, |case| {
        let built = build(case.get("input").unwrap());
        match (case.text("value"), case.text("error")) {
            (Some(value), None) => assert_eq!(built.expect(&case.name), value, "{}", case.name),
            (None, Some(words)) => assert_says(&built.expect_err(&case.name), words, &case.name),
            _ => case.unknown(),
        }
    });
}

fn build(input: &Value) -> Result<http::HeaderValue, ConfigError> {
    let mut challenge = Challenge::new(input["scheme"].as_str().unwrap());
    for (key, value) in input.as_object().unwrap() {
        let text = || value.as_str().unwrap();
        challenge = match key.as_str() {
            "scheme" => challenge,
            "realm" => challenge.realm(text()),
            "error" => challenge.error(text()),
            "error_description" => challenge.error_description(text()),
            "error_uri" => challenge.error_uri(text()),
            "resource_metadata" => challenge.resource_metadata(text()),
            "charset" => challenge.param(key, text()),
            "scope" => challenge.scopes(texts(value)),
            "acr_values" | "algs" => challenge.param(key, texts(value).join(" ")),
            "max_age" => challenge.param(key, value.to_string()),
            "params" => value
                .as_array()
                .unwrap()
                .iter()
                .fold(challenge, |challenge, pair| challenge.param(pair[0].as_str().unwrap(), pair[1].as_str().unwrap())),
            _ => panic!("how is `{key}` given to a builder?"),
        };
    }
    challenge.build()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// The message has the words in their order; a remark in parentheses is not part of them.
fn assert_says(fault: &ConfigError, words: &str, name: &str) {
    let message = fault.to_string();
    let is_word = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
    let mut said = message.split(|character| !is_word(character));
    for word in words.split('(').next().unwrap().split_whitespace() {
        assert!(said.any(|known| known == word), "{name}: no `{word}` of `{words}` in {message:?}");
    }
}

const SKIPPED: &[(&str, &str)] = &[
    ("simplebasic2realms", "the parser gives both realms; ours never writes one twice"),
    ("simplebasiclf", "a folded line never reaches a parser of field values"),
    ("simplebasicrealmutf8", "the parser takes ASCII only; ours writes nothing else"),
    ("x-two-words", "the parser knows no token68 in a challenge; ours never writes one"),
];

#[test]
fn the_parser_that_reads_challenges_back_is_right() {
    cases!("challenge-parse").each(SKIPPED, 18, 4, |case| {
        let Some(line) = case.text("value") else { case.unknown() };
        let read = http_auth_parser::challenges(line);
        let expected = case.get("challenges").unwrap();
        if expected == "malformed" {
            assert!(read.is_err(), "{}: {read:?}", case.name);
            return;
        }
        let (read, expected) = (read.expect(&case.name), expected.as_array().unwrap());
        assert_eq!(read.len(), expected.len(), "{}: {read:?}", case.name);
        for (read, expected) in read.iter().zip(expected) {
            assert!(read.scheme.eq_ignore_ascii_case(expected["scheme"].as_str().unwrap()), "{}: {read:?}", case.name);
            let params = expected["params"].as_object().unwrap();
            assert_eq!(read.params.len(), params.len(), "{}: {read:?}", case.name);
            for (name, value) in &read.params {
                assert_eq!(params.get(name).and_then(Value::as_str), Some(&**value), "{}: {name}", case.name);
            }
        }
    });
}

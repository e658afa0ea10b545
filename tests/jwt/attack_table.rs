//! Every transformation of `vectors/jwt-attacks.json`.

use requires_auth::verifiers::JwtAlgorithm;

use crate::{
    forge::{
        flipped, header, headers, hmac_tokens, issued, kids, parts, resigned, signatures, signed, unsigned, with_claim,
        with_header,
    },
    issuer::{CLAIMS, SIGNERS, Signer, base64url, decoded},
};

/// An attack: tokens that must be rejected, made of what an attacker has. Where the attacker is the issuer itself, it signs.
pub(crate) type Attack = fn(&Signer) -> Vec<String>;

pub(crate) const ATTACKS: &[(&str, Attack)] = &[
    ("A01", |signer| {
        let names = ["none", "None", "NONE", "nOnE", "noNE"];
        names
            .map(|alg| format!("{}.{}.", base64url(header(&format!(r#""alg":"{alg}""#))), base64url(CLAIMS)))
            .into_iter()
            .chain(unsigned(signer))
            .collect()
    }),
    ("A02", |signer| with_header(signer, &[r#"{"alg":"none"}"#, r#"{"alg":"none","typ":"at+jwt"}"#, r#"{"alg":"NONE"}"#])),
    ("A03", |signer| {
        let algs = ["", r#""alg":null"#, r#""alg":"""#, r#""alg":["HS256"]"#, r#""alg":7"#, r#""alg":true"#, r#""alg":{}"#];
        algs.iter().map(|alg| signer.token(header(alg), CLAIMS)).collect()
    }),
    ("A04", unsigned),
    ("A05", |signer| {
        let [header, _, signature] = parts(&signer.issue(CLAIMS));
        vec![format!("{header}.{}.{signature}", base64url(CLAIMS.replace("u1", "administrator")))]
    }),
    ("A06", |signer| {
        let token = signer.issue(CLAIMS);
        [1, 2, 3, 4, 8].iter().map(|cut| token[..token.len() - cut].to_owned()).collect()
    }),
    ("A07", |signer| hmac_tokens(signer, &[b""])),
    ("A08", |signer| hmac_tokens(signer, &[b"secret", b"password", b"your-256-bit-secret"])),
    ("A09", |signer| {
        if !signer.is_public() {
            return Vec::new();
        }
        let (der, pem, jwk) = (signer.public(), signer.pem(), signer.jwk(""));
        let raw = &der[der.len().saturating_sub(64)..];
        let secrets: [&[u8]; 6] = [&der, pem.as_bytes(), pem.trim_end().as_bytes(), jwk.as_bytes(), raw, &der[der.len() - 32..]];
        hmac_tokens(signer, &secrets)
    }),
    ("A11", |signer| {
        // The key's own signature below the name of another algorithm, and another's below its name.
        let others = SIGNERS.iter().filter(|other| other.algorithm != signer.algorithm);
        others
            .flat_map(|other| [signer.token(other.header(), CLAIMS), other.token(signer.header(), CLAIMS), other.issue(CLAIMS)])
            .collect()
    }),
    ("A12", |signer| {
        let attacker = Signer::new(JwtAlgorithm::EdDsa);
        [attacker.algorithm, signer.algorithm]
            .map(|alg| attacker.token(header(&format!(r#""alg":"{alg}","jwk":{}"#, attacker.jwk(""))), CLAIMS))
            .into()
    }),
    ("A13", |signer| {
        let attacker = Signer::new(JwtAlgorithm::Es256);
        let urls = [
            "https://evil.example/jwks",
            "https://as.example.net@evil.example/",
            "https://as.example.net/../jwks",
            "file:///etc/passwd",
        ];
        let header = |name: &str, url: &str, alg| header(&format!(r#""alg":"{alg}","{name}":"{url}""#));
        let tokens =
            urls.iter().flat_map(|url| ["jku", "x5u"].map(|name| attacker.token(header(name, url, signer.algorithm), CLAIMS)));
        tokens.collect()
    }),
    ("A14", |signer| {
        let attacker = Signer::new(JwtAlgorithm::Es256);
        vec![attacker.token(header(&format!(r#""alg":"{}","x5c":["MIIB"]"#, signer.algorithm)), CLAIMS)]
    }),
    ("A15", |signer| kids(signer, &["../../../../dev/null", "/dev/null", "..\\\\..\\\\windows\\\\win.ini", "file:///dev/null"])),
    ("A16", |signer| kids(signer, &["x' UNION SELECT 'secret';--", "1 OR 1=1"])),
    ("A17", |signer| kids(signer, &["|sleep 10", "$(id)", "`id`", "; id"])),
    ("A18", |signer| kids(signer, &["other-tenant", "RSA-1"])),
    ("A21", |signer| {
        let names = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "scope", "acr", "auth_time", "cnf"];
        let wrong = |name: &str| {
            let times = ["exp", "nbf", "iat", "auth_time"].contains(&name);
            let values: &[&str] = match name {
                "scope" | "acr" => &["null", "true", "false", "0", "[]", "{}", r#"["read"]"#],
                _ if times => &["null", "true", "false", r#""text""#, "[]", "{}", "[1]", "-1"],
                _ => &["null", "true", "false", "0", r#""""#, "[]", "{}", "[1]"],
            };
            values.iter().map(|value| with_claim(name, value)).collect::<Vec<_>>()
        };
        names.iter().flat_map(|name| wrong(name)).map(|claims| signer.issue(&claims)).collect()
    }),
    ("A22", |signer| issued(signer, &[("exp", r#""4102444800""#), ("nbf", r#""1""#), ("exp", r#""never""#)])),
    ("A23", |signer| {
        issued(
            signer,
            &[("aud", r#"["https://rs.example.com",7]"#), ("aud", r#"[7,"https://rs.example.com"]"#), ("aud", r#"["evil",7]"#)],
        )
    }),
    ("A24", |signer| {
        let mut tokens = issued(
            signer,
            &[
                ("aud", r#""https://other.example""#),
                ("aud", "[]"),
                ("aud", r#"["a","b"]"#),
                ("aud", r#""https://rs.example.com/""#),
            ],
        );
        tokens.push(signer.issue(&CLAIMS.replace(r#""aud":"https://rs.example.com","#, "")));
        tokens
    }),
    ("A25", |signer| {
        let types = ["dpop+jwt", "secevent+jwt", "logout+jwt", "application/logout+jwt", "JOSE", "", "jwt ", "at+jwt;x"];
        let typed = types.map(|typ| signer.token(format!(r#"{{"alg":"{}","typ":"{typ}"}}"#, signer.algorithm), CLAIMS));
        let claims = [
            ("at_hash", r#""x""#),
            ("c_hash", r#""x""#),
            ("events", "{}"),
            ("token_use", r#""id""#),
            ("typ", r#""Refresh""#),
            ("typ", r#""ID""#),
        ];
        typed.into_iter().chain(issued(signer, &claims)).collect()
    }),
    ("A26", |signer| {
        issued(
            signer,
            &[("iss", r#"["https://as.example.net","https://evil.example"]"#), ("iss", r#"["https://as.example.net"]"#)],
        )
    }),
    ("A27", |signer| {
        issued(
            signer,
            &[
                ("exp", "18446744073709551615"),
                ("exp", "1e30"),
                ("exp", "9007199254740992"),
                ("exp", "1e400"),
                ("exp", "18446744073709551616"),
            ],
        )
    }),
    ("A28", |signer| issued(signer, &[("iat", "4102444800"), ("iat", "1e15")])),
    ("A30", |signer| {
        let more = [
            r#""sub":"u2""#,
            r#""s\u0075b":"u2""#,
            r#""x":{"a":1,"a":1}"#,
            r#""x":[{"y":{"a":1,"\u0061":1}}]"#,
            r#""scope":"read""#,
        ];
        let added = |more: &str| [format!("{},{more}}}", &CLAIMS[..CLAIMS.len() - 1]), format!("{{{more},{}", &CLAIMS[1..])];
        more.iter().flat_map(|more| added(more)).map(|claims| signer.issue(&claims)).collect()
    }),
    ("A31", |signer| {
        let alg = signer.algorithm;
        [r#""typ":"at+jwt""#, r#""z":1,"z":2"#, r#""\u0061lg":"none""#, r#""z":{"a":1,"a":1}"#]
            .map(|more| signer.token(format!(r#"{{"alg":"{alg}","typ":"at+jwt",{more}}}"#), CLAIMS))
            .into()
    }),
    ("A32", |signer| {
        headers(
            signer,
            &[
                r#""crit":["x"],"x":1"#,
                r#""crit":[]"#,
                r#""crit":["alg"]"#,
                r#""crit":["x"]"#,
                r#""crit":null"#,
                r#""crit":"x""#,
                r#""crit":["exp"],"exp":1"#,
            ],
        )
    }),
    ("A33", |signer| headers(signer, &[r#""b64":false,"crit":["b64"]"#, r#""b64":false"#, r#""b64":true"#, r#""crit":["b64"]"#])),
    ("A34", |signer| {
        // What can be sent of it: the guard lets no quotes, braces and commas through either.
        let token = signer.issue(CLAIMS);
        let [header, payload, signature] = parts(&token);
        vec![
            format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#),
            format!(r#"{{"payload":"{payload}"}}"#),
        ]
    }),
    ("A35", |signer| {
        let token = signer.issue(CLAIMS);
        let [header, payload, signature] = parts(&token);
        vec![
            format!("{token}."),
            format!("{token}.x"),
            format!("{token}.x.y"),
            format!(".{token}"),
            format!("{header}.{payload}"),
            format!("{header}..{signature}"),
            format!(".{payload}.{signature}"),
            format!("..{signature}"),
            "..".to_owned(),
            header,
        ]
    }),
    ("A36", |signer| {
        let token = signer.issue(CLAIMS);
        let [header, payload, signature] = parts(&token);
        let mut tokens = vec![
            format!("{token}="),
            format!("{token}=="),
            format!("{header}=.{payload}.{signature}"),
            format!("{header}.{payload}=.{signature}"),
            format!("{header}.{payload}.{signature}+"),
            format!("{header}.{payload}.{signature}/"),
            format!("{header}. {payload}.{signature}"),
            format!("{header}\t.{payload}.{signature}"),
            format!("{header}.~{payload}.{signature}"),
        ];
        // Bits that no byte has. Lengths that are a multiple of three have none.
        tokens.extend(flipped(&signature).map(|signature| format!("{header}.{payload}.{signature}")));
        tokens.extend(flipped(&header).map(|header| resigned(signer, &header, &payload)));
        tokens.extend(flipped(&payload).map(|payload| resigned(signer, &header, &payload)));
        tokens
    }),
    ("A37", |signer| {
        let five = format!("{}.a.b.c.d", base64url(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#));
        let mut tokens = headers(signer, &[r#""enc":"A256GCM""#, r#""zip":"DEF""#, r#""enc":null"#, r#""zip":"""#]);
        tokens.push(five);
        tokens
    }),
    ("A38", |signer| {
        headers(signer, &[r#""cty":"JWT""#, r#""cty":"jwt""#, r#""cty":"application/jwt""#, r#""cty":7"#, r#""cty":null"#])
    }),
    ("A39", |signer| {
        let length = signer.sign(b"").len();
        let order = decoded("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE");
        signatures(
            signer,
            &[vec![0; length], [order.clone(), order].concat(), vec![0xFF; length], [vec![0; length - 1], vec![1]].concat()],
        )
    }),
    ("A40", |signer| {
        let signature = signer.sign(signed(signer).as_bytes());
        let half = signature.len() / 2;
        let integer = |bytes: &[u8]| [&[2, u8::try_from(bytes.len() % 128).unwrap()], bytes].concat();
        let inner = [integer(&signature[..half]), integer(&signature[half..])].concat();
        let der = [&[0x30, u8::try_from(inner.len() % 128).unwrap()], &*inner].concat();
        signatures(signer, &[der, [&[0], &*signature].concat(), [&*signature, &[0]].concat(), signature[1..].to_vec()])
    }),
    ("A42", |signer| {
        let good = signer.sign(signed(signer).as_bytes());
        let flips = (0..good.len()).step_by(7).map(|at| {
            let mut signature = good.clone();
            signature[at] ^= 1;
            signature
        });
        signatures(signer, &flips.collect::<Vec<_>>())
    }),
    ("A45", |signer| {
        let pad = |length: usize| "x".repeat(length);
        let many = (0..60).map(|number| format!(r#""c{number}":1"#)).collect::<Vec<_>>().join(",");
        vec![
            signer.token(format!(r#"{{"alg":"{}","x":"{}"}}"#, signer.algorithm, pad(4090)), CLAIMS),
            signer.issue(&with_claim("x", &format!("{}{}", "[".repeat(16), "]".repeat(16)))),
            signer.issue(&with_claim("x", &format!("1,{many}"))),
        ]
    }),
    ("A46", |signer| {
        let utf16: Vec<u8> = CLAIMS.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with = |sub: &[u8]| [&CLAIMS.as_bytes()[..CLAIMS.len() - 1], br#","x":""#, sub, br#""}"#].concat();
        let payloads = [
            utf16,
            [b"\xEF\xBB\xBF", CLAIMS.as_bytes()].concat(),
            with(b"\xFF"),
            with(b"\\ud800"),
            with(b"\\udc00\\ud800"),
            with(b"\xED\xA0\x80"),
            with(b"\xC0\x80"),
        ];
        payloads.iter().map(|payload| signer.token(signer.header(), payload)).collect()
    }),
    ("A47", |signer| {
        let payloads =
            [r#"[4102444800,0,"u1","https://as.example.net","https://rs.example.com"]"#, r#""text""#, "7", "null", "", "{", "[]"];
        payloads.iter().map(|payload| signer.issue(payload)).collect()
    }),
    ("A49", |signer| issued(signer, &[("aud", r#""https://upstream.example""#)])),
    ("A53", |signer| issued(signer, &[("cnf", r#"{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}"#)])),
    ("A54", |signer| {
        issued(
            signer,
            &[
                ("cnf", r#"{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}"#),
                ("cnf", r#"{"unknown":1}"#),
                ("cnf", "{}"),
            ],
        )
    }),
];

/// Attacks that are not a token of their own.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    ("A10", "a modulus that was computed is the modulus of A09"),
    ("A19", "keys that are fetched"),
    ("A20", "`keys::a_token_that_names_no_key_may_be_of_any`"),
    ("A29", "`claims::the_leeway_counts_on_both_sides`"),
    ("A41", "`the_other_signature_of_ecdsa_is_accepted`"),
    ("A43", "`keys::weak_keys_are_errors`"),
    ("A44", "`keys::a_jwk_for_another_purpose_is_an_error`"),
    ("A48", "A09: keys have a type"),
    ("A50", "keys that are fetched"),
    ("A51", "`keys::a_broken_key_does_not_spoil_a_set`"),
    ("A52", "proofs of possession"),
    ("A55", "other verifiers"),
];

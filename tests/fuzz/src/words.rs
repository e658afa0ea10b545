//! Inputs for `arguments`, put together from words rather than bytes.

/// Whole arguments, and words that break them, for a fuzzer that puts inputs together.
const ARGUMENTS: &[&str] = &[
    "verifier = TOKENS",
    "verifier = self.auth",
    "verifier = f::<A, B>(x)",
    "scopes(\"a\")",
    "scopes(\"a\", any(B, all(\"c\", <T as X<A, B>>::D)))",
    "acr(\"gold\")",
    "acr(\"gold\", \"platinum\")",
    "max_age = \"5m\"",
    "max_age = \"90d\"",
    "only = is_admin",
    "only = |who| who.x()",
    "check = n == 7",
    "check = x < y",
    "optional",
    "identity = Identity",
    "identity = Map<A, B>",
    "identity = Option<Identity>",
    "authenticator = Partner",
    "state = AppState",
    "request = req",
    "request = n",
    "on_reject = answer",
    "allow_attributes(metrics, a::b)",
    "crate = ::requires_auth",
    "crate = crate::auth",
];
const WORDS: &[&str] = &[
    ",",
    "=",
    "==",
    "=>",
    "::",
    "&",
    "!",
    ";",
    "-",
    "#",
    "@",
    "@[",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "()",
    "|x|",
    "move",
    "'a",
    "r#any",
    "any",
    "all",
    "\"a b\"",
    "\"0s\"",
    "\"300\"",
    "\"49711d\"",
    "\"\"",
    "\"a\"s",
    "b\"a\"",
    "1",
    "true",
    "Self::READ",
    "Option<Identity>",
    "if x { y } else { z }",
];

/// Another input out of this one, word by word, or one from the grammar; `seed` decides which.
#[must_use]
pub fn mutated(text: &str, seed: u32) -> String {
    let mut random = u64::from(seed) << 1 | 1;
    let mut below = |end: usize| {
        // Marsaglia's xorshift.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % end as u64).unwrap_or_default()
    };
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    if below(2) == 0 {
        let letter = ["f", "w", "o", "m", "i", "a", "q", "r", "p"][below(9)];
        let mut arguments: Vec<String> = (0..=below(4)).map(|_| ARGUMENTS[below(ARGUMENTS.len())].to_owned()).collect();
        if below(2) == 0 && "fwomi".contains(letter) {
            arguments.push("verifier = TOKENS".to_owned());
        }
        if below(4) == 0 {
            let place = below(arguments.len());
            arguments[place] = format!("@[{}]", arguments[place]);
        }
        words = format!("{letter}{}", arguments.join(" , ")).split(' ').map(str::to_owned).collect();
    }
    for _ in 0..below(4) {
        let (place, other) = (below(words.len()), below(words.len()));
        match below(5) {
            0 => words.insert(place, WORDS[below(WORDS.len())].to_owned()),
            1 => words.insert(place, ARGUMENTS[below(ARGUMENTS.len())].to_owned()),
            2 => WORDS[below(WORDS.len())].clone_into(&mut words[place]),
            3 if words.len() > 1 => drop(words.remove(place)),
            _ => words.swap(place, other),
        }
    }
    words.join(" ")
}

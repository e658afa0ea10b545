//! Strict JSON for headers, claims and keys: no duplicate names at any depth, bounded depth, valid Unicode.
//!
//! `serde_json` checks the grammar and decodes escapes. Its `Value` is not used: with the feature `arbitrary_precision`, which any
//! crate of a build can enable, numbers arrive there as objects and an object of one member can become a number.

use std::borrow::Cow;

use serde::de::IgnoredAny;

/// The maximum number of objects and arrays inside each other.
const DEEPEST: usize = 16;

/// Names that mean something else to `serde_json`.
const RESERVED: &str = "$serde_json::private::";

/// A JSON value. Numbers are kept as written.
#[derive(Debug, PartialEq)]
pub(in crate::verifiers) enum Json<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    String(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Object<'a>),
}

/// The members of an object, each name once.
#[derive(Debug, PartialEq)]
pub(in crate::verifiers) struct Object<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

/// The text breaks a rule, which is the message.
#[derive(Debug, PartialEq)]
pub(in crate::verifiers) struct NotStrict(pub(in crate::verifiers) &'static str);

impl<'a> Object<'a> {
    /// Reads a text that must be one object.
    pub(in crate::verifiers) fn read(text: &'a [u8]) -> Result<Self, NotStrict> {
        match Reader::over(text)?.value(1)? {
            Json::Object(object) => Ok(object),
            _ => Err(NotStrict("not an object")),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(in crate::verifiers) fn get(&self, name: &str) -> Option<&Json<'a>> {
        self.0.iter().find(|member| member.0 == name).map(|member| &member.1)
    }

    /// Finds a member, or a member of a member: `realm_access.roles`. Names may contain dots themselves, so a path may lead to several
    /// places: the first that `fits` is found, longer names before shorter ones, and if none does, the first of all.
    pub(super) fn at(&self, path: &str, fits: fn(&Json<'_>) -> bool) -> Option<&Json<'a>> {
        let mut first = None;
        self.fitting(path, fits, &mut first).or(first)
    }

    fn fitting<'o>(&'o self, path: &str, fits: fn(&Json<'_>) -> bool, first: &mut Option<&'o Json<'a>>) -> Option<&'o Json<'a>> {
        if let Some(whole) = self.get(path) {
            if fits(whole) {
                return Some(whole);
            }
            first.get_or_insert(whole);
        }
        path.rmatch_indices('.').find_map(|(dot, _)| match self.get(path.get(..dot)?)? {
            Json::Object(inner) => inner.fitting(path.get(dot + 1..)?, fits, first),
            _ => None,
        })
    }

    fn has_duplicates(&self) -> bool {
        // A handful is compared faster than it is sorted.
        const HANDFUL: usize = 16;
        if self.0.len() <= HANDFUL {
            let is_earlier =
                |(at, (name, _)): (usize, &(Cow<'_, str>, _))| self.0.iter().take(at).any(|earlier| earlier.0 == *name);
            return self.0.iter().enumerate().any(is_earlier);
        }
        has_duplicates(self.0.iter().map(|member| &*member.0).collect())
    }
}

fn has_duplicates(mut names: Vec<&str>) -> bool {
    names.sort_unstable();
    names.iter().zip(names.iter().skip(1)).any(|(one, next)| one == next)
}

/// Returns the texts of the values in the list `name` of an object, each to be read by itself: what is wrong with one does not spoil
/// the others. `None` if there is no such list.
pub(super) fn list<'a>(text: &'a [u8], name: &str) -> Result<Option<Vec<&'a str>>, NotStrict> {
    let mut reader = Reader::over(text)?;
    let (mut names, mut list) = (Vec::new(), None);
    if !reader.take('{') {
        return Err(NotStrict("not an object"));
    }
    while !reader.take('}') {
        let found = reader.string()?;
        reader.take(':');
        if found == name && reader.take('[') {
            let mut items = Vec::new();
            while !reader.take(']') {
                items.push(reader.skipped()?);
                reader.take(',');
            }
            list = Some(items);
        } else {
            reader.skipped()?;
        }
        names.push(found);
        reader.take(',');
    }
    if has_duplicates(names.iter().map(|name| &**name).collect()) {
        return Err(NotStrict("a duplicate name"));
    }
    Ok(list)
}

/// What is left of a well-formed text.
struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn over(text: &'a [u8]) -> Result<Self, NotStrict> {
        let text = str::from_utf8(text).map_err(|_| NotStrict("not UTF-8"))?;
        serde_json::from_str::<IgnoredAny>(text).map_err(|_| NotStrict("not JSON"))?;
        Ok(Self(text))
    }

    /// Returns the text of the next value, however deep it is.
    fn skipped(&mut self) -> Result<&'a str, NotStrict> {
        self.skip_space();
        let (mut open, mut in_string, mut escaped) = (0_usize, false, false);
        let end = self.0.bytes().position(|byte| match byte {
            _ if escaped => {
                escaped = false;
                false
            }
            b'\\' if in_string => {
                escaped = true;
                false
            }
            b'"' => {
                in_string = !in_string;
                false
            }
            _ if in_string => false,
            b'{' | b'[' => {
                open += 1;
                false
            }
            b'}' | b']' | b',' if open == 0 => true,
            b'}' | b']' => {
                open -= 1;
                false
            }
            _ => false,
        });
        match end.and_then(|end| self.0.split_at_checked(end)) {
            Some((value, rest)) if !value.is_empty() => {
                self.0 = rest;
                Ok(value)
            }
            _ => Err(NotStrict("not JSON")),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json<'a>, NotStrict> {
        if self.take('{') {
            deeper(depth)?;
            return self.members(depth).map(Json::Object);
        }
        if self.take('[') {
            deeper(depth)?;
            return self.items(depth).map(Json::Array);
        }
        if self.0.starts_with('"') {
            return self.string().map(Json::String);
        }
        let ends = |byte| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
        let end = self.0.bytes().position(ends).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at_checked(end).unwrap_or_default();
        self.0 = rest;
        Ok(match word {
            "null" => Json::Null,
            "true" | "false" => Json::Bool(word == "true"),
            // Cannot be: the text is well-formed. It keeps the loops below from running for ever.
            "" => return Err(NotStrict("not JSON")),
            number => Json::Number(number),
        })
    }

    fn members(&mut self, depth: usize) -> Result<Object<'a>, NotStrict> {
        let mut object = Object(Vec::with_capacity(if depth == 1 { 16 } else { 0 }));
        while !self.take('}') {
            let name = self.string()?;
            if name.starts_with(RESERVED) {
                return Err(NotStrict("a reserved name"));
            }
            self.take(':');
            object.0.push((name, self.value(depth + 1)?));
            self.take(',');
        }
        if object.has_duplicates() { Err(NotStrict("a duplicate name")) } else { Ok(object) }
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Json<'a>>, NotStrict> {
        let mut items = Vec::new();
        while !self.take(']') {
            items.push(self.value(depth + 1)?);
            self.take(',');
        }
        Ok(items)
    }

    fn string(&mut self) -> Result<Cow<'a, str>, NotStrict> {
        self.skip_space();
        let rest = self.0.strip_prefix('"').unwrap_or_default();
        if let Some((text, behind)) = rest.split_once('"').filter(|(text, _)| !text.contains('\\')) {
            self.0 = behind;
            return Ok(Cow::Borrowed(text));
        }
        let mut escaped = false;
        let end = self.0.bytes().skip(1).position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        });
        let quoted = end.and_then(|end| self.0.split_at_checked(end + 2));
        let Some((quoted, rest)) = quoted else { return Err(NotStrict("not JSON")) };
        self.0 = rest;
        // Half a surrogate pair is an error.
        serde_json::from_str(quoted).map(Cow::Owned).map_err(|_| NotStrict("not Unicode"))
    }

    fn take(&mut self, sign: char) -> bool {
        self.skip_space();
        let rest = self.0.strip_prefix(sign);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn skip_space(&mut self) {
        let end = self.0.bytes().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).unwrap_or(self.0.len());
        self.0 = self.0.get(end..).unwrap_or_default();
    }
}

fn deeper(depth: usize) -> Result<(), NotStrict> {
    if depth > DEEPEST { Err(NotStrict("nested too deeply")) } else { Ok(()) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Object<'_>, NotStrict> {
        Object::read(text.as_bytes())
    }

    #[test]
    fn values_are_read_as_they_are_written() {
        let text = r#" { "a" : [ 1 , -2.5e3 , true, null, "x\u0061\n" , { } , [ ] ] , "b\"c" : "" , "n":0 } "#;
        let object = read(text).unwrap();
        let expected = vec![
            Json::Number("1"),
            Json::Number("-2.5e3"),
            Json::Bool(true),
            Json::Null,
            Json::String("xa\n".into()),
            Json::Object(Object(vec![])),
            Json::Array(vec![]),
        ];
        assert_eq!(object.get("a"), Some(&Json::Array(expected)));
        assert_eq!(object.get("b\"c"), Some(&Json::String("".into())));
        assert_eq!((object.get("n"), object.get("m"), object.len()), (Some(&Json::Number("0")), None, 3));
    }

    #[test]
    fn a_backslash_before_a_quote_belongs_to_the_string_only_if_it_is_not_escaped_itself() {
        assert_eq!(read(r#"{"a":"\\","b":"\\\"","c":"\\\\"}"#).unwrap().get("b"), Some(&Json::String("\\\"".into())));
    }

    #[test]
    fn a_path_may_have_dots_in_its_names() {
        let text = r#"{"a":{"b":{"c":"1"}},"a.b":{"c":"2"},"https://x.y/z":"3","d":{"e.f":{"g":"4"}},
            "h":{"i":{"j":"5"},"i.j":{"k":"6"}},"h.i":{"j":7},"l":{"m":8}, "l.m":9}"#;
        let object = read(text).unwrap();
        for (path, found) in [
            ("a.b.c", Some("2")),
            ("https://x.y/z", Some("3")),
            ("d.e.f.g", Some("4")),
            ("a.c", None),
            ("", None),
            (".", None),
            // The longer names lead to a number and to an object, which do not fit.
            ("h.i.j", Some("5")),
            ("h.i.j.k", Some("6")),
        ] {
            let fits = |json: &Json<'_>| matches!(json, Json::String(_));
            assert_eq!(object.at(path, fits), found.map(|text| Json::String(text.into())).as_ref(), "{path}");
        }
        assert_eq!(object.at("l.m", |_| false), Some(&Json::Number("9")), "the first of all");
    }

    /// Some seconds each, if every name were compared with every other.
    #[test]
    fn a_list_is_found_among_many_names() {
        let names: Vec<_> = (0..30_000).map(|number| format!("\"{number:x}\":1")).collect();
        let text = |more: &str| format!("{{{},\"keys\":[1,2]{more}}}", names.join(","));
        assert_eq!(list(text("").as_bytes(), "keys"), Ok(Some(vec!["1", "2"])));
        assert_eq!(list(text(",\"0\":1").as_bytes(), "keys"), Err(NotStrict("a duplicate name")));
    }

    #[test]
    fn the_values_of_a_list_are_cut_apart() {
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        let text = format!(
            r#" {{"n":{{"keys":[0]}}, "keys" : [ {{"a":"]}},\\\"[", "b":[1,2]}} , 7,{deep},{{"a":1,"a":1}} ], "x" :"y"}}"#
        );
        let expected = [r#"{"a":"]},\\\"[", "b":[1,2]} "#, "7", &deep, r#"{"a":1,"a":1} "#];
        assert_eq!(list(text.as_bytes(), "keys").unwrap().unwrap(), expected);
        assert_eq!(list(br#"{"keys":[]}"#, "keys"), Ok(Some(vec![])));
        assert_eq!(list(br#"{"keys":{}}"#, "keys"), Ok(None));
        assert_eq!(list(br#"{"keys":[],"keys":[]}"#, "keys"), Err(NotStrict("a duplicate name")));
        assert_eq!(list(b"[]", "keys"), Err(NotStrict("not an object")));
        assert_eq!(list(b"{\"keys\":[}", "keys"), Err(NotStrict("not JSON")));
    }

    #[test]
    fn texts_that_break_a_rule_are_errors() {
        let deep = |levels: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(levels - 1), "]".repeat(levels - 1));
        assert!(read(&deep(16)).is_ok());
        assert_eq!(read(&deep(17)), Err(NotStrict("nested too deeply")));
        for (text, rule) in [
            (r#"{"a":1,"a":1}"#, "a duplicate name"),
            (r#"{"a":1,"b":2,"\u0061":1}"#, "a duplicate name"),
            (r#"{"x":[{"y":{"a":1,"a":1}}]}"#, "a duplicate name"),
            (r#"{"a":"\ud800"}"#, "not Unicode"),
            (r#"{"\udc00":1}"#, "not Unicode"),
            (r#"{"a":{"$serde_json::private::Number":"1"}}"#, "a reserved name"),
            ("[]", "not an object"),
            ("1", "not an object"),
            ("", "not JSON"),
            ("{} {}", "not JSON"),
            ("{\"a\":1,}", "not JSON"),
            ("{\"a\":01}", "not JSON"),
            ("{\"a\":NaN}", "not JSON"),
            ("{\"a\":\"\u{1}\"}", "not JSON"),
            ("{'a':1}", "not JSON"),
            ("\u{feff}{}", "not JSON"),
            ("{\u{a0}}", "not JSON"),
        ] {
            assert_eq!(read(text), Err(NotStrict(rule)), "{text}");
        }
        assert_eq!(Object::read(b"{\"a\":\"\xff\"}"), Err(NotStrict("not UTF-8")));
    }
}

//! Writes the JSON object of the metadata (RFC 8259). `serde_json` would be a dependency of every user for one object of texts.

/// An object whose members are texts and lists of texts, in the order of the calls.
pub(super) struct ObjectWriter(String);

impl ObjectWriter {
    pub(super) fn new() -> Self {
        Self(String::from("{"))
    }

    pub(super) fn text(&mut self, name: &'static str, value: &str) {
        self.name(name);
        self.quoted(value);
    }

    pub(super) fn list(&mut self, name: &'static str, values: impl IntoIterator<Item = impl AsRef<str>>) {
        self.name(name);
        self.0.push('[');
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.quoted(value.as_ref());
        }
        self.0.push(']');
    }

    pub(super) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn name(&mut self, name: &'static str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.quoted(name);
        self.0.push(':');
    }

    /// Escapes what must be escaped (RFC 8259 7).
    fn quoted(&mut self, text: &str) {
        self.0.push('"');
        for char in text.chars() {
            match char {
                '"' | '\\' => self.0.extend(['\\', char]),
                '\0'..='\x1f' => self.0.extend(format!("\\u{:04x}", u32::from(char)).chars()),
                _ => self.0.push(char),
            }
        }
        self.0.push('"');
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_character_comes_back() {
        let text: String = ('\0'..='\u{2ff}').chain(['\u{2028}', '\u{fffd}', '\u{1f511}']).collect();
        let mut object = ObjectWriter::new();
        object.text("a", &text);
        object.list("b", [text.as_str(), "", "\"],\"c\":[\""]);
        object.list("d", [""; 0]);
        let read: serde_json::Value = serde_json::from_str(&object.finish()).unwrap();
        assert_eq!(read, serde_json::json!({ "a": text, "b": [text, "", "\"],\"c\":[\""], "d": [] }));
    }
}

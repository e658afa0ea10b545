//! The values of the field lines of one name.

use std::{fmt, iter};

use http::{
    HeaderMap, HeaderValue,
    header::{AsHeaderName, ValueIter},
};

/// Iterates over the values of the field lines of one name, as bytes, in the order received: see
/// [`RequestHead::header`](crate::RequestHead::header).
pub struct FieldLines<'a>(LinesOf<'a>);

enum LinesOf<'a> {
    Http(ValueIter<'a, HeaderValue>),
    Foreign { next: Option<&'a [u8]>, rest: Option<Box<dyn Iterator<Item = &'a [u8]> + Send + Sync + 'a>> },
}

impl<'a> FieldLines<'a> {
    pub(super) const fn none() -> Self {
        Self(LinesOf::Foreign { next: None, rest: None })
    }

    pub(super) fn http(values: ValueIter<'a, HeaderValue>) -> Self {
        Self(LinesOf::Http(values))
    }

    /// Creates the iterator. It allocates only if there is more than one line.
    #[allow(dead_code, reason = "only some frameworks have their own types")]
    pub(crate) fn of(mut lines: impl Iterator<Item = &'a [u8]> + Send + Sync + 'a) -> Self {
        let next = lines.next();
        let second = next.and_then(|_| lines.next());
        let rest = second.map(|second| Box::new(iter::once(second).chain(lines)) as _);
        Self(LinesOf::Foreign { next, rest })
    }
}

impl<'a> Iterator for FieldLines<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        match &mut self.0 {
            LinesOf::Http(values) => values.next().map(HeaderValue::as_bytes),
            LinesOf::Foreign { next, rest } => next.take().or_else(|| rest.as_mut()?.next()),
        }
    }
}

impl fmt::Debug for FieldLines<'_> {
    /// Prints no value: it comes from the client, and may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FieldLines(..)")
    }
}

/// The value of a field that may appear once (a singleton field, RFC 9110 5.5).
#[derive(Clone, Copy)]
pub(crate) enum Singleton<'a> {
    Absent,
    Line(&'a [u8]),
    Repeated,
}

impl<'a> Singleton<'a> {
    #[allow(dead_code, reason = "only some frameworks have their own types")]
    pub(crate) fn of(mut lines: impl Iterator<Item = &'a [u8]>) -> Self {
        match (lines.next(), lines.next()) {
            (None, _) => Self::Absent,
            (Some(line), None) => Self::Line(line),
            (Some(_), Some(_)) => Self::Repeated,
        }
    }
}

#[inline]
pub(super) fn singleton(headers: &HeaderMap, name: impl AsHeaderName + Copy) -> Singleton<'_> {
    match headers.get(name) {
        None => Singleton::Absent,
        // If no field has two lines, this one has not either. So most requests need no second look-up.
        Some(_) if headers.len() != headers.keys_len() && headers.get_all(name).iter().nth(1).is_some() => Singleton::Repeated,
        Some(line) => Singleton::Line(line.as_bytes()),
    }
}

//! A request as a text: a first line that each target reads in its own way, then field lines.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use http::{HeaderName, HeaderValue, Request, Uri};

/// Name in lower case and value of a field line.
pub type Field = (String, Vec<u8>);

/// The first line, and the lines behind it that a request can carry. A value is the rest of the line behind `name: `.
#[must_use]
pub fn head(input: &[u8]) -> (String, Vec<Field>) {
    let mut lines = input.split(|byte| *byte == b'\n');
    let first = String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned();
    (first, lines.filter_map(field).collect())
}

fn field(line: &[u8]) -> Option<Field> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = (&line[..colon], &line[colon + 1..]);
    let value = value.strip_prefix(b" ").unwrap_or(value);
    let name = HeaderName::from_bytes(name).ok()?;
    HeaderValue::from_bytes(value).ok()?;
    Some((name.as_str().to_owned(), value.to_vec()))
}

/// The request, unless its target is none.
#[must_use]
pub fn request(method: &str, target: &str, fields: &[Field]) -> Option<Request<()>> {
    let mut request = Request::builder().method(method).uri(Uri::try_from(target).ok()?).body(()).ok()?;
    for (name, value) in fields {
        // `try_append` alone does not panic where there are too many.
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        request.headers_mut().try_append(name, HeaderValue::from_bytes(value).ok()?).ok()?;
    }
    Some(request)
}

/// The values of all field lines of this name.
#[must_use]
pub fn values<'f>(fields: &'f [Field], name: &str) -> Vec<&'f [u8]> {
    fields.iter().filter(|field| field.0 == name).map(|field| &*field.1).collect()
}

/// The output of a future that must not wait.
pub fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("waits, though nothing it needs is missing"),
    }
}

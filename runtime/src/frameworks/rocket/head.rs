//! A request of rocket as verifiers see it.

use std::{fmt, marker::PhantomData, sync::OnceLock};

use rocket::Request;

use crate::request::{AsRequestHead, FieldLines, ForeignHead, RequestHead};

/// For a check by hand, in a request guard of your own: `auth.authenticate(request).await`.
#[diagnostic::do_not_recommend]
impl AsRequestHead for Request<'_> {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::foreign(self)
    }
}

/// A text that rocket does not have in one piece, made when somebody asks. A fairing may change what it shows, and a request keeps
/// one value of a type for good, so what is kept is a list.
struct Made<Of> {
    text: Option<String>,
    next: OnceLock<Box<Self>>,
    of: PhantomData<fn() -> Of>,
}

/// Path and query.
enum Target {}

/// Rocket's own host of a request.
enum Authority {}

impl<Of: 'static> Made<Of> {
    fn of<'r>(request: &'r Request<'_>, shown: Option<&dyn fmt::Display>) -> Option<&'r str> {
        let new = || Self { text: shown.map(ToString::to_string), next: OnceLock::new(), of: PhantomData };
        let mut kept = request.local_cache(new);
        while !kept.is(shown) {
            kept = kept.next.get_or_init(|| Box::new(new()));
        }
        kept.text.as_deref()
    }

    fn is(&self, shown: Option<&dyn fmt::Display>) -> bool {
        match (&self.text, shown) {
            (Some(text), Some(shown)) => {
                let mut rest = Rest(text);
                fmt::write(&mut rest, format_args!("{shown}")).is_ok() && rest.0.is_empty()
            }
            (text, shown) => text.is_none() && shown.is_none(),
        }
    }
}

/// What is left of a text when what is written has been taken off: compares without making another.
struct Rest<'t>(&'t str);

impl fmt::Write for Rest<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(piece).ok_or(fmt::Error)?;
        Ok(())
    }
}

impl ForeignHead for Request<'_> {
    fn method(&self) -> &str {
        Request::method(self).as_str()
    }

    fn target(&self) -> &str {
        let path = self.uri().path().as_str();
        if self.uri().query().is_none() {
            return path;
        }
        Made::<Target>::of(self, Some(self.uri())).unwrap_or(path)
    }

    /// Rocket's host is this over HTTP/2; over HTTP/1.1 it is that of the `Host` line, which then is asked twice.
    fn authority(&self) -> Option<&str> {
        Made::<Authority>::of(self, self.host().map(|host| host as _))
    }

    fn lines(&self, name: &str) -> FieldLines<'_> {
        FieldLines::of(self.headers().get(name).map(str::as_bytes))
    }
}

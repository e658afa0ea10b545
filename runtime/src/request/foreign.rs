//! The heads of requests of frameworks, which are lent to verifiers together with the request that they belong to.

use std::any::{Any, TypeId};

use http::{Extensions, HeaderMap, Method, Uri};

use super::{
    field_lines::{FieldLines, Singleton},
    kept::Kept,
};

/// The head of a request in the types of a framework that does not use our version of the `http` crate. It is read, never
/// converted.
pub(crate) trait ForeignHead: Sync {
    fn method(&self) -> &str;

    /// Returns path and query, as sent.
    fn target(&self) -> &str;

    /// Returns the `:authority` of HTTP/2, or the authority of an absolute-form target.
    fn authority(&self) -> Option<&str>;

    /// Returns the field lines of this lower-case name, in one look-up. Access by position would be quadratic: to reach a line, a
    /// reader would pass all lines before it.
    fn lines(&self, name: &str) -> FieldLines<'_>;

    /// Returns the value of a field of this lower-case name that may appear once, in one look-up.
    fn singleton(&self, name: &str) -> Singleton<'_>;

    /// Returns what a layer of this crate has left in the request, by its type.
    fn kept(&self, _: TypeId) -> Option<Kept> {
        None
    }

    /// Returns the framework's request, if this is its type.
    fn framework(&self, _: TypeId) -> Option<&dyn Any> {
        None
    }

    /// Calls a function with the request. It cannot be returned: its type has a lifetime that may not be shortened.
    #[cfg(feature = "rocket")]
    fn with_rocket(&self, _: &mut dyn FnMut(&rocket::Request<'_>)) {}
}

/// The request of a framework that holds types of the `http` crate.
pub(crate) trait LentHead: Sync {
    fn method(&self) -> &Method;

    /// Returns the target as it was sent.
    fn sent(&self) -> &Uri;

    fn headers(&self) -> &HeaderMap;

    fn extensions(&self) -> &Extensions;

    /// Returns the framework's request, or what belongs to it, if this is its type.
    fn framework(&self, of: TypeId) -> Option<&dyn Any>;
}

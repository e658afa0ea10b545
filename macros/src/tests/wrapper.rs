//! `derive(AsRequestHead)`: which field is the request, and what comes out.

use super::{plain, tokens};
use crate::pipeline;

fn derived(item: &str) -> String {
    plain(&pipeline::wrapper(&tokens(item)))
}

fn says(item: &str, text: &str) {
    let derived = derived(item);
    assert_eq!(derived.matches("compile_error").count(), 1, "{item}: {derived}");
    assert!(derived.contains(&text.replace(' ', "")), "{item}: {derived}");
}

fn head_of(member: &str) -> String {
    format!("::as_request_head(&self.{member})")
}

#[test]
fn the_plain_case() {
    let expected = r"
        #[automatically_derived]
        impl<B> ::requires_auth::AsRequestHead for Call<B> where Request<B>: ::requires_auth::AsRequestHead {
            fn as_request_head(&self) -> ::requires_auth::RequestHead<'_> {
                <Request<B> as ::requires_auth::AsRequestHead>::as_request_head(&self.request)
            }

            fn headers_to_mark(&mut self) -> ::core::option::Option<&mut ::requires_auth::__private::HeaderMap> {
                <Request<B> as ::requires_auth::AsRequestHead>::headers_to_mark(&mut self.request)
            }
        }
    ";
    assert_eq!(derived("struct Call<B> { #[request] request: Request<B>, peer: u8 }"), plain(&tokens(expected)));
}

#[test]
fn the_only_field_or_the_marked_one_is_the_request() {
    for (item, member) in [
        ("struct A { req: R }", "req"),
        ("struct A(R);", "0"),
        ("pub(crate) struct A<'a, const N: usize>(u8, #[request] &'a R);", "1"),
        ("#[other] struct A { #[other] b: u8, #[doc = \"x\"] #[request] c: R, }", "c"),
        ("struct A { r#type: R }", "r#type"),
    ] {
        let derived = derived(item);
        assert!(derived.contains(&head_of(member)) && !derived.contains("compile_error"), "{item}: {derived}");
    }
}

/// A struct keeps the trait, so that what is guarded with it has no second error.
#[test]
fn a_mistake_is_one_error() {
    for (item, text) in [
        ("struct A { a: R, b: R }", "cannot tell which field of `A` is the request"),
        ("struct A { #[request] a: R, #[request] b: R }", "two fields of `A` are marked as the request"),
        ("struct A { #[request(a)] a: R, b: R }", "`#[request]` takes no arguments"),
        ("struct A { #[request = 1] a: R }", "`#[request]` takes no arguments"),
        ("struct A;", "`A` has no field for a request"),
        ("struct A {}", "`A` has no field for a request"),
    ] {
        says(item, text);
        assert!(derived(item).contains("AsRequestHeadforA"), "{item}");
    }
    for (item, text) in
        [("enum A { B(R) }", "cannot be derived for an enum"), ("pub union A { b: R }", "cannot be derived for a union")]
    {
        says(item, text);
        assert!(!derived(item).contains("automatically_derived"), "{item}");
    }
}

//! Every kind of function that can be guarded.

use super::common::*;
use std::future::Future;
use std::pin::Pin;

struct Api {
    auth: Slow,
    name: String,
}

impl Api {
    /// A method, with its verifier in `self`.
    #[requires_auth(verifier = self.auth)]
    async fn method(&self, req: Request<String>, #[identity] who: Identity) -> Answer {
        answer(format!("{} {} {}", self.name, who.subject(), req.body()))
    }

    #[requires_auth(verifier = self.auth)]
    async fn by_value(self, req: Request<String>) -> Answer {
        answer(self.name + req.body())
    }

    #[requires_auth(verifier = self.auth)]
    async fn borrowed<'a>(&'a self, req: &'a Request<String>, #[identity] who: Identity) -> Result<Answer, std::io::Error> {
        let _: (&'a str, Identity) = (&self.name, who);
        let _ = req.headers();
        Ok(answer("borrowed"))
    }

    #[requires_auth(verifier = (&self.auth))]
    pub(crate) async fn changing(&mut self, req: &mut Request<String>) -> Answer {
        req.body_mut().push('!');
        answer(req.body().as_str())
    }
}

trait Service {
    const NAME: &'static str;

    async fn call(&self, req: Request<String>) -> Answer;

    #[requires_auth(verifier = Slow)]
    async fn with_default(&self, req: Request<String>, #[identity] who: Identity) -> Answer {
        answer(format!("{} {} {}", Self::NAME, who.subject(), req.body()))
    }
}

impl Service for Api {
    const NAME: &'static str = "api";

    #[requires_auth(verifier = self.auth)]
    async fn call(&self, req: Request<String>, #[identity] who: Identity) -> Answer {
        answer(format!("{} {}", who.subject(), req.body()))
    }
}

/// Generics, lifetimes, a where clause, `impl Trait` and constants.
#[requires_auth(verifier = verifier, request = req)]
async fn generic<'a, V, B, const N: usize>(
    verifier: &'a V,
    req: Request<B>,
    text: impl Into<String> + 'a,
    #[identity] _who: Identity,
) -> Answer
where
    V: Verifier<Identity = Identity>,
    B: Send + 'static,
{
    let _ = req;
    answer(format!("{} {N}", text.into()))
}

#[requires_auth(verifier = TOKENS)]
fn impl_trait(req: Request<String>) -> Answer {
    answer(req.into_body())
}

/// The identity's type is a type parameter.
#[requires_auth(verifier = verifier, request = req)]
async fn generic_identity<U: Clone + Send + Sync + 'static>(
    verifier: StaticTokens<U>,
    req: Request<String>,
    #[identity] who: U,
) -> Answer {
    let _ = (who, req, &verifier);
    answer("generic")
}

#[requires_auth(verifier = TOKENS)]
fn head_only(parts: http::request::Parts) -> Answer {
    answer(parts.method.as_str())
}

/// `r#` names.
#[requires_auth(verifier = TOKENS, request = r#type)]
async fn r#match(other: u8, r#type: Request<String>, #[identity] r#who: Identity) -> Answer {
    answer(format!("{other} {} {}", r#type.body(), r#who.subject()))
}

fn boxed<'a>() -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
    Box::pin(async move {
        #[requires_auth(verifier = TOKENS)]
        async fn nested(req: Request<String>) -> Answer {
            answer(req.into_body())
        }
        nested(ada()).await
    })
}

#[test]
fn runs() {
    let api = || Api { auth: Slow, name: "api".to_owned() };
    let service = api();
    check(|req| service.method(req), "api ada body");
    check(|req| api().by_value(req), "apibody");
    check(|req| service.call(req), "ada body");
    check(|req| service.with_default(req), "api ada body");
    check(|req| generic::<_, _, 7>(&Slow, req, "text"), "text 7");
    check(|req| r#match(5, req), "5 body ada");
    assert_eq!(run(service.borrowed(&without_credentials())).expect("an answer").status(), 401);
    assert_eq!(run(service.borrowed(&ada())).expect("an answer").body(), "borrowed");
    let (mut api, mut req) = (api(), ada());
    assert_eq!(run(api.changing(&mut req)).body(), "body!");
    assert_eq!(impl_trait(ada()).body(), "body");
    assert_eq!(head_only(ada().into_parts().0).body(), "GET");
    assert_eq!(head_only(without_credentials().into_parts().0).status(), 401);
    assert_eq!(run(boxed()).body(), "body");
    let users = StaticTokens::new([("secret", User { name: "ada" })]).expect("a well-formed token");
    assert_eq!(run(generic_identity(users, ada())).body(), "generic");
}

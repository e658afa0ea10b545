//! A verifier uses what an interceptor has done already: it sees the extensions and the metadata of the call.

use http::{Extensions, HeaderMap};
use requires_auth::{Authenticator, Identity, VerifyError, verifiers::bearer_then};
use requires_auth_tests::poll_once::yield_once;
use tonic::Request;

/// What an interceptor has found out.
#[derive(Clone)]
struct Tenant(&'static str);

#[test]
fn a_verifier_sees_extensions_and_metadata() {
    let auth: Authenticator = Authenticator::new(bearer_then(|token| {
        let head = token.request();
        let tenant = head.framework::<Extensions>().and_then(|extensions| extensions.get::<Tenant>()).map(|tenant| tenant.0);
        let has_metadata = head.framework::<HeaderMap>().is_some_and(|metadata| metadata.contains_key("authorization"));
        async move {
            yield_once().await;
            let tenant = tenant.filter(|_| has_metadata).ok_or_else(VerifyError::invalid)?;
            Ok(Identity::new(tenant))
        }
    }));
    let mut request = Request::new(());
    request.metadata_mut().insert("authorization", "Bearer t".parse().unwrap());
    assert_eq!(futures_executor::block_on(auth.authenticate(&request)).unwrap_err().status(), 401, "the twin");
    request.extensions_mut().insert(Tenant("acme"));
    assert_eq!(futures_executor::block_on(auth.authenticate(&request)).unwrap().subject(), "acme");
}

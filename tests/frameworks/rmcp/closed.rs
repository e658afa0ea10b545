//! What must not open anything: no layer, another transport, another layer, changed credentials, panics.

use std::{
    io::{BufRead, BufReader, Write},
    sync::Arc,
};

use http::Request;
use requires_auth::{
    Authenticator, Identity, VerifyError,
    rmcp::{HasSubject, McpLayer, Policies, requires_auth},
    verifiers::{StaticTokens, bearer_async},
};
use rmcp::{ServerHandler, ServiceExt, tool, tool_handler, tool_router};
use serde_json::{Value, json};
use tower_service::Service;

use crate::{
    client::{Client, call, initialize, message, returned},
    server::{Shop, authenticator, config, layer, serve, service},
};

fn assert_refused(error: &Value) {
    assert_eq!(error["error"]["code"], -32603, "{error}");
    assert_eq!(error["error"]["message"], "Internal Server Error");
    assert_eq!(error["error"]["data"], json!({"status": 500}));
}

#[test]
fn without_a_layer_guarded_tools_reject() {
    let shop = Shop::default();
    let address = serve(service(&shop, config()));
    let client = Client::connected(address, "ada");
    for tool in ["me", "read", "remove.item", "r#own", "maybe", "seven"] {
        assert_refused(&message(&client.call(tool, &json!({"id": 7}))));
    }
    assert_refused(&message(&client.send(&json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"}))));
    assert_eq!(shop.counts.ran(), 0);
    assert_eq!(returned(&client.call("about", &json!({}))), "ran about", "what is public needs none");
}

#[test]
fn over_stdio_guarded_tools_reject() {
    let shop = Shop::default();
    let (ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
    theirs.set_nonblocking(true).unwrap();
    let server = shop.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let stream = tokio::net::UnixStream::from_std(theirs).unwrap();
            let _ = server.serve(tokio::io::split(stream)).await.unwrap().waiting().await;
        });
    });
    ours.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
    let (mut writer, mut reader) = (ours.try_clone().unwrap(), BufReader::new(ours));
    let mut send = |message: &Value| writeln!(writer, "{message}").unwrap();
    let mut receive = || {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        serde_json::from_str::<Value>(&line).unwrap()
    };
    send(&initialize());
    receive();
    send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    send(&call("read", &json!({"id": 1})));
    assert_refused(&receive());
    send(&call("about", &json!({})));
    assert_eq!(receive()["result"]["content"][0]["text"], "ran about");
    assert_eq!(shop.counts.ran(), 1);
}

/// Changes the credentials between the layer and the tool.
#[derive(Clone)]
struct Between<S>(S, &'static str);

impl<S: Service<Request<B>>, B> Service<Request<B>> for Between<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        request.headers_mut().insert("authorization", self.1.parse().unwrap());
        self.0.call(request)
    }
}

/// An authenticator whose verifier waits.
fn waiting() -> Authenticator {
    Authenticator::new(bearer_async(|token| async move {
        std::future::ready(()).await;
        match token.expose() {
            "ada" => Ok(Identity::builder("ada").scopes("mcp items:read").build()),
            "bob" => Ok(Identity::builder("bob").scopes("mcp").build()),
            _ => Err(VerifyError::invalid()),
        }
    }))
}

#[test]
fn credentials_that_change_behind_the_layer_do_not_inherit_its_identity() {
    let shop = Shop::default();
    for (authenticator, waits) in [(authenticator(), false), (waiting(), true)] {
        let layer = requires_auth::rmcp::layer(authenticator, Shop::tool_policies()).unwrap();
        for replaced in ["Bearer bob", "Bearer wrong"] {
            let address = serve(layer.around(Between(service(&shop, config()), replaced)));
            let error = message(&Client::connected(address, "ada").call("read", &json!({"id": 1})));
            assert!(error["error"]["code"].is_number(), "{replaced} {error}");
            // Nobody can be asked any more.
            assert_eq!(error["error"]["message"] == "Internal Server Error", waits, "{replaced} {error}");
            assert_eq!(error["error"]["code"] == -32603, waits, "{replaced} {error}");
        }
        let address = serve(layer.around(Between(service(&shop, config()), "Bearer ada")));
        let before = shop.counts.ran();
        assert_eq!(
            returned(&Client::connected(address, "ada").call("read", &json!({"id": 1}))),
            "ran read 1 for ada",
            "the twin"
        );
        assert_eq!(shop.counts.ran(), before + 1);
    }
}

#[test]
fn a_verifier_that_waits_is_asked_by_the_layer_alone() {
    let shop = Shop::default();
    let layer = requires_auth::rmcp::layer(waiting(), Shop::tool_policies()).unwrap();
    let address = serve(layer.around(service(&shop, config())));
    assert_eq!(returned(&Client::connected(address, "ada").call("read", &json!({"id": 1}))), "ran read 1 for ada");
    let bob = Client::connected(address, "bob");
    assert_eq!(bob.call("read", &json!({"id": 1})).status, 403);
    assert_eq!(bob.tools(), ["about", "maybe", "me", "session", "seven"]);
}

/// An identity of another type, whose code panics.
#[derive(Clone)]
struct Fragile;

impl HasSubject for Fragile {
    fn subject(&self) -> &str {
        panic!("no subject")
    }

    fn issuer(&self) -> Option<&str> {
        None
    }
}

#[derive(Clone)]
struct Other;

#[requires_auth(identity = Fragile)]
#[tool_router(router = fragile_router)]
impl Other {
    #[tool]
    async fn touch(&self) -> String {
        "touched".to_owned()
    }
}

#[requires_auth]
#[tool_handler(router = Self::fragile_router())]
impl ServerHandler for Other {}

enum Tag {}

#[test]
fn a_layer_of_another_identity_does_not_start() {
    let error = requires_auth::rmcp::layer(authenticator(), Other::fragile_policies()).unwrap_err().to_string();
    assert!(error.starts_with("tool or prompt \"touch needs Authenticator<") && error.contains("Fragile"), "{error}");
    let tagged: Authenticator<Identity, Tag> = authenticator().tagged();
    let error = requires_auth::rmcp::layer(tagged, Shop::tool_policies()).unwrap_err().to_string();
    assert!(error.contains("needs Authenticator<Identity>"), "{error}");
    // Without the table it starts, and each tool rejects.
    let layer = requires_auth::rmcp::layer(authenticator(), Policies::new()).unwrap();
    let service = rmcp::transport::streamable_http_server::StreamableHttpService::new(
        || Ok(Other),
        Arc::new(rmcp::transport::streamable_http_server::session::local::LocalSessionManager::default()),
        config(),
    );
    assert_refused(&message(&Client::connected(serve(layer.around(service)), "ada").call("touch", &json!({}))));
}

#[test]
fn a_panic_of_the_identity_opens_no_session() {
    let auth = Authenticator::new(StaticTokens::new([("token", Fragile)]).unwrap());
    let layer: McpLayer<Fragile> = requires_auth::rmcp::layer(auth, Other::fragile_policies()).unwrap();
    let service = rmcp::transport::streamable_http_server::StreamableHttpService::new(
        || Ok(Other),
        Arc::new(rmcp::transport::streamable_http_server::session::local::LocalSessionManager::default()),
        config().with_legacy_session_mode(false),
    );
    let client = Client::new(serve(layer.around(service)), "token");
    assert_eq!(returned(&client.call("touch", &json!({}))), "touched");
    let with = Client { session: Some("x.y".to_owned()), ..client };
    assert_eq!(with.call("touch", &json!({})).status, 404);
}

#[test]
fn nothing_of_the_layer_is_shown() {
    let key = [b'k'; 40];
    let shown = format!("{:?}", layer().session_key(&key).unwrap());
    assert!(shown.contains("Seal(***)") && shown.contains("remove.item") && !shown.contains("kkk"), "{shown}");
    assert_eq!(format!("{:?}", layer().around(())), "McpService(..)");
}

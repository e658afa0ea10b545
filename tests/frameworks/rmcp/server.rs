//! The server that the tests ask, and how it is served.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use http::{Request, Response, request::Parts};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use requires_auth::{
    Authenticator, Identity, Policy, policy,
    rmcp::{McpLayer, requires_auth},
    verifiers::StaticTokens,
};
use rmcp::{
    ErrorData, ServerHandler,
    handler::server::{common::Extension, wrapper::Parameters},
    schemars, tool, tool_handler, tool_router,
    transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService, session::local::LocalSessionManager},
};
use serde::Deserialize;
use tokio::{net::TcpListener, runtime::Builder};
use tower_service::Service;

/// What every caller needs.
pub(crate) const CONNECT: Policy = policy!(scopes("mcp"));

/// Counts how often the arguments of a tool were read.
#[derive(Clone, Default)]
pub(crate) struct Counts(Arc<AtomicUsize>);

impl Counts {
    pub(crate) fn ran(&self) -> usize {
        self.0.load(Relaxed)
    }

    fn add(&self) {
        self.0.fetch_add(1, Relaxed);
    }
}

/// Arguments without a default.
#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub(crate) struct Item {
    id: u32,
}

#[derive(Clone, Default)]
pub(crate) struct Shop {
    /// How often a tool ran.
    pub(crate) counts: Counts,
}

impl Shop {
    fn ran(&self, what: &str) -> String {
        self.counts.add();
        format!("ran {what}")
    }
}

#[requires_auth]
#[tool_router(vis = "pub(crate)")]
impl Shop {
    /// A helper, which is no tool.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    #[requires_auth::public]
    #[tool]
    async fn about(&self) -> String {
        self.ran("about")
    }

    /// The id of its session, as rmcp knows it.
    #[requires_auth::public]
    #[tool]
    async fn session(&self, Extension(parts): Extension<Parts>) -> String {
        parts.headers.get("mcp-session-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned()
    }

    #[tool]
    async fn me(&self, #[identity] who: Identity) -> String {
        self.ran(who.subject())
    }

    #[tool]
    #[requires_auth(scopes("items:read"))]
    fn read(&self, #[identity] who: Identity, Parameters(Item { id }): Parameters<Item>) -> String {
        self.ran(&format!("read {id} for {}", who.subject()))
    }

    /// With another name than its method.
    #[requires_auth(scopes("items:delete", any("eu", "us")))]
    #[tool(name = "remove.item")]
    async fn delete(&self, Parameters(item): Parameters<Item>) -> String {
        self.ran(&format!("delete {}", item.id))
    }

    #[tool]
    #[requires_auth(only = |who| who.subject() == "ada")]
    async fn r#own(&self) -> String {
        self.ran("own")
    }

    #[tool]
    #[requires_auth(acr("gold"))]
    async fn gold(&self) -> String {
        self.ran("gold")
    }

    #[tool]
    #[requires_auth(check = item.0.id == 7)]
    async fn seven(&self, item: Parameters<Item>) -> Result<String, ErrorData> {
        let _ = item;
        Ok(self.ran("seven"))
    }

    #[tool]
    #[requires_auth(optional)]
    async fn maybe(&self, #[identity] who: Option<Identity>) -> String {
        self.ran(who.as_ref().map_or("nobody", Identity::subject))
    }
}

#[requires_auth]
#[tool_handler]
impl ServerHandler for Shop {}

/// The callers: `TOKEN` and what it grants.
pub(crate) fn authenticator() -> Authenticator {
    let who = |name: &str, scopes: &str| Identity::builder(name).issuer("https://issuer.example").scopes(scopes).build();
    let tokens = [
        ("ada", who("ada", "mcp items:read")),
        ("ada-again", who("ada", "mcp items:read items:delete us")),
        ("bob", who("bob", "mcp")),
        ("eve", Identity::builder("eve").scopes("mcp items:read items:delete eu").acr("gold").build()),
        ("outside", who("outside", "items:read items:delete eu")),
    ];
    let metadata = "https://shop.example/.well-known/oauth-protected-resource/mcp";
    Authenticator::builder(StaticTokens::new(tokens).unwrap()).resource_metadata(metadata).build().unwrap()
}

pub(crate) fn layer() -> McpLayer {
    requires_auth::rmcp::layer(authenticator(), Shop::tool_policies()).unwrap().policy(CONNECT)
}

/// rmcp's service.
pub(crate) fn service(shop: &Shop, config: StreamableHttpServerConfig) -> StreamableHttpService<Shop, LocalSessionManager> {
    let shop = shop.clone();
    StreamableHttpService::new(move || Ok(shop.clone()), Arc::new(LocalSessionManager::default()), config)
}

pub(crate) fn config() -> StreamableHttpServerConfig {
    StreamableHttpServerConfig::default().disable_allowed_hosts()
}

/// Serves for the rest of the test.
pub(crate) fn serve<S, R>(service: S) -> SocketAddr
where
    S: Service<Request<Incoming>, Response = Response<R>, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static,
    R: http_body::Body<Data: Send, Error: std::error::Error + Send + Sync> + Send + 'static,
{
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let service = TowerToHyperService::new(service.clone());
                let mut http1 = http1::Builder::new();
                tokio::spawn(http1.timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service));
            }
        });
    });
    address
}

/// The shop behind its layer.
pub(crate) fn serve_shop(shop: &Shop) -> SocketAddr {
    serve(layer().around(service(shop, config())))
}

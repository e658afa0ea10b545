//! A resource server with everything that an OAuth client needs: tokens of a provider (JWT and opaque), challenges that name the
//! scopes and the metadata, step-up, the metadata itself, CORS. `cargo run --example reference --features reference`, then open the page that it
//! names, or try the `curl` lines that it prints.
//!
//! | variable | meaning | default |
//! |---|---|---|
//! | `PORT` | where it listens, on 127.0.0.1 | 3000 |
//! | `BASE_URL` | the address that clients know | `http://127.0.0.1:PORT` |
//! | `ISSUER` | the provider: `https`, or `http` on this machine | an issuer in this process |
//! | `AUDIENCE` | the `aud` of its tokens | `BASE_URL` without a slash at the end |
//! | `JWKS_URL` | where its keys are | by discovery |
//! | `INTROSPECTION_URL`, `INTROSPECTION_CLIENT_ID`, `INTROSPECTION_CLIENT_SECRET` | for `/opaque` | no such route |

mod callers;
mod handlers;
mod page;
mod requests;
mod settings;
#[path = "../shared/startup.rs"]
mod startup;
mod trust;

use std::{error::Error, process::ExitCode, time::Duration};

use axum::{
    Router,
    http::{
        HeaderName, Method,
        header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use requires_auth::{axum::with_resource_metadata, verifiers::Oidc};
use tokio::time::timeout;
use tower_http::cors::{Any, CorsLayer};

use callers::Callers;
use requests::{Sample, samples};
use settings::Settings;
use trust::Trust;

/// For so long the start waits for the provider's keys. After it, tokens get a 503 until they are here.
const PATIENCE: Duration = Duration::from_secs(3);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    startup::exit(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let settings = Settings::read()?;
    let (listener, stop) = startup::listen(3000).await?;
    let address = listener.local_addr()?;
    let base_url = settings.base_url.unwrap_or_else(|| format!("http://{address}"));
    let trust = match settings.provider {
        Some(provider) => Trust::provider(provider, base_url)?,
        None => Trust::embedded(base_url)?,
    };
    let metadata = trust.metadata;
    let callers = Callers::new(trust.jwt.clone(), &metadata)?;
    let opaque = trust.introspection.map(|verifier| callers::opaque(verifier, &metadata)).transpose()?;
    let samples = samples(trust.tokens);
    let api = handlers::routes(callers, opaque).layer(cors());
    // Other sites may read the API and the metadata, and not the page.
    let app: Router = with_resource_metadata(page::routes(&samples).merge(api), &metadata);

    wait_for_keys(&trust.jwt).await;
    let lines: Vec<_> = samples.iter().map(Sample::curl).collect();
    startup::print(address, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    println!("or open http://{address}/ in a browser");
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}

/// Pages of every origin may send tokens and keys, which they must have, and read the challenges. Cookies and passwords that a browser
/// attaches by itself are not for them: `Access-Control-Allow-Credentials` is absent.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, HeaderName::from_static("x-api-key")])
        .expose_headers([WWW_AUTHENTICATE, RETRY_AFTER])
}

async fn wait_for_keys(jwt: &Oidc) {
    if timeout(PATIENCE, jwt.ready()).await.is_err() {
        eprintln!("reference: no keys of the provider yet: {}", jwt.status().error().unwrap_or("it does not respond"));
    }
}

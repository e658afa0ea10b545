//! Sessions belong to the principal that opened them, and events to their session.

use requires_auth::rmcp::Policies;
use rmcp::transport::streamable_http_server::StreamableHttpService;
use serde_json::json;

use crate::{
    client::{Client, returned},
    server::{Shop, config, layer, serve, serve_shop, service},
};

/// The twin of what follows: without the layer rmcp gives a session to whoever knows its id.
#[test]
fn rmcp_alone_knows_no_owner_of_a_session() {
    let address = serve(service(&Shop::default(), config()));
    let ada = Client::connected(address, "ada");
    let eve = Client { token: Some("eve"), ..ada.clone() };
    assert_eq!(eve.call("about", &json!({})).status, 200);
    assert_eq!(eve.ask("DELETE").status / 100, 2);
    assert_eq!(ada.call("about", &json!({})).status, 404, "it is gone");
}

#[test]
fn a_session_of_another_caller_is_unknown() {
    let shop = Shop::default();
    let address = serve_shop(&shop);
    let ada = Client::connected(address, "ada");
    for token in ["bob", "eve"] {
        let other = Client { token: Some(token), ..ada.clone() };
        let resume = other.with(&["last-event-id: 0"]);
        for reply in [other.call("about", &json!({})), other.ask("GET"), other.ask("DELETE"), resume.ask("GET")] {
            assert_eq!(reply.status, 404, "{token} {reply:?}");
            assert_eq!(reply.all("cache-control"), ["no-store"]);
            assert!(reply.body.contains(r#""status":404"#), "{token} {reply:?}");
        }
    }
    assert_eq!(shop.counts.ran(), 0);
    assert_eq!(returned(&ada.call("about", &json!({}))), "ran about");
    assert_eq!(ada.ask("DELETE").status / 100, 2, "the owner ends it");
}

#[test]
fn a_new_token_of_the_same_subject_keeps_the_session() {
    let address = serve_shop(&Shop::default());
    let ada = Client::connected(address, "ada");
    assert_eq!(ada.call("remove.item", &json!({"id": 1})).status, 403);
    let stepped_up = Client { token: Some("ada-again"), ..ada };
    assert_eq!(returned(&stepped_up.call("remove.item", &json!({"id": 1}))), "ran delete 1");
}

#[test]
fn the_subject_of_another_issuer_is_another_caller() {
    use requires_auth::{Authenticator, Identity, verifiers::StaticTokens};
    let who = |issuer: Option<&str>| {
        let who = Identity::builder("ada");
        issuer.map_or_else(|| Identity::new("ada"), |issuer| who.issuer(issuer).build())
    };
    let tokens = [
        ("a", who(Some("https://a.example"))),
        ("b", who(Some("https://b.example"))),
        ("none", who(None)),
        ("empty", who(Some(""))),
    ];
    let auth = Authenticator::new(StaticTokens::new(tokens).unwrap());
    let layer = requires_auth::rmcp::layer(auth, Shop::tool_policies()).unwrap();
    let address = serve(layer.around(service(&Shop::default(), config())));
    let first = Client::connected(address, "a");
    for other in ["b", "none", "empty"] {
        let other = Client { token: Some(other), ..first.clone() };
        assert_eq!(other.call("about", &json!({})).status, 404);
    }
}

#[test]
fn a_caller_without_a_subject_has_no_session() {
    use requires_auth::{Authenticator, Identity, verifiers::StaticTokens};
    let auth = Authenticator::new(StaticTokens::new([("client", Identity::new(""))]).unwrap());
    let layer = requires_auth::rmcp::layer(auth, Policies::new()).unwrap();
    let address = serve(layer.around(service(&Shop::default(), config())));
    let reply = Client::new(address, "client").send(&crate::client::initialize());
    assert_eq!((reply.status, reply.all("mcp-session-id").len()), (200, 0), "{reply:?}");
}

#[test]
fn an_id_without_its_seal_is_unknown() {
    let address = serve_shop(&Shop::default());
    let ada = Client::connected(address, "ada");
    let sealed = ada.session.clone().unwrap();
    let (id, tag) = sealed.rsplit_once('.').unwrap();
    let last = tag.chars().last().map(|last| if last == 'A' { 'B' } else { 'A' }).unwrap();
    let forged = format!("{id}.{}{last}", &tag[..tag.len() - 1]);
    for session in
        [id, tag, &forged, &format!("{id}."), &format!(".{tag}"), &format!("{sealed}.{tag}"), &format!("x{sealed}"), "", "."]
    {
        let client = Client { session: Some(session.to_owned()), ..ada.clone() };
        assert_eq!(client.call("about", &json!({})).status, 404, "{session}");
    }
    let twice = ada.with(&[&format!("mcp-session-id: {sealed}")]);
    assert_eq!(twice.call("about", &json!({})).status, 404, "two ids");
    assert_eq!(ada.call("about", &json!({})).status, 200);
}

#[test]
fn instances_with_one_key_accept_the_same_ids() {
    let key = [7; 32];
    let with = |key: &[u8]| layer().session_key(key).unwrap();
    let sessions = service(&Shop::default(), config());
    let [one, two, other] = [with(&key), with(&key), with(&[8; 32])].map(|layer| serve(layer.around(sessions.clone())));
    let random = serve(layer().around(sessions));
    let ada = Client::connected(one, "ada");
    for (address, status) in [(two, 200), (other, 404), (random, 404)] {
        assert_eq!(Client { address, ..ada.clone() }.call("about", &json!({})).status, status);
    }
    assert_eq!(
        layer().session_key(&[7; 31]).unwrap_err().to_string(),
        "session key: it must have at least 32 bytes, all of them random"
    );
}

#[test]
fn the_tool_sees_the_id_of_rmcp() {
    let address = serve_shop(&Shop::default());
    let ada = Client::connected(address, "ada");
    let seen = returned(&ada.call("session", &json!({})));
    assert!(ada.session.unwrap().starts_with(&format!("{seen}.")), "{seen}");
}

mod with_a_store {
    use std::sync::Arc;

    use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;

    use super::*;
    use crate::store::Store;

    fn serve_with(layer: &requires_auth::rmcp::McpLayer, sessions: bool) -> std::net::SocketAddr {
        let manager = LocalSessionManager::default().with_event_store(Arc::new(Store::default()));
        let config = config().with_legacy_session_mode(sessions);
        serve(layer.around(StreamableHttpService::new(|| Ok(Shop::default()), Arc::new(manager), config)))
    }

    /// Event ids are valid for everybody in rmcp, in a session of another caller and without any session.
    #[test]
    fn events_of_another_caller_cannot_be_read() {
        for sessions in [true, false] {
            let connected =
                |address, token| if sessions { Client::connected(address, token) } else { Client::new(address, token) };
            for (layer, statuses) in [(layer(), [405, 405]), (layer().allow_resume(), [200, 200])] {
                let address = serve_with(&layer, sessions);
                let ada = connected(address, "ada");
                let reply = ada.call("read", &json!({"id": 42}));
                assert!(reply.body.contains("ran read 42"), "{reply:?}");
                let id = reply.body.lines().find_map(|line| line.strip_prefix("id:")).unwrap().trim().to_owned();
                for (token, status) in ["ada", "bob"].into_iter().zip(statuses) {
                    let client = if token == "ada" { ada.clone() } else { connected(address, token) };
                    let resumed = client.with(&[&format!("last-event-id: {id}")]).ask("GET");
                    assert_eq!(resumed.status, status, "{sessions} {token} {resumed:?}");
                    // The twin: what the layer prevents, unless the application has vouched for its ids.
                    assert_eq!(resumed.body.contains("ran read 42"), status == 200, "{resumed:?}");
                    if status == 405 {
                        assert_eq!(resumed.all("allow"), ["POST, DELETE"]);
                    }
                }
            }
        }
    }
}

#[test]
fn a_call_in_a_session_runs_under_its_own_credentials() {
    let address = serve_shop(&Shop::default());
    let ada = Client::connected(address, "ada-again");
    assert_eq!(returned(&ada.call("remove.item", &json!({"id": 1}))), "ran delete 1");
    let weaker = Client { token: Some("ada"), ..ada };
    assert_eq!(weaker.call("remove.item", &json!({"id": 1})).status, 403, "what the session was opened with does not count");
}

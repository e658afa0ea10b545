//! Which tool or prompt a request calls, as its header fields or its body say.
//!
//! This decides only whether HTTP answers a rejected call. The tool decides again, so what cannot be read here is passed on.

use http::HeaderMap;
use serde::Deserialize;

use super::policies::Kind;

/// Returns each name in `Mcp-Name` for each kind in `Mcp-Method`. There should be one of each, and several may contradict each
/// other: then each is judged.
pub(super) fn named_by_fields(headers: &HeaderMap) -> Vec<(Kind, String)> {
    let methods: Vec<_> = headers.get_all("mcp-method").iter().filter_map(|value| Kind::of(value.as_bytes())).collect();
    let kinds = [Kind::Tool, Kind::Prompt].into_iter().filter(|kind| methods.contains(kind));
    let names = || headers.get_all("mcp-name").iter().filter_map(|value| value.to_str().ok());
    kinds.flat_map(|kind| names().map(move |name| (kind, name.to_owned()))).collect()
}

/// Returns the name in a JSON-RPC message. `None` if it calls nothing by name, or is not a single message without duplicate members.
pub(super) fn named_by_body(body: &[u8]) -> Option<(Kind, String)> {
    let message: Message = serde_json::from_slice(body).ok()?;
    Some((Kind::of(message.method.as_bytes())?, message.params?.name?))
}

#[derive(Deserialize)]
struct Message {
    method: String,
    params: Option<Params>,
}

#[derive(Deserialize)]
struct Params {
    name: Option<String>,
}

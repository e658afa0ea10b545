//! A token among the subprotocols that the client of a WebSocket offers (RFC 6455 11.3.4).

use http::header::SEC_WEBSOCKET_PROTOCOL;

use super::request_head::RequestHead;
use crate::{grammar::present, rejection::Reason};

/// Finds the token after the subprotocol `name`, in the list of all field lines. Returns `None` if `name` is not offered. Empty
/// members do not count (RFC 9110 5.6.1.2). Takes one pass.
pub(super) fn read<'a>(name: &str, head: RequestHead<'a>) -> Option<Result<&'a [u8], Reason>> {
    let lines = head.header_of(&SEC_WEBSOCKET_PROTOCOL);
    let mut members = lines.flat_map(|line| line.split(|byte| *byte == b',')).filter_map(present);
    members.find(|member| *member == name.as_bytes())?;
    let Some(token) = members.next() else { return Some(Err(Reason::IncompleteCredentials)) };
    let is_again = token == name.as_bytes() || members.any(|member| member == name.as_bytes());
    Some(if is_again { Err(Reason::MultipleCredentials) } else { Ok(token) })
}

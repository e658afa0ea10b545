//! One table for every framework: what its guarded handlers must answer over a real connection.
//!
//! A framework's test serves the routes below with its own handlers, whose verifiers are those of [`verifiers`], and hands the
//! address to [`Table::check`], which asks over HTTP/1.1, and to `Table::check_http2`.
//!
//! | route | guard | answers |
//! |---|---|---|
//! | `GET /any` | any identity | `any <subject>` |
//! | `POST /items/{id}?page=` | `scopes("items:write")`; path and page `u32`, JSON `{"name": ".."}`, state | `<subject> <id> <page> <name>` |
//! | `POST /waiting/{id}?page=` | the same, `authenticator = Waiting`: a verifier that waits | the same |
//! | `POST /inline/{id}?page=` | the same, `verifier = verifiers::TOKENS` | the same |
//! | `POST /raw` | `scopes("items:write")`; the body as a stream that counts polls | `raw` |
//! | `GET /maybe` | `optional` | `some <subject>` or `nobody` |
//! | `GET /only` | `only`: the subject is `ada` | `only` |
//! | `GET /stepup` | `scopes("items:write")`, `acr("gold", "platinum")`, `max_age = "1h"` | `stepup` |
//! | `GET /check/{name}` | `check`: the subject is `name` | `check` |
//! | `GET /owned/{id}` | `check = owns(&who, id).await?` ([`owned`]): whether the caller owns it | `owned`, 404 or 500 |
//! | `GET /tea` | `on_reject` answers 418 | `tea` |
//! | `GET /cookie`, `POST /cookie` | identity `Staff` | `cookie <name>` |
//! | `GET /visitor` | `optional`, identity `Staff` | `visitor <name>` or `visitor nobody` |
//! | `GET /proxied` | the same, `authenticator = Proxied`: it ignores unsupported schemes | the same |
//! | `GET /moved` | `authenticator = Moved`: schemes that are moved and renamed | `moved <place> <credentials>` |
//! | `GET /rendered`, `POST /rendered` | identity `Staff`, `authenticator = Rendered`: a renderer that adds fields, a login page | `rendered <name>` |
//! | `GET /partner/any` | `authenticator = Partner`, nested where the framework nests | `partner <subject>` |
//! | anything else | identity `Staff` | 404, `nothing for <name>` |

mod callers;
#[cfg(feature = "oidc")]
mod issuers;
mod moved;
pub mod owned;
mod polls;
mod rendered;
mod rows;
mod step_up;
mod unread;
pub mod verifiers;
mod visitors;

use std::net::SocketAddr;

#[cfg(feature = "oidc")]
pub use issuers::bearers_by_issuer;
pub use polls::{Counted, Polls};

use crate::raw_http::{Reply, exchange};

/// A tag.
#[derive(Debug)]
pub enum Waiting {}

/// A tag.
#[derive(Debug)]
pub enum Partner {}

/// A tag.
#[derive(Debug)]
pub enum Proxied {}

/// A tag.
#[derive(Debug)]
pub enum Moved {}

/// A tag.
#[derive(Debug)]
pub enum Rendered {}

/// A second identity type.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Who it is.
    pub name: String,
}

/// The table, and what a framework cannot do.
#[derive(Debug, Default)]
pub struct Table {
    /// A field line that is not UTF-8 never reaches a guard: it reads as absent.
    pub drops_lines_that_are_not_utf8: bool,
    /// A method that the framework does not know never reaches a handler: it is answered with 400.
    pub knows_its_methods_only: bool,
    /// `HEAD` needs a route of its own: it is not answered by that of `GET`.
    pub routes_head_apart: bool,
    /// Fields that the framework adds to every answer.
    pub adds: &'static [&'static str],
    /// For the `Authorization` line of each row: the token that is sent instead of this name. `None` leaves the name.
    pub tokens: Option<fn(&str) -> Option<String>>,
}

impl Table {
    /// The table for authenticators of [`bearers_by_issuer`].
    #[cfg(feature = "oidc")]
    #[must_use]
    pub fn by_issuer(self) -> Self {
        Self { tokens: Some(issuers::token), ..self }
    }

    /// Returns what is sent for this value of `Authorization`.
    #[must_use]
    pub fn sent(&self, value: &str) -> String {
        let token = value.strip_prefix("Bearer ").zip(self.tokens).and_then(|(name, token)| token(name));
        token.map_or_else(|| value.to_owned(), |token| format!("Bearer {token}"))
    }

    /// Runs every row, and sends rejected requests whose body is a request.
    ///
    /// # Panics
    ///
    /// With all rows that do not hold, or if a body is answered as a request.
    pub fn check(&self, address: SocketAddr, polls: &Polls) {
        self.check_by(polls, |row| Ok(exchange(address, &row.request(address))));
        unread::check(self, address);
    }

    /// Runs every row over HTTP/2, without TLS, with a connection for each.
    ///
    /// # Panics
    ///
    /// At the end, with all rows that do not hold: also with those whose answer breaks HTTP/2.
    #[cfg(feature = "http2")]
    pub fn check_http2(&self, address: SocketAddr, polls: &Polls) {
        use crate::http2_client::Client;
        self.check_by(polls, |row| {
            let (request, ends) = row.http2_request(address);
            let answer = Client::connect(address).exchange(request, ends).map_err(|error| format!("{error:?}"))?;
            Ok(Reply::from(answer))
        });
    }

    fn check_by(&self, polls: &Polls, exchange: impl Fn(&rows::Row) -> Result<Reply, String>) {
        let mut wrong = Vec::new();
        let rows = rows::rows(self);
        for row in &rows {
            let reply = exchange(row);
            let polled = polls.taken();
            let holds = reply.as_ref().map_err(Clone::clone).and_then(|reply| self.holds(row, reply, polled));
            if let Err(why) = holds {
                wrong.push(format!("{}: {why}\n    {reply:?}", row.name));
            }
        }
        assert!(wrong.is_empty(), "{} of {} rows do not hold:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    }

    fn holds(&self, row: &rows::Row, reply: &Reply, polled: usize) -> Result<(), String> {
        match &row.expected {
            rows::Expected::Body(status, body) => {
                let found = (reply.status, content(reply));
                let body = if row.is_head() { "" } else { body };
                if found != (*status, body.to_owned()) {
                    return Err(format!("expected {status} {body:?}"));
                }
            }
            rows::Expected::NotRefused(statuses) => {
                if !statuses.contains(&reply.status) || !reply.all("www-authenticate").is_empty() {
                    return Err(format!("expected one of {statuses:?}, by the framework"));
                }
            }
            rows::Expected::NotAnswered => {
                if !matches!(reply.status, 400 | 401 | 404 | 405 | 501) {
                    return Err("an unauthenticated request must not pass".to_owned());
                }
            }
            rows::Expected::Refused(_) | rows::Expected::Rendered(_) => {
                // Row 41: a rejection does not wait for a body, and reads none.
                if polled > 0 {
                    return Err(format!("the body was asked for {polled} chunks"));
                }
                let Some(expected) = row.expected.reply() else { return Ok(()) };
                let mut found = reply.fields.clone();
                found.retain(|(name, _)| name != "transfer-encoding" && !self.adds.contains(&name.as_str()));
                found.sort();
                // The same fields, and nothing behind them (RFC 9110 9.3.2).
                let (body, length) = if row.is_head() { ("", reply.content_length) } else { (&*expected.body, None) };
                if (reply.status, &found) != (expected.status, &expected.fields)
                    || content(reply) != body
                    || length.is_some_and(|length| length != expected.body.len())
                    || row.is_head() && length.is_none() && !expected.body.is_empty()
                {
                    return Err(format!("expected {expected:?}"));
                }
            }
        }
        Ok(())
    }
}

/// The body, put together where it came in chunks.
fn content(reply: &Reply) -> String {
    if reply.all("transfer-encoding") != ["chunked"] {
        return reply.body.clone();
    }
    let mut rest = reply.body.as_str();
    let mut whole = String::new();
    while let Some((size, tail)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap_or(0);
        let Some((chunk, after)) = tail.split_at_checked(size).filter(|_| size > 0) else { break };
        whole.push_str(chunk);
        rest = after.trim_start_matches("\r\n");
    }
    whole
}

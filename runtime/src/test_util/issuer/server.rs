//! HTTP/1.1 on a loopback port: one request for each connection, each in its thread.

use std::{
    collections::HashMap,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// How long a test waits for a request before it fails.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The maximum length of a request, in bytes.
const LONGEST_REQUEST: u64 = 64 * 1024;

/// Names what a [`TestIssuer`](super::TestIssuer) serves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum TestEndpoint {
    /// The discovery document, at all its addresses.
    Discovery,
    /// The JWK set.
    Keys,
    /// What is said about opaque tokens (RFC 7662).
    Introspection,
}

/// Says how an endpoint of a [`TestIssuer`](super::TestIssuer) responds.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum TestResponse {
    /// As it should.
    Usual,
    /// Not yet: with the response that the endpoint gets next.
    Held,
    /// It closes the connection without a response.
    Closed,
    /// With this status and no body.
    Status(u16),
    /// With 200 and this body.
    Body(String),
    /// With 302 to this address.
    Redirect(String),
}

/// What a request asks for.
#[cfg_attr(not(feature = "introspection"), allow(dead_code, reason = "for what is posted"))]
pub(super) struct Asked {
    pub(super) endpoint: TestEndpoint,
    pub(super) authorization: Option<String>,
    pub(super) body: String,
}

/// Returns the usual body, or the status of an error.
type Respond = dyn Fn(&Asked) -> Result<String, u16> + Send + Sync;

/// Ends when it is dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    /// Finds the endpoint of a path.
    endpoint: fn(&str) -> Option<TestEndpoint>,
    respond: Box<Respond>,
}

#[derive(Default)]
struct State {
    responses: HashMap<TestEndpoint, TestResponse>,
    requests: HashMap<TestEndpoint, usize>,
    is_over: bool,
}

impl Server {
    /// Starts to listen. `respond` is called with the address of the server, and returns the usual bodies.
    pub(super) fn start(
        endpoint: fn(&str) -> Option<TestEndpoint>,
        respond: impl FnOnce(SocketAddr) -> Box<Respond>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { state: Mutex::default(), changed: Condvar::new(), endpoint, respond: respond(address) });
        let served = Arc::clone(&shared);
        thread::Builder::new().name("test-issuer".to_owned()).spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if served.lock().is_over {
                    return;
                }
                let shared = Arc::clone(&served);
                thread::spawn(move || {
                    let _ = shared.serve(stream);
                });
            }
        })?;
        Ok(Self { address, shared })
    }

    pub(super) fn respond(&self, endpoint: TestEndpoint, response: TestResponse) {
        let mut state = self.shared.lock();
        state.responses.insert(endpoint, response);
        self.shared.changed.notify_all();
    }

    pub(super) fn requests(&self, endpoint: TestEndpoint) -> usize {
        self.shared.lock().requests.get(&endpoint).copied().unwrap_or_default()
    }

    /// Waits until the endpoint has got so many requests. Returns whether it has.
    pub(super) fn wait_for_requests(&self, endpoint: TestEndpoint, count: usize) -> bool {
        let end = Instant::now() + LONGEST_WAIT;
        let mut state = self.shared.lock();
        while state.requests.get(&endpoint).is_none_or(|requests| *requests < count) {
            let rest = end.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                return false;
            }
            state = self.shared.changed.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.lock().is_over = true;
        self.shared.changed.notify_all();
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?.take(LONGEST_REQUEST));
        let mut head = Vec::new();
        for line in reader.by_ref().lines() {
            head.push(line?);
            if head.last().is_some_and(String::is_empty) {
                break;
            }
        }
        let field = |name: &str| {
            let mut values = head.iter().filter_map(|line| line.split_once(':'));
            values.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
        };
        let mut body = String::new();
        let length = field("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
        reader.take(length).read_to_string(&mut body)?;
        let path = head.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        let response = match (self.endpoint)(path) {
            Some(endpoint) => self.response(&Asked { endpoint, authorization: field("authorization"), body }),
            None => Some(response_head("404 Not Found", "content-length: 0\r\n")),
        };
        if let Some(response) = response {
            stream.write_all(response.as_bytes())?;
        }
        Ok(())
    }

    /// Returns the whole response, or `None` for none.
    fn response(&self, asked: &Asked) -> Option<String> {
        let mut state = self.lock();
        *state.requests.entry(asked.endpoint).or_default() += 1;
        self.changed.notify_all();
        let response = loop {
            match state.responses.get(&asked.endpoint) {
                Some(TestResponse::Held) if state.is_over => break TestResponse::Closed,
                Some(TestResponse::Held) => state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                response => break response.cloned().unwrap_or(TestResponse::Usual),
            }
        };
        drop(state);
        let found = |body: &str| {
            let length = format!("content-length: {}\r\n", body.len());
            Some(format!("{}{body}", response_head("200 OK", &length)))
        };
        let failed = |status: u16| Some(response_head(&format!("{status} Status"), "content-length: 0\r\n"));
        match response {
            TestResponse::Held | TestResponse::Closed => None,
            TestResponse::Usual => (self.respond)(asked).map_or_else(failed, |body| found(&body)),
            TestResponse::Body(body) => found(&body),
            TestResponse::Status(status) => failed(status),
            TestResponse::Redirect(to) => Some(response_head("302 Found", &format!("location: {to}\r\ncontent-length: 0\r\n"))),
        }
    }
}

fn response_head(status: &str, fields: &str) -> String {
    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: application/json\r\n{fields}\r\n")
}

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

/// Returns the usual body.
type Respond = dyn Fn(TestEndpoint) -> String + Send + Sync;

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
        let mut lines = BufReader::new(stream.try_clone()?.take(LONGEST_REQUEST)).lines();
        let first = lines.next().transpose()?.unwrap_or_default();
        for line in lines {
            if line?.is_empty() {
                break;
            }
        }
        let path = first.split(' ').nth(1).unwrap_or_default();
        let response = match (self.endpoint)(path) {
            Some(endpoint) => self.response(endpoint),
            None => Some(head("404 Not Found", "content-length: 0\r\n")),
        };
        if let Some(response) = response {
            stream.write_all(response.as_bytes())?;
        }
        Ok(())
    }

    /// Returns the whole response, or `None` for none.
    fn response(&self, endpoint: TestEndpoint) -> Option<String> {
        let mut state = self.lock();
        *state.requests.entry(endpoint).or_default() += 1;
        self.changed.notify_all();
        let response = loop {
            match state.responses.get(&endpoint) {
                Some(TestResponse::Held) if state.is_over => break TestResponse::Closed,
                Some(TestResponse::Held) => state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                response => break response.cloned().unwrap_or(TestResponse::Usual),
            }
        };
        drop(state);
        let found = |body: &str| Some(format!("{}{body}", head("200 OK", &format!("content-length: {}\r\n", body.len()))));
        match response {
            TestResponse::Held | TestResponse::Closed => None,
            TestResponse::Usual => found(&(self.respond)(endpoint)),
            TestResponse::Body(body) => found(&body),
            TestResponse::Status(status) => Some(head(&format!("{status} Status"), "content-length: 0\r\n")),
            TestResponse::Redirect(to) => Some(head("302 Found", &format!("location: {to}\r\ncontent-length: 0\r\n"))),
        }
    }
}

fn head(status: &str, fields: &str) -> String {
    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: application/json\r\n{fields}\r\n")
}

//! The quickstart, or another example that serves, built and running on a port of its own.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Mutex, OnceLock, PoisonError},
};

use crate::raw_http::{Reply, exchange};

/// A running example; ends with the value.
#[derive(Debug)]
pub struct Quickstart {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// The lines it printed before it was ready.
    pub greeting: String,
}

impl Quickstart {
    /// Starts one on a free port and waits until it listens.
    #[must_use]
    pub fn start() -> Self {
        Self::running(command("0"))
    }

    /// Starts another example, behind a feature of that name, and waits until it listens.
    #[must_use]
    pub fn start_example(name: &str) -> Self {
        let mut command = Command::new(build(name, &["--features", name]));
        command.env("PORT", "0");
        Self::running(command)
    }

    /// Starts this command, which must be that of an example that serves.
    ///
    /// # Panics
    ///
    /// If it ends before it listens.
    #[must_use]
    pub fn running(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the example starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        let mut first = String::new();
        output.read_line(&mut first).expect("it prints where it listens");
        let address = first.split("http://").nth(1).and_then(|rest| rest.split(',').next()).and_then(|text| text.parse().ok());
        let mut greeting = first.clone();
        // It goes on reading until the blank line behind the curl lines; the rest is read when it ends.
        let mut blank = 0;
        while blank < 2 {
            let mut line = String::new();
            if output.read_line(&mut line).expect("it prints what to try") == 0 {
                break;
            }
            blank += usize::from(line.trim().is_empty());
            greeting.push_str(&line);
        }
        child.stdout = Some(output.into_inner());
        Self { child, address: address.unwrap_or_else(|| panic!("no address in {first:?}")), greeting }
    }

    /// One request on a connection of its own.
    #[must_use]
    pub fn ask(&self, method: &str, path: &str, fields: &[&str]) -> Reply {
        let fields: String = fields.iter().flat_map(|field| [*field, "\r\n"]).collect();
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{fields}\r\n", self.address);
        exchange(self.address, head.as_bytes())
    }

    /// Sends a form as a browser does, on a connection of its own. `cookie` is `name=value`; each of the field lines ends with CRLF.
    #[must_use]
    pub fn submit(&self, cookie: Option<&str>, method: &str, target: &str, fields: &str, form: &str) -> Reply {
        let cookie = cookie.map(|cookie| format!("cookie: {cookie}\r\n")).unwrap_or_default();
        let head = format!(
            "{method} {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{cookie}{fields}\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            self.address,
            form.len()
        );
        exchange(self.address, format!("{head}{form}").as_bytes())
    }

    /// Sends the signal of Ctrl-C and waits for the end: how, and what it printed meanwhile.
    #[must_use]
    pub fn interrupt(mut self) -> (ExitStatus, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().is_ok_and(|status| status.success()), "kill -INT");
        let mut rest = String::new();
        self.child.stdout.take().expect("its output is a pipe").read_to_string(&mut rest).expect("text");
        (self.child.wait().expect("it ends"), rest)
    }
}

impl Drop for Quickstart {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The quickstart with this `PORT`, not started yet.
#[must_use]
pub fn command(port: &str) -> Command {
    let mut command = Command::new(executable());
    command.env("PORT", port);
    command
}

/// The reference server with a free port and these variables, not started yet.
#[must_use]
pub fn reference(variables: &[(&str, &str)]) -> Command {
    let mut command = example("reference");
    let own = ["BASE_URL", "ISSUER", "AUDIENCE", "JWKS_URL"];
    for name in own.iter().chain(&["INTROSPECTION_URL", "INTROSPECTION_CLIENT_ID", "INTROSPECTION_CLIENT_SECRET"]) {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    command
}

/// An example behind a feature of that name, with a free port, not started yet. It is built once.
#[must_use]
pub fn example(name: &'static str) -> Command {
    static EXECUTABLES: Mutex<BTreeMap<&str, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut executables = EXECUTABLES.lock().unwrap_or_else(PoisonError::into_inner);
    let mut command = Command::new(executables.entry(name).or_insert_with(|| build_as_part(name)));
    command.env("PORT", "0");
    command
}

fn build_as_part(example: &str) -> PathBuf {
    // With all features it is built already, as a part of the workspace.
    let all = cfg!(all(
        feature = "actix-web",
        feature = "lambda",
        feature = "poem",
        feature = "rocket",
        feature = "salvo",
        feature = "tonic"
    ));
    let own = ["--features", example];
    build(example, if all { &["--workspace", "--all-features"] } else { &own })
}

/// Builds the quickstart once.
fn executable() -> &'static PathBuf {
    static EXECUTABLE: OnceLock<PathBuf> = OnceLock::new();
    EXECUTABLE.get_or_init(|| build("quickstart", &[]))
}

/// Builds an example with the cargo that runs the tests.
fn build(example: &str, features: &[&str]) -> PathBuf {
    let build = Command::new(env!("CARGO"))
        .args(["build", "--package", "requires-auth-examples", "--example", example, "--message-format", "json"])
        .args(features)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(build.status.success(), "the example `{example}` builds");
    let messages = String::from_utf8_lossy(&build.stdout).into_owned();
    let executable = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message.pointer("/target/name").is_some_and(|name| name == example))
        .find_map(|message| message.get("executable")?.as_str().map(PathBuf::from));
    executable.expect("cargo names the executable")
}

//! A folder with a configuration, the binary run in it, and a server whose life ends with its test.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const BINARY: &str = env!("CARGO_BIN_EXE_hall-server");
/// The folder of everything a person edits.
pub const ASSETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets");
/// Longest wait for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A site's folder.
pub struct Place {
    pub folder: tempfile::TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// What it said; fails unless it ended well.
    #[track_caller]
    pub fn well(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    /// Why it failed; fails if it ended otherwise than with this code.
    #[track_caller]
    pub fn badly(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:?}");
        self.err
    }
}

impl Place {
    pub fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        place.write_config("");
        place
    }

    pub fn config(&self) -> PathBuf {
        self.folder.path().join("hall.toml")
    }

    /// Writes the configuration, on any free ports; `more` comes after the last section.
    pub fn write_config(&self, more: &str) {
        let text = format!(
            "[site]\nid = \"test\"\npublic_url = \"http://127.0.0.1:1\"\n\
             [listen.hall]\naddress = \"127.0.0.1:0\"\n[listen.public]\naddress = \"127.0.0.1:0\"\n\
             [database]\npath = \"hall.db\"\n[catalogue]\nfolder = \"{ASSETS}/catalogue\"\n\
             [assets]\nfolder = \"{ASSETS}\"\n{more}\n"
        );
        std::fs::write(self.config(), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command.arg("--config").arg(self.config()).args(arguments);
        command.env_remove("HALL_LOG").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    /// Runs a command with this on its standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self.command(arguments).spawn().unwrap();
        // A command that does not read may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Starts a server and waits until it answers.
    pub fn serve(&self) -> Serving {
        let log = self.folder.path().join("serve.log");
        let mut child = self.command(&["serve"]).stderr(File::create(&log).unwrap()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).expect("no line says that it is ready");
        let address = |key: &str| ready[key].as_str().unwrap().parse().unwrap();
        Serving { hall: address("hall"), public: address("public"), child, log, _out: lines }
    }
}

/// A running server.
pub struct Serving {
    pub hall: SocketAddr,
    pub public: SocketAddr,
    child: Child,
    log: PathBuf,
    _out: BufReader<ChildStdout>,
}

impl Serving {
    /// Waits until its log says something.
    pub fn says(&self, text: &str) {
        let began = Instant::now();
        while !std::fs::read_to_string(&self.log).unwrap().contains(text) {
            assert!(began.elapsed() < PATIENCE, "{text} is not in the log");
            std::thread::yield_now();
        }
    }

    /// Tells it to stop and waits: its exit code and how long it took.
    pub fn stop(mut self, signal: &str) -> (Option<i32>, Duration) {
        let began = Instant::now();
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        let status = self.child.wait().unwrap();
        (status.code(), began.elapsed())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("{}", std::fs::read_to_string(&self.log).unwrap_or_default());
        }
    }
}

/// Sends a request and leaves the connection to be read.
pub fn open(to: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {to}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n").unwrap();
    }
    write!(request, "\r\n{body}").unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// Asks and gives the status and the body.
pub fn ask(to: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let mut headers = headers.to_vec();
    headers.push(("connection", "close"));
    let mut reply = String::new();
    open(to, method, path, &headers, body).read_to_string(&mut reply).unwrap();
    let status = reply.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let body = reply.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status, body.to_owned())
}

/// Copies a folder of files.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

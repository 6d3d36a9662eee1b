//! A printer in a thread: it answers IPP, or with whatever bytes a test wants, and does with a document what the test says.

use std::io::{Cursor, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use ipp::attribute::{IppAttribute, IppAttributeGroup};
use ipp::model::{DelimiterTag, IppVersion, StatusCode};
use ipp::parser::IppParser;
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;
use printing::ipp::PrinterAddress;

const SILENCE_MAX: Duration = Duration::from_secs(10);

/// A job it has.
#[derive(Debug, Clone)]
pub struct Job {
    pub number: i32,
    pub name: String,
    pub state: i32,
    pub has_document: bool,
    pub sheets: Option<i32>,
}

/// How it is and what it does.
pub struct Fake {
    pub state: i32,
    pub reasons: Vec<&'static str>,
    pub format: &'static str,
    pub operations: Vec<i32>,
    pub counter: Option<i32>,
    /// How far a document moves the counter.
    pub counter_step: i32,
    pub announce_status: i16,
    pub document_status: i16,
    pub lists_finished: bool,
    pub jobs: Vec<Job>,
    /// What it does with a document; the job's index comes with it.
    pub on_document: OnDocument,
}

type OnDocument = Box<dyn FnMut(&mut Fake, usize) + Send>;

/// It ends with the value.
pub struct FakePrinter {
    address: SocketAddr,
    fake: Arc<Mutex<Fake>>,
    is_closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl FakePrinter {
    /// A printer that prints two sheets of every document.
    pub fn start() -> Self {
        Self::serve(None)
    }

    /// One that ends its jobs like this, one after the other.
    pub fn ending<const N: usize, E: FnMut(&mut Job) + Send + 'static>(ends: [E; N]) -> Self {
        let printer = Self::start();
        let mut ends = ends.into_iter();
        printer.change(|fake| {
            fake.on_document = Box::new(move |fake, index| {
                ends.next().expect("a job more than ends")(&mut fake.jobs[index]);
            });
        });
        printer
    }

    /// Something that says these bytes to whatever it is asked; nothing at all if there are none.
    pub fn saying(bytes: Vec<u8>) -> Self {
        Self::serve(Some(bytes))
    }

    pub fn address(&self) -> PrinterAddress {
        format!("ipp://{}/ipp/print", self.address).parse().unwrap()
    }

    pub fn change(&self, change: impl FnOnce(&mut Fake)) {
        change(&mut self.fake.lock().unwrap());
    }

    /// From now on it wants no document, and prints nothing of it.
    pub fn refuse_documents(&self, status: i16) {
        self.change(|fake| {
            fake.document_status = status;
            fake.on_document = Box::new(|_, _| {});
        });
    }

    fn serve(bytes: Option<Vec<u8>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let fake = Arc::new(Mutex::new(Fake::new()));
        let is_closing = Arc::new(AtomicBool::new(false));
        let (served, closing) = (Arc::clone(&fake), Arc::clone(&is_closing));
        let thread = std::thread::spawn(move || {
            // Connections that hear nothing are kept open.
            let mut silent = Vec::new();
            for stream in listener.incoming() {
                if closing.load(Ordering::Acquire) {
                    return;
                }
                let mut stream = stream.unwrap();
                stream.set_read_timeout(Some(SILENCE_MAX)).unwrap();
                let Some(request) = read_request(&mut stream) else { continue };
                let answer = match &bytes {
                    Some(bytes) if bytes.is_empty() => {
                        silent.push(stream);
                        continue;
                    }
                    Some(bytes) => bytes.clone(),
                    None => http(&served.lock().unwrap().answer(&request)),
                };
                // Who asked may have heard enough.
                drop(stream.write_all(&answer));
            }
        });
        Self { address, fake, is_closing, thread: Some(thread) }
    }
}

impl Drop for FakePrinter {
    fn drop(&mut self) {
        self.is_closing.store(true, Ordering::Release);
        drop(TcpStream::connect(self.address));
        drop(self.thread.take().unwrap().join());
    }
}

impl Fake {
    fn new() -> Self {
        Self {
            state: 3,
            reasons: vec!["none"],
            format: "application/pdf",
            operations: vec![2, 5, 6, 8, 9, 10, 11],
            counter: None,
            counter_step: 0,
            announce_status: 0,
            document_status: 0,
            lists_finished: true,
            jobs: Vec::new(),
            on_document: Box::new(|fake, index| {
                let job = &mut fake.jobs[index];
                (job.state, job.sheets) = (9, Some(2));
            }),
        }
    }

    fn answer(&mut self, request: &IppRequestResponse) -> IppRequestResponse {
        let group = request.attributes().first_of(DelimiterTag::OperationAttributes).unwrap();
        let integer = |name: &str| group.get(name).and_then(|found| found.value().as_integer().copied());
        let text = |name: &str| group.get(name).map(|found| found.value().to_string()).unwrap_or_default();
        let index = integer("job-id").and_then(|id| self.jobs.iter().position(|job| job.number == id));
        match request.header().operation_or_status {
            0x0b => answer(0, [self.printer()]),
            0x0a if text("which-jobs") == "completed" && !self.lists_finished => answer(0x040b, []),
            0x0a => {
                let is_over = text("which-jobs") == "completed";
                let listed = self.jobs.iter().filter(|job| (job.state >= 7) == is_over);
                answer(0, listed.map(Job::attributes))
            }
            0x05 if self.announce_status != 0 => answer(self.announce_status, []),
            0x05 => {
                let number = self.jobs.len() as i32 + 1;
                let name = text("job-name");
                let job = Job { number, name, state: 4, has_document: false, sheets: Some(0) };
                self.jobs.push(job.clone());
                answer(0, [job.attributes()])
            }
            0x06 => {
                let index = index.unwrap();
                assert!(!self.jobs[index].has_document, "a job takes one document");
                self.jobs[index].has_document = self.document_status == 0;
                self.counter = self.counter.map(|counter| counter + self.counter_step);
                let mut on_document = std::mem::replace(
                    &mut self.on_document,
                    Box::new(|_, _| panic!("a document in a document")),
                );
                on_document(self, index);
                self.on_document = on_document;
                answer(self.document_status, [])
            }
            0x08 => {
                self.jobs[index.unwrap()].state = 7;
                answer(0, [])
            }
            0x09 => match index {
                Some(index) => answer(0, [self.jobs[index].attributes()]),
                None => answer(0x0406, []),
            },
            other => panic!("operation {other}"),
        }
    }

    fn printer(&self) -> IppAttributeGroup {
        let mut group = IppAttributeGroup::new(DelimiterTag::PrinterAttributes);
        let keywords = self.reasons.iter().map(|reason| IppValue::new_keyword(*reason).unwrap()).collect();
        let operations = self.operations.iter().map(|operation| IppValue::Enum(*operation)).collect();
        let mut add =
            |name: &str, value| group.attributes_mut().push(IppAttribute::with_name(name, value).unwrap());
        add("printer-state", IppValue::Enum(self.state));
        add("printer-state-reasons", IppValue::Array(keywords));
        add("operations-supported", IppValue::Array(operations));
        add("document-format-supported", IppValue::new_mime_media_type(self.format).unwrap());
        add("media-ready", IppValue::new_keyword("iso_a4_210x297mm").unwrap());
        if let Some(counter) = self.counter {
            add("printer-impressions-completed", IppValue::Integer(counter));
        }
        group
    }
}

impl Job {
    fn attributes(&self) -> IppAttributeGroup {
        let mut group = IppAttributeGroup::new(DelimiterTag::JobAttributes);
        let mut add =
            |name: &str, value| group.attributes_mut().push(IppAttribute::with_name(name, value).unwrap());
        let reason = if self.has_document { "none" } else { "job-data-insufficient" };
        add("job-id", IppValue::Integer(self.number));
        add("job-name", IppValue::new_name_without_language(self.name.clone()).unwrap());
        add("job-originating-user-name", IppValue::new_name_without_language("kiosk-1").unwrap());
        add("job-state", IppValue::Enum(self.state));
        add("job-state-reasons", IppValue::new_keyword(reason).unwrap());
        if let Some(sheets) = self.sheets {
            add("job-impressions-completed", IppValue::Integer(sheets));
        }
        group
    }
}

fn answer(status: i16, groups: impl IntoIterator<Item = IppAttributeGroup>) -> IppRequestResponse {
    let mut answer =
        IppRequestResponse::new_response(IppVersion::v1_1(), StatusCode::SuccessfulOk, 1).unwrap();
    answer.header_mut().operation_or_status = status;
    answer.attributes_mut().groups_mut().extend(groups);
    answer
}

fn http(answer: &IppRequestResponse) -> Vec<u8> {
    let body = answer.to_bytes();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), &body].concat()
}

/// None if nobody asks.
fn read_request(stream: &mut TcpStream) -> Option<IppRequestResponse> {
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(head) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
            let length =
                text.lines().find_map(|line| line.strip_prefix("content-length:"))?.trim().parse().ok()?;
            let body = &request[head + 4..];
            if body.len() >= length {
                return IppParser::new(IppReader::new(Cursor::new(body.to_vec()))).parse().ok();
            }
        }
        let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&buffer[..read]);
    }
}

//! The network between a kiosk and its office printer: a proxy that lets every request pass, or loses it, its answer, or time, as a plan
//! says. The plan knows the operation that is asked for: each request has a connection of its own.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use printing::ipp::PrinterAddress;

/// Longest header of a request, bytes.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// A connection that carries nothing for so long has been forgotten by a test.
const SILENCE_MAX: Duration = Duration::from_mins(1);

/// What is asked of the printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Create-Job.
    Announce,
    /// Send-Document.
    Send,
    /// Cancel-Job.
    Cancel,
    /// Get-Job-Attributes and Get-Jobs.
    Look,
    /// Everything else.
    Other,
}

impl Operation {
    fn of(code: [u8; 2]) -> Self {
        match u16::from_be_bytes(code) {
            0x05 => Self::Announce,
            0x06 => Self::Send,
            0x08 => Self::Cancel,
            0x09 | 0x0a => Self::Look,
            _ => Self::Other,
        }
    }
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing.
    Sound,
    /// No connection.
    Refused,
    /// The connection ends after so many bytes of the request.
    RequestCut(usize),
    /// The connection ends after so many bytes of the answer.
    AnswerCut(usize),
    /// After so many bytes of the request nothing passes any more, and nobody is told.
    RequestFrozen(usize),
    /// After so many bytes of the answer nothing passes any more, and nobody is told.
    AnswerFrozen(usize),
    /// After so many bytes of the request the rest is kept, and arrives when the sender has given up.
    Late(usize),
    /// The request arrives twice; the second answer is lost.
    Twice,
}

type Plan = Box<dyn FnMut(Operation) -> Fate + Send>;

/// The cable. Pulled out when dropped.
pub struct Cable {
    address: SocketAddr,
    is_closing: Arc<AtomicBool>,
    plan: Arc<Mutex<Plan>>,
    thread: Option<JoinHandle<()>>,
}

impl Cable {
    /// A sound cable to a printer.
    pub fn to(printer: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let is_closing = Arc::new(AtomicBool::new(false));
        let plan: Arc<Mutex<Plan>> = Arc::new(Mutex::new(Box::new(|_| Fate::Sound)));
        let (closing, planned) = (Arc::clone(&is_closing), Arc::clone(&plan));
        let thread = std::thread::Builder::new().name("cable".to_owned()).spawn(move || {
            for near in listener.incoming() {
                if closing.load(Ordering::Acquire) {
                    return;
                }
                let Ok(near) = near else { continue };
                let plan = Arc::clone(&planned);
                // Ends with its connection.
                std::thread::spawn(move || drop(carry(near, printer, &plan)));
            }
        })?;
        Ok(Self { address, is_closing, plan, thread: Some(thread) })
    }

    /// Where a kiosk finds the printer.
    pub fn address(&self) -> PrinterAddress {
        format!("ipp://{}/ipp/print", self.address)
            .parse()
            .expect("invariant: loopback and a port are an address")
    }

    /// From now on each request has the fate that the plan gives it.
    pub fn plan(&self, plan: impl FnMut(Operation) -> Fate + Send + 'static) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(plan);
    }

    /// The next request of this operation has this fate; all others are sound.
    pub fn once(&self, operation: Operation, fate: Fate) {
        let mut is_over = false;
        self.plan(move |asked| {
            let is_meant = asked == operation && !is_over;
            is_over |= is_meant;
            if is_meant { fate } else { Fate::Sound }
        });
    }

    /// From now on it is sound. What is frozen stays so.
    pub fn heal(&self) {
        self.plan(|_| Fate::Sound);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.is_closing.store(true, Ordering::Release);
        // Wakes the thread.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// One connection from its beginning to its end.
fn carry(mut near: TcpStream, printer: SocketAddr, plan: &Mutex<Plan>) -> std::io::Result<()> {
    near.set_read_timeout(Some(SILENCE_MAX))?;
    near.set_nodelay(true)?;
    let (mut request, length, operation) = read_head(&mut near)?;
    let fate = plan.lock().unwrap_or_else(PoisonError::into_inner)(operation);
    let pass = match fate {
        Fate::Refused => return Ok(()),
        Fate::RequestCut(bytes) | Fate::RequestFrozen(bytes) => bytes.min(length),
        _ => length,
    };
    // What is not passed on is not taken either: a long request is cut while it is being written.
    while request.len() < pass {
        read_some(&mut near, &mut request)?;
    }
    let mut far = TcpStream::connect(printer)?;
    far.set_read_timeout(Some(SILENCE_MAX))?;
    far.set_nodelay(true)?;
    match fate {
        Fate::RequestCut(_) => far.write_all(&request[..pass]),
        Fate::RequestFrozen(_) => {
            far.write_all(&request[..pass])?;
            wait_for_end(&mut near)
        }
        Fate::Late(bytes) => {
            let early = bytes.min(length);
            far.write_all(&request[..early])?;
            wait_for_end(&mut near)?;
            far.write_all(&request[early..])?;
            answer(&mut far, None, usize::MAX).map(drop)
        }
        Fate::Twice => {
            far.write_all(&request)?;
            answer(&mut far, Some(&mut near), usize::MAX)?;
            let mut again = TcpStream::connect(printer)?;
            again.set_read_timeout(Some(SILENCE_MAX))?;
            again.write_all(&request)?;
            answer(&mut again, None, usize::MAX).map(drop)
        }
        Fate::Sound | Fate::AnswerCut(_) | Fate::AnswerFrozen(_) | Fate::Refused => {
            far.write_all(&request)?;
            let most = match fate {
                Fate::AnswerCut(bytes) | Fate::AnswerFrozen(bytes) => bytes,
                _ => usize::MAX,
            };
            answer(&mut far, Some(&mut near), most)?;
            if matches!(fate, Fate::AnswerFrozen(_)) { wait_for_end(&mut near) } else { Ok(()) }
        }
    }
}

/// Reads at least the header and the operation; says how long the request is as a whole.
fn read_head(near: &mut TcpStream) -> std::io::Result<(Vec<u8>, usize, Operation)> {
    let mut request = Vec::new();
    let head = loop {
        if let Some(at) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break at + 4;
        }
        if request.len() > HEAD_BYTES_MAX {
            return Err(ErrorKind::InvalidData.into());
        }
        read_some(near, &mut request)?;
    };
    let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
    let length =
        text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    let length = head + length.ok_or(ErrorKind::InvalidData)?;
    while request.len() < (head + 4).min(length) {
        read_some(near, &mut request)?;
    }
    let operation =
        request.get(head + 2..head + 4).map_or(Operation::Other, |code| Operation::of([code[0], code[1]]));
    Ok((request, length, operation))
}

fn read_some(from: &mut TcpStream, into: &mut Vec<u8>) -> std::io::Result<()> {
    let mut buffer = [0; 4096];
    match from.read(&mut buffer)? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        read => {
            into.extend_from_slice(&buffer[..read]);
            Ok(())
        }
    }
}

/// Passes the answer on, up to so many bytes, until the printer ends it.
fn answer(far: &mut TcpStream, mut near: Option<&mut TcpStream>, most: usize) -> std::io::Result<()> {
    let (mut answer, mut passed) = (Vec::new(), 0);
    loop {
        let whole = whole_answer(&answer);
        if whole.is_some_and(|length| answer.len() >= length) || passed == most {
            return Ok(());
        }
        read_some(far, &mut answer)?;
        let until = answer.len().min(most);
        if let Some(near) = near.as_deref_mut() {
            near.write_all(&answer[passed..until])?;
        }
        passed = until;
    }
}

/// Length of an answer whose header is there.
fn whole_answer(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
    let length =
        text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok())?;
    Some(head + length)
}

/// Keeps the connection open until the sender has given up.
fn wait_for_end(near: &mut TcpStream) -> std::io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        match near.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            // A sender that broke off has given up as well.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return Ok(()),
            Err(error) => {
                drop(near.shutdown(Shutdown::Both));
                return Err(error);
            }
        }
    }
}

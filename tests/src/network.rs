//! A bad network on loopback: a proxy whose every connection has a fate of its own, drawn from a seed. It drops, delays,
//! freezes without a word, cuts in the middle of an event, sends requests twice, and refuses for a while; it never reorders.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Chunks on their way on one connection at most; then it reads no more.
const CHUNKS_MAX: usize = 256;
/// Largest chunk, bytes.
const CHUNK_BYTES: usize = 4 * 1024;
/// Longest delay of a byte.
pub const DELAY_MAX: Duration = Duration::from_secs(5);

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Nothing.
    Sound,
    /// It ends after a while.
    Cut(Duration),
    /// It ends after so many bytes from the server: mostly within an event.
    CutWithin(usize),
    /// After a while nothing passes any more, and nobody is told.
    Frozen(Duration),
    /// After a while every byte comes so much later.
    Late(Duration, Duration),
    /// Every byte comes later, by a different time each, in order.
    Wavering(u64),
    /// It is closed at once.
    Refused,
    /// What the client sends goes to the server twice, on two connections; the second's answers are lost.
    Repeated,
}

impl Fate {
    fn draw(random: &mut StdRng) -> Self {
        let mut ms = |from, to| Duration::from_millis(random.random_range(from..=to));
        let (after, by) = (ms(0, 8_000), ms(300, DELAY_MAX.as_millis() as u64));
        match random.random_range(0..100) {
            0..12 => Self::Sound,
            12..28 => Self::Cut(after),
            28..42 => Self::CutWithin(random.random_range(1..4_000)),
            42..64 => Self::Frozen(after),
            64..82 => Self::Late(after, by),
            82..90 => Self::Wavering(random.random()),
            90..95 => Self::Refused,
            _ => Self::Repeated,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Cut(_) => "cut",
            Self::CutWithin(_) => "cut within an event",
            Self::Frozen(_) => "frozen",
            Self::Late(..) => "late",
            Self::Wavering(_) => "wavering",
            Self::Refused => "refused",
            Self::Repeated => "repeated",
        }
    }
}

/// How the network is as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    Bad,
    /// Every connection is cut and none is taken.
    Down,
    /// New connections are sound, and nothing is delayed any more. What is frozen stays so.
    Good,
}

/// The network in front of a server. Ends with the value.
pub struct Network {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    fates: Arc<Mutex<BTreeMap<&'static str, usize>>>,
    task: JoinHandle<()>,
}

impl Network {
    /// A bad network before a server; the same seed draws the same fates.
    pub async fn before(server: SocketAddr, seed: u64) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (weather, fates) = (watch::Sender::new(Weather::Bad), Arc::default());
        let task = tokio::spawn(accept(listener, server, seed, weather.clone(), Arc::clone(&fates)));
        Ok(Self { address, weather, fates, task })
    }

    /// Where clients find the server through it.
    pub fn server(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Takes the whole network down for a while.
    pub async fn outage(&self, lasting: Duration) {
        self.weather.send_replace(Weather::Down);
        tokio::time::sleep(lasting).await;
        self.weather.send_replace(Weather::Bad);
    }

    /// From now on it is a good network.
    pub fn heal(&self) {
        self.weather.send_replace(Weather::Good);
    }

    /// How many connections had which fate.
    pub fn fates(&self) -> BTreeMap<&'static str, usize> {
        self.fates.lock().expect("invariant: nothing panics under this lock").clone()
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(
    listener: TcpListener,
    server: SocketAddr,
    seed: u64,
    weather: watch::Sender<Weather>,
    fates: Arc<Mutex<BTreeMap<&'static str, usize>>>,
) {
    let mut random = StdRng::seed_from_u64(seed);
    // Ends its connections with it.
    let mut open = tokio::task::JoinSet::new();
    loop {
        let Ok((near, _)) = listener.accept().await else { continue };
        let fate = match *weather.borrow() {
            Weather::Bad => Fate::draw(&mut random),
            Weather::Down => Fate::Refused,
            Weather::Good => Fate::Sound,
        };
        *fates.lock().expect("invariant: nothing panics under this lock").entry(fate.name()).or_default() +=
            1;
        open.spawn(carry(near, server, fate, weather.subscribe()));
        while open.try_join_next().is_some() {}
    }
}

/// One connection from its beginning to its end.
async fn carry(near: TcpStream, server: SocketAddr, fate: Fate, mut weather: watch::Receiver<Weather>) {
    if fate == Fate::Refused {
        return;
    }
    let Ok(far) = TcpStream::connect(server).await else { return };
    drop((near.set_nodelay(true), far.set_nodelay(true)));
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    let twin = if fate == Fate::Repeated { TcpStream::connect(server).await.ok() } else { None };
    let (twin_read, twin_write) = twin.map(TcpStream::into_split).unzip();
    let out = if let Fate::Frozen(_) = fate { fate } else { Fate::Sound };
    let there = pass(near_read, far_write, twin_write, out, weather.clone());
    let back = pass(far_read, near_write, None, fate, weather.clone());
    let cut = async {
        match fate {
            Fate::Cut(after) => tokio::time::sleep(after).await,
            _ => std::future::pending().await,
        }
    };
    let down = weather.wait_for(|weather| *weather == Weather::Down);
    tokio::select! {
        () = there => {}
        () = back => {}
        () = swallow(twin_read) => {}
        () = cut => {}
        _ = down => {}
    }
}

/// Reads and forgets; never ends.
async fn swallow(reader: Option<OwnedReadHalf>) {
    let mut buffer = [0; CHUNK_BYTES];
    if let Some(mut reader) = reader {
        while reader.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    }
    std::future::pending::<()>().await;
}

/// Passes bytes on in their order, each when it is due; ends with either side, or where the fate cuts.
async fn pass(
    reader: OwnedReadHalf,
    mut writer: OwnedWriteHalf,
    mut twin: Option<OwnedWriteHalf>,
    fate: Fate,
    weather: watch::Receiver<Weather>,
) {
    let (sender, mut chunks) = mpsc::channel::<(Instant, Vec<u8>)>(CHUNKS_MAX);
    let mut left = if let Fate::CutWithin(bytes) = fate { bytes } else { usize::MAX };
    let mut calm = weather.clone();
    let reading = read(reader, fate, weather, sender);
    let writing = async move {
        while let Some((due, chunk)) = chunks.recv().await {
            tokio::select! {
                () = tokio::time::sleep_until(due) => {}
                _ = calm.wait_for(|weather| *weather == Weather::Good) => {}
            }
            let sent = &chunk[..chunk.len().min(left)];
            left -= sent.len();
            if writer.write_all(sent).await.is_err() || left == 0 {
                return;
            }
            if let Some(twin) = &mut twin {
                drop(twin.write_all(sent).await);
            }
        }
    };
    let passing = async {
        tokio::select! {
            () = writing => {}
            // What was read is still to be written.
            () = async { reading.await; std::future::pending().await } => {}
        }
    };
    tokio::pin!(passing);
    let Fate::Frozen(after) = fate else { return passing.await };
    tokio::select! {
        () = &mut passing => {}
        // Both ends stay open and hear nothing more, until the test is over or the whole network goes down.
        () = tokio::time::sleep(after) => std::future::pending().await,
    }
}

async fn read(
    mut reader: impl AsyncRead + Unpin,
    fate: Fate,
    weather: watch::Receiver<Weather>,
    sender: mpsc::Sender<(Instant, Vec<u8>)>,
) {
    let (begun, mut due) = (Instant::now(), Instant::now());
    let mut random = StdRng::seed_from_u64(if let Fate::Wavering(seed) = fate { seed } else { 0 });
    let mut buffer = vec![0; CHUNK_BYTES];
    while let Ok(count @ 1..) = reader.read(&mut buffer).await {
        let delay = match fate {
            Fate::Late(after, by) if begun.elapsed() >= after => by,
            Fate::Wavering(_) => Duration::from_millis(random.random_range(0..=DELAY_MAX.as_millis() as u64)),
            _ => Duration::ZERO,
        };
        let delay = if *weather.borrow() == Weather::Good { Duration::ZERO } else { delay };
        due = due.max(Instant::now() + delay);
        if sender.send((due, buffer[..count].to_vec())).await.is_err() {
            return;
        }
    }
}

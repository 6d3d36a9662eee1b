//! Ten thousand tickets on ten printers, with troubles at any byte.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use hall_tests::receipt_sim::{Chaos, Options, Rom, Simulator};
use printing::escpos::{self, Encoded};
use printing::glyphs::FontGlyphs;
use printing::journal::{JobId, Journal};
use printing::profile::Profile;
use printing::receipt::{Fields, Template, Values};
use printing::serial::{Doubt, JobOutcome, PrinterEvent, PrinterState, ReceiptPrinter, Refusal, Timing};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::pieces::{self, Piece};

const TICKETS: usize = 10_000;
const PRINTERS: usize = 10;
/// Real printers need seconds to start, and people minutes to change paper; all waits are shorter by the same factor.
const FASTER: u32 = 8;
/// Bytes between two troubles at most: some 30 tickets.
const TROUBLE_BYTES: u64 = 24_000;
const TROUBLE_MAX: Duration = Duration::from_millis(250);
/// A driver that says nothing for this long has lost a job in silence.
const SILENCE_MAX: Duration = Duration::from_mins(1);
/// Staff order no more reprints than this of one number.
const REPRINTS_MAX: usize = 3;
const LAST_LINE: &str = "2026-03-02 09:41";

const FIELDS: Fields<'static> = Fields {
    texts: &["school", "hall", "number", "ahead", "wait", "area", "windows", "issued_at", "url", "note"],
    flags: &["reprint"],
    lists: &[("items", &["name"])],
};

fn asset(path: &str) -> String {
    std::fs::read_to_string(hall_tests::stage::repository().join("assets").join(path)).unwrap()
}

/// What was ordered of a printer, and what the driver said became of it.
#[derive(Debug)]
struct Order {
    number: String,
    is_marked: bool,
    outcome: JobOutcome,
    /// Pieces that came out meanwhile: from, and up to.
    pieces: (usize, usize),
}

/// A printer with its driver, and somebody who orders tickets of it as a kiosk and its staff would.
struct Hand {
    prefix: char,
    random: StdRng,
    profile: Profile,
    template: Template,
    glyphs: FontGlyphs,
    simulator: Simulator,
    printer: ReceiptPrinter,
    journal: Arc<Journal>,
    events: Receiver<PrinterEvent>,
    state: Option<PrinterState>,
    orders: Vec<Order>,
    _folder: tempfile::TempDir,
}

impl Hand {
    fn new(index: usize, seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = folder.path().join("printer");
        let is_wide = index.is_multiple_of(2);
        let profile = Profile::parse("receipt-80mm", &asset("printers/receipt-80mm.toml")).unwrap();
        let narrow = || Profile { dots: 384, encoding: printing::profile::Encoding::Gbk, ..profile.clone() };
        let profile = if is_wide { profile } else { narrow() };
        let options = Options {
            link: Some(port.clone()),
            dots: profile.dots,
            rom: if is_wide { Rom::Gb18030 } else { Rom::Gbk },
            boot: Duration::from_secs(2) / FASTER,
            pictures: false,
            ..Options::default()
        };
        let simulator = Simulator::start(&options).unwrap();
        let journal = Arc::new(Journal::open(&folder.path().join("jobs.jsonl")).unwrap());
        let (tell, events) = sync_channel(10_000);
        let on_event = move |event| tell.try_send(event).expect("the test listens");
        let timing = Timing::default().faster(FASTER);
        let opened = ReceiptPrinter::open_with(timing, port, profile.clone(), Arc::clone(&journal), on_event);
        let mut hand = Self {
            prefix: char::from(b'A' + index as u8),
            random: StdRng::seed_from_u64(seed),
            profile,
            template: Template::parse("ticket", &asset("receipts/ticket.zh.toml"), &FIELDS).unwrap(),
            glyphs: FontGlyphs::new([(Options::default().font, 0)]),
            simulator,
            printer: opened.unwrap(),
            journal,
            events,
            state: None,
            orders: Vec::new(),
            _folder: folder,
        };
        hand.wait_until_it_prints();
        hand
    }

    fn ticket(&self, number: &str, is_marked: bool) -> Encoded {
        // Now and then a name that no ROM has.
        let item = if number.ends_with('7') { "户籍证明（𠮷林）借用" } else { "校园卡补办" };
        let name = [("name", item)];
        let values = Values::new()
            .text("school", "滨江大学")
            .text("hall", "行政服务办事大厅")
            .text("number", number)
            .text("ahead", "12")
            .text("wait", "约10–15分钟")
            .text("area", "一楼东侧等候区")
            .text("windows", "3、4、5、12 号")
            .text("url", "https://hall.example.edu.cn/t/3kQ9vX2mB7pLwR4s")
            .text("issued_at", LAST_LINE)
            .text("note", "")
            .row("items", &name)
            .flag("reprint", is_marked);
        let receipt = self.template.render(&values).unwrap();
        escpos::encode(&receipt, &self.profile, &self.glyphs).unwrap()
    }

    fn next(&mut self) -> PrinterEvent {
        let Ok(event) = self.events.recv_timeout(SILENCE_MAX) else {
            panic!("the driver says nothing since {:?}, after {:?}", self.state, self.orders.last());
        };
        if let PrinterEvent::Status(state) = &event {
            self.state = Some(state.clone());
        }
        event
    }

    fn wait_until_it_prints(&mut self) {
        let until = Instant::now() + SILENCE_MAX;
        while !self.state.as_ref().is_some_and(PrinterState::can_print) {
            assert!(Instant::now() < until, "the printer does not come back");
            self.next();
        }
    }

    /// Orders one job and hears what becomes of it.
    fn order(&mut self, id: &str, number: &str, is_marked: bool) -> JobOutcome {
        let from = self.simulator.receipts().len();
        let id = JobId::try_from(id).unwrap();
        self.printer.print(&id, self.ticket(number, is_marked)).unwrap();
        if self.random.random_bool(0.002) {
            self.printer.clear();
        }
        let outcome = loop {
            match self.next() {
                PrinterEvent::Job { id: of, outcome } => {
                    assert_eq!(of, id);
                    match outcome {
                        JobOutcome::Sending | JobOutcome::FirstByte | JobOutcome::Sent => {}
                        last => break last,
                    }
                }
                PrinterEvent::Status(_) | PrinterEvent::Cleared => {}
            }
        };
        self.journal.settle(&id).unwrap();
        let pieces = (from, self.simulator.receipts().len());
        self.orders.push(Order { number: number.to_owned(), is_marked, outcome: outcome.clone(), pieces });
        outcome
    }

    /// One visitor's ticket: what was refused is ordered again, and what is in doubt perhaps reprinted with the mark.
    fn serve(&mut self, visitor: usize) {
        let number = format!("{}{visitor:04}", self.prefix);
        let mut reprints = 0;
        loop {
            // Mostly somebody waits until the printer is well, sometimes nobody looks.
            if self.random.random_bool(0.8) {
                self.wait_until_it_prints();
            }
            let id = format!("{number}-{reprints}");
            match self.order(&id, &number, reprints > 0) {
                JobOutcome::Confirmed => return,
                JobOutcome::Refused { .. } => self.wait_until_it_prints(),
                _ if reprints < REPRINTS_MAX && self.random.random_bool(0.8) => reprints += 1,
                _ => return,
            }
        }
    }
}

/// How often what happened.
#[derive(Debug, Default)]
struct Count {
    tickets: usize,
    confirmed: usize,
    /// … on paper that noise garbled on its way, which the printer cannot tell.
    confirmed_garbled: usize,
    unknown: usize,
    refused: usize,
    reprints: usize,
    troubles: u64,
}

/// Holds what the driver said against the paper that came out.
fn judge(hand: &Hand) -> Count {
    let receipts = hand.simulator.receipts();
    let pieces = pieces::read(&receipts, LAST_LINE);
    let mut count = Count { troubles: hand.simulator.look(|seen| seen.troubles), ..Count::default() };
    for (index, order) in hand.orders.iter().enumerate() {
        let Order { number, is_marked, outcome, pieces: (from, to) } = order;
        count.reprints += usize::from(*is_marked);
        let is_own = |piece: &Piece| piece.number == *number && piece.is_marked == *is_marked;
        let meanwhile = pieces::read(&receipts[*from..*to], LAST_LINE);
        match outcome {
            JobOutcome::Confirmed => {
                count.confirmed += 1;
                // What an earlier reprint left may be cut off now as well.
                if !meanwhile.iter().any(|piece| is_own(piece) && piece.is_whole) {
                    assert!(
                        receipts[*from..*to].iter().any(|receipt| receipt.is_garbled),
                        "{order:?}: {meanwhile:?}"
                    );
                    count.confirmed_garbled += 1;
                }
            }
            JobOutcome::Refused { why } => {
                count.refused += 1;
                assert_ne!(*why, Refusal::SentBefore, "{order:?}");
                let earlier = &hand.orders[..index];
                let is_left = earlier.iter().any(|one| one.number == *number && one.is_marked == *is_marked);
                let is_clean = !meanwhile.iter().any(|piece| is_own(piece) && !piece.is_garbled);
                assert!(is_left || is_clean, "{order:?}: {meanwhile:?}");
            }
            _ => count.unknown += 1,
        }
    }
    for (number, (unmarked, marked)) in pieces::by_number(&pieces) {
        assert!(unmarked.len() <= 1, "{number} came out twice: {unmarked:?}");
        let reprints = hand.orders.iter().filter(|order| order.number == number && order.is_marked);
        let reprints = reprints.filter(|order| !matches!(order.outcome, JobOutcome::Refused { .. })).count();
        assert!(marked.len() <= reprints, "{number}: {} marked of {reprints}", marked.len());
    }
    // An old buffer never comes out later: neither after another number nor after the reprint.
    let order: Vec<_> = pieces
        .iter()
        .filter(|piece| !piece.is_garbled)
        .map(|piece| (piece.number.clone(), piece.is_marked))
        .collect();
    let out_of_turn: Vec<_> = order.windows(2).filter(|two| two[0] > two[1]).collect();
    assert!(out_of_turn.is_empty(), "{out_of_turn:?}");
    count
}

/// Every ticket is confirmed once or reported; none is silent, none is doubled.
#[test]
fn ten_thousand_tickets_are_confirmed_once_or_reported() {
    let seed = std::env::var("HALL_PAPER_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    let begun = Instant::now();
    let hands: Vec<_> = (0..PRINTERS)
        .map(|index| {
            std::thread::spawn(move || {
                let seed = seed + index as u64;
                let mut hand = Hand::new(index, seed);
                hand.simulator.chaos(Some(Chaos {
                    seed,
                    bytes_max: TROUBLE_BYTES,
                    trouble_max: TROUBLE_MAX,
                }));
                for visitor in 0..TICKETS / PRINTERS {
                    hand.serve(visitor);
                }
                hand.simulator.chaos(None);
                hand.wait_until_it_prints();
                // What still hangs from the printer is cut off before the next ticket.
                while hand.order("last", &format!("{}9999", hand.prefix), false) != JobOutcome::Confirmed {
                    hand.wait_until_it_prints();
                }
                hand
            })
        })
        .collect();
    let mut sum = Count::default();
    let mut doubts = std::collections::BTreeMap::<&str, usize>::new();
    for hand in hands {
        let hand = hand.join().unwrap_or_else(|_| panic!("a printer's hand failed, seed {seed}"));
        let count = judge(&hand);
        sum.tickets += TICKETS / PRINTERS;
        sum.confirmed += count.confirmed;
        sum.confirmed_garbled += count.confirmed_garbled;
        sum.unknown += count.unknown;
        sum.refused += count.refused;
        sum.reprints += count.reprints;
        sum.troubles += count.troubles;
        for order in &hand.orders {
            match &order.outcome {
                JobOutcome::Unknown { why } => *doubts.entry(why.code()).or_default() += 1,
                JobOutcome::Refused { why } => *doubts.entry(why.code()).or_default() += 1,
                _ => {}
            }
        }
    }
    println!("seed {seed}, {:.0} s: {sum:?} {doubts:?}", begun.elapsed().as_secs_f64());
    assert_eq!(sum.tickets, TICKETS);
    assert!(sum.troubles >= TICKETS as u64 / 40, "chance was too kind: {sum:?}");
    assert!(sum.confirmed >= TICKETS * 9 / 10, "too few came out: {sum:?}");
    let states =
        [PrinterState::PaperOut, PrinterState::CoverOpen, PrinterState::Silent, PrinterState::CutterJam]
            .map(|state| state.code());
    let named = [Doubt::Noise, Doubt::PortLost { reason: String::new() }].map(|why| why.code());
    for code in states.iter().chain(&named) {
        assert!(doubts.contains_key(code), "{code} never happened: {doubts:?}");
    }
}

//! The feed: for every topic somebody listens to, the newest view; whoever is slow misses what is between.
//!
//! The engine publishes after each commit. A view is serialised once and shared by all who listen. The first change of a
//! topic goes out at once, then at most ten a second; what changes with time alone, and the place and estimate of every
//! ticket, once a second. Nothing queues up anywhere.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::Stream;
use hall_api::views::Topic;
use hall_core::event::Fact;
use hall_core::ids::{DeviceId, TicketId, WindowId};
use hall_core::time::{SECOND_MS, Timestamp};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_stream::wrappers::WatchStream;

use crate::clock::Clock;
use crate::views::Scene;

/// Between two messages of one topic.
const PAUSE: Duration = Duration::from_millis(100);
/// Before a view that turned out unchanged is computed again.
const PAUSE_UNCHANGED: Duration = Duration::from_millis(20);
/// A first message older than this is told with the present time, milliseconds.
const FRESH_MS: i64 = SECOND_MS;

/// What a batch changed, as far as views care.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    hall: bool,
    all_windows: bool,
    windows: BTreeSet<WindowId>,
    tickets: Vec<TicketId>,
    printers: BTreeSet<DeviceId>,
    pads: BTreeSet<WindowId>,
    ratings: bool,
}

impl Changes {
    /// Takes in an event. `windows` are those that had its ticket before and have it now.
    pub fn follow(&mut self, fact: &Fact, windows: [Option<WindowId>; 2]) {
        self.hall = true;
        self.tickets.extend(fact.ticket());
        self.windows.extend(windows.into_iter().flatten());
        match fact {
            Fact::CatalogueAdopted { .. }
            | Fact::DayRolledOver { .. }
            | Fact::VoiceMuted
            | Fact::VoiceUnmuted => self.all_windows = true,
            Fact::WindowOpened { window, .. }
            | Fact::WindowTakenOver { window, .. }
            | Fact::WindowPaused { window, .. }
            | Fact::WindowContinued { window }
            | Fact::WindowClosed { window }
            | Fact::LinesAssigned { window, .. } => {
                self.windows.insert(*window);
            }
            _ => {}
        }
    }

    /// Something beside the log changed: a note, a print job.
    pub fn records(&mut self) {
        self.hall = true;
    }

    /// A printer got an order, or carried one out.
    pub fn printer(&mut self, device: &DeviceId) {
        self.hall = true;
        self.printers.insert(device.clone());
    }

    /// What the visitor at a window's pad sees changed, and nothing else did.
    pub fn pad(&mut self, window: WindowId) {
        self.pads.insert(window);
    }

    /// A visit was rated. No desk hears of it.
    pub fn rated(&mut self, ticket: TicketId, window: WindowId) {
        self.ratings = true;
        self.tickets.push(ticket);
        self.pad(window);
    }

    fn touch(&self, topic: &Topic) -> bool {
        match topic {
            Topic::Printer(device) => self.all_windows || self.printers.contains(device),
            Topic::Window(window) => self.all_windows || self.windows.contains(window),
            Topic::Pad(window) => {
                self.all_windows || self.windows.contains(window) || self.pads.contains(window)
            }
            Topic::Kiosk | Topic::Board | Topic::Desk(_) => self.hall,
            Topic::Supervisor => self.hall || self.ratings,
            Topic::Ticket(ticket) => self.tickets.contains(ticket),
        }
    }
}

/// A view as it goes out.
#[derive(Debug)]
struct Published {
    now: Timestamp,
    /// `{"version":…,"now":…,"view":…}`
    message: Arc<str>,
    /// Where the view begins in the message.
    view_at: usize,
}

type Sender = watch::Sender<Option<Arc<Published>>>;

impl Published {
    fn new(version: i64, now: Timestamp, view: &str) -> Self {
        let head = head(version, now);
        let message = format!("{head}{view}}}").into();
        Self { now, message, view_at: head.len() }
    }

    fn view(&self) -> &str {
        &self.message[self.view_at..self.message.len() - 1]
    }

    /// The message, with the present time if the view is older than a second.
    fn at(&self, now: Timestamp) -> Arc<str> {
        if now.since(self.now) <= FRESH_MS {
            return self.message.clone();
        }
        let old = format!(r#""now":{},"#, self.now.0);
        self.message.replacen(&old, &format!(r#""now":{},"#, now.0), 1).into()
    }
}

fn head(version: i64, now: Timestamp) -> String {
    format!(r#"{{"version":{version},"now":{},"view":"#, now.0)
}

/// A view as one message of the feed.
pub fn message(version: i64, now: Timestamp, view: &str) -> Arc<str> {
    Published::new(version, now, view).message
}

/// One topic somebody listens to.
#[derive(Debug)]
struct Slot {
    sender: Sender,
    /// Something may have changed since it was last computed.
    dirty: bool,
    /// Not computed before.
    not_before: Option<Instant>,
}

impl Slot {
    fn new() -> Self {
        Self { sender: watch::Sender::new(None), dirty: true, not_before: None }
    }

    fn is_heard(&self) -> bool {
        self.sender.receiver_count() > 0
    }
}

#[derive(Debug, Default)]
struct Slots {
    /// Every topic but tickets.
    places: BTreeMap<Topic, Slot>,
    tickets: HashMap<TicketId, Slot>,
    /// Tickets somebody has begun to listen to.
    new_tickets: Vec<TicketId>,
    closed: bool,
}

/// Where listeners and the engine meet.
#[derive(Debug)]
pub struct Hub {
    slots: Mutex<Slots>,
    wanted: Notify,
    clock: Arc<dyn Clock>,
}

impl Hub {
    /// Nobody listens yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { slots: Mutex::default(), wanted: Notify::new(), clock }
    }

    /// Listens: the present views first, then each newer one. Ends when the engine stops.
    pub fn subscribe(self: &Arc<Self>, topics: &[Topic]) -> Subscription {
        let mut views = Vec::with_capacity(topics.len());
        let mut slots = self.lock();
        if !slots.closed {
            for topic in topics.iter().collect::<BTreeSet<_>>() {
                let receiver = slots.receiver(topic.clone());
                views.push(Listened { topic: topic.clone(), views: WatchStream::new(receiver), first: true });
            }
        }
        drop(slots);
        self.wanted.notify_one();
        Subscription { hub: self.clone(), views, turn: 0 }
    }

    /// Resolves when somebody has begun to listen.
    pub async fn wanted(&self) {
        self.wanted.notified().await;
    }

    /// Ends every subscription.
    pub fn close(&self) {
        *self.lock() = Slots { closed: true, ..Slots::default() };
    }

    fn lock(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().expect("invariant: nothing panics under this lock")
    }
}

impl Slots {
    fn receiver(&mut self, topic: Topic) -> watch::Receiver<Option<Arc<Published>>> {
        let slot = match topic {
            Topic::Ticket(ticket) => {
                self.new_tickets.push(ticket);
                self.tickets.entry(ticket).or_insert_with(Slot::new)
            }
            place => self.places.entry(place).or_insert_with(Slot::new),
        };
        if !slot.is_heard() {
            // Nobody kept it up to date.
            slot.sender.send_replace(None);
            slot.dirty = true;
        }
        slot.sender.subscribe()
    }
}

/// The engine's side of the feed.
#[derive(Debug)]
pub struct Publisher {
    hub: Arc<Hub>,
    next_at: Option<Instant>,
}

/// What a [`Scene`] is published with.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'a> {
    /// Number of the last event.
    pub version: i64,
    /// What changed.
    pub changes: &'a Changes,
    /// The once-a-second round: what changes with time alone, estimates, places of tickets.
    pub round: bool,
}

impl Publisher {
    /// Publishes to a hub.
    pub fn new(hub: Arc<Hub>) -> Self {
        Self { hub, next_at: None }
    }

    /// When something held back is to go out.
    pub fn next_at(&self) -> Option<Instant> {
        self.next_at
    }

    /// Somebody listens to what shows estimates.
    pub fn needs_estimates(&self) -> bool {
        let slots = self.hub.lock();
        slots.tickets.values().any(Slot::is_heard)
            || slots.places.iter().any(|(topic, slot)| shows_time(topic) && slot.is_heard())
    }

    /// Sends what has changed to those who listen.
    pub fn publish(&mut self, scene: &Scene<'_>, edition: Edition<'_>) {
        let due = self.due_places(edition);
        for (topic, sender) in due {
            let sent =
                scene.view(&topic).is_some_and(|view| send(&sender, scene.now, edition.version, &view));
            if sent && let Some(slot) = self.hub.lock().places.get_mut(&topic) {
                slot.not_before = Some(Instant::now() + PAUSE);
            }
        }
        self.publish_tickets(scene, edition);
    }

    /// Places to compute now. Also forgets those nobody listens to any more, once a second.
    fn due_places(&mut self, edition: Edition<'_>) -> Vec<(Topic, Sender)> {
        let now = Instant::now();
        let mut due = Vec::new();
        self.next_at = None;
        let mut slots = self.hub.lock();
        if edition.round {
            slots.places.retain(|_, slot| slot.is_heard());
        }
        for (topic, slot) in &mut slots.places {
            slot.dirty |= edition.changes.touch(topic) || (edition.round && shows_time(topic));
            if !slot.dirty || !slot.is_heard() {
                continue;
            }
            if let Some(at) = slot.not_before.filter(|at| *at > now) {
                self.next_at = Some(self.next_at.map_or(at, |other| other.min(at)));
            } else {
                slot.dirty = false;
                slot.not_before = Some(now + PAUSE_UNCHANGED);
                due.push((topic.clone(), slot.sender.clone()));
            }
        }
        due
    }

    /// A ticket's own events and new listeners at once; everybody's place and estimate once a second.
    fn publish_tickets(&self, scene: &Scene<'_>, edition: Edition<'_>) {
        let mut slots = self.hub.lock();
        let mut new = std::mem::take(&mut slots.new_tickets);
        if slots.tickets.is_empty() {
            return;
        }
        if edition.round {
            slots.tickets.retain(|_, slot| slot.is_heard());
            let all: Vec<_> = slots.tickets.iter().map(|(id, slot)| (*id, slot.sender.clone())).collect();
            drop(slots);
            let places = scene.places(&all.iter().map(|(id, _)| *id).collect::<HashSet<_>>());
            for (id, sender) in all {
                if let Some(view) = scene.ticket_view(id, places.get(&id).copied()) {
                    send(&sender, scene.now, edition.version, &view);
                }
            }
        } else {
            new.extend(&edition.changes.tickets);
            let some = |id: &TicketId| Some((*id, slots.tickets.get(id)?.sender.clone()));
            let some: BTreeMap<_, _> = new.iter().filter_map(some).collect();
            drop(slots);
            for (id, sender) in some {
                if let Some(view) = scene.view(&Topic::Ticket(id)) {
                    send(&sender, scene.now, edition.version, &view);
                }
            }
        }
    }
}

/// Shows what changes with time alone: opening hours, estimates.
fn shows_time(topic: &Topic) -> bool {
    match topic {
        Topic::Kiosk | Topic::Supervisor | Topic::Ticket(_) => true,
        Topic::Board | Topic::Window(_) | Topic::Desk(_) | Topic::Pad(_) | Topic::Printer(_) => false,
    }
}

/// Sends a view unless it is the one sent last.
fn send(sender: &Sender, now: Timestamp, version: i64, view: &str) -> bool {
    sender.send_if_modified(|last| {
        if last.as_ref().is_some_and(|last| last.view() == view) {
            return false;
        }
        *last = Some(Arc::new(Published::new(version, now, view)));
        true
    })
}

/// Views of some topics, each as the JSON of an `Update`: the present ones first, then newer ones, latest wins.
#[derive(Debug)]
pub struct Subscription {
    hub: Arc<Hub>,
    views: Vec<Listened>,
    /// Whose turn it is first, so that a lively topic does not starve the others.
    turn: usize,
}

#[derive(Debug)]
struct Listened {
    topic: Topic,
    views: WatchStream<Option<Arc<Published>>>,
    first: bool,
}

impl Listened {
    fn poll(&mut self, clock: &dyn Clock, context: &mut Context<'_>) -> Poll<Option<Arc<str>>> {
        loop {
            return match Pin::new(&mut self.views).poll_next(context) {
                Poll::Ready(Some(None)) => continue,
                Poll::Ready(Some(Some(view))) if std::mem::take(&mut self.first) => {
                    Poll::Ready(Some(view.at(clock.now())))
                }
                Poll::Ready(Some(Some(view))) => Poll::Ready(Some(view.message.clone())),
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            };
        }
    }
}

impl Stream for Subscription {
    type Item = (Topic, Arc<str>);

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let count = this.views.len();
        let mut ended = 0;
        for step in 0..count {
            let index = (this.turn + step) % count;
            let listened = &mut this.views[index];
            match listened.poll(&*this.hub.clock, context) {
                Poll::Ready(Some(json)) => {
                    let topic = listened.topic.clone();
                    this.turn = index + 1;
                    return Poll::Ready(Some((topic, json)));
                }
                Poll::Ready(None) => ended += 1,
                Poll::Pending => {}
            }
        }
        if ended == count { Poll::Ready(None) } else { Poll::Pending }
    }
}

//! The hall as the kiosk knows it: catalogue, lines, the server's clock, and what can be offered now.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use hall_api::core::catalogue::{Bundle, Catalogue, Class, Department, Item, Line, Theme};
use hall_api::core::hours::Opening;
use hall_api::core::ids::{BundleCode, DepartmentId, ItemCode, LineId, ThemeCode};
use hall_api::core::time::Timestamp;
use hall_api::views::{KioskLine, KioskView, Update};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::Shelf;
use super::offer::{ItemOffer, LineOffer};
use crate::search::{Entry, Index};

/// Items on a ticket while no catalogue says otherwise.
const ITEMS_MAX: usize = 12;

/// What the first screen says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HallState {
    /// Nothing was heard yet.
    Connecting,
    /// The server cannot be reached.
    Away,
    /// Numbers can be taken.
    Open {
        /// The last line that sells numbers closes then.
        until: Timestamp,
    },
    /// Outside all hours.
    Closed {
        /// The first line opens then.
        opens_at: Option<Timestamp>,
    },
    /// Open, but no place is left in any line.
    Full,
    /// Open, but nobody serves.
    Unserved,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Link {
    #[default]
    Connecting,
    Up,
    Away,
}

/// Everything known of the hall.
#[derive(Clone, Debug, Default)]
pub struct Hall {
    link: Link,
    catalogue: Option<Arc<Catalogue>>,
    zone: Option<TimeZone>,
    index: Index,
    lines: BTreeMap<LineId, KioskLine>,
    version: u64,
    /// Certificates can be drawn up.
    certificates: bool,
    /// The server's clock, and when it was read.
    clock: Option<(Timestamp, Duration)>,
}

impl Hall {
    pub(super) fn lost(&mut self) {
        self.link = Link::Away;
        // The next connection may be to a server that counts anew.
        self.version = 0;
    }

    pub(super) fn adopt(&mut self, catalogue: Arc<Catalogue>) {
        self.zone = TimeZone::get(&catalogue.time_zone).ok();
        self.index = Index::new(catalogue.items.values().map(Entry::from));
        self.catalogue = Some(catalogue);
    }

    pub(super) fn see(&mut self, update: Update<KioskView>, now: Duration) {
        self.link = Link::Up;
        self.clock = Some((update.now, now));
        if update.version < self.version {
            return;
        }
        self.version = update.version;
        self.certificates = update.view.certificates;
        self.lines = update.view.lines.into_iter().map(|line| (line.line.clone(), line)).collect();
    }

    /// Is the server there, and everything known that is needed to offer something?
    pub fn is_up(&self) -> bool {
        self.link == Link::Up && self.catalogue.is_some()
    }

    /// Can certificates be drawn up now?
    pub fn has_certificates(&self) -> bool {
        self.is_up() && self.certificates
    }

    /// An instant of the server's clock on the kiosk's own.
    pub(super) fn local(&self, at: Timestamp, now: Duration) -> Option<Duration> {
        let (server, read) = self.clock?;
        let passed = now.saturating_sub(read).as_millis() as i64;
        let left = at.0.saturating_sub(server.0.saturating_add(passed)).max(0);
        Some(now + Duration::from_millis(left.unsigned_abs()))
    }

    /// What the first screen says.
    pub fn state(&self) -> HallState {
        match self.link {
            Link::Away => return HallState::Away,
            Link::Up if self.catalogue.is_some() => {}
            Link::Up | Link::Connecting => return HallState::Connecting,
        }
        let offers: Vec<LineOffer> = self.lines.values().map(LineOffer::of).collect();
        let selling = self.lines.values().filter(|line| LineOffer::of(line).sells());
        let until = selling.filter_map(|line| match line.opening {
            Opening::Open { until, .. } => Some(until),
            Opening::Closed { .. } => None,
        });
        if let Some(until) = until.max() {
            return HallState::Open { until };
        }
        if offers.contains(&LineOffer::Full) || offers.contains(&LineOffer::Closing) {
            return HallState::Full;
        }
        if offers.contains(&LineOffer::Unserved) {
            return HallState::Unserved;
        }
        let opens = offers.iter().filter_map(|offer| match offer {
            LineOffer::Closed { opens_at } => *opens_at,
            _ => None,
        });
        HallState::Closed { opens_at: opens.min() }
    }

    /// The time at the site, by the server's clock.
    pub fn time(&self, now: Duration) -> Option<DateTime> {
        let (at, read) = self.clock?;
        let passed = now.saturating_sub(read).as_millis() as i64;
        Some((at + passed).civil(self.zone.as_ref()?))
    }

    /// An instant as the site's civil time.
    pub fn civil(&self, at: Timestamp) -> Option<DateTime> {
        Some(at.civil(self.zone.as_ref()?))
    }

    /// How long until the clock shows another minute.
    pub(super) fn until_next_minute(&self, now: Duration) -> Option<Duration> {
        let time = self.time(now)?;
        let passed =
            u64::try_from(time.second()).unwrap_or(0) * 1000 + u64::try_from(time.millisecond()).unwrap_or(0);
        Some(Duration::from_millis(60_000_u64.saturating_sub(passed).max(1)))
    }

    /// An item of the catalogue.
    pub fn item(&self, code: &ItemCode) -> Option<&Item> {
        self.catalogue.as_ref()?.items.get(code)
    }

    /// A line of the catalogue.
    pub fn line(&self, id: &LineId) -> Option<&Line> {
        self.catalogue.as_ref()?.lines.get(id)
    }

    /// What a line offers now.
    pub fn line_offer(&self, id: &LineId) -> Option<LineOffer> {
        self.lines.get(id).map(LineOffer::of)
    }

    /// What can be done about an item.
    pub fn offer(&self, code: &ItemCode) -> Option<ItemOffer> {
        match &self.item(code)?.line {
            None => Some(ItemOffer::Online),
            Some(line) => Some(ItemOffer::Line(self.line_offer(line).unwrap_or(LineOffer::Unserved))),
        }
    }

    /// Lines inside their hours, in the order of their letters.
    pub fn open_lines(&self) -> Vec<(&Line, LineOffer)> {
        let mut found: Vec<_> = self
            .lines
            .values()
            .filter_map(|line| Some((self.line(&line.line)?, LineOffer::of(line))))
            .filter(|(_, offer)| !matches!(offer, LineOffer::Closed { .. }))
            .collect();
        found.sort_by_key(|(line, _)| line.prefix);
        found
    }

    /// Departments that own items, those with items handled here first, else in the order of the catalogue; with how
    /// many items each owns.
    pub fn departments(&self) -> Vec<(&Department, usize)> {
        let Some(catalogue) = &self.catalogue else { return Vec::new() };
        let owned =
            |id: &DepartmentId| catalogue.items.values().filter(|item| item.departments.contains(id)).count();
        let only_online = |id: &DepartmentId| {
            !catalogue.items.values().any(|item| item.line.is_some() && item.departments.contains(id))
        };
        let mut found: Vec<_> =
            catalogue.departments.iter().map(|d| (d, owned(&d.id))).filter(|(_, count)| *count > 0).collect();
        found.sort_by_key(|(department, _)| only_online(&department.id));
        found
    }

    /// A department by its name in the catalogue.
    pub fn department(&self, id: &DepartmentId) -> Option<&Department> {
        self.catalogue.as_ref()?.departments.iter().find(|department| department.id == *id)
    }

    /// Bundles of which something can be had.
    pub fn bundles(&self) -> Vec<&Bundle> {
        let Some(catalogue) = &self.catalogue else { return Vec::new() };
        catalogue.bundles.iter().filter(|bundle| !self.sellable_of_bundle(&bundle.code).is_empty()).collect()
    }

    pub(super) fn sellable_of_bundle(&self, code: &BundleCode) -> Vec<ItemCode> {
        let items = self.bundle(code).into_iter().flat_map(|bundle| &bundle.items);
        items.filter(|item| self.sells(item)).cloned().collect()
    }

    /// Themes of which something can be shown, in the order of the catalogue; with how many items each holds.
    pub fn themes(&self) -> Vec<(&Theme, usize)> {
        let Some(catalogue) = &self.catalogue else { return Vec::new() };
        let held = |theme: &Theme| {
            let bundled = theme.bundles.iter().filter_map(|code| self.bundle(code)).flat_map(|b| &b.items);
            bundled.chain(&theme.items).collect::<std::collections::BTreeSet<_>>().len()
        };
        catalogue.themes.iter().map(|theme| (theme, held(theme))).collect()
    }

    /// A theme by its code.
    pub fn theme(&self, code: &ThemeCode) -> Option<&Theme> {
        self.catalogue.as_ref()?.themes.iter().find(|theme| theme.code == *code)
    }

    /// A bundle by its code.
    pub fn bundle(&self, code: &BundleCode) -> Option<&Bundle> {
        self.catalogue.as_ref()?.bundles.iter().find(|bundle| bundle.code == *code)
    }

    /// Classes of visitors who wait less, in the order of their codes.
    pub fn classes(&self) -> Vec<&Class> {
        self.catalogue.iter().flat_map(|catalogue| catalogue.classes.values()).collect()
    }

    /// Items found by what was typed, the likeliest first.
    pub fn find(&self, query: &str) -> Vec<ItemCode> {
        self.index.find(query).into_iter().cloned().collect()
    }

    /// Bundles on a shelf.
    pub fn bundles_on(&self, from: &Shelf) -> Vec<&Bundle> {
        match from {
            Shelf::Bundles => self.bundles(),
            Shelf::Theme(code) => {
                let codes = self.theme(code).map_or(&[][..], |theme| &theme.bundles);
                self.bundles().into_iter().filter(|bundle| codes.contains(&bundle.code)).collect()
            }
            Shelf::Popular | Shelf::Department(_) => Vec::new(),
        }
    }

    /// Can a number be taken for the item now?
    pub fn sells(&self, item: &ItemCode) -> bool {
        matches!(self.offer(item), Some(ItemOffer::Line(line)) if line.sells())
    }

    /// Items on a shelf: those that can be had first, then popular ones first, then by code.
    pub fn items(&self, from: &Shelf) -> Vec<&Item> {
        let Some(catalogue) = &self.catalogue else { return Vec::new() };
        if let Shelf::Theme(code) = from {
            // The order of a theme is somebody's choice.
            let listed = self.theme(code).into_iter().flat_map(|theme| &theme.items);
            return listed.filter_map(|item| catalogue.items.get(item)).collect();
        }
        let on_shelf = |item: &&Item| match from {
            Shelf::Popular => item.popular,
            Shelf::Bundles | Shelf::Theme(_) => false,
            Shelf::Department(department) => item.departments.contains(department),
        };
        let mut found: Vec<&Item> = catalogue.items.values().filter(on_shelf).collect();
        found.sort_by_key(|item| {
            (!self.sells(&item.code), item.line.is_none(), !item.popular, item.code.clone())
        });
        found
    }

    /// The item for help with everything, if it can be had now.
    pub fn help_item(&self) -> Option<&ItemCode> {
        let help = self.catalogue.as_ref()?.help_item.as_ref()?;
        self.sells(help).then_some(help)
    }

    /// The line that helps with everything, whether or not it sells now.
    pub fn help_line(&self) -> Option<&Line> {
        let catalogue = self.catalogue.as_ref()?;
        self.line(self.item(catalogue.help_item.as_ref()?)?.line.as_ref()?)
    }

    /// Most items on a ticket.
    pub fn items_max(&self) -> usize {
        self.catalogue.as_ref().map_or(ITEMS_MAX, |catalogue| catalogue.rules.items_max)
    }
}

//! One job from its announcement to its end.

use std::time::Instant;

use super::signals::Signals;
use super::{
    OfficeDoubt, OfficePrinter, OfficeRefusal, OfficeState, OfficeStatus, OfficeStep, PrinterJob,
    PrinterJobState, WireError, slower,
};
use crate::journal::{Interrupted, JobId, JobState, Journal, Memo};

/// A document is sent so often at most, and only while the printer says that it has not got it.
const SENDS_MAX: u32 = 3;
/// A job is unknown to the printer if it is not listed so often in a row: one that has just started may still be reading its list.
const MISSES_MAX: u32 = 3;

/// What is learned on the way.
pub(super) enum Told {
    /// How the printer is.
    Status(OfficeStatus),
    /// How far the job is. Not the end, which is the result.
    Step(OfficeStep),
}

/// What a delivery works with.
pub(super) struct Tools<'a> {
    pub printer: &'a OfficePrinter,
    pub journal: &'a Journal,
    pub signals: &'a Signals,
    pub tell: &'a mut dyn FnMut(Told),
    /// Whether the printer has counted the sheets of all it has printed in this life; none if it has not printed yet.
    pub counts: Option<bool>,
}

/// A job on its way.
pub(super) struct Delivery<'t, 'j> {
    tools: Tools<'t>,
    id: &'j JobId,
    /// Gone after a crash.
    pdf: Option<&'j [u8]>,
    memo: Option<Memo>,
    /// Its number at the printer.
    number: Option<i32>,
    sends: u32,
    /// At least a part of the document may be at the printer.
    may_have_arrived: bool,
    /// It was cancelled while it had no document.
    was_empty: bool,
    /// The printer has said that it has the document.
    is_whole: bool,
    /// What it said when it did not want it.
    rejected: Option<WireError>,
    /// As told last.
    told: Option<OfficeStep>,
    /// The last trouble of the printer.
    state: OfficeState,
}

impl<'t, 'j> Delivery<'t, 'j> {
    /// Prints a document. None if the driver is being closed: the job is then looked for in its next life.
    pub fn print(tools: Tools<'t>, id: &'j JobId, pdf: &'j [u8], sheets: u32) -> Option<OfficeStep> {
        let memo = Memo { sheets, counter: None };
        let mut delivery = Self::new(tools, id, Some(pdf), Some(memo));
        match delivery.prepare(memo) {
            Ok(()) => delivery.follow(),
            Err(why) => Some(OfficeStep::Refused { why }),
        }
    }

    /// Finds out what became of a job that a crash interrupted.
    pub fn recover(tools: Tools<'t>, job: &'j Interrupted) -> Option<OfficeStep> {
        let mut delivery = Self::new(tools, &job.id, None, job.memo);
        delivery.may_have_arrived = true;
        delivery.is_whole = job.was_sent;
        delivery.follow()
    }

    fn new(tools: Tools<'t>, id: &'j JobId, pdf: Option<&'j [u8]>, memo: Option<Memo>) -> Self {
        Self {
            tools,
            id,
            pdf,
            memo,
            number: None,
            sends: 0,
            may_have_arrived: false,
            was_empty: false,
            is_whole: false,
            rejected: None,
            told: None,
            state: OfficeState::Ready,
        }
    }

    /// All that must hold before the journal is told that the document goes.
    fn prepare(&mut self, memo: Memo) -> Result<(), OfficeRefusal> {
        if self.tools.journal.state(self.id).is_some_and(JobState::may_be_on_paper) {
            return Err(OfficeRefusal::SentBefore);
        }
        self.may_go_on()?;
        let status = self.tools.printer.status();
        let (state, counter) = (status.state.clone(), status.counter);
        (self.tools.tell)(Told::Status(status));
        if !state.can_print() {
            return Err(OfficeRefusal::Printer(state));
        }
        self.number = Some(self.announce()?);
        let memo = Memo { counter, ..memo };
        self.memo = Some(memo);
        let noted = self.tools.journal.record_with(self.id, JobState::Sending, Some(memo));
        noted.map_err(|error| {
            self.sweep();
            OfficeRefusal::Journal { reason: error.to_string() }
        })?;
        self.step(OfficeStep::Sending);
        Ok(())
    }

    fn may_go_on(&self) -> Result<(), OfficeRefusal> {
        if self.tools.signals.is_closing() {
            Err(OfficeRefusal::Closing)
        } else if self.tools.signals.is_cancelled(self.id) {
            Err(OfficeRefusal::Cancelled)
        } else {
            Ok(())
        }
    }

    /// Announces the job until the printer takes it. The same name twice does no harm: what gets no document prints nothing.
    fn announce(&mut self) -> Result<i32, OfficeRefusal> {
        self.sweep();
        let timing = self.tools.printer.timing;
        let (begun, mut pause) = (Instant::now(), timing.poll_first);
        loop {
            let error = match self.tools.printer.announce(self.id.as_str()) {
                Ok(number) => return Ok(number),
                Err(error) => error,
            };
            tracing::info!(%error, "the job is not announced");
            let is_final = matches!(error, WireError::NotIpp { .. } | WireError::Status { .. });
            if is_final && !error.is_passing() {
                return Err(rejection(error));
            }
            let state = if error.is_passing() { OfficeState::Busy } else { OfficeState::from(error) };
            self.step(OfficeStep::Waiting(state.clone()));
            let goes_on = self.may_go_on();
            if goes_on.is_err() || begun.elapsed() > timing.announce {
                self.sweep();
                return Err(goes_on.err().unwrap_or(OfficeRefusal::Printer(state)));
            }
            self.tools.signals.wait(pause);
            pause = slower(pause, timing.poll_most);
            // If an answer was lost, its job is there and may be what keeps this one waiting.
            self.sweep();
        }
    }

    /// If it fails, so will the next announcement, and say why.
    fn sweep(&self) {
        if let Err(error) = self.tools.printer.sweep() {
            tracing::debug!(%error, "the printer's list cannot be cleared of what waits for a document");
        }
    }

    /// Follows the job until the printer says how it ended, or nothing more can be learned of it.
    fn follow(&mut self) -> Option<OfficeStep> {
        let timing = self.tools.printer.timing;
        let (begun, mut pause) = (Instant::now(), timing.poll_first);
        let (mut away_since, mut misses, mut was_over) = (None, 0, false);
        while !self.tools.signals.is_closing() {
            if begun.elapsed() > timing.follow + timing.give_up {
                return Some(self.timed_out());
            }
            let is_unwanted = begun.elapsed() > timing.follow || self.tools.signals.is_cancelled(self.id);
            let looked = self.look();
            if let Ok(found) = &looked {
                away_since = None;
                // Some printers print what they receive, and then do not want it.
                self.may_have_arrived |= found.as_ref().is_some_and(PrinterJob::has_sheets);
            }
            match looked {
                // A job that fails may be taken up again: some printers say *cancelled* of one they are only about to begin.
                Ok(Some(job)) if job.state == PrinterJobState::Completed || job.is_over() && was_over => {
                    return Some(self.ended(&job));
                }
                Ok(Some(job)) => {
                    (misses, was_over) = (0, job.is_over());
                    if !was_over {
                        self.urge(&job, is_unwanted);
                    }
                    if self.advance(&job) {
                        pause = timing.poll_first;
                    }
                }
                Ok(None) => {
                    misses += 1;
                    if misses >= MISSES_MAX {
                        return Some(self.missing());
                    }
                }
                Err(error) => {
                    misses = 0;
                    let since: Instant = *away_since.get_or_insert_with(Instant::now);
                    self.state = OfficeState::from(error);
                    (self.tools.tell)(Told::Status(OfficeStatus::from(self.state.clone())));
                    self.step(OfficeStep::Waiting(self.state.clone()));
                    if since.elapsed() > timing.away {
                        return Some(self.away());
                    }
                }
            }
            self.tools.signals.wait(pause);
            pause = slower(pause, timing.poll_most);
        }
        None
    }

    /// Looks at the job, by its number or, if that leads nowhere, by its name.
    fn look(&mut self) -> Result<Option<PrinterJob>, WireError> {
        let name = self.id.as_str();
        if let Some(number) = self.number
            && let Some(job) = self.tools.printer.job(number, name)?
        {
            return Ok(Some(job));
        }
        let found = self.tools.printer.find(name)?;
        self.number = found.as_ref().map(|job| job.number).or(self.number);
        Ok(found)
    }

    /// Does what a job that is not over needs: its document, or its end.
    fn urge(&mut self, job: &PrinterJob, is_unwanted: bool) {
        self.was_empty &= job.awaits_document();
        let is_wanted = !is_unwanted && self.rejected.is_none();
        let needs_document = self.sends == 0 || job.awaits_document();
        match self.pdf {
            Some(pdf) if is_wanted && needs_document && self.sends < SENDS_MAX => self.send(job.number, pdf),
            _ if is_wanted && !job.awaits_document() => {}
            _ if job.is_being_cancelled() => {}
            _ => match self.tools.printer.cancel(job.number) {
                Ok(()) => {
                    self.was_empty = job.awaits_document();
                    self.step(OfficeStep::Cancelling);
                }
                Err(error) => tracing::info!(%error, "the job cannot be cancelled"),
            },
        }
    }

    fn send(&mut self, number: i32, pdf: &[u8]) {
        let is_first = !self.may_have_arrived;
        match self.tools.printer.send(number, pdf) {
            Ok(()) => {
                (self.may_have_arrived, self.is_whole) = (true, true);
                if let Err(error) = self.tools.journal.record(self.id, JobState::Sent) {
                    tracing::warn!(%error, "the journal does not know that the document was sent");
                }
            }
            Err(error)
                if error.is_passing() || matches!(error, WireError::Unreached { .. } | WireError::NoHost) =>
            {
                tracing::info!(%error, "the document is not sent");
                return;
            }
            // Of a second one this only says that the first one came.
            Err(error @ WireError::Status { .. }) if is_first => {
                tracing::warn!(%error, "the printer does not want the document");
                self.rejected = Some(error);
            }
            Err(error) => {
                tracing::warn!(%error, "nobody knows whether the document was sent");
                self.may_have_arrived |= !error.is_harmless();
            }
        }
        self.sends += 1;
    }

    /// Tells how far it is. True if that is news.
    fn advance(&mut self, job: &PrinterJob) -> bool {
        let status = self.tools.printer.status();
        // Busy it is with this job, unless this one still waits.
        let is_ours = status.state == OfficeState::Busy && job.state != PrinterJobState::Pending;
        let state = if is_ours { OfficeState::Ready } else { status.state.clone() };
        (self.tools.tell)(Told::Status(OfficeStatus { state: state.clone(), ..status }));
        let step = if job.is_being_cancelled() || self.told == Some(OfficeStep::Cancelling) {
            OfficeStep::Cancelling
        } else if state == OfficeState::Busy || !state.can_print() {
            OfficeStep::Waiting(state.clone())
        } else if job.state == PrinterJobState::Stopped {
            OfficeStep::Waiting(OfficeState::Stopped)
        } else {
            let is_counted = job.has_sheets() || self.tools.counts != Some(false);
            OfficeStep::Printing { sheets: job.sheets.filter(|_| is_counted) }
        };
        self.state = state;
        self.step(step)
    }

    /// Tells a step that is news.
    fn step(&mut self, step: OfficeStep) -> bool {
        let is_news = self.told.as_ref() != Some(&step);
        if is_news {
            (self.tools.tell)(Told::Step(step.clone()));
            self.told = Some(step);
        }
        is_news
    }

    /// What a job that is over has left on paper.
    fn ended(&self, job: &PrinterJob) -> OfficeStep {
        // Where 0 is believed, it is refused; elsewhere it may only say that the printer does not count.
        let sheets = job.sheets.filter(|sheets| *sheets > 0);
        let is_cancelled = job.state == PrinterJobState::Canceled;
        match job.state {
            PrinterJobState::Completed if self.is_whole || self.has_all(sheets) => {
                OfficeStep::Confirmed { sheets }
            }
            PrinterJobState::Completed => OfficeStep::Unknown { why: OfficeDoubt::NotWhole, sheets },
            _ if self.has_left_nothing(job) => OfficeStep::Refused { why: self.refusal(is_cancelled) },
            _ if is_cancelled => OfficeStep::Unknown { why: OfficeDoubt::Cancelled, sheets },
            _ => OfficeStep::Unknown { why: OfficeDoubt::Broken, sheets },
        }
    }

    /// No sheet of a job that was not completed came out, as far as the printer can be believed.
    fn has_left_nothing(&self, job: &PrinterJob) -> bool {
        if job.has_sheets() {
            return false;
        }
        if !self.may_have_arrived || self.was_empty {
            return true;
        }
        job.sheets == Some(0)
            && match self.counters() {
                Some((before, now)) if before != now => false,
                Some((_, 1..)) => true,
                Some((_, 0)) | None => self.is_known_to_count(),
            }
    }

    /// The printer says 0 of what it does not count, too. What it has printed in an earlier life it may remember.
    fn is_known_to_count(&self) -> bool {
        self.tools.counts.unwrap_or_else(|| self.tools.printer.has_counted().unwrap_or(false))
    }

    fn has_all(&self, sheets: Option<u32>) -> bool {
        self.memo.zip(sheets).is_some_and(|(memo, sheets)| sheets >= memo.sheets)
    }

    fn refusal(&self, is_cancelled: bool) -> OfficeRefusal {
        match &self.rejected {
            Some(error) => rejection(error.clone()),
            None if is_cancelled => OfficeRefusal::Cancelled,
            None => OfficeRefusal::Aborted,
        }
    }

    /// The printer does not know it, or not any more.
    fn missing(&self) -> OfficeStep {
        if !self.may_have_arrived || self.has_counter_stood_still() {
            OfficeStep::Refused { why: OfficeRefusal::NotPrinted }
        } else {
            OfficeStep::Unknown { why: OfficeDoubt::Forgotten, sheets: None }
        }
    }

    fn away(&self) -> OfficeStep {
        if self.may_have_arrived {
            OfficeStep::Unknown { why: OfficeDoubt::Away, sheets: None }
        } else {
            OfficeStep::Refused { why: OfficeRefusal::Printer(self.state.clone()) }
        }
    }

    fn timed_out(&self) -> OfficeStep {
        OfficeStep::Unknown { why: OfficeDoubt::TimedOut(self.state.clone()), sheets: None }
    }

    /// The printer's count of impressions, before and now.
    fn counters(&self) -> Option<(u32, u32)> {
        let before = self.memo?.counter?;
        let now = self.tools.printer.counter().ok().flatten()?;
        Some((before, now))
    }

    /// A count of 0 may be one that starts anew with the printer.
    fn has_counter_stood_still(&self) -> bool {
        self.counters().is_some_and(|(before, now)| before == now && now > 0)
    }
}

fn rejection(error: WireError) -> OfficeRefusal {
    match error {
        WireError::Status { .. } if error.is_format() => OfficeRefusal::Printer(OfficeState::NoPdf),
        WireError::Status { said, .. } => OfficeRefusal::Rejected { said },
        error => OfficeRefusal::Printer(OfficeState::from(error)),
    }
}

//! Two hundred faults of chance: printer, network and kiosk fail while documents are printed, and afterwards every sheet is accounted for.
//! `HALL_IPP_SEED` replays them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use hall_tests::stage::office_printer::{
    Cable, End, Fate, HeadlessPrinter, OfficePrinterStage, Operation, Said, Trouble, pdf, timing,
};
use printing::ipp::OfficePrinter;
use printing::journal::{JobState, Journal};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::bench::id;

const FAULTS: usize = 200;
/// Printers that run at the same time: most of the time is waiting.
const LANES: usize = 5;
/// Nothing takes longer: the driver's own limits are below it.
const END_WITHIN: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// What goes wrong with one job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The engine has a trouble that somebody sees to.
    Trouble(Trouble, usize),
    /// The tray is empty for a while.
    NoPaper,
    /// The printer gives it up.
    Abort(usize),
    /// The printer loses its power after so many sheets.
    PowerLoss(usize),
    /// Somebody pulls the printer's plug, whenever.
    PowerCut,
    /// A request has a fate.
    Network(Operation, Fate),
    /// The network is down for a while.
    NetworkDown,
    /// The kiosk is killed, whenever.
    Kill,
    /// The person gives up, whenever.
    Cancel,
    /// Somebody else's job is in the way.
    Other,
}

impl Fault {
    fn draw(random: &mut StdRng, pages: usize) -> Self {
        let after = random.random_range(0..=pages);
        match random.random_range(0..100) {
            0..12 => {
                let troubles = [Trouble::Jam, Trouble::PaperOut, Trouble::CoverOpen];
                Self::Trouble(troubles[random.random_range(0..3)], after)
            }
            12..18 => Self::NoPaper,
            18..24 => Self::Abort(after.min(pages - 1)),
            24..32 => Self::PowerLoss(after),
            32..40 => Self::PowerCut,
            40..64 => {
                let operations = [Operation::Announce, Operation::Send, Operation::Send, Operation::Look];
                let operation = operations[random.random_range(0..4)];
                let bytes = random.random_range(0..1_500);
                let fates = [
                    Fate::Refused,
                    Fate::RequestCut(bytes),
                    Fate::AnswerCut(bytes / 4),
                    Fate::RequestFrozen(bytes),
                    Fate::AnswerFrozen(bytes / 4),
                    Fate::Late(bytes),
                    Fate::Twice,
                ];
                Self::Network(operation, fates[random.random_range(0..fates.len())])
            }
            64..70 => Self::NetworkDown,
            70..86 => Self::Kill,
            86..94 => Self::Cancel,
            _ => Self::Other,
        }
    }

    /// Whether somebody who is not told by the printer itself could not know what came out.
    fn can_leave_a_doubt(self, sheets: usize) -> bool {
        match self {
            Self::PowerLoss(_) | Self::PowerCut => true,
            // The printer tells how many sheets came out, and it is not all or nothing.
            Self::Abort(_) | Self::Cancel => sheets > 0,
            Self::Trouble(..)
            | Self::NoPaper
            | Self::Network(..)
            | Self::NetworkDown
            | Self::Kill
            | Self::Other => false,
        }
    }

    /// Whether it may make the printer forget its jobs, and with them that it counts sheets.
    fn takes_power(self) -> bool {
        matches!(self, Self::PowerLoss(_) | Self::PowerCut)
    }
}

/// What the test does, some time after the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    SeeToIt,
    Load(u32),
    PowerOff,
    PowerOn,
    NetworkDown,
    NetworkUp,
    Kill,
    Cancel,
    FreePrinter(i32),
}

struct Job {
    name: String,
    pages: usize,
    faults: Vec<Fault>,
    end: Said,
}

struct Lane {
    printer: OfficePrinterStage,
    cable: Cable,
    kiosk: Option<HeadlessPrinter>,
    folder: tempfile::TempDir,
    random: StdRng,
    jobs: Vec<Job>,
}

impl Lane {
    fn new(seed: u64) -> anyhow::Result<Self> {
        let printer = OfficePrinterStage::start()?;
        let cable = Cable::to(printer.socket())?;
        let random = StdRng::seed_from_u64(seed);
        Ok(Self { printer, cable, kiosk: None, folder: tempfile::tempdir()?, random, jobs: Vec::new() })
    }

    fn journal(&self) -> PathBuf {
        self.folder.path().join("office-jobs.jsonl")
    }

    fn start_kiosk(&mut self) -> anyhow::Result<()> {
        self.kiosk = Some(HeadlessPrinter::start(&self.cable.address(), &self.journal())?);
        Ok(())
    }

    fn kiosk(&mut self) -> &mut HeadlessPrinter {
        self.kiosk.as_mut().unwrap()
    }

    /// Prints until there were so many faults, then again what nobody has in the hand.
    fn run(&mut self, lane: usize, faults: usize) -> anyhow::Result<()> {
        self.start_kiosk()?;
        self.show_that_it_counts(lane)?;
        let mut happened = 0;
        while happened < faults {
            let pages = self.random.random_range(1..=3);
            let count = if self.random.random_range(0..4) == 0 { 2 } else { 1 };
            let faults: Vec<_> = (0..count).map(|_| Fault::draw(&mut self.random, pages)).collect();
            happened += count;
            let name = format!("job-{lane}-{}", self.jobs.len());
            let is_forgetful = faults.iter().any(|fault| fault.takes_power());
            self.print(name, pages, faults)?;
            if is_forgetful {
                self.show_that_it_counts(lane)?;
            }
        }
        let unprinted = self.jobs.iter().filter(|job| job.end.end() != Some(End::Confirmed));
        let again: Vec<_> = unprinted.map(|job| (format!("{}-again", job.name), job.pages)).collect();
        for (name, pages) in again {
            self.print(name, pages, Vec::new())?;
        }
        Ok(())
    }

    /// Prints without a fault. A printer that remembers no job it has counted is not believed when it says that none came out, and a
    /// kiosk that was killed remembers nothing.
    fn show_that_it_counts(&mut self, lane: usize) -> anyhow::Result<()> {
        self.print(format!("counted-{lane}-{}", self.jobs.len()), 1, Vec::new())
    }

    /// One job, from its order to its end and the end of its faults.
    fn print(&mut self, name: String, pages: usize, faults: Vec<Fault>) -> anyhow::Result<()> {
        let document = self.folder.path().join(format!("{name}.pdf"));
        std::fs::write(&document, pdf(&name, pages))?;
        let mut deeds = Vec::new();
        for fault in &faults {
            self.prepare(*fault, &mut deeds)?;
        }
        self.kiosk().print(&name, pages, &document)?;
        let (begun, mut end) = (Instant::now(), None);
        while end.is_none() || !deeds.is_empty() {
            anyhow::ensure!(
                begun.elapsed() < END_WITHIN,
                "{name} {faults:?}: no end\n{}",
                self.printer.log()
            );
            let due = deeds.iter().position(|(at, _)| *at <= begun.elapsed());
            if let Some((_, deed)) = due.map(|index| deeds.swap_remove(index)) {
                end = self.do_it(deed, &name)?.or(end);
            }
            // It has lost its power by itself.
            if !self.printer.is_on()? && !deeds.iter().any(|(_, deed)| *deed == Deed::PowerOn) {
                deeds.push((begun.elapsed() + Duration::from_millis(200), Deed::PowerOn));
            }
            if let Some(said) = self.kiosk().hear(LOOK_EVERY)?
                && said.job == name
                && said.end().is_some()
            {
                end = Some(said);
            }
        }
        self.printer.engine().forget();
        self.cable.heal();
        self.jobs.push(Job { name, pages, faults, end: end.expect("invariant: the loop ends with it") });
        Ok(())
    }

    fn prepare(&mut self, fault: Fault, deeds: &mut Vec<(Duration, Deed)>) -> anyhow::Result<()> {
        let mut ms = |from, to| Duration::from_millis(self.random.random_range(from..=to));
        let (early, late, slow) = (ms(0, 700), ms(100, 900), ms(20, 150));
        let engine = self.printer.engine();
        match fault {
            Fault::Trouble(trouble, after) => {
                engine.order(trouble, after)?;
                deeds.push((late, Deed::SeeToIt));
            }
            Fault::NoPaper => deeds.extend([(early / 3, Deed::Load(0)), (early / 3 + late, Deed::Load(250))]),
            Fault::Abort(after) => engine.order(Trouble::Abort, after)?,
            Fault::PowerLoss(after) => engine.order(Trouble::PowerLoss, after)?,
            Fault::PowerCut => {
                engine.order(Trouble::Slow(slow), 0)?;
                deeds.extend([(early, Deed::PowerOff), (early + late, Deed::PowerOn)]);
            }
            Fault::Network(operation, fate) => self.cable.once(operation, fate),
            Fault::NetworkDown => {
                engine.order(Trouble::Slow(slow), 0)?;
                deeds.extend([(early, Deed::NetworkDown), (early + late, Deed::NetworkUp)]);
            }
            Fault::Kill => {
                engine.order(Trouble::Slow(slow), 0)?;
                deeds.push((early, Deed::Kill));
            }
            Fault::Cancel => {
                engine.order(Trouble::Slow(slow), 0)?;
                deeds.push((early, Deed::Cancel));
            }
            Fault::Other => {
                let other = OfficePrinter::new(self.printer.address(), "somebody", timing());
                // A second one of them finds the printer busy.
                if let Ok(number) = other.announce("theirs") {
                    deeds.push((late, Deed::FreePrinter(number)));
                }
            }
        }
        Ok(())
    }

    /// Does a deed. Some, if it shows how the job has ended.
    fn do_it(&mut self, deed: Deed, name: &str) -> anyhow::Result<Option<Said>> {
        match deed {
            Deed::SeeToIt => self.printer.engine().see_to_it()?,
            // Without power there is nobody to tell; it starts with paper.
            Deed::Load(sheets) if self.printer.is_on()? => drop(self.printer.load(sheets)),
            Deed::Load(_) => {}
            Deed::PowerOff => self.printer.power_off()?,
            Deed::PowerOn => self.printer.power_on()?,
            Deed::NetworkDown => self.cable.plan(|_| Fate::Refused),
            Deed::NetworkUp => self.cable.heal(),
            Deed::Cancel => self.kiosk().cancel(name)?,
            Deed::FreePrinter(number) => {
                // Its power may be gone, and with it the job.
                drop(OfficePrinter::new(self.printer.address(), "somebody", timing()).cancel(number));
            }
            Deed::Kill => {
                self.kiosk.take().unwrap().kill()?;
                let end = self.ended_in_journal(name)?;
                self.start_kiosk()?;
                return Ok(end);
            }
        }
        Ok(None)
    }

    /// What a kiosk tells its server when it starts: jobs that have ended, and those it never took over.
    fn ended_in_journal(&self, name: &str) -> anyhow::Result<Option<Said>> {
        let journal = Journal::open(&self.journal())?;
        if journal.was_interrupted(&id(name)) {
            return Ok(None);
        }
        let step = match journal.state(&id(name)) {
            Some(JobState::Confirmed) => "confirmed",
            Some(JobState::Unknown) => "unknown",
            Some(JobState::Refused) | None => "refused",
            Some(state) => anyhow::bail!("{state:?} has no end and was not interrupted"),
        };
        Ok(Some(Said { job: name.to_owned(), step: step.to_owned(), why: None, sheets: None }))
    }

    /// Holds what was said against the sheets that came out.
    fn judge(&self, tally: &mut BTreeMap<String, usize>) -> anyhow::Result<()> {
        let mut sheets = self.printer.sheets()?;
        for Job { name, pages, faults, end } in &self.jobs {
            let came_out = sheets.remove(name).unwrap_or_default();
            let about = format!("{name}, {pages} pages, {faults:?}: {end:?}; {came_out:?}");
            let found: Vec<_> = came_out.iter().map(|sheet| sheet.page).collect();
            anyhow::ensure!(
                found == (1..=found.len()).collect::<Vec<_>>(),
                "a sheet came out twice: {about}"
            );
            for sheet in &came_out {
                anyhow::ensure!(
                    std::fs::read(&sheet.document)? == pdf(name, *pages),
                    "another sheet: {about}"
                );
            }
            match end.end() {
                Some(End::Confirmed) => anyhow::ensure!(found.len() == *pages, "it is not there: {about}"),
                Some(End::Refused) => anyhow::ensure!(found.is_empty(), "it came out: {about}"),
                Some(End::Unknown) => {
                    let is_fair = faults.iter().any(|fault| fault.can_leave_a_doubt(found.len()));
                    anyhow::ensure!(is_fair, "somebody could have known: {about}");
                    let counted = end.sheets.is_none_or(|sheets| sheets as usize == found.len());
                    anyhow::ensure!(counted, "the sheets are counted wrong: {about}");
                }
                None => anyhow::bail!("no end: {about}"),
            }
            anyhow::ensure!(!faults.is_empty() || end.step == "confirmed", "without a fault: {about}");
            let kind =
                |fault: &Fault| format!("{fault:?}").split(['(', ' ']).next().unwrap_or_default().to_owned();
            for fault in faults {
                *tally.entry(format!("{} → {}", kind(fault), end.step)).or_default() += 1;
            }
        }
        anyhow::ensure!(sheets.is_empty(), "sheets that nobody ordered: {sheets:?}");
        Ok(())
    }
}

#[test]
fn two_hundred_faults_and_every_sheet_is_accounted_for() {
    let seed = std::env::var("HALL_IPP_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_128);
    println!("HALL_IPP_SEED={seed}");
    let run = |lane: usize| {
        let mut printer = Lane::new(seed + lane as u64)?;
        printer.run(lane, FAULTS / LANES)?;
        anyhow::Ok(printer)
    };
    let lanes: Vec<_> = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|lane| scope.spawn(move || run(lane))).collect();
        lanes.into_iter().map(|lane| lane.join().unwrap()).collect()
    });
    let mut tally = BTreeMap::new();
    for (index, lane) in lanes.into_iter().enumerate() {
        let lane = lane.unwrap_or_else(|error| panic!("lane {index}, seed {seed}: {error:#}"));
        lane.judge(&mut tally)
            .unwrap_or_else(|error| panic!("lane {index}, seed {seed}: {error:#}\n{}", lane.printer.log()));
    }
    println!("{tally:#?}");
    assert!(tally.values().sum::<usize>() >= FAULTS);
}

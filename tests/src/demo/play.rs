//! A short day without a display: visitors at the kiosk, a clerk at the desk, and pictures of all of it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::process::Command;

use super::cast::{Hall, WINDOW};
use super::say;
use crate::stage::{Browser, Kiosk, Screen, point, wait_until};

/// Until something shows on a screen that draws in software on a busy machine.
pub(super) const SOON: Duration = Duration::from_secs(20);
/// Until screens have drawn what the feed brought.
pub(super) const DRAWN: Duration = Duration::from_millis(1_500);
/// On the pad: the best of the five faces, and the button that sends.
const BEST_FACE: (u32, u32) = (157, 300);
const SEND_RATING: (u32, u32) = (1097, 592);
/// Until a called number has flashed three times.
const FLASHED: Duration = Duration::from_secs(4);

/// Plays the day; everything is left in `out`.
pub(super) async fn play(out: &Path) -> anyhow::Result<()> {
    let mut day = Day::begin(out).await?;
    day.clerk_opens_the_window().await?;
    day.visitor_takes_a_number().await?;
    day.foreigner_takes_a_number().await?;
    day.student_prints_a_certificate().await?;
    day.old_visitor_looks_around().await?;
    day.clerk_calls("E001", 1).await?;
    day.clerk_finishes("E001").await?;
    day.visitor_rates("E001").await?;
    day.clerk_calls("E002", 2).await?;
    day.overview().await?;
    say(&format!("A short day in {}:", out.display()));
    for entry in pictures_in(out)? {
        say(&format!("  {entry}"));
    }
    Ok(())
}

pub(super) struct Day {
    pub(super) out: PathBuf,
    pictures: usize,
    pub(super) kiosk: Screen,
    pub(super) kiosk_program: Kiosk,
    window: Screen,
    board: Screen,
    pad: Screen,
    desk: Browser,
    pub(super) hall: Hall,
    _programs: Vec<crate::stage::Process>,
}

impl Day {
    async fn begin(out: &Path) -> anyhow::Result<Self> {
        let hall = Hall::start(out).await?;
        let log = out.join("hall/xvfb.log");
        let kiosk = Screen::start(1080, 1920, &log).await?;
        let window = Screen::start(1920, 1080, &log).await?;
        let board = Screen::start(1920, 1080, &log).await?;
        let pad = Screen::start(1280, 800, &log).await?;
        let shows = WINDOW.to_string();
        let whole = [0, 0, 1920, 1080];
        let (kiosk_process, kiosk_program) = hall.kiosk(Some(kiosk.name()), [0, 0, 1080, 1920]).await?;
        let programs = vec![
            kiosk_process,
            hall.display(Some(window.name()), whole, &["--window", &shows], false).await?,
            hall.display(Some(board.name()), whole, &["--board"], true).await?,
            hall.display(Some(pad.name()), [0, 0, 1280, 800], &["--pad", &shows], false).await?,
        ];
        wait_until("the kiosk is ready", SOON, async || kiosk_program.is_ready()).await?;
        let desk = Browser::open(1366, 768, "zh-CN")?;
        Ok(Self {
            out: out.to_owned(),
            pictures: 0,
            kiosk,
            kiosk_program,
            window,
            board,
            pad,
            desk,
            hall,
            _programs: programs,
        })
    }

    /// The next picture's file: numbered, so that a listing tells the story.
    pub(super) fn picture(&mut self, name: &str) -> PathBuf {
        self.pictures += 1;
        self.out.join(format!("{:02}-{name}.png", self.pictures))
    }

    pub(super) async fn show_kiosk(&mut self, name: &str) -> anyhow::Result<PathBuf> {
        let file = self.picture(&format!("kiosk-{name}"));
        self.kiosk.save_picture(&file).await?;
        Ok(file)
    }

    async fn show_desk(&mut self, name: &str) -> anyhow::Result<()> {
        let file = self.picture(&format!("desk-{name}"));
        self.desk.save_picture(&file).await
    }

    async fn show_pad(&mut self, name: &str) -> anyhow::Result<()> {
        tokio::time::sleep(DRAWN).await;
        let file = self.picture(&format!("pad-{name}"));
        self.pad.save_picture(&file).await
    }

    async fn show_screens(&mut self, name: &str) -> anyhow::Result<()> {
        tokio::time::sleep(FLASHED).await;
        let file = self.picture(&format!("window-{name}"));
        self.window.save_picture(&file).await?;
        let file = self.picture(&format!("board-{name}"));
        self.board.save_picture(&file).await
    }

    async fn clerk_opens_the_window(&mut self) -> anyhow::Result<()> {
        let (page, user, password) = self.hall.sign_in();
        self.desk.act(&format!("goto {page}")).await?;
        self.desk.act(&format!("fill #user\t{user}")).await?;
        self.desk.act(&format!("fill #password\t{password}")).await?;
        self.show_desk("sign-in").await?;
        self.desk.act("press Enter").await?;
        self.desk.act("wait .windows").await?;
        self.show_desk("windows").await?;
        self.desk.act(&format!("goto {}", self.hall.desk())).await?;
        self.desk.act("wait body[data-link=live]").await?;
        self.show_screens("closed").await?;
        self.desk.act("press o").await?;
        self.desk.act("wait [data-action=close][aria-disabled=false]").await
    }

    async fn visitor_takes_a_number(&mut self) -> anyhow::Result<()> {
        self.show_kiosk("home").await?;
        let steps = [(point::TAKE_NUMBER, "items"), (point::POPULAR, "basket"), (point::NEXT, "materials")];
        self.walk("", &steps).await?;
        self.take("", 1).await
    }

    async fn foreigner_takes_a_number(&mut self) -> anyhow::Result<()> {
        let steps = [
            (point::LANGUAGE, "home"),
            (point::TAKE_NUMBER, "items"),
            (point::THEMES, "themes"),
            (point::FIRST_THEME, "theme"),
            (point::BUNDLE, "basket"),
            (point::NEXT, "materials"),
        ];
        self.walk("-english", &steps).await?;
        self.take("-english", 2).await
    }

    async fn old_visitor_looks_around(&mut self) -> anyhow::Result<()> {
        self.walk("-large", &[(point::LARGE, "home"), (point::TAKE_NUMBER_LARGE, "items")]).await
    }

    pub(super) async fn walk(&mut self, who: &str, steps: &[((u32, u32), &str)]) -> anyhow::Result<()> {
        for (touch, shows) in steps {
            Kiosk::touch_all(&self.kiosk, &[*touch]).await?;
            self.show_kiosk(&format!("{shows}{who}")).await?;
        }
        Ok(())
    }

    /// The last touch: a number on the screen and on paper, and then home.
    async fn take(&mut self, who: &str, nth: usize) -> anyhow::Result<()> {
        self.kiosk.touch(point::NEXT).await?;
        let receipt = self.out.join(format!("receipts/receipt-{nth:03}.png"));
        wait_until("the ticket is printed", SOON, async || receipt.exists()).await?;
        tokio::time::sleep(DRAWN).await;
        self.show_kiosk(&format!("ticket{who}")).await?;
        Kiosk::touch_all(&self.kiosk, &[point::NEXT]).await
    }

    async fn clerk_calls(&mut self, number: &str, nth: usize) -> anyhow::Result<()> {
        self.desk.act("press Space").await?;
        self.desk.act(&format!("wait #number >> text={number}")).await?;
        self.show_screens(&format!("calls-{number}")).await?;
        self.show_desk(&format!("called-{number}")).await?;
        self.show_phone(nth, number).await?;
        let calls = self.out.join("calls");
        let spoken = async || calls.read_dir().is_ok_and(|files| files.count() >= nth);
        wait_until(&format!("the call of {number} is spoken"), SOON, spoken).await
    }

    async fn clerk_finishes(&mut self, number: &str) -> anyhow::Result<()> {
        self.desk.act("press s").await?;
        self.desk.act("wait [data-action=finish][aria-disabled=false]").await?;
        self.desk.act("click [data-focus=material-0]").await?;
        self.show_pad(&format!("in-hand-{number}")).await?;
        self.show_desk(&format!("serving-{number}")).await?;
        self.desk.act("press Enter").await?;
        self.desk.act("wait #dialog[open]").await?;
        tokio::time::sleep(DRAWN).await;
        self.show_desk(&format!("outcome-{number}")).await?;
        self.desk.act("press Enter").await?;
        self.desk.act("wait [data-action=call_next][aria-disabled=false]").await
    }

    /// Two touches on the pad at the window.
    async fn visitor_rates(&mut self, number: &str) -> anyhow::Result<()> {
        self.show_pad(&format!("faces-{number}")).await?;
        self.pad.touch(BEST_FACE).await?;
        self.show_pad(&format!("reasons-{number}")).await?;
        self.pad.touch(SEND_RATING).await?;
        self.show_pad(&format!("thanks-{number}")).await
    }

    /// The page behind the QR code on the paper.
    async fn show_phone(&mut self, nth: usize, number: &str) -> anyhow::Result<()> {
        let paper = std::fs::read_to_string(self.out.join(format!("receipts/receipt-{nth:03}.txt")))?;
        let url = paper.split("[QR ").nth(1).and_then(|rest| rest.split(']').next());
        let mut phone = Browser::open(390, 844, if nth == 2 { "en-GB" } else { "zh-CN" })?;
        phone.act(&format!("goto {}", url.context("a ticket has a QR code")?)).await?;
        phone.act(&format!("wait text={number}")).await?;
        let file = self.picture(&format!("phone-{number}"));
        phone.save_picture(&file).await
    }

    /// The picture with this in its name.
    pub(super) fn found(&self, part: &str) -> anyhow::Result<PathBuf> {
        let name = pictures_in(&self.out)?.into_iter().find(|name| name.contains(part));
        Ok(self.out.join(name.with_context(|| format!("no picture of {part}"))?))
    }

    /// One picture of the whole, as in the README.
    async fn overview(&self) -> anyhow::Result<()> {
        let output = Command::new("convert")
            .args(["(", "("])
            .arg(self.found("kiosk-ticket.")?)
            .args(["-resize", "x1000", ")", "("])
            .arg(self.out.join("receipts/receipt-001.png"))
            .args(["-resize", "x1000", ")", "("])
            .arg(self.found("board-calls-E001")?)
            .arg(self.found("desk-called-E001")?)
            .args(["-resize", "x494", "-background", "#8a94a6", "-append", ")"])
            .args(["-background", "#8a94a6", "-bordercolor", "#8a94a6", "-border", "6", "+append", ")"])
            .args(["-resize", "1600x", "-quality", "90"])
            .arg(self.out.join("00-overview.png"))
            .output()
            .await?;
        ensure!(output.status.success(), "convert: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }
}

fn pictures_in(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "png") {
            names.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}

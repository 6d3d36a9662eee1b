//! Visitors at the shipped program: real touches through the window system, and names, places and actions as a screen reader
//! knows them. The taps and seconds of each journey stand in `docs/journeys.md`.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use hall_tests::receipt_sim::{Options, Simulator};
use hall_tests::stage::{Finger, Glass, Kiosk, Process, Reader, Stage, repository, wait_until};

/// How long a finger stays down.
const HELD: Duration = Duration::from_millis(80);
/// Touches are not taken before a new screen has settled; nobody is faster than this anyway.
const SETTLED: Duration = Duration::from_millis(450);
/// From the last touch to paper that is out.
const PAPER_WITHIN: Duration = Duration::from_secs(20);

/// A hall with a kiosk on a touch screen, its printer, and who reads the screen.
struct Visit {
    glass: Glass,
    reader: Reader,
    printer: Simulator,
    _kiosk: Process,
    _stage: Stage,
    taps: usize,
    begun: Instant,
}

impl Visit {
    async fn begin() -> anyhow::Result<Self> {
        let stage = Stage::start().await?;
        let printer =
            Simulator::start(&Options { link: Some(stage.folder().join("printer")), ..Options::default() })?;
        let glass = Glass::start(1080, 1920, stage.folder()).await?;
        let reader = Reader::start(stage.folder()).await?;
        let kiosk = Kiosk::prepare(&stage, "kiosk-1", [0, 0, 1080, 1920]).await?;
        let process = kiosk.start_read(glass.name(), reader.bus())?;
        wait_until("the kiosk is ready", PAPER_WITHIN, async || kiosk.is_ready()).await?;
        let mut visit =
            Self { glass, reader, printer, _kiosk: process, _stage: stage, taps: 0, begun: Instant::now() };
        visit.home().await?;
        Ok(visit)
    }

    /// Waits for the first screen and begins to count.
    async fn home(&mut self) -> anyhow::Result<()> {
        self.reader.wait_for("取号").await?;
        (self.taps, self.begun) = (0, Instant::now());
        Ok(())
    }

    /// Touches what has a name.
    async fn tap(&mut self, name: &str) -> anyhow::Result<()> {
        self.reader.wait_for(name).await?;
        tokio::time::sleep(SETTLED).await;
        // Where it stands now: another mode or language may have moved it meanwhile.
        let thing = self.reader.wait_for(name).await?;
        self.glass.tap(thing.middle(), HELD, 0.0).await?;
        self.taps += 1;
        Ok(())
    }

    async fn taps(&mut self, names: &[&str]) -> anyhow::Result<()> {
        for name in names {
            self.tap(name).await?;
        }
        Ok(())
    }

    /// Paper comes out; its words.
    async fn paper(&mut self, count: usize) -> anyhow::Result<String> {
        wait_until("the ticket is printed", PAPER_WITHIN, async || self.printer.receipts().len() >= count)
            .await?;
        Ok(self.printer.receipts()[count - 1].text.clone())
    }

    fn row(&self, what: &str) -> String {
        format!("| {what} | {} | {:.1} s |", self.taps, self.begun.elapsed().as_secs_f64())
    }
}

#[tokio::test]
async fn visitors_get_what_they_came_for() -> anyhow::Result<()> {
    let mut visit = Visit::begin().await?;
    let mut rows = Vec::new();

    visit.taps(&["取号", "校园卡办理与补办", "下一步", "确认取号"]).await?;
    assert_eq!(visit.taps, 4, "one known item takes four taps at most");
    let paper = visit.paper(1).await?;
    rows.push(visit.row("one known item"));
    assert!(paper.contains("校园卡办理与补办"), "{paper}");
    visit.tap("完成").await?;

    visit.home().await?;
    visit.taps(&["取号", "校园卡办理与补办", "公寓入住与退宿", "在职证明", "下一步", "确认取号"]).await?;
    let paper = visit.paper(2).await?;
    rows.push(visit.row("three items, one ticket"));
    assert!(paper.contains("校园卡办理与补办") && paper.contains("在职证明"), "{paper}");
    visit.tap("完成").await?;

    visit.home().await?;
    visit
        .taps(&["English", "Take a number", "Campus card issue and replacement", "Next", "Take my number"])
        .await?;
    let paper = visit.paper(3).await?;
    rows.push(visit.row("one item, in English"));
    assert!(paper.contains("Campus card issue and replacement"), "{paper}");
    visit.tap("Done").await?;

    visit.home().await?;
    visit.taps(&["大字", "取号", "校园卡办理与补办", "下一步（已选 1 项）", "确认取号"]).await?;
    visit.paper(4).await?;
    rows.push(visit.row("one item, in large mode"));
    visit.tap("完成").await?;

    visit.home().await?;
    visit.taps(&["屏幕下移", "取号", "校园卡办理与补办", "下一步"]).await?;
    let take = visit.reader.wait_for("确认取号").await?;
    assert!(take.place[1] >= 960.0, "everything touched is in the lower half: {take:?}");
    visit.tap("确认取号").await?;
    visit.paper(5).await?;
    rows.push(visit.row("one item, from a wheelchair"));

    visit.tap("完成").await?;
    visit.home().await?;
    visit.printer.paper_out();
    let warned = "打印机缺纸：号码会显示在屏幕上，请拍照或扫码保存";
    visit.reader.wait_for(warned).await?;
    visit.begun = Instant::now();
    visit.taps(&["取号", "校园卡办理与补办", "下一步", "确认取号"]).await?;
    visit.reader.wait_for("没有打印出来，请拍照或扫码保存，号码有效。").await?;
    rows.push(visit.row("one item, the paper has run out: the number stands on the screen"));
    visit.reader.wait_for("手机扫码看进度").await?;
    assert_eq!(visit.printer.receipts().len(), 5, "nothing is printed twice or by halves");

    let page = page(&rows);
    let path = repository().join("docs/journeys.md");
    if std::env::var_os("HALL_JOURNEYS").is_some() {
        std::fs::write(path, page)?;
    }
    Ok(())
}

fn page(rows: &[String]) -> String {
    let mut page = String::from(
        "# Journeys\n\nThe real kiosk on a touch screen of 1080×1920, played by `tests/tests/journeys.rs` with touches that go \
         through the window system; `HALL_JOURNEYS=1` writes this page. The seconds run from the first screen to paper that is \
         out. In them are half a second before each touch and the time to read the screen as a screen reader does: a patient \
         visitor is slower, the machine is not. A debug build.\n\n| journey | taps | time |\n| --- | --- | --- |\n",
    );
    for row in rows {
        writeln!(page, "{row}").expect("invariant: a string takes any text");
    }
    page
}

#[tokio::test]
async fn unsteady_hands_and_a_resting_palm_get_through() -> anyhow::Result<()> {
    let mut visit = Visit::begin().await?;
    // A palm rests at the edge all the time.
    visit.glass.touch(7, Finger::Down, (1060.0, 1300.0))?;
    let take = visit.reader.wait_for("取号").await?;
    // Pressed for two seconds, slipped by 35 pixels.
    visit.glass.tap(take.middle(), Duration::from_secs(2), 35.0).await?;
    let row = visit.reader.wait_for("校园卡办理与补办").await?;
    tokio::time::sleep(SETTLED).await;
    visit.glass.tap(row.middle(), HELD, 0.0).await?;
    visit.reader.wait_for("已选 1 项").await?;
    visit.glass.touch(7, Finger::Up, (1060.0, 1300.0))?;
    Ok(())
}

#[tokio::test]
async fn a_screen_reader_can_do_without_touching() -> anyhow::Result<()> {
    let mut visit = Visit::begin().await?;
    for (name, then) in [("取号", "搜索"), ("搜索", "删除"), ("返回", "按部门找")] {
        visit.reader.wait_for(name).await?;
        tokio::time::sleep(SETTLED).await;
        assert!(visit.reader.click(name).await?, "{name} has an action");
        visit.reader.wait_for(then).await?;
    }
    let things = visit.reader.things().await?;
    let buttons = things.iter().filter(|thing| thing.role.contains("button") || thing.role.contains("check"));
    for thing in buttons {
        let [x, y, width, height] = thing.place;
        assert!(width >= 95.0 && height >= 95.0 && x >= 0.0 && y + height <= 1920.0, "{thing:?}");
    }
    Ok(())
}

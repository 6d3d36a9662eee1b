//! What stands on the paper of every kind of printer.

use std::path::{Path, PathBuf};
use std::process::Command;

use hall_tests::receipt_sim::{Options, Rom};
use printing::escpos;
use printing::glyphs::FontGlyphs;
use printing::profile::{Encoding, Profile};
use printing::receipt::{Fields, Receipt, Template, Values};
use printing::serial::{JobOutcome, PrinterState};

use super::bench::{Bench, SOON, asset, asset_path, note, profile};

#[test]
fn a_rare_character_in_a_name_comes_out_on_every_printer() {
    let glyphs = FontGlyphs::new([(asset_path("fonts/NotoSansSC-Hall.otf"), 0)]);
    for dots in [384, 576] {
        for (encoding, rom) in [(Encoding::Gbk, Rom::Gbk), (Encoding::Gb18030, Rom::Gb18030)] {
            let profile = Profile { dots, encoding, ..profile("receipt-80mm") };
            let bench =
                Bench::with_profile(Some(Options { dots, rom, ..Options::default() }), profile.clone());
            bench.state(&PrinterState::Ready);
            bench.order("a", escpos::encode(&note("𠮷* 先生"), &profile, &glyphs).unwrap());
            assert_eq!(bench.outcome("a").1, JobOutcome::Confirmed);
            assert_eq!(bench.receipts(), ["[picture 24x24]* 先生\n"], "{dots} {encoding:?}");
            bench.no_errors();
        }
    }
}

const TICKET: Fields<'static> = Fields {
    texts: &["school", "hall", "number", "ahead", "wait", "area", "windows", "issued_at", "url", "note"],
    flags: &["reprint"],
    lists: &[("items", &["name"])],
};

/// Several items with long names, printed again.
fn crowded_ticket(language: &str) -> Receipt {
    let names = if language == "zh" {
        ["外国留学生及港澳台学生学历学位证明（中英文）办理", "教职工居住证积分材料预审（𠮷林）", "校园卡补办"]
    } else {
        [
            "Certificates of study and degree for international students",
            "Pre-check of papers for residence permits of staff",
            "Campus card replacement",
        ]
    };
    let rows = names.map(|name| [("name", name)]);
    let values = rows.iter().fold(ticket_values(language), |values, row| values.row("items", row));
    render(language, &values.flag("reprint", true).text("number", "A1234"))
}

fn ticket(language: &str) -> Receipt {
    let values = ticket_values(language);
    render(
        language,
        &if language == "zh" {
            values
                .row("items", &[("name", "校园卡补办")])
                .row("items", &[("name", "户籍证明（𠮷林）借用")])
                .flag("reprint", true)
        } else {
            values.row("items", &[("name", "Campus card replacement")])
        },
    )
}

fn render(language: &str, values: &Values<'_>) -> Receipt {
    let file = format!("receipts/ticket.{language}.toml");
    Template::parse(&file, &asset(&file), &TICKET).unwrap().render(values).unwrap()
}

fn ticket_values(language: &str) -> Values<'static> {
    let values = Values::new()
        .text("number", "A001")
        .text("ahead", "12")
        .text("url", "https://hall.example.edu.cn/t/3kQ9vX2mB7pLwR4s")
        .text("issued_at", "2026-03-02 09:41");
    if language == "zh" {
        values
            .text("school", "滨江大学")
            .text("hall", "行政服务办事大厅")
            .text("wait", "约10–15分钟")
            .text("area", "一楼东侧等候区")
            .text("windows", "3、4、5、12 号")
            .text("note", "过号请到咨询台，当日有效")
    } else {
        values
            .text("school", "Binjiang University")
            .text("hall", "Service Hall")
            .text("wait", "about 10–15 min")
            .text("area", "Ground floor, east side")
            .text("windows", "3, 4, 5, 12")
            .text("note", "If you missed your call, ask at the desk")
    }
}

/// The bytes of every profile are understood by a printer of that kind, and the paper says what the ticket says.
#[test]
fn every_profile_prints_the_ticket_as_meant() {
    let fonts = asset_path("fonts/NotoSansSC-Hall.otf");
    let glyphs = FontGlyphs::new([(fonts, 0)]);
    // Where a person wants to look at them.
    let kept = std::env::var_os("RECEIPTS_OUT").map(PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let out = kept.unwrap_or(folder.path().to_owned());
    for (name, rom) in
        [("receipt-80mm", Rom::Gb18030), ("receipt-58mm", Rom::Gbk), ("receipt-58mm-basic", Rom::Gbk)]
    {
        let profile = profile(name);
        for (language, crowd) in [("zh", ""), ("en", ""), ("zh", "_crowded"), ("en", "_crowded")] {
            let out = Some(out.join(format!("{name}-{language}{crowd}")));
            let picture = out.as_ref().unwrap().join("receipt-001.png");
            let options = Options { dots: profile.dots, rom, out, ..Options::default() };
            let bench = Bench::with_profile(Some(options), profile.clone());
            let receipt = if crowd.is_empty() { ticket(language) } else { crowded_ticket(language) };
            bench.order("a", escpos::encode(&receipt, &profile, &glyphs).unwrap());
            bench.outcome("a");
            if !profile.cutter {
                assert!(bench.simulator().wait(SOON, |seen| seen.jobs_begun == 1));
                bench.tear_when_quiet();
            }
            bench.no_errors();
            let receipts = bench.simulator().receipts();
            assert_eq!(receipts.len(), 1, "{name} {language}");
            insta::assert_snapshot!(format!("ticket_{language}_{name}{crowd}"), receipts[0].text);
            assert_eq!(scan(&picture), "https://hall.example.edu.cn/t/3kQ9vX2mB7pLwR4s");
        }
    }
}

/// What a phone would read: Debian's `zbar-tools`.
fn scan(picture: &Path) -> String {
    let scanned = Command::new("zbarimg").args(["-q", "--raw"]).arg(picture).output().unwrap();
    String::from_utf8(scanned.stdout).unwrap().trim().to_owned()
}

//! The printer's paper, answers and complaints, byte by byte.

use super::Printer;
use crate::receipt_sim::condition::Control;
use crate::receipt_sim::{Options, Rom, font::PaperFont, line::Arrival};

fn printer(dots: u16) -> Printer {
    new(&Options { dots, ..Options::default() })
}

fn new(options: &Options) -> Printer {
    let font = PaperFont::open(&options.font, options.face).unwrap();
    Printer::new(options, font)
}

fn send(printer: &mut Printer, bytes: &[u8]) -> super::Output {
    for &byte in bytes {
        printer.receive(Arrival { byte, is_garbled: false });
    }
    printer.take_output()
}

#[test]
fn text_stands_where_the_commands_put_it() {
    let mut printer = printer(384);
    let text = b"\x1B@ab\x1B$\x20\x01cd\n\x1Ba\x01\xBA\xC5\n\x1Ba\x02xy\n\x1DVB\x00";
    let output = send(&mut printer, text);
    assert_eq!(output.errors, [""; 0]);
    let expected = format!("ab{}cd\n{}号\n{}xy\n", " ".repeat(22), " ".repeat(15), " ".repeat(30));
    assert_eq!(output.receipts[0].text, expected);
}

#[test]
fn mistakes_are_told() {
    let cases: [(&[u8], &str); 5] = [
        (b"\x1Bz", "ESC 7A is unknown"),
        (b"ab\x1Ba\x01", "ESC a has no effect within a line"),
        (b"123456789012345678901234567890123", "over the right edge"),
        (b"\x1D(k\x03\x001Q0", "no QR code"),
        (b"\xFE\xFE", "the ROM has no character"),
    ];
    for (bytes, why) in cases {
        let output = send(&mut printer(384), bytes);
        assert!(output.errors.iter().any(|error| error.contains(why)), "{:?}", output.errors);
    }
}

#[test]
fn without_paper_nothing_is_worked_off_but_status_is_told() {
    let mut printer = printer(384);
    printer.control(Control::PaperOut);
    let output = send(&mut printer, b"\x1B@late\n\x1DVB\x00\x1Dr\x01\x10\x04\x04");
    assert_eq!((output.answers, output.receipts.len()), (vec![0x7E], 0));
    printer.control(Control::PaperOk);
    let output = printer.take_output();
    assert_eq!((output.answers, output.receipts.len()), (vec![0], 1));
}

#[test]
fn a_dropped_buffer_is_gone() {
    let mut printer = printer(384);
    printer.control(Control::PaperOut);
    send(&mut printer, b"\x1B@late\n\x1DVB\x00\x1Dr\x01\x10\x05\x02");
    printer.control(Control::PaperOk);
    let output = printer.take_output();
    assert!(output.answers.is_empty() && output.receipts.is_empty());
}

#[test]
fn asking_for_hours_fills_no_buffer_and_a_long_job_does() {
    let mut printer = printer(384);
    printer.control(Control::PaperOut);
    let asked = send(&mut printer, &b"\x10\x04\x01".repeat(5000));
    assert_eq!((asked.answers.len(), asked.errors.len()), (5000, 0));
    let sent = send(&mut printer, &b"a".repeat(5000));
    assert_eq!(sent.errors, ["the buffer is full, bytes are lost"]);
}

#[test]
fn what_the_rom_lacks_prints_as_on_such_a_printer() {
    let cases: [(Rom, &str, &[u8], &str); 6] = [
        (Rom::Gb18030, "", b"\x81\x39\xEF\x31", "㐂"),
        // The same four bytes: lead bytes blank, digits as digits.
        (Rom::Gbk, "", b"\x81\x30\x84\x36", " 0 6"),
        (Rom::Gbk, "", b"\x81\x39\xEF\x31", " 9 1"),
        // Beyond Extension A, a hole in the ROM, the rows old ROMs end before.
        (Rom::Gb18030, "", b"\x95\x32\x82\x36", "□"),
        (Rom::Gb18030, "号", b"\xBA\xC5", "□"),
        (Rom::Gbk, "", b"\xFE\x9F", "□"),
    ];
    for (rom, lacks, bytes, said) in cases {
        let mut printer = new(&Options { rom, lacks: lacks.to_owned(), ..Options::default() });
        let output = send(&mut printer, &[bytes, b"!\n\x1DVB\x00"].concat());
        assert_eq!(output.receipts[0].text, format!("{said}!\n"), "{bytes:02X?}");
        let is_whole = said == "㐂";
        assert_eq!(output.errors.is_empty(), is_whole, "{:?}", output.errors);
    }
}

#[test]
fn a_jammed_knife_holds_everything_back_until_the_buffer_is_dropped() {
    let mut printer = printer(384);
    printer.control(Control::JamCutter);
    let output = send(&mut printer, b"\x1B@first\n\x1DVB\x00\x1Dr\x01second\n\x10\x04\x03");
    assert_eq!((output.answers, output.receipts.len()), (vec![0x1A], 0));
    printer.control(Control::FreeCutter);
    let output = send(&mut printer, b"\x10\x05\x02\x1B@\x1DVB\x00\x1Dr\x01");
    assert_eq!((output.answers, output.receipts.len()), (vec![0], 1));
    assert_eq!(output.receipts[0].text, "first\n");
}

#[test]
fn a_command_cut_off_swallows_what_follows_until_it_is_padded() {
    let mut printer = printer(384);
    // A QR code's text of 100 bytes of which 3 arrive.
    send(&mut printer, b"\x1B@ab\n\x1D(k\x67\x001P0xyz");
    let output = send(&mut printer, b"\x10\x05\x02\x1DVB\x00\x1Dr\x01");
    assert_eq!((output.answers.len(), output.receipts.len()), (0, 0));
    let recovery = [&[0; 100][..], b"\x10\x05\x02\x1B@\x1DVB\x00\x1Dr\x01"].concat();
    let output = send(&mut printer, &recovery);
    assert_eq!((output.answers.len(), output.receipts.len()), (1, 1));
}

#[test]
fn without_pictures_the_text_is_the_same() {
    let text = b"\x1B@\x1D!\x11ab\n\x1D!\x00\xBA\xC5\n\x1D(k\x05\x001P0ab\x1D(k\x03\x001Q0\x1DVB\x00";
    let said = [true, false].map(|pictures| {
        let output = send(&mut new(&Options { pictures, ..Options::default() }), text);
        assert_eq!(output.errors, [""; 0]);
        assert_eq!(output.receipts[0].picture.width() > 0, pictures);
        (output.receipts[0].text.clone(), output.receipts[0].qr_texts.clone())
    });
    assert_eq!(said[0], said[1]);
}

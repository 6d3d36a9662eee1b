//! The printer's paper, answers and complaints, byte by byte.

use super::Printer;
use crate::receipt_sim::condition::Control;
use crate::receipt_sim::{Options, Rom, font::PaperFont};

fn printer(dots: u16) -> Printer {
    let options = Options::default();
    let font = PaperFont::open(&options.font, options.face).unwrap();
    Printer::new(Rom::Gb18030, dots, font)
}

fn send(printer: &mut Printer, bytes: &[u8]) -> super::Output {
    for &byte in bytes {
        printer.receive(byte);
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

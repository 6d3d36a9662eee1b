//! The printer without its cable: bytes in; answers, receipts and complaints out. Has no clock and no thread.

use std::collections::VecDeque;

use image::RgbImage;
use qrcode::{Color, EcLevel, QrCode};

use super::Options;
use super::condition::{Condition, Control};
use super::font::{Glyph, PaperFont};
use super::line::Arrival;
use super::paper::Paper;
use super::parser::{Op, Parser, Step};

#[cfg(test)]
mod tests;

/// The buffer of common receipt printers.
const BUFFER_BYTES: usize = 4096;
/// Dots from the print head to the knife that a cut feeds, beyond the picture's own margin.
const KNIFE_DOTS: usize = 16;
/// Dots of a cell.
const CELL: (usize, usize) = (12, 24);

/// One receipt, as torn or cut off.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// As it looks, a pixel a dot; empty if the simulator keeps no pictures.
    pub picture: RgbImage,
    /// What it says, laid out in columns; QR codes as `[QR text]`, pictures as `[picture 24x24]`.
    pub text: String,
    /// The texts of its QR codes that the printer drew itself.
    pub qr_texts: Vec<String>,
    /// Noise on the line garbled bytes of it.
    pub is_garbled: bool,
}

/// What has come out since the last look.
#[derive(Debug, Default)]
pub struct Output {
    /// Bytes for the computer.
    pub answers: Vec<u8>,
    /// Finished receipts.
    pub receipts: Vec<Receipt>,
    /// What a printer would have garbled or ignored.
    pub errors: Vec<String>,
    /// How many jobs began (`ESC @` was worked off).
    pub jobs_begun: usize,
}

#[derive(Debug, Clone)]
struct Style {
    across: u8,
    down: u8,
    is_bold: bool,
    is_smooth: bool,
}

#[derive(Debug)]
struct Qr {
    module: usize,
    level: EcLevel,
    text: Vec<u8>,
}

/// A receipt printer.
#[derive(Debug)]
pub struct Printer {
    condition: Condition,
    parser: Parser,
    font: PaperFont,
    paper: Paper,
    style: Style,
    qr: Qr,
    qr_texts: Vec<String>,
    /// Arrived, not yet a whole command.
    begun: Vec<u8>,
    /// Whole commands that wait, with their length in bytes.
    waiting: VecDeque<(usize, Op)>,
    waiting_bytes: usize,
    is_overrun: bool,
    /// A garbled byte has arrived since the last cut.
    is_garbled: bool,
    /// Whether pictures are kept; without them only the text is.
    draws: bool,
    /// The last two bytes that arrived, for the real-time commands.
    recent: [u8; 2],
    output: Output,
}

impl Printer {
    /// A printer that has just been switched on.
    pub fn new(options: &Options, font: PaperFont) -> Self {
        Self {
            condition: Condition::new(),
            parser: Parser::new(options.rom, &options.lacks),
            font,
            paper: Paper::new(usize::from(options.dots), options.pictures),
            style: Style::new(),
            qr: Qr::new(),
            qr_texts: Vec::new(),
            begun: Vec::new(),
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            is_overrun: false,
            is_garbled: false,
            draws: options.pictures,
            recent: [0; 2],
            output: Output::default(),
        }
    }

    /// A byte arrives.
    pub fn receive(&mut self, Arrival { byte, is_garbled }: Arrival) {
        if !self.condition.is_powered() {
            return;
        }
        self.is_garbled |= is_garbled;
        self.real_time(byte);
        if self.begun.len() + self.waiting_bytes >= BUFFER_BYTES && !self.condition.is_printing() {
            if !std::mem::replace(&mut self.is_overrun, true) {
                self.complain("the buffer is full, bytes are lost");
            }
            return;
        }
        self.begun.push(byte);
        self.read_begun();
        self.work_off();
    }

    /// Whether it is switched on.
    pub fn is_powered(&self) -> bool {
        self.condition.is_powered()
    }

    /// Something is done to it.
    pub fn control(&mut self, control: Control) {
        self.condition.apply(control);
        match control {
            Control::PowerOff => {
                self.begun.clear();
                self.drop_buffer();
                self.initialise();
            }
            Control::Tear => self.take_paper(0),
            _ => self.work_off(),
        }
    }

    /// What has come out since the last call.
    pub fn take_output(&mut self) -> Output {
        std::mem::take(&mut self.output)
    }

    /// Does real-time commands on arrival, wherever they stand.
    fn real_time(&mut self, byte: u8) {
        let recent = self.recent;
        self.recent = [recent[1], byte];
        match (recent, byte) {
            ([0x10, 0x04], n) => {
                self.output.answers.extend(self.condition.answer(n));
            }
            ([0x10, 0x05], 1) => self.condition.recover(),
            ([0x10, 0x05], 2) => {
                self.condition.recover();
                self.drop_buffer();
            }
            _ => {}
        }
    }

    /// A command that has arrived in part still swallows what follows, as in the printers that are the least kind.
    fn drop_buffer(&mut self) {
        self.waiting.clear();
        self.waiting_bytes = 0;
        self.is_overrun = false;
        self.paper.drop_line();
    }

    fn read_begun(&mut self) {
        loop {
            match self.parser.step(&self.begun) {
                Step::Wait => return,
                Step::Done(length, op) => {
                    self.begun.drain(..length);
                    if op != Op::Nothing {
                        self.waiting.push_back((length, op));
                        self.waiting_bytes += length;
                    }
                }
                Step::Odd(length, op, why) => {
                    self.complain(&why);
                    self.begun.drain(..length);
                    self.waiting.push_back((length, op));
                    self.waiting_bytes += length;
                }
                Step::Wrong(length, why) => {
                    self.complain(&why);
                    self.begun.drain(..length.min(self.begun.len()));
                }
            }
        }
    }

    fn work_off(&mut self) {
        while self.condition.is_printing()
            && let Some((length, op)) = self.waiting.pop_front()
        {
            if matches!(op, Op::Cut(_)) && !self.condition.cut() {
                self.waiting.push_front((length, op));
                return;
            }
            self.waiting_bytes -= length;
            self.is_overrun = false;
            self.perform(op);
        }
    }

    fn perform(&mut self, op: Op) {
        match op {
            Op::Initialise => {
                self.initialise();
                self.output.jobs_begun += 1;
            }
            Op::Smooth(is_smooth) => self.style.is_smooth = is_smooth,
            Op::Size(across, down) => (self.style.across, self.style.down) = (across, down),
            Op::Bold(is_bold) => self.style.is_bold = is_bold,
            Op::Align(align) => {
                if self.paper.is_in_line() {
                    self.complain("ESC a has no effect within a line");
                } else {
                    self.paper.align(align);
                }
            }
            Op::LineSpacing(dots) => self.paper.line_spacing(dots),
            Op::LineFeed => self.paper.feed_line(),
            Op::FeedLines(lines) => self.paper.feed_lines(usize::from(lines)),
            Op::FeedDots(dots) => self.paper.feed_dots(usize::from(dots)),
            Op::Position(dots) => self.paper.position(usize::from(dots)),
            Op::Character(character, columns) => self.character(character, columns),
            Op::Inline(data) => {
                let glyph = Glyph::from_columns(&data);
                let said = format!("[picture {}x24]", glyph.width);
                self.add(glyph, said);
            }
            Op::Raster { row_bytes, data } => {
                let glyph = Glyph::from_rows(usize::from(row_bytes), &data);
                let said = format!("[picture {}x{}]", glyph.width, glyph.height);
                self.picture(&glyph, &said);
            }
            Op::QrModule(dots) => self.qr.module = usize::from(dots),
            Op::QrLevel(level) => {
                self.qr.level = [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H][usize::from(level - 48)];
            }
            Op::QrText(text) => self.qr.text = text,
            Op::QrPrint => self.print_qr(),
            Op::Cut(dots) => self.take_paper(usize::from(dots)),
            Op::Answer(1) => self.output.answers.push(self.condition.paper_answer()),
            Op::Answer(_) => self.output.answers.push(0),
            Op::Nothing => {}
        }
    }

    fn initialise(&mut self) {
        self.style = Style::new();
        self.qr = Qr::new();
        self.paper.reset();
    }

    fn character(&mut self, character: char, columns: u16) {
        if !self.font.has(character) {
            self.complain(&format!("the simulator's font has no {character:?}"));
        }
        let style = self.style.clone();
        let (across, down) = (usize::from(style.across), usize::from(style.down));
        let (width, height) = (CELL.0 * usize::from(columns), CELL.1);
        if !self.draws {
            return self.add(Glyph::unseen(width * across, height * down), character.to_string());
        }
        // Bold type is struck twice, and the second strike stays within the cell.
        let bold = usize::from(style.is_bold);
        let mut glyph = if style.is_smooth || (across, down) == (1, 1) {
            self.font.draw(character, (width - bold) * across, height * down)
        } else {
            let small = self.font.draw(character, width - bold, height);
            small.hardened().enlarged(across, down)
        };
        if style.is_bold {
            glyph = glyph.emboldened(across);
        }
        self.add(glyph, character.to_string());
    }

    fn add(&mut self, glyph: Glyph, said: String) {
        if self.paper.add(glyph, said).is_err() {
            self.complain("a line runs over the right edge");
        }
    }

    fn picture(&mut self, glyph: &Glyph, said: &str) {
        if self.paper.is_in_line() {
            self.complain("a picture of its own begins within a line");
            self.paper.feed_line();
        }
        if self.paper.add_picture(glyph, said).is_err() {
            self.complain("a picture runs over the right edge");
        }
    }

    fn print_qr(&mut self) {
        let text = std::mem::take(&mut self.qr.text);
        let code = QrCode::with_error_correction_level(&text, self.qr.level);
        let code = match code {
            Ok(code) if !text.is_empty() => code,
            _ => return self.complain("no QR code can be made of its text"),
        };
        let width = code.width();
        let text = String::from_utf8_lossy(&text).into_owned();
        let said = format!("[QR {text}]");
        self.qr_texts.push(text);
        if !self.draws {
            let dots = width * self.qr.module;
            return self.picture(&Glyph::unseen(dots, dots), &said);
        }
        let dark = |color| if color == Color::Dark { 255 } else { 0 };
        let glyph = Glyph { width, height: width, dots: code.to_colors().into_iter().map(dark).collect() };
        let enlarged = glyph.enlarged(self.qr.module, self.qr.module);
        self.picture(&enlarged, &said);
    }

    fn take_paper(&mut self, dots: usize) {
        if self.paper.is_in_line() {
            self.paper.feed_line();
        }
        self.paper.feed_dots(KNIFE_DOTS + dots);
        let is_blank = self.paper.is_blank();
        let (picture, text) = self.paper.cut();
        let qr_texts = std::mem::take(&mut self.qr_texts);
        let is_garbled = self.is_garbled;
        // A command that has arrived in part goes on.
        self.is_garbled &= !self.begun.is_empty();
        if !is_blank {
            self.output.receipts.push(Receipt { picture, text, qr_texts, is_garbled });
        }
    }

    fn complain(&mut self, why: &str) {
        self.output.errors.push(why.to_owned());
    }
}

impl Style {
    fn new() -> Self {
        Self { across: 1, down: 1, is_bold: false, is_smooth: false }
    }
}

impl Qr {
    fn new() -> Self {
        Self { module: 3, level: EcLevel::L, text: Vec::new() }
    }
}

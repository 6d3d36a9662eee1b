//! The receipt printer simulator as a program: prints the port's path, then obeys one command a line on its standard input.

use std::io::{BufRead, Write};
use std::path::PathBuf;

use clap::Parser;
use hall_tests::receipt_sim::{Control, Options, Rom, Simulator};

/// A receipt printer at a pseudo-terminal. Commands on standard input: paper ok|near-end|out, cover open|close, offline,
/// online, power off|on, unplug, plug, tear, quit. It goes on when standard input ends.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where to put a link to the port
    #[arg(long)]
    link: Option<PathBuf>,
    /// The folder for receipt-001.png, receipt-001.txt, …
    #[arg(long)]
    out: Option<PathBuf>,
    /// The font of its type
    #[arg(long, default_value_os_t = Options::default().font)]
    font: PathBuf,
    /// The face, if the font is a collection
    #[arg(long, default_value_t = 0)]
    face: u32,
    /// Dots of the print head: 384 (58 mm) or 576 (80 mm)
    #[arg(long, default_value_t = 576)]
    dots: u16,
    /// Characters it knows
    #[arg(long, value_enum, default_value = "gb18030")]
    rom: Rom,
    /// Speed of the line in bits a second; without it, as fast as it goes
    #[arg(long)]
    baud: Option<u32>,
}

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let simulator = Simulator::start(&Options {
        link: arguments.link,
        out: arguments.out,
        font: arguments.font,
        face: arguments.face,
        dots: arguments.dots,
        rom: arguments.rom,
        baud: arguments.baud.filter(|&baud| baud > 0),
        faults: Vec::new(),
    })?;
    writeln!(std::io::stdout(), "{}", simulator.port().display())?;
    for line in std::io::stdin().lock().lines() {
        match line?.trim() {
            "" => {}
            "quit" => return Ok(()),
            line => match Control::parse(line) {
                Ok(control) => simulator.control(control),
                Err(why) => tracing::error!("{why}"),
            },
        }
    }
    loop {
        std::thread::park();
    }
}

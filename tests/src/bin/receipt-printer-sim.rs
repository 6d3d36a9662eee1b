//! The receipt printer simulator as a program: prints the port's path, then obeys one command a line on its standard input.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use hall_tests::receipt_sim::{CONTROLS, Chaos, Control, Fault, Options, Rom, Simulator};

/// A receipt printer at a pseudo-terminal, with every trouble a printer can have.
///
/// It prints the path of its port on the first line of its standard output and puts each receipt that is cut or torn off into a folder,
/// as picture and as text.
#[derive(Debug, Parser)]
#[command(after_long_help = help())]
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
    /// Characters its ROM lacks although it should have them; they print as a box
    #[arg(long, default_value = "")]
    lacks: String,
    /// Speed of the line in bits a second; without it, as fast as it goes
    #[arg(long)]
    baud: Option<u32>,
    /// Milliseconds from power on until it answers
    #[arg(long, default_value_t = 2000)]
    boot: u64,
    /// A fault BYTES:COMMAND, so many bytes after the first job begins, such as `120:paper out`; may be repeated
    #[arg(long = "fault", value_parser = fault)]
    faults: Vec<Fault>,
    /// Chance SEED:BYTES:MILLISECONDS, as the command `chaos`
    #[arg(long, value_parser = chaos)]
    chaos: Option<Chaos>,
}

fn help() -> String {
    format!(
        "Commands on standard input, one a line (it goes on when standard input ends):\n  \
         COMMAND                  now: {CONTROLS}\n  \
         at BYTES COMMAND         once so many more bytes have arrived\n  \
         chaos SEED BYTES MILLIS  troubles by chance, the same for a seed: at most so many bytes apart, each mended\n                           \
         after at most so many milliseconds\n  \
         chaos off                no more of it; what began is mended\n  \
         quit                     ends it\n\n\
         A cutter jam shows at the next cut; the printer goes on after `cutter free` once it is told so (DLE ENQ). `wire cut` leaves\n\
         the port and loses every byte, `unplug` takes the port away. After `power off` the buffer is lost. `noise` garbles the next\n\
         bytes and sends as many back. `silent` prints and says nothing. Characters outside the ROM print as such a printer would."
    )
}

fn fault(text: &str) -> Result<Fault, String> {
    let (bytes, control) = text.split_once(':').ok_or("BYTES:COMMAND")?;
    let after_bytes = bytes.trim().parse().map_err(|error| format!("{bytes}: {error}"))?;
    Ok(Fault { after_bytes, control: Control::parse(control)? })
}

fn chaos(text: &str) -> Result<Chaos, String> {
    let numbers: Vec<u64> = text
        .split([':', ' '])
        .map(|number| number.parse().map_err(|error| format!("{number}: {error}")))
        .collect::<Result<_, String>>()?;
    let [seed, bytes_max, millis] = numbers[..] else { return Err("seed, bytes and milliseconds".into()) };
    Ok(Chaos { seed, bytes_max, trouble_max: Duration::from_millis(millis) })
}

/// Does what one line says.
fn obey(simulator: &Simulator, line: &str) -> Result<(), String> {
    if line == "chaos off" {
        simulator.chaos(None);
    } else if let Some(numbers) = line.strip_prefix("chaos ") {
        simulator.chaos(Some(chaos(numbers)?));
    } else if let Some(rest) = line.strip_prefix("at ") {
        let Fault { after_bytes, control } = fault(&rest.replacen(' ', ":", 1))?;
        simulator.at(after_bytes, control);
    } else {
        simulator.control(Control::parse(line)?);
    }
    Ok(())
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
        lacks: arguments.lacks,
        baud: arguments.baud.filter(|&baud| baud > 0),
        faults: arguments.faults,
        chaos: arguments.chaos,
        boot: Duration::from_millis(arguments.boot),
        pictures: true,
    })?;
    writeln!(std::io::stdout(), "{}", simulator.port().display())?;
    for line in std::io::stdin().lock().lines() {
        match line?.trim() {
            "" => {}
            "quit" => return Ok(()),
            line => {
                if let Err(why) = obey(&simulator, line) {
                    tracing::error!("{why}");
                }
            }
        }
    }
    loop {
        std::thread::park();
    }
}

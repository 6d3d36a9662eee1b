//! The folder of the printer's engine: sheets that came out, and the trouble that the next document gets into.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;

/// What goes wrong while a document is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Paper is stuck until it is seen to.
    Jam,
    /// Paper is out until it is seen to.
    PaperOut,
    /// The cover is open until it is seen to.
    CoverOpen,
    /// The printer gives the document up.
    Abort,
    /// The printer loses its power.
    PowerLoss,
    /// Every sheet takes so long.
    Slow(Duration),
}

/// A sheet that came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Which time the document was printed; a second one under the same name is what must never be.
    pub run: u32,
    /// Its page, from 1.
    pub page: usize,
    /// The document it shows a page of.
    pub document: PathBuf,
}

/// The engine, seen from both sides.
#[derive(Clone, Debug)]
pub struct Engine {
    folder: PathBuf,
}

impl Engine {
    /// The engine in this folder.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The next document gets into this trouble after so many sheets.
    pub fn order(&self, trouble: Trouble, after_sheets: usize) -> anyhow::Result<()> {
        drop(std::fs::remove_file(self.folder.join("seen-to")));
        let name = match trouble {
            Trouble::Jam => "jam 0",
            Trouble::PaperOut => "paper-out 0",
            Trouble::CoverOpen => "cover-open 0",
            Trouble::Abort => "abort 0",
            Trouble::PowerLoss => "power-loss 0",
            Trouble::Slow(pause) => &format!("slow {}", pause.as_millis()),
        };
        let new = self.folder.join("trouble.new");
        std::fs::write(&new, format!("{name} {after_sheets}"))?;
        Ok(std::fs::rename(new, self.folder.join("trouble"))?)
    }

    /// Sees to the trouble: takes the paper out, puts paper in, shuts the cover.
    pub fn see_to_it(&self) -> anyhow::Result<()> {
        Ok(std::fs::write(self.folder.join("seen-to"), "")?)
    }

    /// Takes back what was ordered and has not happened.
    pub fn forget(&self) {
        drop(std::fs::remove_file(self.folder.join("trouble")));
    }

    /// Takes the trouble that was ordered: it happens once.
    pub fn take_trouble(&self) -> Option<(Trouble, usize)> {
        let taken = self.folder.join(format!("trouble.{}", std::process::id()));
        std::fs::rename(self.folder.join("trouble"), &taken).ok()?;
        let order = std::fs::read_to_string(&taken).ok()?;
        let mut words = order.split(' ');
        let (name, number, after) = (words.next()?, words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let trouble = match name {
            "jam" => Trouble::Jam,
            "paper-out" => Trouble::PaperOut,
            "cover-open" => Trouble::CoverOpen,
            "abort" => Trouble::Abort,
            "power-loss" => Trouble::PowerLoss,
            _ => Trouble::Slow(Duration::from_millis(number)),
        };
        Some((trouble, after))
    }

    /// Whether the trouble has been seen to.
    pub fn is_seen_to(&self) -> bool {
        self.folder.join("seen-to").exists()
    }

    /// A sheet comes out.
    pub fn put_out(&self, job: &str, page: usize, document: &[u8]) -> anyhow::Result<()> {
        let sheet = self.folder.join("sheets").join(format!("{job}~{}~{page}.pdf", std::process::id()));
        let mut file = std::fs::File::create_new(&sheet).with_context(|| format!("{}", sheet.display()))?;
        Ok(file.write_all(document)?)
    }

    /// Every sheet that ever came out, by job, in the order of runs and pages.
    pub fn sheets(&self) -> anyhow::Result<BTreeMap<String, Vec<Sheet>>> {
        let mut sheets: BTreeMap<String, Vec<Sheet>> = BTreeMap::new();
        for entry in std::fs::read_dir(self.folder.join("sheets"))? {
            let document = entry?.path();
            let name =
                document.file_stem().and_then(|name| name.to_str()).context("a sheet without a name")?;
            let mut parts = name.rsplitn(3, '~');
            let page = parts.next().context("no page")?.parse()?;
            let run = parts.next().context("no run")?.parse()?;
            let job = parts.next().context("no job")?.to_owned();
            sheets.entry(job).or_default().push(Sheet { run, page, document });
        }
        for sheets in sheets.values_mut() {
            sheets.sort_by_key(|sheet| (sheet.run, sheet.page));
        }
        Ok(sheets)
    }
}

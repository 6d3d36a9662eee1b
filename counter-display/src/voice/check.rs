//! Looks a pack of clips through, so that what is wrong with it is found before visitors hear it.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use hall_ui::voice::{BadSound, Sound, Tongue};

use super::clips::{self, CHIME};
use super::pack::{self, CLIP_BYTES_MAX};

/// Longest clip, milliseconds.
const LENGTH_MS_MAX: u128 = 3_000;
/// Root mean square of a clip that nobody hears: -44 dB of the loudest.
const SILENT: f64 = 200.0;
/// Samples in a row at the end of the scale that are no chance.
const CLIPPED_RUN: usize = 3;
/// Samples quieter than this are silence: -40 dB.
const QUIET: u16 = 328;
/// Silence at either end at most, milliseconds: calls are joined of clips.
const EDGE_MS_MAX: usize = 150;
/// How far a clip may be from the middle one of its tongue, decibels.
const UNEVEN_DB: f64 = 8.0;
/// Files looked at in a folder at most.
const FILES_MAX: usize = 1_000;

/// What is wrong with a clip.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// There is no such file.
    Missing,
    /// The file cannot be read.
    Unreadable(String),
    /// It is no sound we can join.
    Format(BadSound),
    /// Not the rate of the first clip, samples a second.
    Rate(u32, u32),
    /// Longer than it may be, milliseconds.
    TooLong(u128),
    /// Nothing is heard.
    Silent,
    /// Recorded too loud: its peaks are cut off.
    Clipped,
    /// Silence before or after the words, milliseconds.
    Edge(usize),
    /// Louder (more than 0) or softer than the others, decibels.
    Uneven(f64),
    /// No clip has this name.
    Stray,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => write!(f, "missing"),
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
            Self::Format(why) => write!(f, "{why}"),
            Self::Rate(own, others) => write!(f, "{own} samples a second, the others have {others}"),
            Self::TooLong(ms) => write!(f, "{ms} ms long, {LENGTH_MS_MAX} ms are allowed"),
            Self::Silent => write!(f, "silent"),
            Self::Clipped => write!(f, "recorded too loud: its peaks are cut off"),
            Self::Edge(ms) => write!(f, "{ms} ms of silence at one end, {EDGE_MS_MAX} ms are allowed"),
            Self::Uneven(db) => {
                let how = if *db > 0.0 { "louder" } else { "softer" };
                write!(f, "{:.0} dB {how} than the others, {UNEVEN_DB:.0} dB are allowed", db.abs())
            }
            Self::Stray => write!(f, "no clip of the list has this name"),
        }
    }
}

/// A pack looked through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Files, as `zh/ten.wav`, and what is wrong with each.
    pub faults: Vec<(String, Fault)>,
    /// Clips of Mandarin and of English that can be used.
    pub good: [usize; 2],
}

/// Looks a folder through. A pack may leave English out altogether; the synthesised voice speaks it then.
pub fn check(folder: &Path) -> Report {
    let mut report = Report::default();
    let mut rate = None;
    for (place, (tongue, part)) in [(Tongue::Mandarin, "zh"), (Tongue::English, "en")].into_iter().enumerate()
    {
        if tongue == Tongue::English && !folder.join(part).exists() {
            continue;
        }
        let mut heard = Vec::new();
        for clip in clips::all(tongue) {
            match look_at(folder, &clip.name, &mut rate) {
                Ok(sound) => heard.push((clip.name, sound)),
                Err(fault) => report.add(&clip.name, fault),
            }
        }
        report.good[place] = heard.len();
        for (name, fault) in uneven(&heard) {
            report.good[place] -= 1;
            report.add(name, fault);
        }
    }
    if pack::path(folder, CHIME).exists()
        && let Err(fault) = look_at(folder, CHIME, &mut rate)
    {
        report.add(CHIME, fault);
    }
    report.add_strays(folder);
    report
}

impl Report {
    fn add(&mut self, name: &str, fault: Fault) {
        self.faults.push((format!("{name}.wav"), fault));
    }

    fn add_strays(&mut self, folder: &Path) {
        let known = [Tongue::Mandarin, Tongue::English].into_iter().flat_map(clips::all);
        let known: BTreeSet<String> = known.map(|clip| format!("{}.wav", clip.name)).collect();
        let mut strays = Vec::new();
        for part in ["zh", "en"] {
            let files = std::fs::read_dir(folder.join(part)).into_iter().flatten().flatten();
            let names =
                files.take(FILES_MAX).map(|file| format!("{part}/{}", file.file_name().to_string_lossy()));
            strays.extend(names.filter(|name| !known.contains(name)));
        }
        strays.sort();
        self.faults.extend(strays.into_iter().map(|name| (name, Fault::Stray)));
    }
}

/// A clip, if nothing is wrong with it by itself.
fn look_at(folder: &Path, name: &str, rate: &mut Option<u32>) -> Result<Sound, Fault> {
    let path = pack::path(folder, name);
    let length = match std::fs::metadata(&path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Fault::Missing),
        Err(error) => return Err(Fault::Unreadable(error.to_string())),
    };
    if length > CLIP_BYTES_MAX {
        return Err(Fault::Unreadable(format!("larger than {CLIP_BYTES_MAX} bytes")));
    }
    let bytes = std::fs::read(&path).map_err(|error| Fault::Unreadable(error.to_string()))?;
    let sound = Sound::parse(&bytes).map_err(Fault::Format)?;
    let others = *rate.get_or_insert(sound.rate());
    if sound.rate() != others {
        return Err(Fault::Rate(sound.rate(), others));
    }
    match fault_of(&sound) {
        Some(fault) => Err(fault),
        None => Ok(sound),
    }
}

fn fault_of(sound: &Sound) -> Option<Fault> {
    let length = sound.length().as_millis();
    if length > LENGTH_MS_MAX {
        return Some(Fault::TooLong(length));
    }
    if sound.loudness() < SILENT {
        return Some(Fault::Silent);
    }
    let cut_off = |run: &[i16]| run.iter().all(|sample| sample.unsigned_abs() >= 32_767);
    if sound.samples().windows(CLIPPED_RUN).any(cut_off) {
        return Some(Fault::Clipped);
    }
    let quiet = |sample: &&i16| sample.unsigned_abs() < QUIET;
    let before = sound.samples().iter().take_while(quiet).count();
    let after = sound.samples().iter().rev().take_while(quiet).count();
    let edge = before.max(after) * 1_000 / sound.rate() as usize;
    (edge > EDGE_MS_MAX).then_some(Fault::Edge(edge))
}

/// Clips much louder or softer than the middle one.
fn uneven(heard: &[(String, Sound)]) -> Vec<(&str, Fault)> {
    let mut levels: Vec<f64> = heard.iter().map(|(_, sound)| sound.loudness()).collect();
    levels.sort_by(f64::total_cmp);
    let Some(middle) = levels.get(levels.len() / 2).copied() else { return Vec::new() };
    let away = heard.iter().map(|(name, sound)| (name.as_str(), 20.0 * (sound.loudness() / middle).log10()));
    away.filter(|(_, db)| db.abs() > UNEVEN_DB).map(|(name, db)| (name, Fault::Uneven(db))).collect()
}

#[cfg(test)]
mod tests;

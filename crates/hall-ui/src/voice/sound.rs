//! Sound as samples: mono, 16 bits, read from and written as WAV.

use std::time::Duration;

/// Longest sound taken, seconds.
const SECONDS_MAX: usize = 180;

/// Bytes that are not a sound we can join and play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSound {
    /// Not a WAV file, or cut off before its samples.
    #[error("not a WAV file")]
    NotWav,
    /// Not one channel of 16-bit samples.
    #[error("not one channel of 16-bit samples")]
    Format,
    /// No samples, or more than three minutes of them.
    #[error("the sound is empty or longer than {SECONDS_MAX} s")]
    Length,
    /// Two sounds of different rates cannot be joined.
    #[error("the sounds have different rates")]
    Rate,
}

/// A sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    rate: u32,
    samples: Vec<i16>,
}

impl Sound {
    /// Reads a WAV file. Its lengths are not believed: a program that writes to a pipe does not know them.
    pub fn parse(wav: &[u8]) -> Result<Self, BadSound> {
        let riff = wav.starts_with(b"RIFF") && wav.get(8..12) == Some(b"WAVE");
        let mut rest = wav.get(12..).filter(|_| riff).ok_or(BadSound::NotWav)?;
        let mut rate = None;
        loop {
            let (head, body) = rest.split_at_checked(8).ok_or(BadSound::NotWav)?;
            let length = u32_at(head, 4).ok_or(BadSound::NotWav)? as usize;
            match &head[..4] {
                b"fmt " => rate = Some(format(body)?),
                b"data" => return Self::new(rate.ok_or(BadSound::NotWav)?, &body[..length.min(body.len())]),
                _ => {}
            }
            rest = body.get(length + length % 2..).ok_or(BadSound::NotWav)?;
        }
    }

    fn new(rate: u32, bytes: &[u8]) -> Result<Self, BadSound> {
        let samples: Vec<i16> = bytes.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
        let allowed = 1..=rate as usize * SECONDS_MAX;
        if allowed.contains(&samples.len()) { Ok(Self { rate, samples }) } else { Err(BadSound::Length) }
    }

    /// From samples; a rate is 4,000 to 96,000 samples a second. For whoever makes sounds, such as tests.
    pub fn of(rate: u32, samples: Vec<i16>) -> Self {
        Self { rate, samples }
    }

    /// Adds silence at the end, milliseconds.
    pub fn pause(&mut self, ms: u32) {
        self.samples.resize(self.samples.len() + (self.rate * ms / 1_000) as usize, 0);
    }

    /// Adds another sound at the end.
    pub fn append(&mut self, other: &Sound) -> Result<(), BadSound> {
        if self.rate != other.rate {
            return Err(BadSound::Rate);
        }
        self.samples.extend(&other.samples);
        Ok(())
    }

    /// Softer: this share of the samples as they are, percent.
    pub fn scaled(mut self, percent: u8) -> Self {
        for sample in &mut self.samples {
            *sample = (i32::from(*sample) * i32::from(percent.min(100)) / 100) as i16;
        }
        self
    }

    /// The same sound at another rate, samples a second.
    pub fn at_rate(self, rate: u32) -> Self {
        if self.rate == rate {
            return self;
        }
        let step = f64::from(self.rate) / f64::from(rate);
        let count = (self.samples.len() as f64 / step) as usize;
        let last = self.samples.len() - 1;
        let between = |index: usize| {
            let place = index as f64 * step;
            let (before, share) = (place as usize, place.fract());
            let (one, other) = (self.samples[before.min(last)], self.samples[(before + 1).min(last)]);
            (f64::from(one) * (1.0 - share) + f64::from(other) * share) as i16
        };
        Self { rate, samples: (0..count.max(1)).map(between).collect() }
    }

    /// Samples a second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// The samples, each -32,768 to 32,767.
    pub fn samples(&self) -> &[i16] {
        &self.samples
    }

    /// How long it lasts.
    pub fn length(&self) -> Duration {
        Duration::from_secs_f64(self.samples.len() as f64 / f64::from(self.rate))
    }

    /// Root mean square of the samples: 0 is silence, 32,768 the loudest.
    pub fn loudness(&self) -> f64 {
        let squares: f64 = self.samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        (squares / self.samples.len() as f64).sqrt()
    }

    /// The sound as a WAV file.
    pub fn to_wav(&self) -> Vec<u8> {
        let data = (self.samples.len() * 2) as u32;
        let mut wav = Vec::with_capacity(44 + data as usize);
        wav.extend(b"RIFF");
        wav.extend((36 + data).to_le_bytes());
        wav.extend(b"WAVEfmt ");
        wav.extend(16_u32.to_le_bytes());
        wav.extend(1_u16.to_le_bytes());
        wav.extend(1_u16.to_le_bytes());
        wav.extend(self.rate.to_le_bytes());
        wav.extend((self.rate * 2).to_le_bytes());
        wav.extend(2_u16.to_le_bytes());
        wav.extend(16_u16.to_le_bytes());
        wav.extend(b"data");
        wav.extend(data.to_le_bytes());
        wav.extend(self.samples.iter().flat_map(|sample| sample.to_le_bytes()));
        wav
    }
}

/// The rate of a `fmt ` chunk, if the rest of it is what we can play.
fn format(chunk: &[u8]) -> Result<u32, BadSound> {
    let short = |at: usize| Some(u16::from_le_bytes(chunk.get(at..at + 2)?.try_into().ok()?));
    let (coding, channels, bits) = (short(0), short(2), short(14));
    let rate = u32_at(chunk, 4).filter(|rate| (4_000..=96_000).contains(rate));
    match (coding, channels, bits, rate) {
        (Some(1), Some(1), Some(16), Some(rate)) => Ok(rate),
        _ => Err(BadSound::Format),
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone() -> Sound {
        Sound { rate: 8_000, samples: (0..800).map(|n| if n % 2 == 0 { 1_000 } else { -1_000 }).collect() }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let sound = tone();
        assert_eq!(Sound::parse(&sound.to_wav()), Ok(sound.clone()));
        assert_eq!(sound.length(), Duration::from_millis(100));
        assert!((sound.loudness() - 1_000.0).abs() < 0.1);
    }

    #[test]
    fn lengths_that_a_pipe_could_not_know_are_not_believed() {
        let mut wav = tone().to_wav();
        wav[4..8].copy_from_slice(&0x7fff_f024_u32.to_le_bytes());
        wav[40..44].copy_from_slice(&0x7fff_f000_u32.to_le_bytes());
        assert_eq!(Sound::parse(&wav), Ok(tone()));
    }

    #[test]
    fn sounds_are_joined_with_a_pause() {
        let mut sound = tone();
        sound.pause(50);
        sound.append(&tone()).unwrap();
        assert_eq!(sound.length(), Duration::from_millis(250));
        let other = Sound { rate: 22_050, samples: vec![1] };
        assert_eq!(sound.append(&other), Err(BadSound::Rate));
    }

    #[test]
    fn a_sound_is_made_softer_and_never_louder() {
        let loudness = |percent| tone().scaled(percent).loudness().round() as i32;
        assert_eq!([loudness(100), loudness(50), loudness(0), loudness(200)], [1_000, 500, 0, 1_000]);
    }

    #[test]
    fn another_rate_lasts_as_long() {
        let ramp = Sound { rate: 8_000, samples: (0..800).collect() };
        let faster = ramp.clone().at_rate(16_000);
        assert_eq!((faster.rate(), faster.length()), (16_000, ramp.length()));
        assert_eq!(faster.samples()[200..203], [100, 100, 101], "between two samples");
        assert_eq!(ramp.clone().at_rate(8_000), ramp);
        assert_eq!(Sound { rate: 8_000, samples: vec![7] }.at_rate(4_000).samples(), [7]);
    }

    #[test]
    fn what_is_no_sound_is_refused() {
        let wav = tone().to_wav();
        let with = |at: usize, byte: u8| {
            let mut changed = wav.clone();
            changed[at] = byte;
            changed
        };
        for (bytes, why) in [
            (Vec::new(), BadSound::NotWav),
            (b"RIFF".to_vec(), BadSound::NotWav),
            (wav[..40].to_vec(), BadSound::NotWav),
            (with(0, b'X'), BadSound::NotWav),
            (wav[..44].to_vec(), BadSound::Length),
            (with(22, 2), BadSound::Format),
            (with(34, 8), BadSound::Format),
        ] {
            assert_eq!(Sound::parse(&bytes), Err(why), "{} bytes", bytes.len());
        }
    }
}

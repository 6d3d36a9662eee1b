//! What the machine can do at best: every figure stands beside it.

use std::fmt;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

use crate::load::percentile_us;

/// Samples of the disk.
const SYNCS: usize = 500;

/// The machine's disk and size.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// Cores.
    pub cores: usize,
    /// Median of writing and syncing 4 KiB, microseconds.
    pub fsync_p50_us: u64,
    /// 99th percentile of the same, microseconds.
    pub fsync_p99_us: u64,
}

impl Machine {
    /// Writes and syncs 4 KiB again and again where the stages keep their databases.
    pub fn measure() -> anyhow::Result<Self> {
        let mut file = tempfile::tempfile()?;
        let block = [7_u8; 4096];
        file.write_all(&vec![0; 4096 * 16])?;
        let mut samples_us = Vec::with_capacity(SYNCS);
        for nth in 0..SYNCS {
            let started = Instant::now();
            file.write_all_at(&block, (nth % 16) as u64 * 4096)?;
            file.sync_data()?;
            samples_us.push(started.elapsed().as_micros() as u64);
        }
        samples_us.sort_unstable();
        Ok(Self {
            cores: std::thread::available_parallelism()?.get(),
            fsync_p50_us: percentile_us(&samples_us, 50),
            fsync_p99_us: percentile_us(&samples_us, 99),
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} cores; `fdatasync` of 4 KiB: p50 {} µs, p99 {} µs.",
            self.cores, self.fsync_p50_us, self.fsync_p99_us
        )
    }
}

/// Processor time a process has used.
///
/// Source: `utime` and `stime` of `/proc/PID/stat` (proc(5)), in ticks of 10 ms.
pub fn processor_time(process: u32) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let fields: Vec<&str> = after_name.split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    Ok(Duration::from_millis(ticks * 10))
}

/// Resident memory of a process in MB (`VmRSS` of proc(5)).
pub fn resident_mb(process: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib * 1024.0 / 1e6)
}

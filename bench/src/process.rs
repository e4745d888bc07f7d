//! What a process has used, as the kernel counts it.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// Clock ticks of `/proc/PID/stat` are hundredths of a second on every Linux there is.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor time of a process so far, all threads, user and system.
pub fn cpu(pid: u32) -> Result<Duration> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    cpu_of(&text).context("/proc/PID/stat has another form")
}

fn cpu_of(stat: &str) -> Option<Duration> {
    // The name in brackets may hold anything, a bracket too.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Duration::try_from_secs_f64((user + system) / TICKS_PER_SECOND).ok()
}

/// Bytes of memory, in MB of 10^6 bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Resident now.
    pub now: f64,
    /// The most that was resident since [`forget_peak`].
    pub peak: f64,
}

/// Memory of a process.
pub fn memory(pid: u32) -> Result<Memory> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = |name| megabytes(&text, name).with_context(|| format!("/proc/PID/status has no {name}"));
    Ok(Memory { now: line("VmRSS:")?, peak: line("VmHWM:")? })
}

fn megabytes(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

/// Begins to measure the peak anew.
pub fn forget_peak(pid: u32) -> Result<()> {
    fs::write(format!("/proc/{pid}/clear_refs"), "5").context("/proc/PID/clear_refs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_a_name_with_brackets() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 0 0 0 150 50 0 0 20 0 9 0 1 1 1";
        assert_eq!(cpu_of(stat), Some(Duration::from_secs(2)));
    }

    #[test]
    fn memory_is_read_in_megabytes() {
        assert_eq!(megabytes("VmHWM:\t   1000 kB\nVmRSS:\t  500 kB\n", "VmRSS:"), Some(0.512));
        assert_eq!(megabytes("VmPeak:\t 1 kB\n", "VmRSS:"), None);
    }

    #[test]
    fn this_process_has_memory_and_time() {
        let pid = std::process::id();
        assert!(memory(pid).unwrap().now > 0.0);
        assert!(cpu(pid).is_ok());
    }
}

//! Which machine the figures were measured on. No host name: it tells nobody anything.

use std::fs;

/// One line a fact.
pub fn lines() -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    vec![
        format!("date: {}", today()),
        format!("processor: {}, {cores} cores (the load generator shares them)", processor()),
        format!("memory: {}", memory()),
        format!("kernel: Linux {}", read("/proc/sys/kernel/osrelease")),
        format!("disk: {}", disk()),
    ]
}

fn today() -> String {
    #[expect(clippy::disallowed_methods, reason = "results carry the day they were measured on")]
    let now = jiff::Timestamp::now();
    now.strftime("%Y-%m-%d").to_string()
}

fn read(path: &str) -> String {
    fs::read_to_string(path).map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned())
}

fn processor() -> String {
    let text = read("/proc/cpuinfo");
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim_start_matches(['\t', ' ', ':']).to_owned())
    };
    let name = field("model name").unwrap_or_else(|| "unknown".to_owned());
    match (field("cpu family"), field("model\t")) {
        (Some(family), Some(model)) => format!("{name} (family {family}, model {model})"),
        _ => name,
    }
}

fn memory() -> String {
    let text = read("/proc/meminfo");
    let kib = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib: Option<f64> = kib.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
    kib.map_or_else(|| "unknown".to_owned(), |kib| format!("{:.1} GB", kib * 1024.0 / 1e9))
}

/// The file system that temporary folders lie on: a sync costs what it costs there.
fn disk() -> String {
    let folder = std::env::temp_dir();
    let mounts = read("/proc/self/mounts");
    let lies_on = |line: &&str| line.split(' ').nth(1).is_some_and(|place| folder.starts_with(place));
    let mount = mounts.lines().filter(lies_on).max_by_key(|line| line.split(' ').nth(1).map_or(0, str::len));
    mount.and_then(|line| line.split(' ').nth(2)).unwrap_or("unknown").to_owned()
}

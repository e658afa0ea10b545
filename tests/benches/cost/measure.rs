//! Counting instructions and taking times.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

pub(crate) const ONLY: &str = "--only";

/// Something that is done over and over.
pub(crate) struct Workload {
    pub(crate) name: String,
    #[allow(clippy::type_complexity)]
    work: Box<dyn Fn(u32)>,
}

impl Workload {
    /// `work` does the thing as often as it is told.
    pub(crate) fn new(name: impl Into<String>, work: impl Fn(u32) + 'static) -> Self {
        Self { name: name.into(), work: Box::new(work) }
    }

    pub(crate) fn run(&self, count: u32) {
        (self.work)(count);
    }
}

pub(crate) fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Instructions of one turn, or `None` without valgrind.
pub(crate) fn instructions(workload: &Workload) -> Option<f64> {
    instructions_of(workload, 2000)
}

/// The median of seven counts: maps of a framework that are seeded at random let a count differ by some hundreds.
#[allow(dead_code, reason = "one of two benches needs it")]
pub(crate) fn median_instructions(workload: &Workload) -> Option<f64> {
    let mut counts = (0..7).map(|_| instructions(workload)).collect::<Option<Vec<f64>>>()?;
    counts.sort_by(f64::total_cmp);
    counts.get(counts.len() / 2).copied()
}

/// What twice as many turns take more, for each turn: what stands before and behind them cancels.
pub(crate) fn instructions_of(workload: &Workload, turns: u32) -> Option<f64> {
    let once = counted(workload, turns)?;
    let twice = counted(workload, 2 * turns)?;
    #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
    Some((twice as f64 - once as f64) / f64::from(turns))
}

fn counted(workload: &Workload, turns: u32) -> Option<u64> {
    let out = std::env::temp_dir().join(format!("requires-auth-cost-{}", std::process::id()));
    under(&["--tool=callgrind", "--quiet", &format!("--callgrind-out-file={}", out.display())], workload, turns)?;
    let profile = std::fs::read_to_string(&out).ok()?;
    let _ = std::fs::remove_file(&out);
    profile.lines().find_map(|line| line.strip_prefix("totals: ")?.trim().parse().ok())
}

/// Allocations of one turn, or `None` without valgrind. Counted from outside: a counting allocator would cost instructions.
pub(crate) fn allocations(workload: &Workload) -> Option<f64> {
    const TURNS: u32 = 100;
    let counted = |turns| {
        let said = under(&["--tool=memcheck", "--leak-check=no", "--undef-value-errors=no"], workload, turns)?;
        let (_, rest) = said.split_once("total heap usage: ")?;
        rest.split_once(" allocs")?.0.replace(',', "").parse::<u32>().ok()
    };
    let (once, twice) = (counted(TURNS)?, counted(2 * TURNS)?);
    Some((f64::from(twice) - f64::from(once)) / f64::from(TURNS))
}

/// Runs a workload under valgrind, and gives what that prints.
fn under(tool: &[&str], workload: &Workload, turns: u32) -> Option<String> {
    // Large blocks are kept and reused as small ones are: what the allocator does when it looks for room is not a turn's.
    const KEEP: &str = "glibc.malloc.tcache_max=4194304:glibc.malloc.tcache_count=127:glibc.malloc.mxfast=0";
    let output = Command::new("valgrind")
        .env("GLIBC_TUNABLES", KEEP)
        .args(tool)
        .arg(std::env::current_exe().expect("the path of this program"))
        .args([ONLY, &workload.name, &turns.to_string()])
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The time of one turn of each, in turns about: the least of many rounds is the one that was disturbed least.
pub(crate) fn time<const N: usize>(workloads: [&Workload; N]) -> [Duration; N] {
    const ROUNDS: usize = 30;
    const TURNS: u32 = 20_000;
    let mut least = [Duration::MAX; N];
    for _ in 0..ROUNDS {
        for (least, workload) in least.iter_mut().zip(workloads) {
            let start = Instant::now();
            workload.run(TURNS);
            *least = (*least).min(start.elapsed() / TURNS);
        }
    }
    least
}

/// Seconds of one turn, likewise: the least that twice as many turns took more.
pub(crate) fn time_of(workload: &Workload, turns: u32) -> f64 {
    let least = |turns| {
        let rounds = (0..7).map(|_| {
            let start = Instant::now();
            workload.run(turns);
            start.elapsed().as_secs_f64()
        });
        rounds.fold(f64::MAX, f64::min)
    };
    (least(2 * turns) - least(turns)) / f64::from(turns)
}

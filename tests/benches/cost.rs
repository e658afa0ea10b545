//! What the guard costs, against what a careful person would write by hand, in one run: `cargo bench -p requires-auth-tests`.
//!
//! Instructions are counted where `valgrind` is installed, and repeat to a fraction of a percent. Times are of a shared
//! machine: only the ratios mean anything.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "cost/against_hand_written.rs"]
mod against_hand_written;
#[path = "cost/hand_written.rs"]
mod hand_written;
#[path = "cost/measure.rs"]
mod measure;
#[path = "cost/passwords.rs"]
mod passwords;
#[path = "cost/secret_comparison.rs"]
mod secret_comparison;
#[cfg(feature = "jwt")]
#[path = "cost/tokens.rs"]
mod tokens;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        // This program again, under valgrind.
        [flag, name, count] if flag == measure::ONLY => {
            let workloads =
                against_hand_written::workloads().into_iter().chain(secret_comparison::workloads()).chain(passwords::workloads());
            #[cfg(feature = "jwt")]
            let workloads = workloads.chain(tokens::workloads());
            let workload = workloads.into_iter().find(|workload| workload.name == *name).expect("a known workload");
            workload.run(count.parse().expect("a number"));
        }
        _ if arguments.iter().any(|argument| argument == "--bench") => {
            table(arguments.iter().any(|argument| argument == "tokens"));
        }
        _ => println!("measures nothing unless it is optimised: cargo bench -p requires-auth-tests"),
    }
}

/// Prints all rows, or those of tokens: `cargo bench -p requires-auth-tests --bench cost --features jwt -- tokens`.
fn table(only_tokens: bool) {
    if !measure::has_valgrind() {
        println!("valgrind is not installed: no instructions, only the ratios of times\n");
    }
    println!("| what | goal | figure |\n|---|---|---|");
    #[cfg(feature = "jwt")]
    tokens::rows();
    if !only_tokens {
        against_hand_written::rows();
        passwords::rows();
        secret_comparison::rows();
    }
}

/// One line of the table.
fn row(what: &str, goal: &str, figure: &str) {
    println!("| {what} | {goal} | {figure} |");
}

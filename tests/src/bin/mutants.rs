//! Mistakes in declarations of real headers, one at a time, and how many the check finds.

use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt};
use tests::mutants::{Campaign, LIBRARIES};

const USAGE: &str = "\
usage: mutants [--seed N] [--mistakes N] [--respellings N]

Changes declarations of installed libraries and asks the check of declarations about each: at most N
mistakes of each library, and at most N ways to say the same. What is missed or a false alarm is listed.
";

fn main() -> ExitCode {
    let mut campaign = Campaign {
        libraries: LIBRARIES,
        seed: 1,
        mistakes: 1000,
        respellings: 300,
    };
    match options(Parser::from_env(), &mut campaign) {
        Ok(true) => run(&campaign),
        Ok(false) => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprint!("mutants: {error}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn options(mut parser: Parser, campaign: &mut Campaign<'_>) -> Result<bool, lexopt::Error> {
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("seed") => campaign.seed = parser.value()?.parse()?,
            Arg::Long("mistakes") => campaign.mistakes = parser.value()?.parse()?,
            Arg::Long("respellings") => campaign.respellings = parser.value()?.parse()?,
            Arg::Long("help") | Arg::Short('h') => return Ok(false),
            _ => return Err(arg.unexpected()),
        }
    }
    Ok(true)
}

fn run(campaign: &Campaign<'_>) -> ExitCode {
    println!("seed {}", campaign.seed);
    let outcome = campaign.run();
    for header in &outcome.skipped {
        println!("skipped: {header}");
    }
    for name in &outcome.missed {
        println!("missed: {name}");
    }
    for name in &outcome.false_alarms {
        println!("false alarm: {name}");
    }
    println!("{} harmless declarations are no errors", outcome.quiet);
    println!(
        "{} caught, {} missed, {} false alarms",
        outcome.caught,
        outcome.missed.len(),
        outcome.false_alarms.len()
    );
    match outcome.missed.is_empty() && outcome.false_alarms.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(1),
    }
}

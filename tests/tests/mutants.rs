//! The check of declarations finds what is wrong in mutants of real headers, and nothing else: a bounded
//! `cargo run --release -p tests --bin mutants`.

use tests::compiler::say;
use tests::mutants::{Campaign, LIBRARIES, Outcome};

fn run(seed: u64) -> Outcome {
    let campaign = Campaign {
        libraries: LIBRARIES,
        seed,
        mistakes: 400,
        respellings: 100,
    };
    campaign.run()
}

#[test]
fn every_mistake_is_found_and_no_respelling() {
    let seed = 7;
    let outcome = run(seed);
    for header in &outcome.skipped {
        say(&format!("skipped: mutants of {header}"));
    }
    say(&format!(
        "mutants of seed {seed}: {} caught, {} harmless",
        outcome.caught, outcome.quiet
    ));
    assert_eq!(outcome.missed, [""; 0], "seed {seed}");
    assert_eq!(outcome.false_alarms, [""; 0], "seed {seed}");
    // The C library's headers are there where there is a compiler.
    assert!(outcome.caught >= 500 && outcome.quiet >= 200, "{outcome:?}");
}

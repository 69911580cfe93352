//! Measures calls with fakes compiled in, for `benches external`: a line for each comparison.

use benches::fakes;
use benches::measure::Effort;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let effort = if quick { Effort::Quick } else { Effort::Full };
    println!("{}", fakes::none_active(effort));
    println!("{}", fakes::one_active(effort));
}

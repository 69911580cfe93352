//! Compares declarations with the headers: what Rust says of a C function, against what the C compiler
//! says.
//!
//! One engine, two doors: `build.rs` knows the tokens of a package (`checking.rs`), a test or a translator
//! has the descriptions that the compiled program holds ([`Verification`]). Both make [`Claim`]s; the
//! compiler is asked once for each compilation info; `judge.rs` compares with [`lltype::compare`].

mod claim;
mod finding;
mod judge;
mod report;
mod round;
mod rust;
mod strictness;
mod verification;

pub(crate) use claim::{Claim, Subject};
pub use finding::Finding;
pub(crate) use judge::Judgement;
pub use report::Report;
pub(crate) use round::{Desk, Outcome, Round, has_headers};
pub use strictness::Strictness;
pub use verification::{Verification, verify};

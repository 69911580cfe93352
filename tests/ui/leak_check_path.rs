//! A path that leads nowhere.

use lltype::leak_check;

#[leak_check(crate = nowhere)]
fn wrong_path() {}

fn main() {}

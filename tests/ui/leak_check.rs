//! Mistakes with `#[leak_check]`.

use lltype::leak_check;

#[leak_check]
struct NoFunction;

#[leak_check]
async fn asynchronous() {}

#[leak_check]
const fn constant() {}

#[leak_check(all)]
fn unknown_argument() {}

#[leak_check(krate = lltype)]
fn misspelt_argument() {}

#[leak_check(crate)]
fn no_path() {}

#[leak_check(crate =)]
fn no_path_either() {}

#[leak_check(crate = lltype, crate = lltype)]
fn twice() {}

#[leak_check]
fn returns_a_number() -> i32 {
    5
}

#[leak_check]
fn its_own_mistake() -> Result<(), String> {
    Ok(5)
}

trait Trait {
    #[leak_check]
    fn no_body();
}

fn main() {}

//! Libraries that are opened at run time: the C is compiled by `cc`.

#![cfg(unix)]

mod c;
mod codes;
mod errno;
mod functions;
mod lifetime;
mod not_found;
mod opening;
mod search;
mod typed;
mod variables;

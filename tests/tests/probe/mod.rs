//! Compilers, asked about C: constants in an object file, which is never run.

mod block;
mod claims;
mod form;

pub(crate) use block::Block;
pub(crate) use claims::Claims;
pub(crate) use form::{Answer, Form, Question};
pub(crate) use tests::compiler::{Compiler, say};

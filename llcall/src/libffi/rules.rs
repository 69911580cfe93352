//! [`Rules`]: what is known of how a convention passes structs.

use lltype::{Convention, Target};

use crate::Abi;

/// What is known of how a convention passes structs, for [unions](super::unions) and for where libffi is
/// wrong:
///
/// * `struct { long double x; }` on x86-64 Unix is returned on x87's stack, which libffi does not know. It
///   knows nothing of 16 bytes there that go through memory, either.
/// * By the convention of Windows, `long double` and `double _Complex` are copied by the caller, which
///   libffi leaves out: the function could change the caller's value. So do some systems' libffis with
///   structs of 3, 5, 6 and 7 bytes: version 3.4.4 does.
/// * Complex numbers in structs: only tried on x86-64 Unix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// By the kinds of the members in each eight bytes.
    SysV64,
    /// By the size alone.
    Win64,
    /// Whatever else: members that are integers or pointers are passed like the bytes that they are.
    Other,
}

impl Rules {
    pub(super) fn of(convention: Convention) -> Rules {
        match Abi::of(convention, &Target::HOST) {
            Some(Abi::SysV64) => Rules::SysV64,
            Some(Abi::Win64) => Rules::Win64,
            _ => Rules::Other,
        }
    }
}

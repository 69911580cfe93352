//! [`Case`]: a signature that `cdef` read, with the places of its values.

use cdef::Cdef;
use lltype::{Prototype, RecordRules, Target, Type};

use super::{Signature, Slot};
use crate::random::PRELUDE;

/// A signature that `cdef` read.
#[derive(Debug, Clone)]
pub struct Case {
    /// The text.
    pub signature: Signature,
    /// What `cdef` reads out of it.
    pub prototype: Prototype,
    /// The types of the variadic arguments.
    pub more: Vec<Type>,
    /// The values of the arguments.
    pub arguments: Vec<Slot>,
    /// Where they lie in the buffers.
    pub offsets: Vec<usize>,
    /// The value of the result, if there is one.
    pub result: Option<Slot>,
}

/// Why a signature is not called. It is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skip(pub String);

impl Skip {
    pub(crate) fn new(why: &str) -> Self {
        Skip(why.to_owned())
    }
}

/// What one value may have at most, and all together.
pub(crate) const MAX_VALUE: usize = 1 << 16;
pub(crate) const MAX_VALUES: usize = 1 << 20;

impl Case {
    /// # Errors
    /// It is not compared.
    ///
    /// # Panics
    /// `cdef` does not read it.
    pub fn new(signature: Signature, target: &Target) -> Result<Self, Skip> {
        let text = format!("{PRELUDE}{}", signature.definitions);
        let wrong = |errors: cdef::Errors| -> ! { panic!("{text}\n{signature:?}\n{errors}") };
        let cdef = Cdef::parse_for(&text, target).unwrap_or_else(|errors| wrong(errors));
        let prototype = cdef.prototype(&signature.prototype("f"));
        let prototype = prototype.unwrap_or_else(|errors| wrong(errors));
        let types = signature.arguments().map(|text| cdef.type_of(text));
        let types: Vec<Type> = types
            .collect::<Result<_, _>>()
            .unwrap_or_else(|errors| wrong(errors));
        let more = types[signature.params.len()..].to_vec();
        let result = prototype.result();
        let result = match signature.result.as_str() {
            "void" => None,
            _ => Some(slot(&result, target)?),
        };
        let arguments = types.iter().map(|ty| slot(ty, target));
        let arguments: Vec<Slot> = arguments.collect::<Result<_, _>>()?;
        Ok(Case {
            offsets: offsets(&arguments)?,
            signature,
            prototype,
            more,
            arguments,
            result,
        })
    }
}

/// The place of a value, about which all compilers of the host agree.
fn slot(ty: &Type, target: &Target) -> Result<Slot, Skip> {
    let slot = Slot::of(ty, target).map_err(|_| Skip::new("a type has no layout"))?;
    if slot.size > MAX_VALUE {
        return Err(Skip::new("a value is too large for the test"));
    }
    match Slot::of(ty, &Target::HOST) {
        Ok(host) if host == slot => Ok(slot),
        _ => Err(Skip::new("GCC and Clang lay it out in different ways")),
    }
}

fn offsets(arguments: &[Slot]) -> Result<Vec<usize>, Skip> {
    let mut end = 0_usize;
    let mut offsets = Vec::with_capacity(arguments.len());
    for slot in arguments {
        let offset = end.next_multiple_of(64);
        offsets.push(offset);
        end = offset + slot.size;
    }
    match end {
        ..=MAX_VALUES => Ok(offsets),
        _ => Err(Skip::new("all values are too large for the test")),
    }
}

/// The target as a compiler sees it: GCC's rules for records are the system's on Linux.
#[must_use]
pub fn target_of(command: &str) -> Target {
    let mut target = Target::HOST;
    if let RecordRules::Gnu { unnamed_bits_align } = target.records
        && command.contains("clang")
    {
        target.records = RecordRules::Clang { unnamed_bits_align };
    }
    target
}

//! The way through a signature that the rules of all ABIs take: the result first, for room for it is
//! passed like an argument, and then each argument.

use super::{Signature, Unsupported, Value};
use crate::Abi;
use crate::placement::{Passing, Placement};

/// The rules of an ABI, with the places that are used up so far.
pub(super) trait Rules {
    /// How the result comes back.
    fn result(&mut self, value: &Value) -> Result<Passing, Unsupported>;

    /// How the next argument is passed.
    fn argument(&mut self, value: &Value, is_variadic: bool) -> Result<Passing, Unsupported>;

    /// How many bytes of the stack are used.
    fn stack(&self) -> u64;

    /// How the stack is aligned.
    fn stack_align(&self) -> u64 {
        16
    }

    /// How many vector registers have arguments, where a variadic function is told so.
    fn vector_count(&self) -> Option<u8> {
        None
    }
}

/// What there are no rules for.
pub(super) struct Refusal {
    /// Which parameter; `None` for the result.
    pub(super) parameter: Option<usize>,
    pub(super) problem: Unsupported,
}

/// Where everything goes.
pub(super) fn walk(
    signature: &Signature,
    abi: Abi,
    mut rules: impl Rules,
) -> Result<Placement, Refusal> {
    let refusal = |parameter| move |problem| Refusal { parameter, problem };
    let result = &signature.result;
    let result = result.argument(rules.result(result).map_err(refusal(None))?);
    let first = signature.variadic_from.unwrap_or(usize::MAX);
    let arguments = signature.parameters.iter().enumerate();
    let arguments = arguments.map(|(index, value)| {
        let passing = rules.argument(value, index >= first);
        Ok(value.argument(passing.map_err(refusal(Some(index)))?))
    });
    let arguments = arguments.collect::<Result<_, _>>()?;
    let stack_align = rules.stack_align();
    Ok(Placement {
        abi,
        arguments,
        result,
        stack: rules.stack().next_multiple_of(stack_align),
        stack_align,
        vector_count: signature.variadic_from.and(rules.vector_count()),
    })
}

//! The way through a signature that the rules of most ABIs take: the result first, for room for it is
//! passed like an argument, and then each argument.

use super::{Signature, Unsupported, Value};
use crate::placement::{Argument, Passing};

/// The rules of an ABI, with the places that are used up so far.
pub(super) trait Rules {
    /// How the result comes back.
    fn result(&mut self, value: &Value) -> Result<Passing, Unsupported>;

    /// How the next argument is passed.
    fn argument(&mut self, value: &Value, is_variadic: bool) -> Result<Passing, Unsupported>;
}

/// What there are no rules for.
pub(super) struct Refusal {
    /// Which parameter; `None` for the result.
    pub(super) parameter: Option<usize>,
    pub(super) problem: Unsupported,
}

/// The result and the arguments.
pub(super) fn walk(
    signature: &Signature,
    rules: &mut impl Rules,
) -> Result<(Argument, Vec<Argument>), Refusal> {
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
    Ok((result, arguments))
}

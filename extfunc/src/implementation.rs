//! How an operation is carried out with values.

use std::io;

use lltype::{Desc, Primitive, ReturnType, Signature};

use crate::{CallError, ExtFunc, HighParam, HighValue, Mismatch, NoResult, Parameter, Returned};

/// An implementation of an operation that is described by hand: it is given values of exactly the
/// types of the description, and gives one.
pub type HostFunction = dyn Fn(&[HighValue]) -> io::Result<HighValue> + Sync;

/// What `register_external!` writes: it checks its arguments itself.
pub(crate) type ByValues = fn(&'static ExtFunc, &[HighValue]) -> Result<HighValue, CallError>;

/// An implementation that takes and gives values.
#[derive(Clone, Copy)]
pub enum Implementation {
    /// Of `register_external!`.
    Typed(ByValues),
    /// By hand.
    Host(&'static HostFunction),
}

impl Implementation {
    #[inline]
    pub(crate) fn call(
        self,
        operation: &'static ExtFunc,
        args: &[HighValue],
    ) -> Result<HighValue, CallError> {
        match self {
            Implementation::Typed(function) => function(operation, args),
            Implementation::Host(function) => call_host(operation, function, args),
        }
    }
}

fn call_host(
    operation: &'static ExtFunc,
    function: &HostFunction,
    args: &[HighValue],
) -> Result<HighValue, CallError> {
    check_count(operation, args)?;
    let mut pairs = operation.params().iter().zip(args);
    let result = match pairs.all(|(param, value)| param.ty.holds(value)) {
        true => function(args),
        false => function(&convert(operation, args)?),
    };
    let name = operation.name();
    let result = result.map_err(|error| CallError::raised(name, error))?;
    match operation.result().holds(&result) {
        true => Ok(result),
        false => Err(CallError::ResultType {
            name,
            expected: operation.result(),
            got: result.type_name(),
        }),
    }
}

/// Arguments of exactly the declared types.
fn convert(operation: &'static ExtFunc, args: &[HighValue]) -> Result<Vec<HighValue>, CallError> {
    let params = operation.params().iter().zip(args).enumerate();
    let args = params.map(|(index, (param, value))| {
        let converted = param.ty.convert(value);
        converted.map_err(|mismatch| misfit(operation, index, param, value, mismatch))
    });
    args.collect()
}

/// Names the operation whose result is none.
///
/// # Errors
/// [`CallError::Io`], [`CallError::UnknownException`], [`CallError::ResultRange`].
#[inline]
pub fn returned(
    operation: &'static ExtFunc,
    result: impl Returned,
) -> Result<HighValue, CallError> {
    let name = operation.name();
    result.into_high().map_err(|error| match error {
        NoResult::Io(error) => CallError::raised(name, error),
        NoResult::Range(value) => CallError::ResultRange { name, value },
    })
}

/// Checks that there are as many arguments as parameters.
///
/// # Errors
/// [`CallError::Count`].
#[inline]
pub fn check_count(operation: &'static ExtFunc, args: &[HighValue]) -> Result<(), CallError> {
    let (expected, got) = (operation.params().len(), args.len());
    if expected == got {
        return Ok(());
    }
    Err(CallError::Count {
        name: operation.name(),
        expected,
        got,
    })
}

/// Takes argument `index`, which is there.
///
/// # Errors
/// [`CallError::Type`], [`CallError::Range`].
#[inline]
pub fn argument<'a, T: Parameter<'a>>(
    operation: &'static ExtFunc,
    args: &'a [HighValue],
    index: usize,
    store: &'a mut T::Store,
) -> Result<T, CallError> {
    let value = &args[index];
    T::from_high(value, store).map_err(|mismatch| {
        misfit(
            operation,
            index,
            &operation.params()[index],
            value,
            mismatch,
        )
    })
}

#[cold]
fn misfit(
    operation: &'static ExtFunc,
    index: usize,
    param: &HighParam,
    value: &HighValue,
    mismatch: Mismatch,
) -> CallError {
    let name = operation.name();
    match mismatch {
        Mismatch::Type => CallError::Type {
            name,
            index,
            expected: param.ty,
            got: value.type_name(),
        },
        Mismatch::Range(expected) => CallError::Range {
            name,
            index,
            expected,
            value: value.to_string(),
        },
    }
}

/// A function of Rust with C's types, as `llimpl` names it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no low-level function",
    label = "takes or gives what C does not have"
)]
pub trait LowFunction {
    /// Its type in C.
    const FUNCTION: &'static Desc;
}

/// The type in C of a function of Rust with C's types.
pub const fn low_function<F: LowFunction + Copy>(_function: F) -> &'static Desc {
    F::FUNCTION
}

macro_rules! low_functions {
    ($($ty:ident)*) => {
        impl<R: ReturnType, $($ty: Primitive),*> LowFunction for unsafe fn($($ty),*) -> R {
            const FUNCTION: &'static Desc =
                <unsafe extern "C" fn($($ty),*) -> R as Signature>::FUNCTION;
        }
    };
}

low_functions!();
low_functions!(A);
low_functions!(A B);
low_functions!(A B C);
low_functions!(A B C D);
low_functions!(A B C D E);
low_functions!(A B C D E F);
low_functions!(A B C D E F G);
low_functions!(A B C D E F G H);
low_functions!(A B C D E F G H I);
low_functions!(A B C D E F G H I J);
low_functions!(A B C D E F G H I J K);
low_functions!(A B C D E F G H I J K L);
low_functions!(A B C D E F G H I J K L M);
low_functions!(A B C D E F G H I J K L M N);
low_functions!(A B C D E F G H I J K L M N O);
low_functions!(A B C D E F G H I J K L M N O P);

//! Calls of operations.

use std::io;

use extfunc::{CallError, Executor, ExtFunc, HighType, HighValue};

use crate::fault::{Fault, OperationFault};
use crate::program::MAX_LENGTH;
use crate::value::Value;

/// Calls an operation. What can go wrong is found in the order in which a translated program finds
/// it: texts, ranges, the operation itself, its result.
pub(super) fn call(
    operation: &'static ExtFunc,
    executor: Executor,
    args: &[Value],
) -> Result<Value, Fault> {
    let in_operation = |fault| Fault::Operation {
        name: operation.name(),
        fault,
    };
    let numbered = operation.params().iter().zip(args).zip(1..);
    let args = numbered
        .map(|((param, arg), number)| to_high(arg, param.ty, number))
        .collect::<Result<Vec<_>, _>>()
        .map_err(in_operation)?;
    let result = operation.call(executor, &args);
    let value = from_high(result.map_err(|error| in_operation(operation_fault(error)))?);
    match &value {
        Value::Str(text) if text.len() > MAX_LENGTH => Err(Fault::StringTooLong),
        _ => Ok(value),
    }
}

fn to_high(value: &Value, ty: HighType, number: usize) -> Result<HighValue, OperationFault> {
    Ok(match value {
        Value::None => HighValue::None,
        Value::Int(value) => HighValue::Int(*value),
        Value::Float(value) => HighValue::Float(*value),
        Value::Bool(value) => HighValue::Bool(*value),
        Value::Str(bytes) if ty == HighType::Str => HighValue::Str(text(bytes, number)?),
        Value::Str(bytes) => HighValue::Bytes(bytes.to_vec()),
    })
}

fn text(bytes: &[u8], number: usize) -> Result<String, OperationFault> {
    if bytes.contains(&0) {
        return Err(OperationFault::ArgumentHasNul(number));
    }
    String::from_utf8(bytes.to_vec()).map_err(|_| OperationFault::ArgumentNotUtf8(number))
}

fn from_high(value: HighValue) -> Value {
    match value {
        HighValue::Bool(value) => Value::Bool(value),
        HighValue::Int(value) => Value::Int(value),
        HighValue::Float(value) => Value::Float(value),
        HighValue::Str(value) => Value::Str(value.into_bytes().into()),
        HighValue::Bytes(value) => Value::Str(value.into()),
        // Also what the language does not have: the checker refuses operations with such results.
        _ => Value::None,
    }
}

fn operation_fault(error: CallError) -> OperationFault {
    match error {
        CallError::Range { index, value, .. } => OperationFault::ArgumentOutOfRange {
            argument: index + 1,
            value,
        },
        CallError::ResultRange { .. } => OperationFault::ResultOutOfRange,
        CallError::Io { error, .. } => match error.raw_os_error() {
            Some(errno) => OperationFault::Errno(errno),
            None if error.kind() == io::ErrorKind::InvalidData => OperationFault::ResultNotUtf8,
            None => OperationFault::Other(error.to_string()),
        },
        CallError::UnknownException { error, .. } => OperationFault::Other(error.to_string()),
        other => OperationFault::Other(other.to_string()),
    }
}

//! Calls of operations in C: values cross as the table in the documentation of `extfunc` says.

use extfunc::{ExtFunc, Failure, HighType};
use lltype::{Class, Kind, Scalar, Target, Type as CType};
use rffi::External;

use super::function::{Operand, Writer};
use super::{TranslateError, at};
use crate::location::Location;
use crate::program::Expr;
use crate::ty::Type;

/// The declaration of an operation's function as `name`. Names of parameters could be macros of a
/// header: they stay away.
pub(super) fn declaration(external: &External, name: &str) -> String {
    let prototype = external.prototype();
    let params: Vec<String> = prototype
        .params()
        .map(|param| param.ty.to_string())
        .collect();
    let params = match params.len() {
        0 => "void".to_owned(),
        _ => params.join(", "),
    };
    let declaration = prototype.result().declaration(&format!("{name}({params})"));
    format!("{declaration} MT_SYMBOL(\"{}\");\n", external.name())
}

impl Writer<'_> {
    pub(super) fn operation(
        &mut self,
        operation: &'static ExtFunc,
        args: &[Expr],
        location: Location,
    ) -> Result<Operand, TranslateError> {
        let external = operation.external().ok_or(TranslateError::NoExternal {
            at: location,
            operation: operation.name(),
        })?;
        let args = args
            .iter()
            .map(|arg| self.operation_arg(arg))
            .collect::<Result<Vec<_>, _>>()?;
        let call = Call {
            operation,
            external,
            place: format!("{}, \"{}\"", at(location), operation.name()),
            at: at(location),
        };
        self.check_texts(&call, &args);
        let passed = self.check_ranges(&call, &args);
        let function = self.unit.operation(operation, external);
        let result = self.operation_result(&call, &format!("{function}({})", passed.join(", ")));
        args.iter().for_each(|arg| self.release(arg));
        Ok(result)
    }

    /// An argument is used more than once: in checks, as pointer and length.
    fn operation_arg(&mut self, arg: &Expr) -> Result<Operand, TranslateError> {
        let operand = self.expr(arg)?;
        Ok(match arg.ty {
            Type::Str => operand,
            ty => self.result(ty, &operand.text, &[]),
        })
    }

    fn check_texts(&mut self, call: &Call, args: &[Operand]) {
        let params = call.operation.params().iter().zip(args).zip(1..);
        for ((param, arg), number) in params {
            if param.ty == HighType::Str {
                self.check(call, "text", &format!("{number}, {}", arg.text));
            }
        }
    }

    /// Gives what is passed to C: two arguments for bytes, one for anything else.
    fn check_ranges(&mut self, call: &Call, args: &[Operand]) -> Vec<String> {
        let mut c_params = call.external.prototype().params().map(|param| param.ty);
        let mut passed = Vec::new();
        for ((param, arg), number) in call.operation.params().iter().zip(args).zip(1..) {
            let text = &arg.text;
            let c_type = c_params.next();
            match param.ty {
                HighType::Str => passed.push(format!("(void *){text}->data")),
                HighType::Bytes => {
                    c_params.next();
                    passed.push(format!("(void *){text}->data"));
                    passed.push(format!("{text}->length"));
                }
                HighType::Int => {
                    if let Some((min, max)) = c_type.as_ref().and_then(limits) {
                        let limits = format!("{min}, {max}");
                        self.check(call, "range", &format!("{number}, {text}, {limits}"));
                    }
                    passed.push(text.clone());
                }
                _ => passed.push(text.clone()),
            }
        }
        passed
    }

    /// Writes one of the checks of `runtime.h`.
    fn check(&mut self, call: &Call, what: &str, args: &str) {
        self.line(&format!("mt_check_{what}({}, {args});", call.place));
    }

    fn operation_result(&mut self, call: &Call, c_call: &str) -> Operand {
        let c_type = call.external.prototype().result();
        if call.operation.result() == HighType::None && !call.operation.can_fail() {
            self.line(&format!("{c_call};"));
            return Operand::plain(String::new());
        }
        let text = self.new_name();
        self.line(&format!("{} = {c_call};", c_type.declaration(&text)));
        match call.operation.failure() {
            None => {}
            Some(Failure::Null) => self.check(call, "success", &format!("{text} != NULL")),
            // Also what was added since: an error is better than a wrong result.
            Some(_) => self.check(call, "success", &format!("{text} >= 0")),
        }
        self.received(call, &c_type, text)
    }

    /// The language's value of what a function gave.
    fn received(&mut self, call: &Call, c_type: &CType, text: String) -> Operand {
        let Call { place, at, .. } = call;
        let (ty, value) = match call.operation.result() {
            HighType::Bytes => (Type::Str, format!("mt_from_bytes({at}, {text})")),
            HighType::Str => (Type::Str, format!("mt_from_utf8({place}, {text})")),
            HighType::Int if is_unsigned_word(c_type) => {
                (Type::Int, format!("mt_from_unsigned({place}, {text})"))
            }
            HighType::Int => return Operand::plain(format!("((int64_t){text})")),
            _ => return Operand::plain(text),
        };
        self.result(ty, &value, &[])
    }
}

/// A call that is being translated.
struct Call {
    operation: &'static ExtFunc,
    external: &'static External,
    at: String,
    /// The first arguments of a check: where, and which operation.
    place: String,
}

fn scalar(ty: &CType) -> Option<Scalar> {
    match ty.kind() {
        Kind::Scalar(scalar) => Some(scalar),
        _ => None,
    }
}

/// The least and the greatest int that fit in a C type, if not all do.
fn limits(ty: &CType) -> Option<(String, String)> {
    let scalar = scalar(ty)?;
    let bits = scalar.size(&Target::HOST) * 8;
    match scalar.class(&Target::HOST) {
        Class::Signed if bits < 64 => {
            let max = (1_i64 << (bits - 1)) - 1;
            Some((format!("INT64_C({})", -max - 1), format!("INT64_C({max})")))
        }
        Class::Unsigned if bits < 64 => {
            Some(("0".to_owned(), format!("INT64_C({})", (1_i64 << bits) - 1)))
        }
        Class::Unsigned => Some(("0".to_owned(), "INT64_MAX".to_owned())),
        _ => None,
    }
}

/// Whether there are values that no int can hold.
fn is_unsigned_word(ty: &CType) -> bool {
    let host = &Target::HOST;
    scalar(ty).is_some_and(|scalar| scalar.class(host) == Class::Unsigned && scalar.size(host) >= 8)
}

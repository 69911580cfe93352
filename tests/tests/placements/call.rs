//! [`Call`]: a function of a signature, and C that calls it.

use std::fmt::Write;

use lltype::{Convention, FunctionSpec, Kind, Prototype, Scalar, Target, Type};

use crate::build::build;
use crate::signature::Signature;

/// A function, and a call of it.
pub(crate) struct Call {
    pub(crate) index: usize,
    pub(crate) prototype: Prototype,
    /// The types of the variadic arguments.
    pub(crate) more: Vec<Type>,
    definitions: Vec<String>,
}

/// Larger values are copied by loops.
const MAX_SIZE: u64 = 96;

impl Call {
    /// `None` if there are types that are too large.
    pub(crate) fn new(
        signature: &Signature,
        index: usize,
        convention: Convention,
        target: &Target,
    ) -> Option<Call> {
        let built = build(&signature.as_shape(), index, target);
        let record = built.ty.as_record()?;
        let mut types: Vec<Type> = record.fields().map(|field| field.ty).collect();
        let is_small = |ty: &Type| target.sizeof(ty).is_ok_and(|size| size <= MAX_SIZE);
        if !types.iter().all(is_small) {
            return None;
        }
        let result = match signature.result {
            Some(_) => types.remove(0),
            None => Type::VOID,
        };
        let count = types.len();
        let fixed = signature
            .fixed
            .map_or(count, |fixed| (fixed + 1).min(count));
        let more = types.split_off(fixed);
        let more = more.iter().map(|ty| promoted(ty, target)).collect();
        let spec = FunctionSpec::returning(result).convention(convention);
        let spec = types.into_iter().fold(spec, |spec, ty| spec.param("", ty));
        let spec = match signature.fixed.is_some() && fixed > 0 {
            true => spec.variadic(),
            false => spec,
        };
        let function = Type::function_of(spec).unwrap();
        Some(Call {
            index,
            prototype: Prototype::new(format!("f{index}"), function).unwrap(),
            more,
            definitions: built.definitions,
        })
    }

    /// The types of all arguments.
    pub(crate) fn arguments(&self) -> Vec<Type> {
        let fixed = self.prototype.params().map(|param| param.ty);
        fixed.chain(self.more.iter().cloned()).collect()
    }

    /// The function, variables for its arguments and its result, and a function that calls it.
    pub(crate) fn source(&self) -> String {
        let index = self.index;
        let mut text = self.definitions.join("\n");
        let function = self.prototype.function();
        let _ = writeln!(text, "\n{};", function.declaration(&format!("f{index}")));
        let mut names = Vec::new();
        for (number, ty) in self.arguments().iter().enumerate() {
            let name = format!("g{index}_{number}");
            let _ = writeln!(text, "{};", ty.declaration(&name));
            names.push(name);
        }
        let result = self.prototype.result();
        let assigned = match result.kind() {
            Kind::Void => String::new(),
            _ => {
                let _ = writeln!(text, "{};", result.declaration(&format!("r{index}")));
                format!("r{index} = ")
            }
        };
        let names = names.join(", ");
        let _ = writeln!(
            text,
            "void call{index}(void) {{ {assigned}f{index}({names}); }}"
        );
        text
    }
}

/// The type that an argument is promoted to, as the bytes of another type are not those of the
/// variable.
fn promoted(ty: &Type, target: &Target) -> Type {
    match ty.kind() {
        // C promotes no narrow float, but not every compiler passes it.
        Kind::Scalar(Scalar::Float16 | Scalar::BFloat16) => Scalar::Double.into(),
        _ => llcall::promoted(ty, target),
    }
}

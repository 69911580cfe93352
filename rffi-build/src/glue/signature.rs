//! [`Signature`]: what a function takes and gives, and how it crosses.

use cdef::{FunctionView, TypeShape, TypeView};
use lltype::Qualifiers;

use super::c::{parameter, pointer_to};
use super::crossing::{Crossing, crossing};

/// What a function takes and gives.
pub(super) struct Signature<'c> {
    pub(super) result: TypeView<'c>,
    /// With their names, if they have one.
    pub(super) params: Vec<(Option<&'c str>, TypeView<'c>)>,
}

impl<'c> Signature<'c> {
    pub(super) fn of(function: &FunctionView<'c>) -> Self {
        Signature {
            result: function.result(),
            params: function.params().collect(),
        }
    }

    /// Of a function without parameters.
    pub(super) fn giving(result: TypeView<'c>) -> Self {
        let params = Vec::new();
        Signature { result, params }
    }

    pub(super) fn is_void(&self) -> bool {
        matches!(self.result.unaliased(), TypeShape::Void)
    }

    pub(super) fn gives_by_pointer(&self) -> bool {
        !self.is_void() && crossing(self.result) == Crossing::Pointer
    }

    /// The declaration of the glue.
    pub(super) fn head(&self, name: &str) -> String {
        let mut params = Vec::new();
        if self.gives_by_pointer() {
            params.push(pointer_to(self.result, "rffi_result"));
        }
        for (index, (_, ty)) in self.params.iter().enumerate() {
            let name = format!("rffi_a{index}");
            params.push(match crossing(*ty) {
                Crossing::Value => parameter(*ty, &name),
                Crossing::Pointer => pointer_to(ty.qualified(Qualifiers::CONST), &name),
            });
        }
        let params = match params.is_empty() {
            true => "void".to_owned(),
            false => params.join(", "),
        };
        match self.gives_by_pointer() {
            true => format!("void {name}({params})"),
            false => self.result.declared(&format!("{name}({params})")),
        }
    }

    /// The declaration as the text has it.
    pub(super) fn own_head(&self, name: &str) -> String {
        let params = self.params.iter().enumerate();
        let params = params.map(|(index, (_, ty))| parameter(*ty, &format!("rffi_a{index}")));
        let params: Vec<String> = params.collect();
        let params = match params.is_empty() {
            true => "void".to_owned(),
            false => params.join(", "),
        };
        self.result.declared(&format!("{name}({params})"))
    }

    /// Whether nothing crosses by pointer.
    pub(super) fn is_direct(&self) -> bool {
        let mut params = self.params.iter();
        !self.gives_by_pointer() && params.all(|(_, ty)| crossing(*ty) == Crossing::Value)
    }

    /// The arguments that the glue passes on.
    pub(super) fn arguments(&self) -> String {
        let params = self.params.iter().enumerate();
        let arguments = params.map(|(index, (_, ty))| match crossing(*ty) {
            Crossing::Value => format!("rffi_a{index}"),
            Crossing::Pointer => format!("*rffi_a{index}"),
        });
        arguments.collect::<Vec<_>>().join(", ")
    }

    /// What a function of Rust gets in the place of `rffi_a0, rffi_a1`.
    pub(super) fn places(&self) -> String {
        let result = self.gives_by_pointer().then(|| "&rffi_result".to_owned());
        let params = self.params.iter().enumerate();
        let params = params.map(|(index, (_, ty))| match crossing(*ty) {
            Crossing::Value => format!("rffi_a{index}"),
            Crossing::Pointer => format!("&rffi_a{index}"),
        });
        result
            .into_iter()
            .chain(params)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The statement that gives the value of an expression.
    pub(super) fn give(&self, expression: &str) -> String {
        match (self.is_void(), self.gives_by_pointer()) {
            (true, _) => expression.to_owned(),
            (false, true) => format!("*rffi_result = {expression}"),
            (false, false) => format!("return {expression}"),
        }
    }
}

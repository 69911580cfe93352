//! [`Wrappers`]: the functions of C through which Rust reaches what it cannot name: macros,
//! variables, functions with types that only C can pass.

use std::path::Path;

use llexternal_syntax::{Block, Flag, Function, Global, wrapper_name};
use syn::Ident;

use crate::Cfg;
use crate::c_names::CNames;
use crate::c_type::{CType, shown};
use crate::unit::{Code, Unit, escaped, line_directive};

/// Writes the functions for one block.
pub(crate) struct Wrappers<'a> {
    pub(crate) block: &'a Block,
    /// The file that the block is in, for messages.
    pub(crate) file: &'a Path,
    /// How the names of the functions begin.
    pub(crate) prefix: &'a str,
    pub(crate) names: &'a CNames,
    pub(crate) cfg: &'a Cfg,
}

/// Where a result goes that no register takes. The names of parameters are none of the headers'.
const RESULT: &str = "rffi_result";

/// What C only warns of would be a wrong call from safe code: a pointer for a number, a number that does
/// not fit.
const STRICT: &str = "\
#pragma GCC diagnostic error \"-Wint-conversion\"\n\
#pragma GCC diagnostic error \"-Wincompatible-pointer-types\"\n\
#ifdef __clang__\n\
#pragma GCC diagnostic error \"-Wconstant-conversion\"\n\
#else\n\
#pragma GCC diagnostic error \"-Woverflow\"\n\
#endif\n";

impl Wrappers<'_> {
    /// The C that the block needs; none if all its functions are C's own. The error is for the user.
    pub(crate) fn unit(&self) -> Result<Option<Unit>, String> {
        let functions = self
            .block
            .sound()
            .filter(|function| function.is_wrapped() && self.cfg.keeps(&function.attributes.cfg));
        let globals = self.block.sound_globals();
        let globals = globals.filter(|global| self.cfg.keeps(&global.attributes.cfg));
        let functions = functions.map(|function| self.function(function));
        let texts = functions.chain(globals.map(|global| self.global(global)));
        let texts = texts.collect::<Result<Vec<String>, String>>()?;
        if texts.is_empty() {
            return Ok(None);
        }
        let code = Code::text(STRICT.to_owned() + &texts.concat(), self.file.display(), 1);
        Ok(Some(Unit { code, place: None }))
    }

    /// `int prefix_0_name(int rffi_a0) { return name(rffi_a0); }`
    fn function(&self, function: &Function) -> Result<String, String> {
        let result = match &function.c_result {
            Some(ty) => Some((CType::of(ty, self.names)?, function.wide_result.is_some())),
            None => None,
        };
        let (mut params, mut args) = (Vec::new(), Vec::new());
        if let Some((ty, true)) = &result {
            params.push(format!("{} *{RESULT}", ty.declare("")));
        }
        for (index, param) in function.params.all.iter().enumerate() {
            let name = format!("rffi_a{index}");
            match (param.text, param.wide) {
                (Some(_), _) => params.push(format!("const char *{name}")),
                (None, Some(c)) => params.push(format!("const {c} *{name}")),
                (None, None) => params.push(CType::of(&param.ty, self.names)?.declare(&name)),
            }
            args.push(match param.wide {
                Some(_) => format!("*{name}"),
                None => name,
            });
        }
        let called = called(function, &args.join(", "));
        let body = match &result {
            None => called,
            Some((_, true)) => format!("*{RESULT} = {called}"),
            Some((ty, false)) if ty.is_pointer_to_anything() => {
                format!("return (void *)({called})")
            }
            Some((_, false)) => format!("return {called}"),
        };
        let params = match params.is_empty() {
            true => CType::VOID.to_owned(),
            false => params.join(", "),
        };
        let name = self.name(function.index, &function.ident);
        let head = match &result {
            Some((ty, false)) => returning(ty, &format!("{name}({params})"), &function.ident)?,
            _ => format!("void {name}({params})"),
        };
        let declaration = self.declared(function)?;
        let line = self.line(&function.ident);
        Ok(format!("{declaration}{line}{head} {{ {body}; }}\n"))
    }

    /// What `#[declare]` asks for.
    fn declared(&self, function: &Function) -> Result<String, String> {
        if !function.options.has(Flag::Declare) {
            return Ok(String::new());
        }
        let mut params = Vec::new();
        for param in function.params.in_prototype() {
            params.push(match param.text {
                Some(_) => "const char *".to_owned(),
                None => CType::of(&param.ty, self.names)?.declare(""),
            });
        }
        if function.params.fixed.is_some() {
            params.push("...".to_owned());
        }
        if params.is_empty() {
            params.push(CType::VOID.to_owned());
        }
        let call = format!("{}({})", function.c_name(), params.join(", "));
        let declaration = match &function.c_result {
            Some(ty) => returning(&CType::of(ty, self.names)?, &call, &function.ident)?,
            None => format!("void {call}"),
        };
        Ok(format!(
            "{}extern {declaration};\n",
            self.line(&function.ident)
        ))
    }

    /// The function that gives the address of a variable, or the value of a macro.
    fn global(&self, global: &Global) -> Result<String, String> {
        let (name, c_name) = (self.name(global.index, &global.ident), global.c_name());
        let line = self.line(&global.ident);
        if global.is_value() {
            let ty = CType::of(&global.ty, self.names)?;
            let head = returning(&ty, &format!("{name}(void)"), &global.ident)?;
            let cast = match ty.is_pointer_to_anything() {
                true => "(void *)",
                false => "",
            };
            return Ok(format!("{line}{head} {{ return {cast}({c_name}); }}\n"));
        }
        let before = match global.options.has(Flag::Declare) {
            true => {
                let ty = CType::of(&global.ty, self.names)?;
                format!("{line}extern {};\n", ty.declare(&c_name))
            }
            false => format!("{line}{}", self.size_check(global)),
        };
        Ok(format!(
            "{before}{line}void *{name}(void) {{ return (void *)&({c_name}); }}\n"
        ))
    }

    /// Refuses a variable that has another size in C, as far as C knows the type without a header. Of
    /// arrays it looks at the items: a header need not tell the length.
    fn size_check(&self, global: &Global) -> String {
        let (mut ty, mut item) = (CType::of(&global.ty, self.names).ok(), global.c_name());
        while let Some(CType::Array(inner, _)) = ty {
            ty = Some(*inner);
            item = format!("({item})[0]");
        }
        let Some(same_size) = ty.as_ref().and_then(CType::of_its_size) else {
            return String::new();
        };
        let rust = escaped(&shown(&global.ty));
        format!(
            "__extension__ _Static_assert(sizeof({item}) == sizeof({same_size}), \
             \"`{}` of C is no `{rust}`: it has another size\");\n",
            global.ident
        )
    }

    fn name(&self, index: usize, ident: &Ident) -> String {
        wrapper_name(self.prefix, index, ident)
    }

    /// Messages of the compiler show the declaration.
    fn line(&self, ident: &Ident) -> String {
        line_directive(ident.span().start().line, &self.file.display().to_string())
    }
}

/// A function of this result.
fn returning(ty: &CType, function: &str, ident: &Ident) -> Result<String, String> {
    match ty {
        CType::Plain(_) | CType::AnyPointer { .. } => Ok(ty.declare(function)),
        CType::Array(..) => Err(format!(
            "in C, `{ident}` cannot give an array: take a pointer"
        )),
        CType::Callback { .. } => Err(format!(
            "`{ident}` gives a function pointer; take `VOIDP`, and cast it"
        )),
    }
}

/// The call of what is wrapped. A function, not a macro of its name, is meant without `#[c_macro]`.
fn called(function: &Function, args: &str) -> String {
    let name = function.c_name();
    match function.options.has(Flag::CMacro) {
        true => format!("{name}({args})"),
        false => format!("({name})({args})"),
    }
}

//! Functions and statements in C.

use super::TranslateError;
use super::unit::Unit;
use crate::program::{Expr, Function, Guarded, Local, Program, Slot, Statement};
use crate::ty::Type;

/// What an expression became: C without side effects.
pub(super) struct Operand {
    pub(super) text: String,
    /// It is a string that is to be released, or handed on.
    pub(super) owned: bool,
}

/// The body of one function, as it is written.
pub(super) struct Writer<'p> {
    pub(super) program: &'p Program,
    pub(super) function: &'p Function,
    pub(super) unit: &'p mut Unit,
    code: String,
    indent: usize,
    temporaries: usize,
}

pub(super) fn name(function: &Function) -> String {
    format!("fn_{}", function.name)
}

pub(super) fn prototype(function: &Function) -> String {
    let params: Vec<String> = function.locals[..function.arity]
        .iter()
        .enumerate()
        .map(|(slot, local)| declare(local.ty, &variable(slot, local)))
        .collect();
    let params = match params.len() {
        0 => "void".to_owned(),
        _ => params.join(", "),
    };
    let name = name(function);
    format!(
        "static {}",
        declare(function.result, &format!("{name}({params})"))
    )
}

pub(super) fn declare(ty: Type, name: &str) -> String {
    match ty {
        Type::None => format!("void {name}"),
        Type::Int => format!("int64_t {name}"),
        Type::Float => format!("double {name}"),
        Type::Bool => format!("bool {name}"),
        Type::Str => format!("mt_str *{name}"),
    }
}

fn variable(slot: Slot, local: &Local) -> String {
    format!("v{slot}_{}", local.name)
}

impl Unit {
    /// A function of the program in C.
    pub(super) fn function(
        &mut self,
        program: &Program,
        function: &Function,
    ) -> Result<String, TranslateError> {
        let mut writer = Writer {
            program,
            function,
            unit: self,
            code: String::new(),
            indent: 1,
            temporaries: 0,
        };
        writer.variables();
        writer.block(&function.body)?;
        writer.end();
        let code = writer.code;
        self.function_of_length(code.len());
        Ok(format!("{} {{\n{code}}}\n\n", prototype(function)))
    }
}

impl Writer<'_> {
    /// Every `let` has a variable of the whole function, so that its end can release the strings.
    fn variables(&mut self) {
        for (slot, local) in self.function.locals.iter().enumerate() {
            if slot >= self.function.arity {
                let variable = declare(local.ty, &variable(slot, local));
                self.line(&format!("{variable} = 0;"));
            }
        }
        if self.function.result != Type::None {
            self.line(&format!("{} = 0;", declare(self.function.result, "result")));
        }
    }

    /// Every `return` comes here.
    fn end(&mut self) {
        self.code += "end: __attribute__((unused));\n";
        for (slot, local) in self.function.locals.iter().enumerate() {
            if local.ty == Type::Str {
                self.line(&format!("mt_release({});", variable(slot, local)));
            }
        }
        if self.function.result != Type::None {
            self.line("return result;");
        }
    }

    fn block(&mut self, statements: &[Statement]) -> Result<(), TranslateError> {
        statements.iter().try_for_each(|s| self.statement(s))
    }

    fn statement(&mut self, statement: &Statement) -> Result<(), TranslateError> {
        match statement {
            Statement::Assign { slot, value } => self.assignment(*slot, value)?,
            Statement::If { arms, otherwise } => self.choice(arms, otherwise)?,
            Statement::While(guarded) => {
                // The condition may take statements of its own.
                self.open("for (;;)");
                let condition = self.expr(&guarded.condition)?.text;
                self.line(&format!("if (!({condition})) break;"));
                self.block(&guarded.body)?;
                self.close();
            }
            Statement::Return(value) => self.return_statement(value.as_ref())?,
            Statement::Emit { label, value } => {
                let label = self.unit.literal(label);
                let operand = self.expr(value)?;
                let ty = value.ty;
                self.line(&format!("mt_emit_{ty}({label}, {});", operand.text));
                self.release(&operand);
            }
            Statement::Expr(expr) => {
                let operand = self.expr(expr)?;
                self.release(&operand);
            }
        }
        Ok(())
    }

    fn assignment(&mut self, slot: Slot, value: &Expr) -> Result<(), TranslateError> {
        let variable = self.local(slot);
        let text = self.taken(value)?;
        self.line(&match value.ty {
            Type::Str => format!("mt_assign(&{variable}, {text});"),
            _ => format!("{variable} = {text};"),
        });
        Ok(())
    }

    /// An `else if` is no block in the block of an `else`: compilers limit how deep they are nested.
    /// It is no `else if` of C either: its condition may take statements of its own.
    fn choice(&mut self, arms: &[Guarded], otherwise: &[Statement]) -> Result<(), TranslateError> {
        let end = self.new_name();
        for (index, Guarded { condition, body }) in arms.iter().enumerate() {
            let condition = self.expr(condition)?.text;
            self.open(&format!("if ({condition})"));
            self.block(body)?;
            if index + 1 < arms.len() {
                self.line(&format!("goto {end};"));
                self.close();
            }
        }
        if !otherwise.is_empty() {
            self.close();
            self.open("else");
            self.block(otherwise)?;
        }
        self.close();
        if arms.len() > 1 {
            self.line(&format!("{end}:;"));
        }
        Ok(())
    }

    fn return_statement(&mut self, value: Option<&Expr>) -> Result<(), TranslateError> {
        if let Some(value) = value {
            let text = self.taken(value)?;
            self.line(&format!("result = {text};"));
        }
        self.line("goto end;");
        Ok(())
    }

    pub(super) fn local(&self, slot: Slot) -> String {
        variable(slot, &self.function.locals[slot])
    }

    /// Writes the value to a new constant.
    pub(super) fn temporary(&mut self, ty: Type, value: &str) -> String {
        let name = self.new_name();
        self.line(&format!("{} = {value};", declare(ty, &name)));
        name
    }

    pub(super) fn new_name(&mut self) -> String {
        self.temporaries += 1;
        format!("t{}", self.temporaries)
    }

    pub(super) fn release(&mut self, operand: &Operand) {
        if operand.owned {
            self.line(&format!("mt_release({});", operand.text));
        }
    }

    /// Opens a block.
    pub(super) fn open(&mut self, head: &str) {
        self.line(&format!("{head} {{"));
        self.indent += 1;
    }

    pub(super) fn close(&mut self) {
        self.indent -= 1;
        self.line("}");
    }

    pub(super) fn line(&mut self, text: &str) {
        self.code += &"    ".repeat(self.indent);
        self.code += text;
        self.code.push('\n');
    }
}

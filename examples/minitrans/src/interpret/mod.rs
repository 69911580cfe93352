//! Runs a [`Program`] by walking along its tree.

mod operation;
mod operator;

use std::ffi::OsStr;
use std::sync::Arc;

use extfunc::Executor;

use crate::fault::Fault;
use crate::location::Location;
use crate::outcome::{Emitted, Outcome, RuntimeError};
use crate::program::{Expr, ExprKind, Guarded, Link, MAX_CALLS, Program, Statement};
use crate::value::Value;

type Result<T> = core::result::Result<T, RuntimeError>;

/// A call needs less stack than this, whatever its function: the parser limits its depth.
const STACK_OF_A_CALL: usize = 2 << 20;

/// How much stack is taken at a time.
const STACK_PIECE: usize = 16 << 20;

impl Program {
    /// Runs it with these arguments, on this thread: whether fakes or implementations are called is
    /// up to `executor`, and to the fakes that are active here.
    #[must_use]
    pub fn interpret<A: AsRef<OsStr>>(&self, executor: Executor, args: &[A]) -> Outcome {
        let mut interpreter = Interpreter {
            program: self,
            executor,
            results: Vec::new(),
            depth: 0,
        };
        let args = args
            .iter()
            .map(|arg| Value::Str(arg.as_ref().as_encoded_bytes().into()))
            .collect();
        Outcome {
            end: interpreter.main(args),
            results: interpreter.results,
        }
    }
}

struct Interpreter<'p> {
    program: &'p Program,
    executor: Executor,
    results: Vec<Emitted>,
    /// How many calls are going on.
    depth: usize,
}

/// Where to go on behind a statement.
enum Flow {
    Next,
    Return(Value),
}

impl Interpreter<'_> {
    fn main(&mut self, args: Vec<Value>) -> Result<()> {
        let main = self.program.main;
        let function = &self.program.functions[main];
        if args.len() != function.arity {
            let fault = Fault::ArgumentCount {
                expected: function.arity,
                got: args.len(),
            };
            return Err(fault.at(function.at));
        }
        self.call(main, args, function.at).map(drop)
    }

    fn call(&mut self, index: usize, args: Vec<Value>, at: Location) -> Result<Value> {
        if self.depth == MAX_CALLS {
            return Err(Fault::TooManyCalls.at(at));
        }
        let function = &self.program.functions[index];
        let mut frame = args;
        frame.resize(function.locals.len(), Value::None);
        self.depth += 1;
        let flow = stacker::maybe_grow(STACK_OF_A_CALL, STACK_PIECE, || {
            self.block(&mut frame, &function.body)
        })?;
        self.depth -= 1;
        Ok(match flow {
            Flow::Return(value) => value,
            Flow::Next => Value::None,
        })
    }

    fn block(&mut self, frame: &mut [Value], statements: &[Statement]) -> Result<Flow> {
        for statement in statements {
            if let Flow::Return(value) = self.statement(frame, statement)? {
                return Ok(Flow::Return(value));
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, frame: &mut [Value], statement: &Statement) -> Result<Flow> {
        match statement {
            Statement::Assign { slot, value } => frame[*slot] = self.eval(frame, value)?,
            Statement::If { arms, otherwise } => {
                let chosen = self.choose(frame, arms, otherwise)?;
                return self.block(frame, chosen);
            }
            Statement::While(Guarded { condition, body }) => {
                while self.condition(frame, condition)? {
                    if let Flow::Return(value) = self.block(frame, body)? {
                        return Ok(Flow::Return(value));
                    }
                }
            }
            Statement::Return(None) => return Ok(Flow::Return(Value::None)),
            Statement::Return(Some(value)) => return self.eval(frame, value).map(Flow::Return),
            Statement::Emit { label, value } => {
                let value = self.eval(frame, value)?;
                let label = Arc::clone(label);
                self.results.push(Emitted { label, value });
            }
            Statement::Expr(expr) => drop(self.eval(frame, expr)?),
        }
        Ok(Flow::Next)
    }

    fn choose<'s>(
        &mut self,
        frame: &[Value],
        arms: &'s [Guarded],
        otherwise: &'s [Statement],
    ) -> Result<&'s [Statement]> {
        for Guarded { condition, body } in arms {
            if self.condition(frame, condition)? {
                return Ok(body);
            }
        }
        Ok(otherwise)
    }

    fn condition(&mut self, frame: &[Value], condition: &Expr) -> Result<bool> {
        let value = self.eval(frame, condition)?;
        Ok(matches!(value, Value::Bool(true)))
    }

    fn eval(&mut self, frame: &[Value], expr: &Expr) -> Result<Value> {
        match &expr.kind {
            ExprKind::Int(value) => Ok(Value::Int(*value)),
            ExprKind::Float(value) => Ok(Value::Float(*value)),
            ExprKind::Bool(value) => Ok(Value::Bool(*value)),
            ExprKind::Str(value) => Ok(Value::Str(Arc::clone(value))),
            ExprKind::Local(slot) => Ok(frame[*slot].clone()),
            ExprKind::Unary(op, operand) => {
                let operand = self.eval(frame, operand)?;
                Ok(operator::unary(*op, operand))
            }
            ExprKind::Chain(first, links) => self.chain(frame, first, links),
            ExprKind::Index(operands) => self.index(frame, operands, expr.at),
            ExprKind::Len(text) => Ok(operator::len(&self.eval(frame, text)?)),
            ExprKind::Convert(value) => Ok(operator::convert(&self.eval(frame, value)?, expr.ty)),
            ExprKind::Call(index, args) => {
                let args = self.args(frame, args)?;
                self.call(*index, args, expr.at)
            }
            ExprKind::Operation(operation, args) => {
                let args = self.args(frame, args)?;
                let result = operation::call(operation, self.executor, &args);
                result.map_err(|fault| fault.at(expr.at))
            }
        }
    }

    fn chain(&mut self, frame: &[Value], first: &Expr, links: &[Link]) -> Result<Value> {
        let mut value = self.eval(frame, first)?;
        for Link { op, at, operand } in links {
            if !operator::decides(*op, &value) {
                let right = self.eval(frame, operand)?;
                value = operator::binary(*op, value, right).map_err(|fault| fault.at(*at))?;
            }
        }
        Ok(value)
    }

    fn index(&mut self, frame: &[Value], [text, index]: &[Expr; 2], at: Location) -> Result<Value> {
        let text = self.eval(frame, text)?;
        let index = self.eval(frame, index)?;
        operator::index(&text, &index).map_err(|fault| fault.at(at))
    }

    fn args(&mut self, frame: &[Value], args: &[Expr]) -> Result<Vec<Value>> {
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            values.push(self.eval(frame, arg)?);
        }
        Ok(values)
    }
}

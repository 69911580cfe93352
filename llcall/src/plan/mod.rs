//! [`plan`]: from a prototype to a placement.

mod aapcs64;
mod error;
mod flatten;
mod homogeneous;
mod leaf;
mod natural;
mod riscv64;
mod sysv64;
mod walk;
mod win64;

use lltype::{Kind, Prototype, Scalar, Target, Type};

pub use error::{PlanError, PlanProblem, Unsupported};
use leaf::Shape;
use walk::Refusal;

use crate::Abi;
use crate::placement::{Argument, Passing, Placement};

/// How many arguments can be passed: as many as C compilers promise.
pub const MAX_ARGUMENTS: usize = 127;

/// How many bytes all arguments together may have.
const MAX_SIZE: u64 = 1 << 30;

/// Where each argument and the result of a function go. Of a variadic one, it is the placement of a call
/// without variadic arguments.
///
/// # Errors
/// A type cannot be passed by value, there are too many parameters, or the rules of the target are not
/// known.
pub fn plan(prototype: &Prototype, target: &Target) -> Result<Placement, PlanError> {
    plan_variadic(prototype, &[], target)
}

/// The same for a call of a variadic function with more arguments, of these types. They are promoted as
/// C does it: `float` is passed as `double`, what is narrower than `int` as `int`.
///
/// # Errors
/// As [`plan`]; or more arguments were given to a function that takes none.
pub fn plan_variadic(
    prototype: &Prototype,
    more: &[Type],
    target: &Target,
) -> Result<Placement, PlanError> {
    let refused = |problem| PlanError::new(prototype.name(), problem);
    if !more.is_empty() && !prototype.is_variadic() {
        return Err(refused(PlanProblem::NotVariadic));
    }
    let convention = prototype.convention();
    let Some(abi) = Abi::of(convention, target) else {
        let target = target.name;
        return Err(refused(PlanProblem::NoAbi { convention, target }));
    };
    let signature = Signature::new(prototype, more, target).map_err(refused)?;
    if signature.size() > MAX_SIZE {
        return Err(refused(PlanProblem::TooLarge));
    }
    let placement = match abi {
        Abi::SysV64 => sysv64::plan(&signature, abi, target),
        Abi::Win64 => win64::plan(&signature, abi, target),
        Abi::Aapcs64 | Abi::AppleArm64 => aapcs64::plan(&signature, abi, target),
        Abi::Riscv64 => riscv64::plan(&signature, abi, target),
    };
    placement.map_err(|refusal| refused(signature.problem(refusal)))
}

/// What the rules of an ABI are asked about.
struct Signature {
    parameters: Vec<Value>,
    result: Value,
    /// From which parameter on they are variadic, in a variadic function.
    variadic_from: Option<usize>,
}

/// A parameter or a result.
struct Value {
    name: Option<String>,
    ty: Type,
    shape: Shape,
}

impl Value {
    fn new(
        name: Option<String>,
        ty: Type,
        shape: Result<Shape, Unsupported>,
        parameter: Option<usize>,
    ) -> Result<Value, PlanProblem> {
        match shape {
            Ok(shape) => Ok(Value { name, ty, shape }),
            Err(problem) => Err(PlanProblem::Type {
                parameter,
                name,
                ty,
                problem,
            }),
        }
    }

    fn argument(&self, passing: Passing) -> Argument {
        Argument {
            name: self.name.clone(),
            ty: self.ty.clone(),
            size: self.shape.size,
            passing,
        }
    }
}

impl Signature {
    fn new(prototype: &Prototype, more: &[Type], target: &Target) -> Result<Self, PlanProblem> {
        let mut types: Vec<_> = prototype
            .true_params()
            .map(|param| (param.name.map(str::to_owned), param.ty))
            .collect();
        let fixed = types.len();
        types.extend(more.iter().map(|ty| (None, promoted(ty, target))));
        if types.len() > MAX_ARGUMENTS {
            return Err(PlanProblem::TooManyArguments(types.len()));
        }
        let parameters = types.into_iter().enumerate();
        let parameters = parameters.map(|(index, (name, ty))| {
            let shape = Shape::of(&ty, target);
            Value::new(name, ty, shape, Some(index))
        });
        Ok(Signature {
            parameters: parameters.collect::<Result<_, _>>()?,
            result: result(prototype, target)?,
            variadic_from: prototype.is_variadic().then_some(fixed),
        })
    }

    fn problem(&self, refusal: Refusal) -> PlanProblem {
        let Refusal { parameter, problem } = refusal;
        let value = parameter.and_then(|index| self.parameters.get(index));
        let value = value.unwrap_or(&self.result);
        PlanProblem::Type {
            parameter,
            name: value.name.clone(),
            ty: value.ty.clone(),
            problem,
        }
    }
}

impl Signature {
    fn size(&self) -> u64 {
        let sizes = self.parameters.iter().map(|value| value.shape.size);
        sizes.fold(0, u64::saturating_add)
    }
}

fn result(prototype: &Prototype, target: &Target) -> Result<Value, PlanProblem> {
    let ty = prototype.result();
    let shape = match ty.kind() {
        Kind::Void => Ok(Shape::nothing()),
        _ => Shape::of(&ty, target),
    };
    Value::new(None, ty, shape, None)
}

/// What an argument of this type is passed as, where no parameter says its type: C's default argument
/// promotions.
///
/// ```
/// use lltype::{Scalar, Target, Type};
/// let promoted = |scalar: Scalar| llcall::promoted(&scalar.into(), &Target::HOST);
/// assert_eq!(promoted(Scalar::Float), Type::from(Scalar::Double));
/// assert_eq!(promoted(Scalar::Short), Type::from(Scalar::Int));
/// assert_eq!(promoted(Scalar::Long), Type::from(Scalar::Long));
/// ```
#[must_use]
pub fn promoted(ty: &Type, target: &Target) -> Type {
    let plain = ty.unaliased();
    let scalar = match plain.kind() {
        Kind::Scalar(scalar) => scalar,
        Kind::Enum(enumeration) => enumeration.base(target),
        _ => return ty.clone(),
    };
    match scalar {
        Scalar::Float => Scalar::Double.into(),
        _ if scalar.is_integer() && scalar.size(target) < Scalar::Int.size(target) => {
            Scalar::Int.into()
        }
        _ => ty.clone(),
    }
}

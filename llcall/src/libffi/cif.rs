//! [`Prepared`]: a signature made ready for libffi.

use std::sync::{Mutex, MutexGuard, PoisonError};

use libffi_sys as ffi;
use libffi_sys::{ffi_cif, ffi_type};
use lltype::{Prototype, Target, Type};

use super::abi;
use super::arena::{Arena, List};
use super::returned::Returned;
use super::rules::Rules;
use super::types::Describer;
use crate::plan::{MAX_ARGUMENTS, PlanError, PlanProblem, Unsupported, promoted};

/// A signature made ready for libffi.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) cif: ffi_cif,
    /// The arguments that the prototype names.
    named: u32,
    is_variadic: bool,
    /// Where each argument is found.
    pub(super) sources: Box<[Source]>,
    pub(super) returned: Returned,
    /// What the call interface points to.
    _arena: Arena,
}

/// Where an argument is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// In a word, so many bytes from where it begins.
    Word { offset: u8 },
    /// At the address that is the word.
    Address,
}

// SAFETY: nobody writes to the descriptions of types after `new`, which no other object points to; each
// call has its own copy of the call interface.
unsafe impl Send for Prepared {}
// SAFETY: as above.
unsafe impl Sync for Prepared {}

impl Prepared {
    pub(crate) fn new(prototype: &Prototype, more: &[Type]) -> Result<Self, PlanError> {
        Self::try_new(prototype, more).map_err(|problem| PlanError::new(prototype.name(), problem))
    }

    fn try_new(prototype: &Prototype, more: &[Type]) -> Result<Self, PlanProblem> {
        let convention = prototype.convention();
        let no_abi = PlanProblem::NoAbi {
            convention,
            target: Target::HOST.name,
        };
        let is_variadic = prototype.is_variadic();
        if !more.is_empty() && !is_variadic {
            return Err(PlanProblem::NotVariadic);
        }
        let Some(number) = abi::number(convention) else {
            return Err(no_abi);
        };
        let mut describer = Describer::new(number, Rules::of(convention));
        let (types, named) = arguments(&mut describer, prototype, more)?;
        let result = result(&mut describer, prototype)?;
        let arg_types = describer.arena.list(&types);
        let mut prepared = Prepared {
            cif: ffi_cif {
                abi: number,
                rtype: result,
                arg_types,
                ..ffi_cif::default()
            },
            named,
            is_variadic,
            // SAFETY: the describer made them, or they are libffi's own.
            sources: types.iter().map(|ty| unsafe { Source::of(*ty) }).collect(),
            // SAFETY: as above.
            returned: unsafe { Returned::of(result) },
            _arena: describer.arena,
        };
        // SAFETY: the list is of complete descriptions, which the arena owns, and it has as many.
        let cif = unsafe { prepared.prepare(arg_types, types.len()) };
        prepared.cif = cif.ok_or(no_abi)?;
        Ok(prepared)
    }

    /// A call interface for these arguments, of which the first are those that were prepared.
    ///
    /// # Safety
    /// There are so many; their descriptions are complete, so that libffi does not write to them, and
    /// live as long as the call interface is used.
    pub(super) unsafe fn prepare(&self, types: List, count: usize) -> Option<ffi_cif> {
        let mut cif = ffi_cif::default();
        let (abi, result) = (self.cif.abi, self.cif.rtype);
        #[expect(clippy::cast_possible_truncation, reason = "at most 127")]
        let count = count as u32;
        let _lock = locked();
        // SAFETY: the caller's word.
        let status = unsafe {
            match self.is_variadic {
                // Some machines pass even the arguments with names differently.
                true => ffi::ffi_prep_cif_var(&raw mut cif, abi, self.named, count, result, types),
                false => ffi::ffi_prep_cif(&raw mut cif, abi, count, result, types),
            }
        };
        (status == ffi::ffi_status_FFI_OK).then_some(cif)
    }
}

impl Source {
    /// # Safety
    /// It is a complete description.
    unsafe fn of(ty: *const ffi_type) -> Source {
        // SAFETY: the caller's word.
        let (code, size) = unsafe { ((*ty).type_, (*ty).size) };
        match code {
            ffi::FFI_TYPE_LONGDOUBLE | ffi::FFI_TYPE_STRUCT | ffi::FFI_TYPE_COMPLEX => {
                Source::Address
            }
            _ if cfg!(target_endian = "big") => Source::Word {
                #[expect(clippy::cast_possible_truncation, reason = "less than 8")]
                offset: 8_usize.saturating_sub(size) as u8,
            },
            _ => Source::Word { offset: 0 },
        }
    }
}

/// The types of all arguments, and how many of them have names.
fn arguments(
    describer: &mut Describer,
    prototype: &Prototype,
    more: &[Type],
) -> Result<(Vec<*mut ffi_type>, u32), PlanProblem> {
    let named: Vec<_> = prototype
        .true_params()
        .map(|param| (param.name.map(str::to_owned), param.ty))
        .collect();
    let count = named.len() + more.len();
    if count > MAX_ARGUMENTS {
        return Err(PlanProblem::TooManyArguments(count));
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 127")]
    let named_count = named.len() as u32;
    let more = more.iter().map(|ty| (None, promoted(ty, &Target::HOST)));
    let all = named.into_iter().chain(more).enumerate();
    let types = all.map(|(index, (name, ty))| {
        let described = describer.argument(&ty);
        described.map_err(|problem| refused(Some(index), name, ty, problem))
    });
    Ok((types.collect::<Result<_, _>>()?, named_count))
}

fn result(describer: &mut Describer, prototype: &Prototype) -> Result<*mut ffi_type, PlanProblem> {
    let ty = prototype.result();
    let described = describer.result(&ty);
    described.map_err(|problem| refused(None, None, ty, problem))
}

fn refused(
    parameter: Option<usize>,
    name: Option<String>,
    ty: Type,
    problem: Unsupported,
) -> PlanProblem {
    PlanProblem::Type {
        parameter,
        name,
        ty,
        problem,
    }
}

/// On PowerPC, where a program may choose the format of `long double`, each preparation writes down which
/// one the convention has, to one place for all.
pub(super) fn locked() -> Option<MutexGuard<'static, ()>> {
    static LOCK: Mutex<()> = Mutex::new(());
    cfg!(any(target_arch = "powerpc", target_arch = "powerpc64"))
        .then(|| LOCK.lock().unwrap_or_else(PoisonError::into_inner))
}

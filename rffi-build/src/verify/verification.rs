//! [`Verification`]: the door for tests and translators.

use lltype::{LowLevelType, Prototype, Type};
use rffi::{External, ExternalCompilationInfo, ExternalVariable};

use super::claim::{Claim, Subject};
use super::{Desk, Report, Round, Strictness, has_headers};
use crate::{Error, Result, Toolchain, env};

/// Compares declarations with their headers, as a test of the package that declares them.
///
/// It sees what the program was compiled with, so that types of other crates are no riddle to it, as they are
/// to [`build`](crate::build). An alias in Rust is only another name of a type: behind `type uLong = ULONG;` it
/// sees `u64`, the same as C's `unsigned long` on some targets alone, which is a warning. `build` knows such aliases.
/// Nothing that the C compiler makes is run.
///
/// ```
/// use rffi::{ExternalCompilationInfo, INT, LONG, llexternal};
///
/// static STDLIB: ExternalCompilationInfo = ExternalCompilationInfo::new().includes(&["stdlib.h"]);
///
/// llexternal! {
///     compilation_info = STDLIB;
///     list = EXTERNALS;
///     unsafe extern "C" {
///         safe fn labs(number: INT) -> INT;
///     }
/// }
///
/// # if !std::process::Command::new("cc").arg("--version").output().is_ok_and(|cc| cc.status.success()) {
/// #     return; // there is no C compiler here
/// # }
/// let error = rffi_build::Verification::new().externals(EXTERNALS).run().unwrap_err();
/// assert!(error.to_string().contains("help: write `fn labs(number: LONG) -> LONG;`"), "{error}");
/// ```
#[derive(Debug, Clone)]
pub struct Verification {
    claims: Vec<(ExternalCompilationInfo, Claim)>,
    toolchain: Toolchain,
    strictness: Option<Strictness>,
}

/// Compares functions with their headers: `Verification::new().externals(..).run()`.
///
/// # Errors
/// As [`Verification::run`].
pub fn verify(externals: &[&External]) -> Result<Report> {
    Verification::new().externals(externals).run()
}

impl Default for Verification {
    fn default() -> Self {
        Self::new()
    }
}

impl Verification {
    /// Of nothing, for this machine.
    #[must_use]
    pub fn new() -> Self {
        Verification {
            claims: Vec::new(),
            toolchain: Toolchain::host(),
            strictness: None,
        }
    }

    /// Adds functions: the `list` of an `llexternal!`.
    #[must_use]
    pub fn externals(mut self, externals: &[&External]) -> Self {
        for external in externals {
            let flags = external.flags();
            if !flags.c_macro() && !flags.declare() && !flags.no_verify() {
                let info = external
                    .compilation_info()
                    .relative_to(external.package_dir());
                let place = external.source().to_string();
                let subject = Subject::Function(external.prototype().clone());
                self.push(info, subject, place);
            }
        }
        self
    }

    /// Adds variables: the `variables` of an `llexternal!`.
    #[must_use]
    pub fn variables(mut self, variables: &[&ExternalVariable]) -> Self {
        for variable in variables {
            let flags = variable.flags();
            if !flags.c_macro() && !flags.declare() && !flags.no_verify() {
                let info = variable
                    .compilation_info()
                    .relative_to(variable.package_dir());
                let subject = Subject::Variable {
                    name: variable.name().to_owned(),
                    ty: variable.ty(),
                };
                let place = variable.source().to_string();
                self.push(info, subject, place);
            }
        }
        self
    }

    /// Adds a function of which only the prototype is known: of a translator, or of a text.
    #[must_use]
    #[track_caller]
    pub fn prototype(self, prototype: &Prototype, info: &ExternalCompilationInfo) -> Self {
        self.claim(info, Subject::Function(prototype.clone()))
    }

    /// Adds a variable of which only name and type are known.
    #[must_use]
    #[track_caller]
    pub fn variable(self, name: &str, ty: &Type, info: &ExternalCompilationInfo) -> Self {
        let (name, ty) = (name.to_owned(), ty.clone());
        self.claim(info, Subject::Variable { name, ty })
    }

    /// Adds a struct, union or enumeration, which the headers of `info` define. One that they do not
    /// define is in the report as not checked.
    #[must_use]
    #[track_caller]
    pub fn record<T: LowLevelType>(self, info: &ExternalCompilationInfo) -> Self {
        let ty = Type::of::<T>();
        self.ty(&ty, info)
    }

    /// Adds such a type that was made at run time.
    #[must_use]
    #[track_caller]
    pub fn ty(self, ty: &Type, info: &ExternalCompilationInfo) -> Self {
        self.claim(
            info,
            Subject::Type {
                name: ty.to_string(),
                ty: ty.clone(),
            },
        )
    }

    /// Adds a constant, which the headers of `info` define as an integer.
    #[must_use]
    #[track_caller]
    pub fn constant(
        self,
        name: &str,
        value: impl Into<i128>,
        info: &ExternalCompilationInfo,
    ) -> Self {
        self.claim(
            info,
            Subject::Constant {
                name: name.to_owned(),
                value: value.into(),
            },
        )
    }

    #[track_caller]
    fn claim(mut self, info: &ExternalCompilationInfo, subject: Subject) -> Self {
        let place = core::panic::Location::caller();
        let place = format!("{}:{}", place.file(), place.line());
        self.push(info.clone(), subject, place);
        self
    }

    fn push(&mut self, info: ExternalCompilationInfo, subject: Subject, place: String) {
        let number = self.claims.len();
        let claim = Claim {
            subject,
            number,
            place,
        };
        self.claims.push((info, claim));
    }

    /// For another target, or by another compiler.
    #[must_use]
    pub fn toolchain(mut self, toolchain: Toolchain) -> Self {
        self.toolchain = toolchain;
        self
    }

    /// How much is an error; else the variable `RFFI_VERIFY` says it.
    #[must_use]
    pub fn strictness(mut self, strictness: Strictness) -> Self {
        self.strictness = Some(strictness);
        self
    }

    /// Asks the C compiler, and compares. Where there is none, or a header is missing, the report says
    /// what was not checked.
    ///
    /// # Errors
    /// [`Error::Disagreement`], with all mistakes; the variable `RFFI_VERIFY` has a word that it does
    /// not know; the system's temporary folder cannot be written.
    pub fn run(self) -> Result<Report> {
        let strictness = match self.strictness {
            Some(strictness) => strictness,
            None => env::strictness()?,
        };
        let mut report = Report::default();
        if strictness == Strictness::Off {
            report.not_checked("`RFFI_VERIFY` is `off`".to_owned());
            return Ok(report);
        }
        for round in rounds(self.claims) {
            run_round(&round, &self.toolchain, &mut report)?;
        }
        let has_errors = report.errors(strictness).next().is_some();
        match has_errors {
            true => Err(Error::Disagreement(Box::new(report))),
            false => Ok(report),
        }
    }
}

/// The claims of each compilation info together.
fn rounds(claims: Vec<(ExternalCompilationInfo, Claim)>) -> Vec<Round> {
    let mut rounds: Vec<Round> = Vec::new();
    for (info, claim) in claims {
        match rounds.iter_mut().find(|round| *round.info() == info) {
            Some(round) => round.add(claim),
            None => {
                let mut round = Round::new(info);
                round.add(claim);
                rounds.push(round);
            }
        }
    }
    rounds
}

fn run_round(round: &Round, toolchain: &Toolchain, report: &mut Report) -> Result<()> {
    if !has_headers(round.info()) {
        report.not_checked("the compilation info names no header".to_owned());
        return Ok(());
    }
    let answers = env::cache_folder();
    let desk = Desk {
        toolchain,
        package: None,
        answers: answers.as_deref(),
    };
    match (round.resolved(toolchain)).and_then(|round| round.run(&desk, &[])) {
        Ok(outcome) => {
            outcome
                .judgements
                .into_iter()
                .for_each(|judgement| report.add(judgement));
        }
        Err(error) => report.not_checked(crate::error::error_chain(&error)),
    }
    Ok(())
}

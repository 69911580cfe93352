//! [`Checking`]: what a package declares, compared with the headers while it is built, and the values of
//! its constants.

use std::collections::BTreeSet;
use std::mem;
use std::path::Path;

use llexternal_syntax::{
    Block, BlockId, ConstantKind, Flag, Function, Global, Manifest, Options, Value, file_id,
};
use proc_macro2::Ident;
use rffi::ExternalCompilationInfo;

use crate::ask::Question;
use crate::checked::Checked;
use crate::directives::Directives;
use crate::error::error_chain;
use crate::import::word;
use crate::making::Unknown;
use crate::scope::{Call, ScopeId, Sources};
use crate::verify::{Claim, Desk, Round, Strictness, Subject, has_headers};
use crate::{Package, env};

/// What is to be compared and asked, under each compilation info.
pub(crate) struct Checking<'a> {
    package: &'a Package,
    sources: &'a Sources,
    strictness: Strictness,
    rounds: Vec<Batch>,
    /// Why some declarations cannot be compared.
    unknown: BTreeSet<String>,
}

/// The declarations under one compilation info.
pub(crate) struct Batch {
    round: Round,
    /// The crates of the package that have declarations in it.
    crates: BTreeSet<ScopeId>,
    /// Whose claims those of the round are, in order. Behind them come the structs.
    pub(crate) claimed: Vec<(BlockId, usize)>,
    /// The constants.
    pub(crate) constants: Vec<(BlockId, usize)>,
    questions: Vec<Question>,
}

/// The name of a struct in Rust, and its file.
pub(crate) type Declaration = (String, String);

impl<'a> Checking<'a> {
    pub(crate) fn new(package: &'a Package, sources: &'a Sources, strictness: Strictness) -> Self {
        Checking {
            package,
            sources,
            strictness,
            rounds: Vec::new(),
            unknown: BTreeSet::new(),
        }
    }

    /// Takes the declarations of a block. `info` is its compilation info, with its packages.
    pub(crate) fn add(
        &mut self,
        scope: ScopeId,
        Call { block, file }: &Call,
        id: &BlockId,
        info: &ExternalCompilationInfo,
    ) {
        let root = self.sources.root(scope);
        let mut claims = Vec::new();
        if self.strictness != Strictness::Off {
            let functions = block.sound().filter(|function| is_of_a_header(function));
            claims.extend(functions.map(|f| (f.index, self.function(root, f, block, file))));
            let globals = block.sound_globals().filter(|global| has_type(global));
            claims.extend(globals.map(|g| (g.index, self.variable(root, g, file))));
        }
        if !claims.is_empty() && !has_headers(info) {
            claims.clear();
            let (file, line) = (file.display(), id.line);
            let reason = format!("{file}:{line}: the compilation info names no header");
            self.unknown.insert(reason);
        }
        let claims = self.known(claims);
        if claims.is_empty() && block.constants.is_empty() {
            return;
        }
        let batch = self.batch(info);
        batch.crates.insert(root);
        for (index, claim) in claims {
            batch.round.add(claim);
            batch.claimed.push((id.clone(), index));
        }
        for (index, constant) in block.constants.iter().enumerate() {
            batch.constants.push((id.clone(), index));
            batch
                .questions
                .push(question(&word(&constant.ident), constant.kind()));
        }
    }

    fn function(
        &self,
        root: ScopeId,
        function: &Function,
        block: &Block,
        file: &Path,
    ) -> Result<Claim, String> {
        let visible = self.sources.visible(root);
        let prototype = visible
            .prototype(function, &block.abi, self.is_host())
            .map_err(|Unknown| untold(&function.c_name()))?;
        Ok(Claim {
            subject: Subject::Function(prototype),
            number: function.index,
            place: place(&function.ident, file),
        })
    }

    fn variable(&self, root: ScopeId, global: &Global, file: &Path) -> Result<Claim, String> {
        let visible = self.sources.visible(root);
        let ty = visible
            .variable(global, self.is_host())
            .map_err(|Unknown| untold(&global.c_name()))?;
        Ok(Claim {
            subject: Subject::Variable {
                name: global.c_name(),
                ty,
            },
            number: global.index,
            place: place(&global.ident, file),
        })
    }

    /// Those that can be compared; why the others cannot is noted.
    fn known(&mut self, claims: Vec<(usize, Result<Claim, String>)>) -> Vec<(usize, Claim)> {
        let mut known = Vec::new();
        for (index, claim) in claims {
            match claim {
                Ok(claim) => known.push((index, claim)),
                Err(reason) => {
                    self.unknown.insert(reason);
                }
            }
        }
        known
    }

    fn is_host(&self) -> bool {
        self.package.toolchain.target == self.package.toolchain.host
    }

    fn batch(&mut self, info: &ExternalCompilationInfo) -> &mut Batch {
        let known = self
            .rounds
            .iter()
            .position(|batch| batch.round.info() == info);
        let index = known.unwrap_or_else(|| {
            self.rounds.push(Batch {
                round: Round::new(info.clone()),
                crates: BTreeSet::new(),
                claimed: Vec::new(),
                constants: Vec::new(),
                questions: Vec::new(),
            });
            self.rounds.len() - 1
        });
        &mut self.rounds[index]
    }

    /// Asks the compiler what is not in the folder `answers`, and writes what it says into the manifest. Where
    /// it cannot be asked, the declarations are not checked, which is said once.
    pub(crate) fn run(
        mut self,
        answers: &Path,
        manifest: &mut Manifest,
        directives: &mut Directives,
    ) -> Checked {
        directives.watch_variable(env::VERIFY);
        if !self.rounds.is_empty() {
            directives.watch_compiler(&self.package.toolchain);
        }
        let desk = Desk {
            toolchain: &self.package.toolchain,
            package: Some(&self.package.folder),
            answers: Some(answers),
        };
        let mut checked = Checked::new(self.strictness, mem::take(&mut self.unknown));
        for mut batch in mem::take(&mut self.rounds) {
            let (declared, claims): (Vec<_>, Vec<_>) =
                self.records(&batch.crates).into_iter().unzip();
            claims.into_iter().for_each(|claim| batch.round.add(claim));
            match batch.round.run(&desk, &batch.questions) {
                Ok(outcome) => {
                    let inputs = outcome.inputs.iter();
                    inputs.for_each(|input| directives.watch(input));
                    checked.take(&batch, &declared, outcome, manifest);
                }
                Err(error) => {
                    let refusal = batch.round.refusal(&desk, &batch.questions);
                    checked.kept.extend(refusal);
                    let reason = error_chain(&error);
                    batch.missing(&reason, manifest);
                    checked.unasked.insert(reason);
                }
            }
        }
        for reason in checked.shown_reasons() {
            directives.warning(&format!(
                "declarations are not checked against their headers: {reason}"
            ));
        }
        checked
    }

    /// The structs of crates: each may be in any header that they include.
    fn records(&self, crates: &BTreeSet<ScopeId>) -> Vec<(Declaration, Claim)> {
        if self.strictness == Strictness::Off {
            return Vec::new();
        }
        let visible = crates.iter().map(|root| self.sources.visible(*root));
        let records = visible.flat_map(|visible| visible.records(self.is_host()));
        // One without a name is compared as the member that it is.
        let records = records.filter(|(record, ..)| !record.name.is_empty());
        let records = records.map(|(record, file, ty)| {
            let claim = Claim {
                subject: Subject::Type {
                    name: record.name.clone(),
                    ty,
                },
                number: 0,
                place: place(&record.ident, file),
            };
            let file = file_id(&self.package.folder.join(file));
            ((word(&record.ident), file), claim)
        });
        records.collect()
    }
}

impl Batch {
    /// No constant has a value.
    fn missing(&self, reason: &str, manifest: &mut Manifest) {
        for (block, index) in &self.constants {
            manifest.add_value(block, *index, Value::Missing(reason.to_owned()));
        }
    }
}

/// Whether a header declares it as a function: of a macro, the compiler checks the call.
fn is_of_a_header(function: &Function) -> bool {
    is_compared(&function.options) && !function.options.has(Flag::CMacro)
}

fn has_type(global: &Global) -> bool {
    is_compared(&global.options) && !global.is_value()
}

fn is_compared(options: &Options) -> bool {
    !options.has(Flag::Declare) && !options.has(Flag::NoVerify)
}

fn place(ident: &Ident, file: &Path) -> String {
    format!("{}:{}", file.display(), ident.span().start().line)
}

fn question(name: &str, kind: ConstantKind) -> Question {
    match kind {
        ConstantKind::Integer => Question::integer(name),
        ConstantKind::Float => Question::double(name),
        ConstantKind::Text | ConstantKind::CText => Question::text_of(name),
    }
}

/// Why a declaration cannot be compared.
fn untold(name: &str) -> String {
    format!("`{name}`: a type in it is not one that the sources of this package tell")
}

//! The compilation info of a block, read from the source text.

use std::fs;
use std::path::{Path, PathBuf};

use llexternal_syntax::{CompilationInfo, InfoChain, InfoItem};
use rffi::{ExternalCompilationInfo, Field};
use syn::{Expr, LitStr};

use crate::import::ItemPath;
use crate::resolve::{Unresolved, resolve};
use crate::scope::{ScopeId, Sources};
use crate::unit::{Code, Unit};

/// A compilation info, and what only its source text knows.
#[derive(Default)]
pub(crate) struct Info {
    pub(crate) content: ExternalCompilationInfo,
    /// What it has compiled.
    pub(crate) units: Vec<Unit>,
    /// The Rust file that it is written in.
    pub(crate) file: PathBuf,
}

impl Info {
    /// Reads what stands behind `compilation_info =` in a call of the scope `from`. The error is
    /// for the user, and is shown at the call.
    pub(crate) fn read(
        package: &Path,
        sources: &Sources,
        from: ScopeId,
        file: &Path,
        given: &CompilationInfo,
    ) -> Result<Info, String> {
        let (chain, file) = match &given.chain {
            Some(chain) => (chain, file),
            None => chain_of_static(sources, from, &given.expr)?,
        };
        match chain {
            Ok(chain) => Reader { package, file }.chain(chain),
            Err(error) => {
                let line = error.span().start().line;
                Err(format!("{}:{line}: {error}", file.display()))
            }
        }
    }
}

/// The files that `include_str!` names in a chain of this file, relative to the package.
pub(crate) fn included<'a>(
    file: &'a Path,
    chain: &'a InfoChain,
) -> impl Iterator<Item = PathBuf> + 'a {
    let items = chain.lists.iter().flat_map(|(_, items)| items);
    items.filter_map(move |item| match item {
        InfoItem::IncludeStr(path) => Some(beside(file, path)),
        InfoItem::Text(_) => None,
    })
}

fn beside(file: &Path, path: &LitStr) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(path.value())
}

/// The value of the `static` that an expression names, and the file it is in.
fn chain_of_static<'a>(
    sources: &'a Sources,
    from: ScopeId,
    expr: &Expr,
) -> Result<(&'a syn::Result<InfoChain>, &'a Path), String> {
    let Expr::Path(path) = expr else {
        return Err(
            "rffi-build reads this without running it; write the path of a `static`, or a chain of \
             `ExternalCompilationInfo::new()`"
                .to_owned(),
        );
    };
    let path = ItemPath::new(&path.path);
    let found =
        resolve(sources, from, &path).map_err(|unresolved| not_found(&path, &unresolved))?;
    let chain = found.chain.as_ref().ok_or_else(|| {
        format!(
            "rffi-build reads the value of `{path}` without running it; write it as \
             `ExternalCompilationInfo::new()` with its setters"
        )
    })?;
    Ok((chain, &found.file))
}

fn not_found(path: &ItemPath, unresolved: &Unresolved) -> String {
    match unresolved {
        Unresolved::NotFound => format!(
            "rffi-build found no `static` named `{path}`: it reads those that are written in this \
             package's source files, not those that a macro writes or that come from another \
             package"
        ),
        Unresolved::OtherPackage(path) => format!(
            "`{path}` is not in this package: an ECI used by path lives in the same package; \
             re-export the declarations instead. If it is this package's library, name that in \
             `Package::library`"
        ),
        Unresolved::Ambiguous(places) => format!(
            "`{path}` may be more than one `static` for rffi-build: {}; give them different names, \
             or tell them apart by `cfg`s of the target or of features, which it can evaluate",
            places.join(", ")
        ),
    }
}

/// Reads the lists of a chain in this file.
struct Reader<'a> {
    package: &'a Path,
    file: &'a Path,
}

impl Reader<'_> {
    fn chain(&self, chain: &InfoChain) -> Result<Info, String> {
        let mut info = Info {
            file: self.file.to_owned(),
            ..Info::default()
        };
        if chain.use_cpp_linker.is_some() {
            info.content = info.content.use_cpp_linker();
        }
        if let Some(target) = &chain.platform {
            info.content = info.content.for_target(target.value());
        }
        for (name, items) in &chain.lists {
            // rustc knows the methods better.
            if let Some(field) = Field::ALL.iter().find(|field| name == field.name()) {
                for item in items {
                    self.item(&mut info, *field, item)?;
                }
            }
        }
        Ok(info)
    }

    fn item(&self, info: &mut Info, field: Field, item: &InfoItem) -> Result<(), String> {
        let (text, code) = match item {
            InfoItem::Text(literal) => (literal.value(), self.literal(literal)),
            InfoItem::IncludeStr(path) => {
                let (file, text) = self.include(path)?;
                let code = Code::text(text.clone(), file.display(), 1);
                (text, code)
            }
        };
        let code = match field {
            Field::SeparateModuleSources => Some(code),
            Field::SeparateModuleFiles => Some(Code::File(text.clone().into())),
            _ => None,
        };
        let place = Some(self.place(item));
        info.units.extend(code.map(|code| Unit { code, place }));
        let content = core::mem::take(&mut info.content);
        info.content = content.extended(field, [text]);
        Ok(())
    }

    /// The text of a literal, at its place in the Rust file. Where escapes make the lines of the
    /// text others than those of the literal, lines are counted in the text.
    fn literal(&self, literal: &LitStr) -> Code {
        let text = literal.value();
        let span = literal.span();
        let (first, last) = (span.start().line, span.end().line);
        if text.matches('\n').count() == last - first {
            Code::text(text, self.file.display(), first)
        } else {
            Code::text(text, format_args!("{}:{first}", self.file.display()), 1)
        }
    }

    fn include(&self, path: &LitStr) -> Result<(PathBuf, String), String> {
        let file = beside(self.file, path);
        match fs::read_to_string(self.package.join(&file)) {
            Ok(text) => Ok((file, text)),
            Err(error) => Err(format!(
                "rffi-build cannot read `{}` for `include_str!`: {error}",
                file.display()
            )),
        }
    }

    fn place(&self, item: &InfoItem) -> String {
        let (InfoItem::Text(literal) | InfoItem::IncludeStr(literal)) = item;
        format!("{}:{}", self.file.display(), literal.span().start().line)
    }
}

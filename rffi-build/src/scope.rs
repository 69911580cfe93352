//! The modules of a package, with what can be named in them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use llexternal_syntax::{Block, InfoChain};

use crate::c_names::CNames;
use crate::declared::{Declared, Visible};
use crate::import::Import;

/// All that was read of a package.
#[derive(Default)]
pub(crate) struct Sources {
    scopes: Vec<Scope>,
    /// The name and the root of the library, which the package's other crates can use.
    pub(crate) library: Option<(String, ScopeId)>,
    /// What roots call themselves: `extern crate self as name;`.
    pub(crate) own_names: Vec<(String, ScopeId)>,
    /// What C calls the types that are declared.
    pub(crate) c_names: CNames,
    /// These types themselves, for each root.
    declared: BTreeMap<ScopeId, Declared>,
    /// The files, relative to the package.
    pub(crate) files: Vec<PathBuf>,
}

/// The place of a scope in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ScopeId(usize);

/// A module, or a block of code with items.
#[derive(Default)]
pub(crate) struct Scope {
    /// The scope around it; `None` for the root of a crate.
    pub(crate) parent: Option<ScopeId>,
    /// Whether `self::` means this one.
    pub(crate) is_module: bool,
    pub(crate) modules: Vec<Module>,
    pub(crate) statics: Vec<Static>,
    pub(crate) imports: Vec<Import>,
    pub(crate) calls: Vec<Call>,
}

/// A call of `llexternal!`.
pub(crate) struct Call {
    pub(crate) block: Block,
    /// The source file, relative to the package.
    pub(crate) file: Rc<Path>,
}

/// `mod name`.
pub(crate) struct Module {
    pub(crate) name: String,
    pub(crate) is_private: bool,
    pub(crate) scope: ScopeId,
}

/// `static NAME: .. = ..;`, or a `const`, which hides one.
pub(crate) struct Static {
    pub(crate) name: String,
    pub(crate) is_private: bool,
    /// The source file, relative to the package.
    pub(crate) file: Rc<Path>,
    pub(crate) line: usize,
    /// Its value, where it is a chain of `ExternalCompilationInfo::new()`.
    pub(crate) chain: Option<syn::Result<InfoChain>>,
}

impl Sources {
    pub(crate) fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0]
    }

    pub(crate) fn scope_mut(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.scopes[id.0]
    }

    /// The types that are declared in the crate of a scope.
    pub(crate) fn declared_mut(&mut self, scope: ScopeId) -> &mut Declared {
        let root = self.root(scope);
        self.declared.entry(root).or_default()
    }

    /// Takes the names in C of all types, once all are read.
    pub(crate) fn name_types(&mut self) {
        let crates = self.declared.values();
        crates.for_each(|declared| self.c_names.extend(declared.c_names()));
    }

    /// The types that a crate can name.
    pub(crate) fn visible(&self, root: ScopeId) -> Visible<'_> {
        let library = self.library.as_ref();
        Visible {
            own: self.declared.get(&root),
            library: library.and_then(|(_, library)| self.declared.get(library)),
        }
    }

    /// The root of the crate that a scope is in.
    pub(crate) fn root(&self, mut scope: ScopeId) -> ScopeId {
        while let Some(parent) = self.scope(scope).parent {
            scope = parent;
        }
        scope
    }

    /// Whether a scope is the `outer` one, or in it.
    pub(crate) fn is_inside(&self, scope: ScopeId, outer: ScopeId) -> bool {
        scope == outer
            || (self.scope(scope).parent).is_some_and(|parent| self.is_inside(parent, outer))
    }

    pub(crate) fn add(&mut self, parent: Option<ScopeId>, is_module: bool) -> ScopeId {
        self.scopes.push(Scope {
            parent,
            is_module,
            ..Scope::default()
        });
        ScopeId(self.scopes.len() - 1)
    }

    /// Every `llexternal!`, with the scope that it stands in.
    pub(crate) fn calls(&self) -> impl Iterator<Item = (ScopeId, &Call)> {
        let scopes = self.scopes.iter().enumerate();
        scopes.flat_map(|(index, scope)| {
            let calls = scope.calls.iter();
            calls.map(move |call| (ScopeId(index), call))
        })
    }
}

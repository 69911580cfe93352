//! The modules of a package, with what can be named in them.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use llexternal_syntax::{Block, InfoChain};

use crate::import::Import;

/// All that was read of a package.
#[derive(Default)]
pub(crate) struct Sources {
    scopes: Vec<Scope>,
    /// The name and the root of the library, which the package's other crates can use.
    pub(crate) library: Option<(String, ScopeId)>,
    /// The files, relative to the package.
    pub(crate) files: Vec<PathBuf>,
}

/// The place of a scope in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ScopeId(usize);

/// A module, or a block of code with items.
pub(crate) struct Scope {
    /// The scope around it; `None` for the root of a crate.
    pub(crate) parent: Option<ScopeId>,
    /// Whether `self::` means this one.
    pub(crate) is_module: bool,
    /// The source file, relative to the package.
    pub(crate) file: Rc<Path>,
    pub(crate) modules: Vec<(String, ScopeId)>,
    pub(crate) statics: Vec<Static>,
    pub(crate) imports: Vec<Import>,
    pub(crate) blocks: Vec<Block>,
}

/// `static NAME: .. = ..;`
pub(crate) struct Static {
    pub(crate) name: String,
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

    pub(crate) fn add(
        &mut self,
        parent: Option<ScopeId>,
        is_module: bool,
        file: Rc<Path>,
    ) -> ScopeId {
        self.scopes.push(Scope {
            parent,
            is_module,
            file,
            modules: Vec::new(),
            statics: Vec::new(),
            imports: Vec::new(),
            blocks: Vec::new(),
        });
        ScopeId(self.scopes.len() - 1)
    }

    /// Every `llexternal!`, with the scope that it stands in.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = (ScopeId, &Block)> {
        let scopes = self.scopes.iter().enumerate();
        scopes.flat_map(|(index, scope)| {
            let blocks = scope.blocks.iter();
            blocks.map(move |block| (ScopeId(index), block))
        })
    }
}

//! Finds the `static` that a path names.

use core::fmt;
use std::collections::BTreeSet;
use std::path::Path;

use crate::import::ItemPath;
use crate::scope::{Scope, ScopeId, Sources, Static};

/// A `static`, and the file it is in.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) item: &'a Static,
    pub(crate) file: &'a Path,
}

/// Why a path leads to no `static`.
pub(crate) enum Unresolved {
    NotFound,
    /// To another package: the whole path.
    OtherPackage(ItemPath),
    /// To several, each as `file:line`.
    Ambiguous(Vec<String>),
}

/// What a name means.
#[derive(Clone)]
enum Meaning<'a> {
    Module(ScopeId),
    Static(Found<'a>),
    OtherPackage(ItemPath),
}

/// The `static` that `path` means in the scope `from`.
pub(crate) fn resolve<'a>(
    sources: &'a Sources,
    from: ScopeId,
    path: &ItemPath,
) -> Result<Found<'a>, Unresolved> {
    let mut resolver = Resolver {
        sources,
        open: Vec::new(),
        searched: BTreeSet::new(),
    };
    let meanings = resolver.path(from, path);
    let mut statics: Vec<Found<'a>> = Vec::new();
    for meaning in &meanings {
        if let Meaning::Static(found) = meaning
            && !statics
                .iter()
                .any(|other| core::ptr::eq(other.item, found.item))
        {
            statics.push(*found);
        }
    }
    match statics[..] {
        [found] => Ok(found),
        [] => Err(other_package(meanings)),
        _ => Err(Unresolved::Ambiguous(
            statics.iter().map(Found::to_string).collect(),
        )),
    }
}

fn other_package(meanings: Vec<Meaning<'_>>) -> Unresolved {
    let mut paths = meanings.into_iter().filter_map(|meaning| match meaning {
        Meaning::OtherPackage(path) => Some(path),
        _ => None,
    });
    paths
        .next()
        .map_or(Unresolved::NotFound, Unresolved::OtherPackage)
}

struct Resolver<'a> {
    sources: &'a Sources,
    /// The imports that are being followed: one that leads to itself gives nothing.
    open: Vec<(ScopeId, usize)>,
    /// The names that were searched behind every `*` of a scope. Once is enough, and modules that
    /// import all of each other would be gone through in every order.
    searched: BTreeSet<(ScopeId, String)>,
}

impl<'a> Resolver<'a> {
    fn path(&mut self, from: ScopeId, path: &ItemPath) -> Vec<Meaning<'a>> {
        let Some((first, rest)) = path.words.split_first() else {
            return Vec::new();
        };
        let mut meanings = match first.as_str() {
            _ if path.is_global => self.library(first),
            "crate" => vec![Meaning::Module(self.root(from))],
            "self" => vec![Meaning::Module(self.module(from))],
            "super" => self.parent(self.module(from)),
            name => self.name(from, name),
        };
        if meanings.is_empty() && !rest.is_empty() {
            return vec![Meaning::OtherPackage(path.clone())];
        }
        for word in rest {
            meanings = meanings
                .into_iter()
                .flat_map(|meaning| self.step(meaning, word, path))
                .collect();
        }
        meanings
    }

    /// One word further.
    fn step(&mut self, meaning: Meaning<'a>, word: &str, path: &ItemPath) -> Vec<Meaning<'a>> {
        match meaning {
            Meaning::Module(module) if word == "super" => self.parent(module),
            Meaning::Module(module) => self.member(module, word),
            Meaning::Static(_) => Vec::new(),
            Meaning::OtherPackage(_) => vec![Meaning::OtherPackage(path.clone())],
        }
    }

    /// A name as code sees it: in the blocks around it, in its module, as a crate.
    fn name(&mut self, from: ScopeId, name: &str) -> Vec<Meaning<'a>> {
        let mut scope = from;
        loop {
            let meanings = self.member(scope, name);
            let Scope {
                parent, is_module, ..
            } = self.sources.scope(scope);
            match parent {
                Some(outer) if meanings.is_empty() && !is_module => scope = *outer,
                _ if meanings.is_empty() => return self.library(name),
                _ => return meanings,
            }
        }
    }

    /// A name in one scope: of an item or an import, or else of a `*`.
    fn member(&mut self, id: ScopeId, name: &str) -> Vec<Meaning<'a>> {
        let scope = self.sources.scope(id);
        let modules = scope.modules.iter().filter(|(module, _)| module == name);
        let statics = scope.statics.iter().filter(|item| item.name == name);
        let mut meanings: Vec<_> = modules
            .map(|(_, module)| Meaning::Module(*module))
            .collect();
        meanings.extend(statics.map(|item| {
            let file = &scope.file;
            Meaning::Static(Found { item, file })
        }));
        meanings.extend(self.imports(id, Some(name)));
        if meanings.is_empty() && self.searched.insert((id, name.to_owned())) {
            for meaning in self.imports(id, None) {
                if let Meaning::Module(module) = meaning {
                    meanings.extend(self.member(module, name));
                }
            }
        }
        meanings
    }

    /// What the imports of this name mean.
    fn imports(&mut self, id: ScopeId, name: Option<&str>) -> Vec<Meaning<'a>> {
        let mut meanings = Vec::new();
        let sources = self.sources;
        for (index, import) in sources.scope(id).imports.iter().enumerate() {
            if import.name.as_deref() == name && !self.open.contains(&(id, index)) {
                self.open.push((id, index));
                meanings.extend(self.path(id, &import.path));
                self.open.pop();
            }
        }
        meanings
    }

    fn library(&self, name: &str) -> Vec<Meaning<'a>> {
        let library = self
            .sources
            .library
            .iter()
            .filter(|(library, _)| library == name);
        library.map(|(_, root)| Meaning::Module(*root)).collect()
    }

    fn root(&self, mut scope: ScopeId) -> ScopeId {
        while let Some(parent) = self.sources.scope(scope).parent {
            scope = parent;
        }
        scope
    }

    fn module(&self, mut scope: ScopeId) -> ScopeId {
        while let Scope {
            parent: Some(parent),
            is_module: false,
            ..
        } = self.sources.scope(scope)
        {
            scope = *parent;
        }
        scope
    }

    fn parent(&self, module: ScopeId) -> Vec<Meaning<'a>> {
        let parent = self.sources.scope(module).parent;
        parent
            .map(|parent| Meaning::Module(self.module(parent)))
            .into_iter()
            .collect()
    }
}

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.item.line)
    }
}

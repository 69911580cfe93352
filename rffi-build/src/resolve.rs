//! Finds the `static` that a path names.

use std::collections::BTreeSet;

use crate::import::ItemPath;
use crate::scope::{Scope, ScopeId, Sources, Static};

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
    Static(&'a Static),
    OtherPackage(ItemPath),
}

/// The `static` that `path` means in the scope `from`.
pub(crate) fn resolve<'a>(
    sources: &'a Sources,
    from: ScopeId,
    path: &ItemPath,
) -> Result<&'a Static, Unresolved> {
    let mut resolver = Resolver {
        sources,
        open: Vec::new(),
        searched: BTreeSet::new(),
    };
    let meanings = resolver.path(from, path);
    let mut statics: Vec<&'a Static> = Vec::new();
    for meaning in &meanings {
        if let Meaning::Static(found) = *meaning
            && !statics.iter().any(|other| core::ptr::eq(*other, found))
        {
            statics.push(found);
        }
    }
    match statics[..] {
        [found] => Ok(found),
        [] => Err(other_package(meanings)),
        _ => Err(Unresolved::Ambiguous(
            statics.iter().map(|found| found.place()).collect(),
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
    /// The names that were searched behind every `*` of a scope, from inside or not. Once is enough,
    /// and modules that import all of each other would be gone through in every order.
    searched: BTreeSet<(ScopeId, String, bool)>,
}

impl<'a> Resolver<'a> {
    fn path(&mut self, from: ScopeId, path: &ItemPath) -> Vec<Meaning<'a>> {
        let Some((first, rest)) = path.words.split_first() else {
            return Vec::new();
        };
        let mut meanings = match first.as_str() {
            _ if path.is_global => self.own_crate(from, first),
            "crate" => vec![Meaning::Module(self.sources.root(from))],
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
            // Whether it may be seen is rustc's to say.
            Meaning::Module(module) => self.member(module, word, module),
            Meaning::Static(_) => Vec::new(),
            Meaning::OtherPackage(_) => vec![Meaning::OtherPackage(path.clone())],
        }
    }

    /// A name as code sees it: in the blocks around it, in its module, as a crate.
    fn name(&mut self, from: ScopeId, name: &str) -> Vec<Meaning<'a>> {
        let mut scope = from;
        loop {
            let meanings = self.member(scope, name, scope);
            let Scope {
                parent, is_module, ..
            } = self.sources.scope(scope);
            match parent {
                Some(outer) if meanings.is_empty() && !is_module => scope = *outer,
                _ if meanings.is_empty() => return self.own_crate(from, name),
                _ => return meanings,
            }
        }
    }

    /// A name in one scope, as seen from `viewer`: of an item or an import, or else of a `*`.
    fn member(&mut self, id: ScopeId, name: &str, viewer: ScopeId) -> Vec<Meaning<'a>> {
        let is_inside = self.sources.is_inside(viewer, id);
        let mut meanings = self.items(id, name, is_inside);
        meanings.extend(self.imports(id, Some(name), is_inside));
        if meanings.is_empty() && self.searched.insert((id, name.to_owned(), is_inside)) {
            for meaning in self.imports(id, None, is_inside) {
                if let Meaning::Module(module) = meaning {
                    meanings.extend(self.member(module, name, id));
                }
            }
        }
        meanings
    }

    /// What the modules and `static`s of this name are; those that are private only from inside.
    fn items(&self, id: ScopeId, name: &str, is_inside: bool) -> Vec<Meaning<'a>> {
        let scope = self.sources.scope(id);
        let modules = scope.modules.iter().filter(|module| module.name == name);
        let modules = modules.filter(|module| is_inside || !module.is_private);
        let statics = scope.statics.iter().filter(|item| item.name == name);
        let statics = statics.filter(|item| is_inside || !item.is_private);
        modules
            .map(|module| Meaning::Module(module.scope))
            .chain(statics.map(Meaning::Static))
            .collect()
    }

    /// What the imports of this name mean.
    fn imports(&mut self, id: ScopeId, name: Option<&str>, is_inside: bool) -> Vec<Meaning<'a>> {
        let mut meanings = Vec::new();
        let sources = self.sources;
        for (index, import) in sources.scope(id).imports.iter().enumerate() {
            let is_meant = import.name.as_deref() == name && (is_inside || !import.is_private);
            if is_meant && !self.open.contains(&(id, index)) {
                self.open.push((id, index));
                meanings.extend(self.path(id, &import.path));
                self.open.pop();
            }
        }
        meanings
    }

    /// A crate of this package, by a name that `from` knows it by.
    fn own_crate(&self, from: ScopeId, name: &str) -> Vec<Meaning<'a>> {
        let here = self.sources.root(from);
        let own_names = self.sources.own_names.iter();
        let own_names = own_names.filter(|(_, root)| *root == here);
        let crates = self.sources.library.iter().chain(own_names);
        let crates = crates.filter(|(known, _)| known == name);
        crates.map(|(_, root)| Meaning::Module(*root)).collect()
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

impl Static {
    /// As `file:line`.
    fn place(&self) -> String {
        format!("{}:{}", self.file.display(), self.line)
    }
}

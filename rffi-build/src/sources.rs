//! Reads a package's Rust files, from the roots along `mod`.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use llexternal_syntax::{Block, InfoChain};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, Stmt, TraitItem, UseTree};

use crate::cfg::Truth;
use crate::scope::{Import, ItemPath, ScopeId, Sources, Static, word};
use crate::{Cfg, roots};

impl Sources {
    /// Reads everything that the `roots` lead to. What cannot be read or parsed is left out: rustc
    /// reports it, with more words.
    pub(crate) fn read(package: &Path, library: &str, cfg: &Cfg, roots: &[PathBuf]) -> Sources {
        let mut sources = Sources::default();
        for root in roots {
            let file: Rc<Path> = root.as_path().into();
            let scope = sources.add(None, true, file.clone());
            if root == Path::new(roots::LIBRARY) {
                sources.library = Some((library.to_owned(), scope));
            }
            let mut reader = Reader {
                package,
                cfg,
                sources: &mut sources,
                scope,
                directory: Directory::of(root),
                open: Vec::new(),
                file,
            };
            reader.read_file();
        }
        sources.files.sort();
        sources.files.dedup();
        sources
    }
}

/// Where the files of child modules are.
#[derive(Clone)]
struct Directory {
    path: PathBuf,
    /// The folder inside, of a file `name.rs` that is not a root: it keeps its children in `name/`.
    inner: Option<String>,
}

impl Directory {
    /// Of a root, of a `mod.rs` and of a file given by `#[path]`.
    fn of(file: &Path) -> Self {
        Directory {
            path: file.parent().unwrap_or(Path::new("")).to_owned(),
            inner: None,
        }
    }

    /// Below which children are searched.
    fn base(&self) -> PathBuf {
        match &self.inner {
            Some(inner) => self.path.join(inner),
            None => self.path.clone(),
        }
    }
}

/// Walks over one file, and over the files of its modules.
struct Reader<'a> {
    package: &'a Path,
    cfg: &'a Cfg,
    sources: &'a mut Sources,
    /// Where items go.
    scope: ScopeId,
    file: Rc<Path>,
    directory: Directory,
    /// The files around this one: a file that includes itself is rustc's to report.
    open: Vec<Rc<Path>>,
}

impl Reader<'_> {
    fn read_file(&mut self) {
        if self.open.contains(&self.file) {
            return;
        }
        let Ok(text) = fs::read_to_string(self.package.join(&self.file)) else {
            return;
        };
        self.sources.files.push(self.file.to_path_buf());
        let Ok(file) = syn::parse_file(&text) else {
            return;
        };
        if self.cfg.keeps(&file.attrs) {
            self.open.push(self.file.clone());
            self.visit_file(&file);
            self.open.pop();
        }
    }

    /// Runs `read` in a scope inside this one.
    fn inside(&mut self, is_module: bool, read: impl FnOnce(&mut Self)) -> ScopeId {
        let inner = self
            .sources
            .add(Some(self.scope), is_module, self.file.clone());
        let outer = std::mem::replace(&mut self.scope, inner);
        read(self);
        self.scope = outer;
        inner
    }

    fn module(&mut self, module: &syn::ItemMod) {
        let name = word(&module.ident);
        match &module.content {
            Some((_, items)) => self.inline_module(&name, &module.attrs, items),
            None => {
                for (file, directory) in self.module_files(&name, &module.attrs) {
                    self.file_module(&name, file, directory);
                }
            }
        }
    }

    fn inline_module(&mut self, name: &str, attributes: &[Attribute], items: &[Item]) {
        let paths = self.cfg.paths(attributes);
        let path = paths.into_iter().find(|(truth, _)| *truth == Truth::True);
        let path = match path {
            Some((_, path)) => self.directory.path.join(path),
            None => self.directory.base().join(name),
        };
        let inner = Directory { path, inner: None };
        let outer = std::mem::replace(&mut self.directory, inner);
        let scope = self.inside(true, |reader| {
            items.iter().for_each(|item| reader.visit_item(item))
        });
        self.directory = outer;
        self.add_module(name, scope);
    }

    fn file_module(&mut self, name: &str, file: PathBuf, directory: Directory) {
        let outer_file = std::mem::replace(&mut self.file, file.into());
        let outer_directory = std::mem::replace(&mut self.directory, directory);
        let scope = self.inside(true, Self::read_file);
        self.file = outer_file;
        self.directory = outer_directory;
        self.add_module(name, scope);
    }

    fn add_module(&mut self, name: &str, module: ScopeId) {
        self.sources.scopes[self.scope.0]
            .modules
            .push((name.to_owned(), module));
    }

    /// The files that `mod name;` may mean: more than one where a condition is not known.
    fn module_files(&self, name: &str, attributes: &[Attribute]) -> Vec<(PathBuf, Directory)> {
        let mut found = Vec::new();
        for (truth, path) in self.cfg.paths(attributes) {
            if truth == Truth::False {
                continue;
            }
            let file = self.directory.path.join(path);
            found.push((file.clone(), Directory::of(&file)));
            if truth == Truth::True {
                return found;
            }
        }
        let base = self.directory.base();
        let flat = Directory {
            path: base.clone(),
            inner: Some(name.to_owned()),
        };
        let nested = base.join(name).join("mod.rs");
        let nested_directory = Directory::of(&nested);
        let usual = [
            (base.join(format!("{name}.rs")), flat),
            (nested, nested_directory),
        ];
        found.extend(
            usual
                .into_iter()
                .find(|(file, _)| self.package.join(file).is_file()),
        );
        found
    }

    fn add_imports(&mut self, item: &syn::ItemUse) {
        let start = ItemPath {
            is_global: item.leading_colon.is_some(),
            words: Vec::new(),
        };
        let imports = &mut self.sources.scopes[self.scope.0].imports;
        flatten(start, &item.tree, imports);
    }
}

/// One import for each leaf of a `use`.
fn flatten(mut path: ItemPath, tree: &UseTree, imports: &mut Vec<Import>) {
    let (ident, name) = match tree {
        UseTree::Path(inner) => {
            path.words.push(word(&inner.ident));
            return flatten(path, &inner.tree, imports);
        }
        UseTree::Group(group) => {
            return group
                .items
                .iter()
                .for_each(|tree| flatten(path.clone(), tree, imports));
        }
        UseTree::Glob(_) => return imports.push(Import { name: None, path }),
        UseTree::Name(leaf) => (&leaf.ident, &leaf.ident),
        UseTree::Rename(leaf) => (&leaf.ident, &leaf.rename),
    };
    // `use a::{self}` gives the name `a`.
    if ident != "self" || path.words.is_empty() {
        path.words.push(word(ident));
    }
    let name = match name == "self" {
        true => path.words.last().cloned(),
        false => Some(word(name)),
    };
    imports.push(Import { name, path });
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !self.cfg.keeps(attributes(item)) {
            return;
        }
        match item {
            Item::Mod(module) => self.module(module),
            Item::Use(item) => self.add_imports(item),
            Item::Static(item) => {
                self.sources.scopes[self.scope.0].statics.push(Static {
                    name: word(&item.ident),
                    line: item.ident.span().start().line,
                    chain: InfoChain::read(&item.expr),
                });
                visit::visit_item_static(self, item);
            }
            item => visit::visit_item(self, item),
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes: &[Attribute] = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            _ => &[],
        };
        if self.cfg.keeps(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        let attributes: &[Attribute] = match item {
            TraitItem::Const(item) => &item.attrs,
            TraitItem::Fn(item) => &item.attrs,
            TraitItem::Macro(item) => &item.attrs,
            _ => &[],
        };
        if self.cfg.keeps(attributes) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let attributes: &[Attribute] = match statement {
            Stmt::Local(local) => &local.attrs,
            Stmt::Macro(call) => &call.attrs,
            Stmt::Expr(syn::Expr::Block(block), _) => &block.attrs,
            _ => &[],
        };
        if self.cfg.keeps(attributes) {
            visit::visit_stmt(self, statement);
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        // Most blocks have no items, and nothing in them can be named.
        if block
            .stmts
            .iter()
            .any(|statement| matches!(statement, Stmt::Item(_)))
        {
            self.inside(false, |reader| visit::visit_block(reader, block));
        } else {
            visit::visit_block(self, block);
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = call.path.segments.last();
        if name.is_some_and(|segment| segment.ident == "llexternal") {
            // Its errors are the macro's to report.
            let (block, _) = Block::parse(call.tokens.clone());
            self.sources.scopes[self.scope.0].blocks.push(block);
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(syn::ItemConst { attrs, .. })
        | Item::Enum(syn::ItemEnum { attrs, .. })
        | Item::ExternCrate(syn::ItemExternCrate { attrs, .. })
        | Item::Fn(syn::ItemFn { attrs, .. })
        | Item::ForeignMod(syn::ItemForeignMod { attrs, .. })
        | Item::Impl(syn::ItemImpl { attrs, .. })
        | Item::Macro(syn::ItemMacro { attrs, .. })
        | Item::Mod(syn::ItemMod { attrs, .. })
        | Item::Static(syn::ItemStatic { attrs, .. })
        | Item::Struct(syn::ItemStruct { attrs, .. })
        | Item::Trait(syn::ItemTrait { attrs, .. })
        | Item::TraitAlias(syn::ItemTraitAlias { attrs, .. })
        | Item::Type(syn::ItemType { attrs, .. })
        | Item::Union(syn::ItemUnion { attrs, .. })
        | Item::Use(syn::ItemUse { attrs, .. }) => attrs,
        _ => &[],
    }
}

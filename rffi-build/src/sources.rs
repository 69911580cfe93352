//! Reads a package's Rust files, from the roots along `mod`.

use std::fs;
use std::mem;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use llexternal_syntax::{Block, InfoChain};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, Stmt, TraitItem};

use crate::cfg::Truth;
use crate::directory::Directory;
use crate::import::{Import, word};
use crate::scope::{Scope, ScopeId, Sources, Static};
use crate::skim::may_matter;
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
        if !may_matter(&text) {
            return;
        }
        let Ok(file) = syn::parse_file(&text) else {
            return;
        };
        if self.cfg.keeps(&file.attrs) {
            self.open.push(self.file.clone());
            self.visit_file(&file);
            self.open.pop();
        }
    }

    fn module(&mut self, module: &syn::ItemMod) {
        let name = word(&module.ident);
        let paths = self.cfg.paths(&module.attrs);
        match &module.content {
            Some((_, items)) => self.inline_module(&name, &paths, items),
            None => {
                for (file, directory) in self.directory.files(self.package, &name, &paths) {
                    self.file_module(&name, file, directory);
                }
            }
        }
    }

    fn inline_module(&mut self, name: &str, paths: &[(Truth, String)], items: &[Item]) {
        let directory = self.directory.of_inline(name, paths);
        let outer = mem::replace(&mut self.directory, directory);
        self.child_module(name, |reader| {
            items.iter().for_each(|item| reader.visit_item(item));
        });
        self.directory = outer;
    }

    fn file_module(&mut self, name: &str, file: PathBuf, directory: Directory) {
        let outer_file = mem::replace(&mut self.file, file.into());
        let outer_directory = mem::replace(&mut self.directory, directory);
        self.child_module(name, Self::read_file);
        self.file = outer_file;
        self.directory = outer_directory;
    }

    fn child_module(&mut self, name: &str, read: impl FnOnce(&mut Self)) {
        let child = self.inside(true, read);
        self.here().modules.push((name.to_owned(), child));
    }

    /// Runs `read` in a scope inside this one.
    fn inside(&mut self, is_module: bool, read: impl FnOnce(&mut Self)) -> ScopeId {
        let file = self.file.clone();
        let inner = self.sources.add(Some(self.scope), is_module, file);
        let outer = mem::replace(&mut self.scope, inner);
        read(self);
        self.scope = outer;
        inner
    }

    fn here(&mut self) -> &mut Scope {
        self.sources.scope_mut(self.scope)
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !self.cfg.keeps(attributes(item)) {
            return;
        }
        match item {
            Item::Mod(module) => self.module(module),
            Item::Use(item) => self.here().imports.extend(Import::all(item)),
            Item::Static(item) => {
                self.here().statics.push(Static {
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
        let mut statements = block.stmts.iter();
        if statements.any(|statement| matches!(statement, Stmt::Item(_))) {
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
            self.here().blocks.push(block);
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

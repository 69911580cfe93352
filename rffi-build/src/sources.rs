//! Reads a package's Rust files, from the roots along `mod`.

use std::fs;
use std::mem;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use llexternal_syntax::{Block, InfoChain};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Arm, Attribute, Expr, Ident, ImplItem, Item, Stmt, TraitItem, Visibility};

use crate::cfg::Truth;
use crate::directory::Directory;
use crate::import::{Import, is_private, word};
use crate::included::Folders;
use crate::info::included;
use crate::scope::{Call, Module, Scope, ScopeId, Sources, Static};
use crate::skim::may_matter;
use crate::{Cfg, roots};

impl Sources {
    /// Reads everything that the `roots` lead to. What cannot be read or parsed is left out: rustc
    /// reports it, with more words.
    pub(crate) fn read(
        folders: Folders<'_>,
        library: &str,
        cfg: &Cfg,
        roots: &[PathBuf],
    ) -> Sources {
        let mut sources = Sources::default();
        for root in roots {
            let file: Rc<Path> = root.as_path().into();
            let scope = sources.add(None, true);
            if root == Path::new(roots::LIBRARY) {
                sources.library = Some((library.to_owned(), scope));
            }
            let mut reader = Reader {
                folders,
                cfg,
                sources: &mut sources,
                scope,
                directory: Directory::of(root),
                open: Vec::new(),
                file,
            };
            reader.read_file();
        }
        sources.name_types();
        sources.files.sort();
        sources.files.dedup();
        sources
    }
}

/// Walks over one file, and over the files of its modules.
struct Reader<'a> {
    folders: Folders<'a>,
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
        // Also where it cannot be read: it may come.
        self.sources.files.push(self.file.to_path_buf());
        let Ok(text) = fs::read_to_string(self.folders.package.join(&self.file)) else {
            return;
        };
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
        let paths = self.cfg.paths(&module.attrs);
        match &module.content {
            Some((_, items)) => self.inline_module(module, &paths, items),
            None => {
                let name = word(&module.ident);
                for (file, directory) in self.directory.files(self.folders.package, &name, &paths) {
                    self.file_module(module, file, directory);
                }
            }
        }
    }

    fn inline_module(&mut self, module: &syn::ItemMod, paths: &[(Truth, String)], items: &[Item]) {
        let directory = self.directory.of_inline(&word(&module.ident), paths);
        let outer = mem::replace(&mut self.directory, directory);
        self.child_module(module, |reader| {
            items.iter().for_each(|item| reader.visit_item(item));
        });
        self.directory = outer;
    }

    fn file_module(&mut self, module: &syn::ItemMod, file: PathBuf, directory: Directory) {
        self.in_file(file, directory, |reader| {
            reader.child_module(module, Self::read_file);
        });
    }

    /// Runs `read` for another file.
    fn in_file(&mut self, file: PathBuf, directory: Directory, read: impl FnOnce(&mut Self)) {
        let outer_file = mem::replace(&mut self.file, file.into());
        let outer_directory = mem::replace(&mut self.directory, directory);
        read(self);
        self.file = outer_file;
        self.directory = outer_directory;
    }

    fn child_module(&mut self, module: &syn::ItemMod, read: impl FnOnce(&mut Self)) {
        let child = Module {
            name: word(&module.ident),
            is_private: is_private(&module.vis),
            scope: self.inside(true, read),
        };
        self.here().modules.push(child);
    }

    fn record(&mut self, attributes: &[Attribute], item: &impl ToTokens) {
        let file = self.file.clone();
        self.sources
            .declared_mut(self.scope)
            .read_record(attributes, item, &file);
    }

    fn static_item(&mut self, item: &syn::ItemStatic) {
        let chain = InfoChain::read(&item.expr);
        self.includes(chain.as_ref());
        self.named_value(&item.ident, &item.vis, chain);
    }

    /// A `const` hides a `static` of its name, but has no place in memory to name an info by.
    fn const_item(&mut self, item: &syn::ItemConst) {
        let name = word(&item.ident);
        let message =
            format!("`{name}` is a `const`, which rffi-build does not read; write a `static`");
        let error = syn::Error::new(item.ident.span(), message);
        self.named_value(&item.ident, &item.vis, Some(Err(error)));
    }

    fn named_value(
        &mut self,
        ident: &Ident,
        visibility: &Visibility,
        chain: Option<syn::Result<InfoChain>>,
    ) {
        let file = self.file.clone();
        self.here().statics.push(Static {
            name: word(ident),
            is_private: is_private(visibility),
            file,
            line: ident.span().start().line,
            chain,
        });
    }

    /// The files that a chain includes are read with it, also if they only come later.
    fn includes(&mut self, chain: Option<&syn::Result<InfoChain>>) {
        if let Some(Ok(chain)) = chain {
            self.sources.files.extend(included(&self.file, chain));
        }
    }

    fn extern_crate(&mut self, item: &syn::ItemExternCrate) {
        let Some(import) = Import::renamed_crate(item) else {
            return;
        };
        // In the root, that is a name for the whole crate.
        if item.ident == "self" && self.sources.root(self.scope) == self.scope {
            let own_name = import.name.clone().map(|name| (name, self.scope));
            self.sources.own_names.extend(own_name);
        }
        self.here().imports.push(import);
    }

    /// Runs `read` in a scope inside this one.
    fn inside(&mut self, is_module: bool, read: impl FnOnce(&mut Self)) -> ScopeId {
        let inner = self.sources.add(Some(self.scope), is_module);
        let outer = mem::replace(&mut self.scope, inner);
        read(self);
        self.scope = outer;
        inner
    }

    fn here(&mut self) -> &mut Scope {
        self.sources.scope_mut(self.scope)
    }
}

/// The attributes of a node, whichever of these variants of `syn`'s it is.
macro_rules! attributes {
    ($node:expr, $enum:ident: $($variant:ident)*) => {{
        let attributes: &[Attribute] = match $node {
            $($enum::$variant(node) => &node.attrs,)*
            _ => &[],
        };
        attributes
    }};
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = attributes!(item, Item: Const Enum ExternCrate Fn ForeignMod Impl Macro Mod
            Static Struct Trait TraitAlias Type Union Use);
        if !self.cfg.keeps(attributes) {
            return;
        }
        match item {
            Item::Mod(module) => return self.module(module),
            Item::Use(item) => self.here().imports.extend(Import::all(item)),
            Item::ExternCrate(item) => self.extern_crate(item),
            Item::Static(item) => self.static_item(item),
            Item::Const(item) => self.const_item(item),
            Item::Struct(item) => self.record(&item.attrs, item),
            Item::Union(item) => self.record(&item.attrs, item),
            Item::Enum(item) => self.sources.declared_mut(self.scope).read_enum(item),
            Item::Type(item) => self.sources.declared_mut(self.scope).read_alias(item),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if self.cfg.keeps(attributes!(item, ImplItem: Const Fn Macro)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        if self.cfg.keeps(attributes!(item, TraitItem: Const Fn Macro)) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if self.cfg.keeps(attributes!(statement, Stmt: Local Macro)) {
            visit::visit_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        let attributes = attributes!(expr, Expr: Array Assign Async Await Binary Block Break Call
            Cast Closure Const Continue Field ForLoop Group If Index Infer Let Lit Loop Macro Match
            MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple
            Unary Unsafe While Yield);
        if self.cfg.keeps(attributes) {
            visit::visit_expr(self, expr);
        }
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        if self.cfg.keeps(&arm.attrs) {
            visit::visit_arm(self, arm);
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
        if name.is_some_and(|segment| segment.ident == "include")
            && let Some(file) = self.folders.included(call.tokens.clone(), &self.file)
        {
            let directory = Directory::of(&file);
            self.in_file(file, directory, Self::read_file);
        }
        if name.is_some_and(|segment| segment.ident == "opaque") {
            self.sources
                .declared_mut(self.scope)
                .read_opaques(call.tokens.clone());
        }
        if name.is_some_and(|segment| segment.ident == "llexternal") {
            // Its errors are the macro's to report.
            let (block, _) = Block::parse(call.tokens.clone());
            let info = block.compilation_info.as_ref();
            self.includes(info.and_then(|info| info.chain.as_ref()));
            let file = self.file.clone();
            self.here().calls.push(Call { block, file });
        }
    }
}

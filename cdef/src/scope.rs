//! [`Unit`]: everything that a text declares.

use std::sync::Arc;

use hashbrown::HashMap;

use crate::diagnostic::Place;
use crate::names::{Name, Names, offset};
use crate::source::File;
use crate::types::{At, Qualified, TypeId, Types};

/// Everything that texts declare; over a base, whose declarations are known, too.
#[derive(Debug, Clone)]
pub(crate) struct Unit<'b> {
    pub(crate) names: Names<'b>,
    pub(crate) types: Types<'b>,
    /// What names mean, but for tags.
    ordinary: NameMap<'b, Ordinary>,
    /// Structs, unions and enums by their tags.
    tags: NameMap<'b, Tag>,
    decls: Vec<Decl>,
    base_decls: &'b [Decl],
    /// The texts; numbers go on after those of the base.
    files: Vec<Arc<File>>,
    base_files: &'b [Arc<File>],
}

/// What a name means.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ordinary {
    /// The declaration of this number.
    Decl(DeclId),
    /// A type that every text knows.
    Default(Qualified),
    /// Something that could not be read.
    Poisoned,
}

/// What a tag means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag {
    pub(crate) ty: TypeId,
    pub(crate) keyword: Keyword,
}

/// The word before a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keyword {
    Struct,
    Union,
    Enum,
}

impl Keyword {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Keyword::Struct => "struct",
            Keyword::Union => "union",
            Keyword::Enum => "enum",
        }
    }
}

/// The number of a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeclId(u32);

/// A name that a text declares.
#[derive(Debug, Clone)]
pub(crate) struct Decl {
    pub(crate) name: Name,
    pub(crate) kind: DeclKind,
    pub(crate) ty: Qualified,
    pub(crate) at: At,
    /// What the linker calls it, if a text says so.
    pub(crate) symbol: Option<Box<str>>,
    /// Whether it came by `include`.
    pub(crate) included: bool,
    pub(crate) thread_local: bool,
    /// Whether it is a macro that is an operation without parentheses: the preprocessor would put its text
    /// between other operators.
    pub(crate) is_open: bool,
}

/// What a declared name is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum DeclKind {
    Typedef,
    Function,
    /// `extern "Python"`; also visible to C, if `c`.
    Callback {
        c: bool,
    },
    Variable,
    /// A variable that is `const`.
    Constant,
    Value(Value),
}

/// The value of a constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value {
    Int(i128),
    Float(f64),
    /// The compiler knows.
    Ask,
    /// It could not be read; that was told.
    Error,
}

impl Unit<'_> {
    pub(crate) fn new(target: lltype::Target) -> Self {
        Unit {
            names: Names::default(),
            types: Types::new(target),
            ordinary: NameMap::default(),
            tags: NameMap::default(),
            decls: Vec::new(),
            base_decls: &[],
            files: Vec::new(),
            base_files: &[],
        }
    }

    pub(crate) fn over<'b>(base: &'b Unit<'static>) -> Unit<'b> {
        let count = base.names.len();
        Unit {
            names: Names::over(&base.names),
            types: Types::over(&base.types),
            ordinary: NameMap::over(&base.ordinary, count),
            tags: NameMap::over(&base.tags, count),
            decls: Vec::new(),
            base_decls: &base.decls,
            files: Vec::new(),
            base_files: &base.files,
        }
    }

    /// Adds a text, which learns its place among the others.
    pub(crate) fn add_file(&mut self, mut file: File) -> Arc<File> {
        file.index = offset(self.base_files.len() + self.files.len());
        let file = Arc::new(file);
        self.files.push(Arc::clone(&file));
        file
    }

    pub(crate) fn file(&self, index: u32) -> &Arc<File> {
        let index = index as usize;
        match index.checked_sub(self.base_files.len()) {
            Some(own) => &self.files[own],
            None => &self.base_files[index],
        }
    }

    /// A place in a text, for a message.
    pub(crate) fn place(&self, at: At) -> Place {
        Place {
            file: Arc::clone(self.file(at.file)),
            span: at.span,
        }
    }

    pub(crate) fn ordinary(&self, name: Name) -> Option<Ordinary> {
        self.ordinary.get(name)
    }

    pub(crate) fn set_ordinary(&mut self, name: Name, ordinary: Ordinary) {
        self.ordinary.set(name, ordinary);
    }

    pub(crate) fn tag(&self, name: Name) -> Option<Tag> {
        self.tags.get(name)
    }

    pub(crate) fn set_tag(&mut self, name: Name, tag: Tag) {
        self.tags.set(name, tag);
    }

    /// The declaration of a name.
    pub(crate) fn find(&self, name: Name) -> Option<(DeclId, &Decl)> {
        match self.ordinary(name)? {
            Ordinary::Decl(id) => Some((id, self.decl(id))),
            _ => None,
        }
    }

    pub(crate) fn decl(&self, id: DeclId) -> &Decl {
        let index = id.0 as usize;
        match index.checked_sub(self.base_decls.len()) {
            Some(own) => &self.decls[own],
            None => &self.base_decls[index],
        }
    }

    /// The declarations that are not the base's, in the order of the text.
    pub(crate) fn decls(&self) -> &[Decl] {
        &self.decls
    }

    /// `None` if it is the base's, which does not change.
    pub(crate) fn decl_mut(&mut self, id: DeclId) -> Option<&mut Decl> {
        let own = (id.0 as usize).checked_sub(self.base_decls.len())?;
        self.decls.get_mut(own)
    }

    /// Declares a name, whatever it meant before.
    pub(crate) fn declare(&mut self, decl: Decl) -> DeclId {
        let id = DeclId(offset(self.base_decls.len() + self.decls.len()));
        self.ordinary.set(decl.name, Ordinary::Decl(id));
        self.decls.push(decl);
        id
    }

    pub(crate) fn base_decls(&self) -> &[Decl] {
        self.base_decls
    }

    /// Whether a place is in one of the texts that are not the base's.
    pub(crate) fn is_own(&self, at: At) -> bool {
        at.file as usize >= self.base_files.len()
    }

    /// All tags with their names, the base's as well, in no order.
    pub(crate) fn all_tags(&self) -> Vec<(String, Tag)> {
        let named = |(name, tag): (Name, Tag)| (self.names.text(name).to_owned(), tag);
        let base = self.tags.base.map(NameMap::iter);
        self.tags
            .iter()
            .chain(base.into_iter().flatten())
            .map(named)
            .collect()
    }
}

/// Something for each name.
#[derive(Debug, Clone)]
struct NameMap<'b, T: 'static> {
    base: Option<&'b NameMap<'static, T>>,
    first: usize,
    /// Of the names that are not the base's.
    own: Vec<Option<T>>,
    /// Of names of the base.
    over: HashMap<Name, T>,
}

impl<T> Default for NameMap<'_, T> {
    fn default() -> Self {
        NameMap {
            base: None,
            first: 0,
            own: Vec::new(),
            over: HashMap::default(),
        }
    }
}

impl<'b, T: Copy> NameMap<'b, T> {
    fn over(base: &'b NameMap<'static, T>, first: usize) -> Self {
        NameMap {
            base: Some(base),
            first,
            ..Self::default()
        }
    }

    fn get(&self, name: Name) -> Option<T> {
        match (name.index().checked_sub(self.first), self.base) {
            (Some(own), _) => self.own.get(own).copied().flatten(),
            (None, base) => match self.over.get(&name) {
                Some(over) => Some(*over),
                None => base.and_then(|base| base.get(name)),
            },
        }
    }

    fn set(&mut self, name: Name, value: T) {
        match name.index().checked_sub(self.first) {
            Some(own) => {
                if own >= self.own.len() {
                    self.own.resize(own + 1, None);
                }
                self.own[own] = Some(value);
            }
            None => {
                self.over.insert(name, value);
            }
        }
    }

    /// What is this one's own.
    fn iter(&self) -> impl Iterator<Item = (Name, T)> {
        let own = self.own.iter().enumerate();
        own.filter_map(|(index, value)| Some((Name::new(index), (*value)?)))
    }
}

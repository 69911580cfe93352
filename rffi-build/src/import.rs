//! Paths to items, and the names that `use` gives them.

use core::fmt;

use syn::{UseTree, Visibility};

/// A path to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemPath {
    /// Whether it starts with `::`.
    pub(crate) is_global: bool,
    pub(crate) words: Vec<String>,
}

/// One name of a `use` or an `extern crate`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Import {
    /// The name that it gives; `None` for `*`.
    pub(crate) name: Option<String>,
    pub(crate) path: ItemPath,
    /// Whether only its module can go through it.
    pub(crate) is_private: bool,
}

/// Whether only a module itself sees what has this visibility. `pub(super)` and the like count as
/// seen: at worst, a name is then ambiguous.
pub(crate) fn is_private(visibility: &Visibility) -> bool {
    match visibility {
        Visibility::Inherited => true,
        Visibility::Restricted(restricted) => restricted.path.is_ident("self"),
        Visibility::Public(_) => false,
    }
}

impl ItemPath {
    pub(crate) fn new(path: &syn::Path) -> Self {
        let words = path.segments.iter().map(|segment| word(&segment.ident));
        ItemPath {
            is_global: path.leading_colon.is_some(),
            words: words.collect(),
        }
    }
}

impl fmt::Display for ItemPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let global = if self.is_global { "::" } else { "" };
        write!(f, "{global}{}", self.words.join("::"))
    }
}

/// A name without `r#`, as files and other spellings have it.
pub(crate) fn word(ident: &syn::Ident) -> String {
    syn::ext::IdentExt::unraw(ident).to_string()
}

impl Import {
    /// The names that one `use` gives.
    pub(crate) fn all(item: &syn::ItemUse) -> Vec<Import> {
        let start = ItemPath {
            is_global: item.leading_colon.is_some(),
            words: Vec::new(),
        };
        let mut leaves = Vec::new();
        flatten(start, &item.tree, &mut leaves);
        let is_private = is_private(&item.vis);
        let imports = leaves.into_iter().map(|(name, path)| Import {
            name,
            path,
            is_private,
        });
        imports.collect()
    }

    /// `extern crate path as name;`
    pub(crate) fn renamed_crate(item: &syn::ItemExternCrate) -> Option<Import> {
        let (_, name) = item.rename.as_ref()?;
        let is_self = item.ident == "self";
        let path = ItemPath {
            is_global: !is_self,
            words: vec![if is_self {
                "crate".to_owned()
            } else {
                word(&item.ident)
            }],
        };
        Some(Import {
            name: Some(word(name)),
            path,
            is_private: is_private(&item.vis),
        })
    }
}

/// The names of a `use`, each with its path.
fn flatten(mut path: ItemPath, tree: &UseTree, leaves: &mut Vec<(Option<String>, ItemPath)>) {
    let (ident, name) = match tree {
        UseTree::Path(inner) => {
            path.words.push(word(&inner.ident));
            return flatten(path, &inner.tree, leaves);
        }
        UseTree::Group(group) => {
            let trees = group.items.iter();
            return trees.for_each(|tree| flatten(path.clone(), tree, leaves));
        }
        UseTree::Glob(_) => return leaves.push((None, path)),
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
    leaves.push((name, path));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_leaf_is_an_import() {
        let text = "use ::a::{self, b as c, r#fn::*, d::{self as e, F as _}};";
        let imports = Import::all(&syn::parse_str(text).unwrap());
        let shown = imports.iter().map(|import| {
            let name = import.name.as_deref().unwrap_or("*");
            format!("{name} = {}", import.path)
        });
        let expected = [
            "a = ::a",
            "c = ::a::b",
            "* = ::a::fn",
            "e = ::a::d",
            "_ = ::a::d::F",
        ];
        assert!(shown.eq(expected), "{imports:?}");
    }
}

//! [`Alias`]: a typedef.

use super::docs;
use super::ty::Ty;

pub(super) struct Alias {
    pub(super) name: String,
    pub(super) docs: Vec<String>,
    pub(super) ty: Ty,
}

impl Alias {
    /// `pub use self::enum_mode as mode;`, which is what bindgen writes for enums.
    pub(super) fn of_use(item: &syn::ItemUse) -> Option<Self> {
        let syn::UseTree::Path(path) = &item.tree else {
            return None;
        };
        let syn::UseTree::Rename(renamed) = &*path.tree else {
            return None;
        };
        Some(Alias {
            name: renamed.rename.to_string(),
            docs: docs::lines(&item.attrs),
            ty: Ty::Named(renamed.ident.to_string()),
        })
    }

    pub(super) fn of(item: &syn::ItemType) -> Self {
        Alias {
            name: item.ident.to_string(),
            docs: docs::lines(&item.attrs),
            ty: Ty::of(&item.ty),
        }
    }
}

//! What bindgen tells while it reads: see [`Facts`].

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use bindgen::callbacks::{
    DiscoveredItem, DiscoveredItemId, EnumVariantValue, FieldInfo, ParseCallbacks, SourceLocation,
};

/// Stands before each name of a member or of an enum's constant: bindgen would change those that are
/// words of Rust, and not say which.
pub(super) const PREFIX: &str = "rffi_c_";

/// The declarations as bindgen writes them, and where they are.
pub(super) struct Facts {
    /// Types, variables, constants, and functions that are not inline.
    pub(super) file: syn::File,
    /// All of that, with inline functions; `static` ones as well. `None` if the headers cannot be read so.
    pub(super) with_inline: Option<syn::File>,
    /// Where each is declared.
    pub(super) places: Places,
}

/// Files and lines by bindgen's names.
#[derive(Debug, Default)]
pub(super) struct Places {
    types: HashMap<String, (PathBuf, usize)>,
    tags: HashMap<String, String>,
    values: HashMap<String, (PathBuf, usize)>,
}

impl Places {
    /// Where a type is declared.
    pub(super) fn of_type(&self, name: &str) -> Option<&(PathBuf, usize)> {
        self.types.get(name)
    }

    /// What C calls a struct or union, of which bindgen's name tells in which other one it is.
    pub(super) fn tag(&self, name: &str) -> Option<&str> {
        self.tags.get(name).map(String::as_str)
    }

    /// Where a function, variable or constant is declared.
    pub(super) fn of_value(&self, name: &str) -> Option<&(PathBuf, usize)> {
        self.values.get(name)
    }
}

/// Listens to bindgen.
#[derive(Debug, Clone, Default)]
pub(super) struct Listener {
    pub(super) places: Rc<RefCell<Places>>,
}

impl ParseCallbacks for Listener {
    fn new_item_found(
        &self,
        _: DiscoveredItemId,
        item: DiscoveredItem,
        place: Option<&SourceLocation>,
    ) {
        let Some(SourceLocation {
            file_name: Some(file),
            line,
            ..
        }) = place
        else {
            return;
        };
        let place = (PathBuf::from(file), *line);
        let mut places = self.places.borrow_mut();
        if let DiscoveredItem::Struct {
            original_name: Some(tag),
            final_name,
        }
        | DiscoveredItem::Union {
            original_name: Some(tag),
            final_name,
        } = &item
        {
            places.tags.insert(final_name.clone(), tag.clone());
        }
        match item {
            DiscoveredItem::Struct { final_name, .. }
            | DiscoveredItem::Union { final_name, .. }
            | DiscoveredItem::Enum { final_name } => places.types.insert(final_name, place),
            DiscoveredItem::Alias { alias_name, .. } => places.types.insert(alias_name, place),
            DiscoveredItem::Function { final_name }
            | DiscoveredItem::Constant { final_name }
            | DiscoveredItem::Variable { final_name } => places.values.insert(final_name, place),
            // Only C++ has them.
            DiscoveredItem::Method { .. } => None,
        };
    }

    fn field_name(&self, info: FieldInfo<'_>) -> Option<String> {
        Some(format!("{PREFIX}{}", info.field_name))
    }

    fn enum_variant_name(
        &self,
        _: Option<&str>,
        name: &str,
        _: EnumVariantValue,
    ) -> Option<String> {
        Some(format!("{PREFIX}{name}"))
    }
}

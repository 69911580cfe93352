//! `compilation_info = ..`: a path to a `static`, or a chain of the builder.

use syn::{Expr, ExprMacro, ExprMethodCall, Ident, Lit, LitStr};

use crate::suggest::{did_you_mean, quoted};

/// The lists of an `ExternalCompilationInfo`, as `rffi` has them.
pub const INFO_LISTS: &[&str] = &[
    "pre_include_bits",
    "includes",
    "include_dirs",
    "post_include_bits",
    "libraries",
    "library_dirs",
    "separate_module_sources",
    "separate_module_files",
    "compile_extra",
    "link_extra",
    "link_files",
];

/// What stands behind `compilation_info =`.
pub struct CompilationInfo {
    /// The expression, as the user wrote it.
    pub expr: Expr,
    /// What it says, where it is a chain of `ExternalCompilationInfo::new()`: `Some(Err)` if a part
    /// of the chain cannot be read without running it.
    pub chain: Option<syn::Result<InfoChain>>,
}

impl CompilationInfo {
    /// Reads an expression.
    #[must_use]
    pub fn new(expr: Expr) -> Self {
        let chain = InfoChain::read(&expr);
        CompilationInfo { expr, chain }
    }
}

/// A chain `ExternalCompilationInfo::new().includes(&[..])..`, as text.
#[derive(Default)]
pub struct InfoChain {
    /// The lists by the names of their setters, in order.
    pub lists: Vec<(Ident, Vec<InfoItem>)>,
}

/// An item of a list.
pub enum InfoItem {
    /// A string literal.
    Text(LitStr),
    /// `include_str!("..")`: the text of a file beside the source file.
    IncludeStr(LitStr),
}

impl InfoChain {
    /// Reads a chain; `None` if the expression is none.
    pub fn read(expr: &Expr) -> Option<syn::Result<InfoChain>> {
        match expr {
            Expr::MethodCall(call) => {
                let chain = Self::read(&call.receiver)?;
                Some(chain.and_then(|chain| chain.with(call)))
            }
            Expr::Call(call) => is_new(&call.func).then(|| Ok(InfoChain::default())),
            Expr::Paren(paren) => Self::read(&paren.expr),
            Expr::Group(group) => Self::read(&group.expr),
            _ => None,
        }
    }

    fn with(mut self, call: &ExprMethodCall) -> syn::Result<Self> {
        check_list(&call.method)?;
        let items = match call.args.first() {
            Some(list) if call.args.len() == 1 => read_list(list)?,
            _ => return Err(not_read(call)),
        };
        for item in &items {
            check_item(&call.method, item)?;
        }
        if self.lists.iter().any(|(list, _)| *list == call.method) {
            let message = format!("`{}` was given already: write one list", call.method);
            return Err(syn::Error::new_spanned(&call.method, message));
        }
        self.lists.push((call.method.clone(), items));
        Ok(self)
    }

    /// The string literals of one list.
    pub fn texts(&self, list: &str) -> impl Iterator<Item = &LitStr> {
        let lists = self.lists.iter().filter(move |(name, _)| name == list);
        lists
            .flat_map(|(_, items)| items)
            .filter_map(|item| match item {
                InfoItem::Text(text) => Some(text),
                InfoItem::IncludeStr(_) => None,
            })
    }
}

fn is_new(function: &Expr) -> bool {
    let Expr::Path(path) = function else {
        return false;
    };
    let mut words = path
        .path
        .segments
        .iter()
        .rev()
        .map(|segment| &segment.ident);
    words.next().is_some_and(|word| word == "new")
        && words
            .next()
            .is_some_and(|word| word == "ExternalCompilationInfo")
}

fn read_list(list: &Expr) -> syn::Result<Vec<InfoItem>> {
    let array = match list {
        Expr::Reference(reference) => &*reference.expr,
        _ => return Err(not_read(list)),
    };
    let Expr::Array(array) = array else {
        return Err(not_read(list));
    };
    array.elems.iter().map(read_item).collect()
}

fn read_item(item: &Expr) -> syn::Result<InfoItem> {
    match item {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Ok(InfoItem::Text(text.clone())),
            _ => Err(not_read(item)),
        },
        Expr::Macro(ExprMacro { mac, .. }) if mac.path.is_ident("include_str") => {
            Ok(InfoItem::IncludeStr(mac.parse_body()?))
        }
        _ => Err(not_read(item)),
    }
}

/// Finds a list that there is not.
fn check_list(list: &Ident) -> syn::Result<()> {
    let name = list.to_string();
    if INFO_LISTS.contains(&name.as_str()) {
        return Ok(());
    }
    let (hint, known) = (did_you_mean(&name, INFO_LISTS), quoted(INFO_LISTS));
    let message =
        format!("an `ExternalCompilationInfo` has no list `{name}`{hint}\nknown are {known}");
    Err(syn::Error::new_spanned(list, message))
}

/// Finds what no compiler and no linker would find.
fn check_item(list: &Ident, item: &InfoItem) -> syn::Result<()> {
    let InfoItem::Text(text) = item else {
        return Ok(());
    };
    let value = text.value();
    if value.trim().is_empty() && !list.to_string().ends_with("_bits") {
        return Err(syn::Error::new_spanned(
            text,
            format!("an empty item in `{list}`"),
        ));
    }
    let bare = match list.to_string().as_str() {
        "includes" => value.trim_matches(['<', '>', '"']),
        "libraries" => bare_library(&value),
        _ => return Ok(()),
    };
    if bare == value {
        return Ok(());
    }
    let what = match list == "includes" {
        true => "the header without `<>`",
        false => "the library without prefix and suffix",
    };
    let message = format!("write {what}: `\"{bare}\"`");
    Err(syn::Error::new_spanned(text, message))
}

/// `m` for `libm.so`, `-lm` and `m`.
fn bare_library(name: &str) -> &str {
    let name = name.strip_prefix("-l").unwrap_or(name);
    let file = name
        .strip_prefix("lib")
        .and_then(|rest| rest.split_once('.'));
    match file {
        Some((bare, "a" | "so" | "dylib")) => bare,
        Some((bare, suffix)) if suffix.starts_with("so.") => bare,
        _ => name,
    }
}

fn not_read(tokens: impl quote::ToTokens) -> syn::Error {
    syn::Error::new_spanned(
        tokens,
        "rffi-build reads this list without running it; write `&[\"..\"]` with string literals or \
         `include_str!(\"..\")` here",
    )
}

//! `compilation_info = ..`: a path to a `static`, or a chain of the builder.

use syn::{Expr, ExprLit, ExprMacro, ExprMethodCall, Ident, Lit, LitStr};

use crate::Errors;
use crate::info_item::check_items;
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
    "frameworks",
    "testonly_libraries",
    "pkg_config",
];

/// What can be said besides the lists.
const OTHERS: [&str; 2] = ["use_cpp_linker", "platform"];

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
    /// `use_cpp_linker()`
    pub use_cpp_linker: Option<Ident>,
    /// `platform("..")`
    pub platform: Option<LitStr>,
}

/// An item of a list.
pub enum InfoItem {
    /// A string literal.
    Text(LitStr),
    /// `include_str!("..")`: the text of a file beside the source file.
    IncludeStr(LitStr),
}

impl InfoChain {
    /// Reads a chain; `None` if the expression is none. The error is all that is wrong.
    pub fn read(expr: &Expr) -> Option<syn::Result<InfoChain>> {
        let mut errors = Errors::new();
        let chain = Self::collect(expr, &mut errors)?;
        Some(errors.into_result().map(|()| chain))
    }

    fn collect(expr: &Expr, errors: &mut Errors) -> Option<InfoChain> {
        match expr {
            Expr::MethodCall(call) => {
                let mut chain = Self::collect(&call.receiver, errors)?;
                let added = chain.add(call, errors);
                errors.take(added);
                Some(chain)
            }
            Expr::Call(call) => is_new(&call.func).then(InfoChain::default),
            Expr::Paren(paren) => Self::collect(&paren.expr, errors),
            Expr::Group(group) => Self::collect(&group.expr, errors),
            _ => None,
        }
    }

    /// Adds what one method says. What is wrong with items is collected.
    fn add(&mut self, call: &ExprMethodCall, errors: &mut Errors) -> syn::Result<()> {
        let method = &call.method;
        if method == "use_cpp_linker" {
            return self.add_cpp_linker(call);
        } else if method == "platform" {
            return self.add_platform(call);
        }
        check_list(method)?;
        let items = match call.args.first() {
            Some(list) if call.args.len() == 1 => read_list(method, list)?,
            _ => return Err(not_read(call)),
        };
        check_items(method, &items, errors);
        if self.lists.iter().any(|(list, _)| list == method) {
            let message = format!("`{method}` was given already: write one list");
            return Err(syn::Error::new_spanned(method, message));
        }
        self.lists.push((method.clone(), items));
        Ok(())
    }

    fn add_cpp_linker(&mut self, call: &ExprMethodCall) -> syn::Result<()> {
        if let Some(argument) = call.args.first() {
            let message = "`use_cpp_linker()` takes no argument; leave the call out for `false`";
            return Err(syn::Error::new_spanned(argument, message));
        }
        once(&mut self.use_cpp_linker, call.method.clone(), &call.method)
    }

    fn add_platform(&mut self, call: &ExprMethodCall) -> syn::Result<()> {
        match (call.args.first(), call.args.len()) {
            (
                Some(Expr::Lit(ExprLit {
                    lit: Lit::Str(target),
                    ..
                })),
                1,
            ) => once(&mut self.platform, target.clone(), &call.method),
            _ => Err(syn::Error::new_spanned(
                &call.args,
                "rffi-build reads this without running it; write `platform(\"..\")` with the target \
                 as a string literal",
            )),
        }
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

fn once<T>(place: &mut Option<T>, value: T, method: &Ident) -> syn::Result<()> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => {
            let message = format!("`{method}` was given already");
            Err(syn::Error::new_spanned(method, message))
        }
    }
}

fn read_list(method: &Ident, list: &Expr) -> syn::Result<Vec<InfoItem>> {
    if let Expr::Lit(literal) = list {
        let literal = quote::quote!(#literal);
        let message = format!("`{method}` takes a list; write `{method}(&[{literal}])`");
        return Err(syn::Error::new_spanned(list, message));
    }
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
    let all = [INFO_LISTS, &OTHERS].concat();
    let (hint, known) = (did_you_mean(&name, &all), quoted(&all));
    let message =
        format!("an `ExternalCompilationInfo` has no list `{name}`{hint}\nknown are {known}");
    Err(syn::Error::new_spanned(list, message))
}

fn not_read(tokens: impl quote::ToTokens) -> syn::Error {
    syn::Error::new_spanned(
        tokens,
        "rffi-build reads this list without running it; write `&[\"..\"]` with string literals or \
         `include_str!(\"..\")` here",
    )
}

//! `compilation_info = ..`: a path to a `static`, or a chain of the builder.

use syn::{Expr, ExprMacro, ExprMethodCall, Ident, Lit, LitStr};

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
        let items = match call.args.first() {
            Some(list) if call.args.len() == 1 => read_list(list)?,
            _ => return Err(not_read(call)),
        };
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

fn not_read(tokens: impl quote::ToTokens) -> syn::Error {
    syn::Error::new_spanned(
        tokens,
        "rffi-build reads this list without running it; write `&[\"..\"]` with string literals or \
         `include_str!(\"..\")` here",
    )
}

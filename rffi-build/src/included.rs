//! The file that an `include!` brings in.

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprMacro, Lit, LitStr, Token};

/// The folders that `env!` knows while a package is compiled.
#[derive(Clone, Copy)]
pub(crate) struct Folders<'a> {
    /// `CARGO_MANIFEST_DIR`.
    pub(crate) package: &'a Path,
    /// `OUT_DIR`.
    pub(crate) out: &'a Path,
}

impl Folders<'_> {
    /// The path behind `include!` in a file, written as that of the file is; `None` where only rustc knows it.
    pub(crate) fn included(self, tokens: TokenStream, file: &Path) -> Option<PathBuf> {
        let path = self.text(arguments(tokens)?.first()?)?;
        Some(file.parent().unwrap_or(Path::new("")).join(path))
    }

    /// The text that a literal, `concat!` or `env!` is.
    fn text(self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            Expr::Group(group) => self.text(&group.expr),
            Expr::Macro(ExprMacro { mac, .. }) if mac.path.is_ident("concat") => {
                let parts = arguments(mac.tokens.clone())?;
                parts.iter().map(|part| self.text(part)).collect()
            }
            Expr::Macro(ExprMacro { mac, .. }) if mac.path.is_ident("env") => {
                let folder = match mac.parse_body::<LitStr>().ok()?.value().as_str() {
                    "OUT_DIR" => self.out,
                    "CARGO_MANIFEST_DIR" => self.package,
                    _ => return None,
                };
                folder.to_str().map(str::to_owned)
            }
            _ => None,
        }
    }
}

/// Between commas, of which one may stand at the end.
fn arguments(tokens: TokenStream) -> Option<Punctuated<Expr, Token![,]>> {
    Punctuated::parse_terminated.parse2(tokens).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn included(text: &str) -> Option<PathBuf> {
        let folders = Folders {
            package: Path::new("/a b"),
            out: Path::new("/target/out"),
        };
        folders.included(text.parse().unwrap(), Path::new("src/main.rs"))
    }

    #[test]
    fn literals_and_folders_are_known() {
        for (text, path) in [
            (r#""items.rs""#, "src/items.rs"),
            (r#"r"../items.rs","#, "src/../items.rs"),
            (
                r#"concat!(env!("OUT_DIR"), "/", "zlib.rs")"#,
                "/target/out/zlib.rs",
            ),
            (
                r#"concat!(env!("CARGO_MANIFEST_DIR"), "/c/items.rs",)"#,
                "/a b/c/items.rs",
            ),
        ] {
            assert_eq!(included(text), Some(path.into()), "{text}");
        }
    }

    #[test]
    fn what_only_rustc_knows_is_none() {
        for text in [
            "",
            "3",
            r#"env!("FILE")"#,
            "concat!(1, FILE)",
            r#"stringify!(a)"#,
        ] {
            assert_eq!(included(text), None, "{text}");
        }
    }
}

//! [`Cfg`]: what `#[cfg(..)]` conditions are during a build.

use std::collections::{BTreeMap, BTreeSet};

use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitBool, LitStr, Meta, Token, parenthesized, token};

/// The conditions that the compiler knows for every target: where they are not set, they are false.
/// Others may be set by a build script, and `test` is set in one of two builds of the same files.
const OF_THE_TARGET: &[&str] = &[
    "target_abi",
    "target_arch",
    "target_endian",
    "target_env",
    "target_family",
    "target_feature",
    "target_has_atomic",
    "target_os",
    "target_pointer_width",
    "target_vendor",
    "unix",
    "windows",
];

/// The configuration for which a package is built: target and features.
///
/// Build scripts see no `test`, no `debug_assertions` and nothing that they set themselves; such
/// conditions may be true, and what depends on them is kept.
///
/// ```
/// let cfg = rffi_build::Cfg::from_variables([
///     ("CARGO_CFG_TARGET_OS", "linux"),
///     ("CARGO_CFG_UNIX", ""),
///     ("CARGO_FEATURE_STATIC_LINK", "1"),
/// ]);
/// # let _ = cfg;
/// ```
#[derive(Debug, Clone, Default)]
pub struct Cfg {
    names: BTreeMap<String, BTreeSet<String>>,
    features: BTreeSet<String>,
}

/// What is known of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    True,
    False,
    Unknown,
}

impl Cfg {
    /// Reads the variables `CARGO_CFG_*` and `CARGO_FEATURE_*` as Cargo sets them for build scripts,
    /// and passes over others.
    pub fn from_variables<N: AsRef<str>, V: AsRef<str>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let mut cfg = Cfg::default();
        for (name, value) in variables {
            let (name, value) = (name.as_ref(), value.as_ref());
            if let Some(feature) = name.strip_prefix("CARGO_FEATURE_") {
                cfg.features.insert(feature.to_owned());
            } else if let Some(key) = name.strip_prefix("CARGO_CFG_") {
                let values = value.split(',').map(str::to_owned).collect();
                cfg.names.insert(key.to_ascii_lowercase(), values);
            }
        }
        cfg
    }

    /// Whether what has these attributes may be in the program.
    pub(crate) fn keeps(&self, attributes: &[Attribute]) -> bool {
        let mut keeps = true;
        self.each(attributes, |truth, meta| {
            let is_condition = truth == Truth::True && meta.path().is_ident("cfg");
            keeps &= !is_condition || self.evaluate(meta) != Truth::False;
        });
        keeps
    }

    /// The values of `#[path = ".."]` that may count, each with its condition.
    pub(crate) fn paths(&self, attributes: &[Attribute]) -> Vec<(Truth, String)> {
        let mut paths = Vec::new();
        self.each(attributes, |truth, meta| {
            paths.extend(path_value(meta).map(|path| (truth, path)));
        });
        paths
    }

    /// Shows `see` every attribute that may be there, with its condition: what `cfg_attr` gives, too.
    fn each(&self, attributes: &[Attribute], mut see: impl FnMut(Truth, &Meta)) {
        for attribute in attributes {
            self.each_of(Truth::True, &attribute.meta, &mut see);
        }
    }

    fn each_of(&self, truth: Truth, meta: &Meta, see: &mut dyn FnMut(Truth, &Meta)) {
        if !meta.path().is_ident("cfg_attr") {
            return see(truth, meta);
        }
        // One that cannot be read is rustc's to report.
        let Ok((condition, metas)) = self.conditional(meta) else {
            return;
        };
        let truth = decide([truth, condition], Truth::False);
        if truth != Truth::False {
            metas.iter().for_each(|meta| self.each_of(truth, meta, see));
        }
    }

    /// The condition of a `cfg_attr(..)`, and what stands behind it.
    fn conditional(&self, meta: &Meta) -> syn::Result<(Truth, Punctuated<Meta, Token![,]>)> {
        let parser = |input: ParseStream<'_>| {
            let truth = self.condition(input)?;
            input.parse::<Token![,]>()?;
            Ok((truth, Punctuated::parse_terminated(input)?))
        };
        parser.parse2(meta.require_list()?.tokens.clone())
    }

    /// The condition of one `cfg(..)`. One that cannot be read is rustc's to report.
    fn evaluate(&self, meta: &Meta) -> Truth {
        let Ok(list) = meta.require_list() else {
            return Truth::Unknown;
        };
        let parser = |input: ParseStream<'_>| {
            let truth = self.condition(input)?;
            input.parse::<Option<Token![,]>>()?;
            Ok(truth)
        };
        parser.parse2(list.tokens.clone()).unwrap_or(Truth::Unknown)
    }

    fn condition(&self, input: ParseStream<'_>) -> syn::Result<Truth> {
        if let Some(literal) = input.parse::<Option<LitBool>>()? {
            return Ok(Truth::from(literal.value));
        }
        let name = input.call(Ident::parse_any)?.unraw().to_string();
        if input.peek(token::Paren) {
            return self.combination(&name, input);
        }
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.parse::<LitStr>()?.value()),
            None => None,
        };
        Ok(self.option(&name, value.as_deref()))
    }

    /// `all(..)`, `any(..)`, `not(..)`.
    fn combination(&self, name: &str, input: ParseStream<'_>) -> syn::Result<Truth> {
        let content;
        parenthesized!(content in input);
        let mut parts = Vec::new();
        while !content.is_empty() {
            parts.push(self.condition(&content)?);
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        Ok(match name {
            "all" => decide(parts, Truth::False),
            "any" => decide(parts, Truth::True),
            "not" => parts.first().map_or(Truth::Unknown, |part| part.not()),
            _ => Truth::Unknown,
        })
    }

    /// `name` or `name = "value"`.
    fn option(&self, name: &str, value: Option<&str>) -> Truth {
        if let ("feature", Some(feature)) = (name, value) {
            let variable = feature.to_ascii_uppercase().replace('-', "_");
            return Truth::from(self.features.contains(&variable));
        }
        if !OF_THE_TARGET.contains(&name) {
            return Truth::Unknown;
        }
        let values = self.names.get(name);
        Truth::from(values.is_some_and(|values| value.is_none_or(|value| values.contains(value))))
    }
}

fn path_value(meta: &Meta) -> Option<String> {
    let Meta::NameValue(pair) = meta else {
        return None;
    };
    let syn::Expr::Lit(literal) = &pair.value else {
        return None;
    };
    match &literal.lit {
        syn::Lit::Str(path) if pair.path.is_ident("path") => Some(path.value()),
        _ => None,
    }
}

/// `all` is decided by one part that is false, `any` by one that is true.
fn decide(parts: impl IntoIterator<Item = Truth>, by: Truth) -> Truth {
    let mut result = by.not();
    for part in parts {
        if part == by {
            return by;
        }
        if part == Truth::Unknown {
            result = Truth::Unknown;
        }
    }
    result
}

impl Truth {
    fn not(self) -> Self {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        match value {
            true => Truth::True,
            false => Truth::False,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{False, True, Unknown};

    fn linux() -> Cfg {
        Cfg::from_variables([
            ("CARGO_CFG_UNIX", ""),
            ("CARGO_CFG_TARGET_OS", "linux"),
            ("CARGO_CFG_TARGET_ENV", ""),
            ("CARGO_CFG_TARGET_HAS_ATOMIC", "16,32,64,8,ptr"),
            ("CARGO_CFG_PANIC", "unwind"),
            ("CARGO_FEATURE_STATIC_LINK", "1"),
            ("PATH", "/bin"),
        ])
    }

    fn truth(condition: &str) -> Truth {
        let parser = |input: ParseStream<'_>| linux().condition(input);
        parser
            .parse_str(condition)
            .unwrap_or_else(|error| panic!("{condition}: {error}"))
    }

    #[test]
    fn conditions_have_three_values() {
        for (condition, expected) in [
            ("unix", True),
            ("windows", False),
            ("true", True),
            ("false", False),
            (r#"target_os = "linux""#, True),
            (r#"target_os = "macos""#, False),
            (r#"target_env = """#, True),
            (r#"target_vendor = "apple""#, False),
            (r#"target_has_atomic = "ptr""#, True),
            (r#"target_has_atomic = "128""#, False),
            (r#"feature = "static-link""#, True),
            (r#"feature = "other""#, False),
            ("test", Unknown),
            ("debug_assertions", Unknown),
            (r#"panic = "abort""#, Unknown),
            ("set_by_a_build_script", Unknown),
            ("not(unix)", False),
            ("not(windows)", True),
            ("not(test)", Unknown),
            ("all()", True),
            ("any()", False),
            ("all(unix, test)", Unknown),
            ("all(test, windows)", False),
            ("any(test, windows)", Unknown),
            ("any(test, unix)", True),
            ("all(unix, not(any(windows, feature = \"other\")),)", True),
            (r#"target(os = "linux")"#, Unknown),
        ] {
            assert_eq!(truth(condition), expected, "{condition}");
        }
    }

    #[test]
    fn an_item_goes_only_where_it_is_surely_left_out() {
        let item = |text: &str| syn::parse_str::<syn::ItemMod>(text).unwrap().attrs;
        let keeps = |text| linux().keeps(&item(text));
        assert!(keeps("#[cfg(unix)] mod a {}"));
        assert!(keeps("#[cfg(test)] #[cfg(unix,)] mod a {}"));
        assert!(!keeps("#[cfg(test)] #[cfg(windows)] mod a {}"));
        assert!(keeps("#[cfg(1 + 1)] mod a {}"));
        assert!(!keeps(
            "#[cfg_attr(unix, inline, cfg_attr(unix, cfg(windows)))] mod a {}"
        ));
        assert!(keeps("#[cfg_attr(windows, cfg(windows))] mod a {}"));
        assert!(keeps("#[cfg_attr(test, cfg(windows))] mod a {}"));
    }

    #[test]
    fn paths_come_with_their_conditions() {
        let text = r#"
            #[doc = "path"]
            #[cfg_attr(unix, allow(unused), path = "unix.rs")]
            #[cfg_attr(windows, path = "windows.rs")]
            #[cfg_attr(test, path = "test.rs")]
            #[cfg_attr(unix, cfg_attr(test, path = "deep.rs"))]
            #[path = "plain.rs"]
            mod a;
        "#;
        let item: syn::ItemMod = syn::parse_str(text).unwrap();
        let paths = linux().paths(&item.attrs);
        let expected = [
            (True, "unix.rs"),
            (Unknown, "test.rs"),
            (Unknown, "deep.rs"),
            (True, "plain.rs"),
        ];
        assert_eq!(
            paths,
            expected.map(|(truth, path)| (truth, path.to_owned()))
        );
    }
}

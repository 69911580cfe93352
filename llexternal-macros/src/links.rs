//! What a block links, and what it says when the build script is missing.

use llexternal_syntax::{
    Block, LinkKind, Links, MANIFEST_VARIABLE, Manifest, RecordVerdict, file_id,
};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::crate_at;

pub(crate) const NO_BUILD_SCRIPT: &str = "the package has no rffi build script\n\
     help: add to Cargo.toml:  [build-dependencies] rffi-build = \"0.1\"\n\
     help: and a build.rs:     fn main() { rffi_build::build(); }";

pub(crate) const NOT_SEEN: &str = "the build script did not see this `llexternal!`: it follows `mod` from \
     src/lib.rs, src/main.rs, src/bin, examples, tests and benches, and reads calls by the name \
     `llexternal!`, not those that another macro writes";

/// What the build script left for a block.
pub(crate) enum Built {
    /// The package has no rffi build script.
    NoBuildScript,
    /// It has one, which did not see this block.
    NotSeen,
    /// This is what it found.
    Seen(Links),
    /// Its manifest cannot be read.
    Broken(String),
}

impl Built {
    /// Reads what there is about a block.
    pub(crate) fn read(block: &Block) -> Built {
        read_manifest(block)
    }

    /// How the names of the functions of C begin that were written for the block.
    pub(crate) fn wrappers(&self) -> Option<&str> {
        match self {
            Built::Seen(links) => links.wrappers.as_deref(),
            _ => None,
        }
    }

    /// The error where such a function is not there: `ident` needs one because of `why`.
    pub(crate) fn missing_wrapper(&self, ident: &Ident, why: &str, span: Span) -> TokenStream {
        let what = format!("`{ident}` is called through a function of C, because {why}");
        let message = match self {
            // That is the error.
            Built::Seen(Links { error: Some(_), .. }) | Built::Broken(_) => {
                return TokenStream::new();
            }
            Built::Seen(_) => {
                format!("{what}; the build script wrote none, which is an error of rffi-build")
            }
            Built::NoBuildScript => format!("{what}, but {NO_BUILD_SCRIPT}"),
            Built::NotSeen => format!("{what}, but {NOT_SEEN}"),
        };
        quote_spanned! { span => ::core::compile_error!(#message); }
    }
}

/// Whether mistakes are shown: while the package itself is built, or when somebody asks. Else a header of
/// another version would break the builds of others.
pub(crate) fn is_asked() -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    is_set("CARGO_PRIMARY_PACKAGE") || is_set("RFFI_VERIFY")
}

/// What the build script found about a struct or union.
pub(crate) fn record_verdict(ident: &Ident) -> Option<RecordVerdict> {
    if !is_asked() {
        return None;
    }
    let manifest = manifest()?.ok()?;
    let name = ident.unraw().to_string();
    let file = ident.span().unwrap().local_file();
    let file = file.map(|file| file_id(&file));
    let mut records = manifest.records.into_iter();
    records
        .find(|record| record.name == name && file.as_ref().is_none_or(|file| *file == record.file))
}

/// The items that link what the block needs.
pub(crate) fn expand(
    krate: &TokenStream,
    block: &Block,
    common: &Ident,
    built: &Built,
) -> TokenStream {
    let libraries = match built {
        Built::Seen(links) => manifest_libraries(links),
        _ => inline_libraries(block),
    };
    let check = check(krate, block, common, built);
    // Makes the compiler expand this again when the variable changes.
    quote! {
        const _: ::core::option::Option<&str> = ::core::option_env!(#MANIFEST_VARIABLE);
        #libraries
        #check
    }
}

fn read_manifest(block: &Block) -> Built {
    match manifest() {
        None => Built::NoBuildScript,
        Some(Err(message)) => Built::Broken(message),
        Some(Ok(manifest)) => match find(&manifest, block) {
            Some(links) => Built::Seen(links.clone()),
            None => Built::NotSeen,
        },
    }
}

/// What the build script of this package left; `None` if it has none.
fn manifest() -> Option<Result<Manifest, String>> {
    let path = variable(MANIFEST_VARIABLE)?;
    let manifest = std::fs::read_to_string(&path)
        .map_err(|error| format!("rffi's manifest `{path}` cannot be read: {error}"))
        .and_then(|text| text.parse::<Manifest>().map_err(|error| error.to_string()));
    // The variable may be left by the build of another package, which runs this one.
    let is_ours = |manifest: &Manifest| {
        variable("CARGO_MANIFEST_DIR").is_some_and(|dir| dir == manifest.package)
    };
    match &manifest {
        Ok(found) if !is_ours(found) => None,
        _ => Some(manifest),
    }
}

fn find<'m>(manifest: &'m Manifest, block: &Block) -> Option<&'m Links> {
    let start = block.start.map(Span::unwrap);
    let file = start.and_then(|start| start.local_file());
    let file = file.map(|file| file_id(&file));
    let place = start.map(|start| start.line()).zip(file.as_deref());
    manifest.find(block.fingerprint, place)
}

#[expect(
    clippy::disallowed_methods,
    reason = "set by the build script and by Cargo for this compilation"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn manifest_libraries(links: &Links) -> TokenStream {
    let libraries = links.libraries.iter();
    libraries
        .map(|library| link(&library.name, library.kind))
        .collect()
}

/// The libraries that stand in the macro itself need no build script.
fn inline_libraries(block: &Block) -> TokenStream {
    let info = block.compilation_info.as_ref();
    let chain = info.and_then(|info| info.chain.as_ref()?.as_ref().ok());
    let lists = [
        ("libraries", LinkKind::Dylib),
        ("frameworks", LinkKind::Framework),
    ];
    let lists = chain.into_iter().flat_map(|chain| {
        lists.map(|(list, kind)| -> TokenStream {
            let names = chain.texts(list);
            names.map(|name| link(&name.value(), kind)).collect()
        })
    });
    lists.collect()
}

fn link(name: &str, kind: LinkKind) -> TokenStream {
    let word = kind.name();
    let link = quote!(link(name = #name, kind = #word));
    let attribute = match kind {
        LinkKind::Dylib | LinkKind::Static => quote!(#[#link]),
        // rustc takes no such attribute for others.
        LinkKind::Framework => quote!(#[cfg_attr(target_vendor = "apple", #link)]),
    };
    quote! {
        #attribute
        unsafe extern "C" {}
    }
}

/// What the build script could not write for a block without compilation info.
fn wrapper_error(block: &Block, built: &Built) -> TokenStream {
    let (Built::Seen(Links {
        error: Some(message),
        ..
    })
    | Built::Broken(message)) = built
    else {
        return TokenStream::new();
    };
    let span = block.start.unwrap_or_else(Span::call_site);
    quote_spanned! { span => ::core::compile_error!(#message); }
}

/// An error at the declaration where C must be compiled and nobody did.
fn check(krate: &TokenStream, block: &Block, common: &Ident, built: &Built) -> TokenStream {
    let Some(given) = &block.compilation_info else {
        return wrapper_error(block, built);
    };
    let inline = match &given.chain {
        // That is an error already.
        Some(Err(_)) => return TokenStream::new(),
        Some(Ok(_)) => true,
        None => false,
    };
    let span = given.expr.span();
    let message = match built {
        Built::Seen(Links { error: None, .. }) => return TokenStream::new(),
        Built::Seen(Links {
            error: Some(message),
            ..
        })
        | Built::Broken(message) => {
            return quote_spanned! { span => ::core::compile_error!(#message); };
        }
        Built::NoBuildScript => format!(
            "this compilation info needs a C compiler or names libraries by a path, but \
             {NO_BUILD_SCRIPT}"
        ),
        Built::NotSeen => NOT_SEEN.to_owned(),
    };
    let krate = crate_at(krate, span);
    quote_spanned! { span =>
        const _: () = #krate::private::require_build_script(#common.compilation_info, #inline, #message);
    }
}

//! The expansion of `#[derive(CEnum)]`.

use llexternal_syntax::Enumeration;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Ident, Path};

use crate::crate_at;

/// Writes everything that an enum becomes. `lltype` is the crate, if the enum does not say it.
pub(crate) fn expand(item: TokenStream, lltype: Path) -> TokenStream {
    let (enumeration, errors) = Enumeration::parse(item, lltype);
    let items = enumeration.map(|enumeration| Expansion(&enumeration).expand());
    let errors = errors.into_compile_errors();
    quote! { #items #errors }
}

struct Expansion<'a>(&'a Enumeration);

impl Expansion<'_> {
    fn expand(&self) -> TokenStream {
        let description = self.description();
        // Where variants have members, or none is there, what follows would only add errors.
        let rest = (!self.0.broken).then(|| [self.conversions(), self.check()]);
        let rest = rest.into_iter().flatten();
        quote! {
            // The user's words are in it, but not the paths before them.
            #[allow(unused_qualifications)]
            const _: () = {
                #description
                #(#rest)*
            };
        }
    }

    fn krate(&self) -> &Path {
        &self.0.krate
    }

    fn description(&self) -> TokenStream {
        let (krate, ident, name) = (self.krate(), &self.0.ident, &self.0.name);
        let base = match self.0.base.as_ref().and_then(scalar) {
            Some(scalar) => {
                let scalar = Ident::new(scalar, ident.span());
                quote! { ::core::option::Option::Some(#krate::private::Scalar::#scalar) }
            }
            None => quote! { ::core::option::Option::None },
        };
        let constants = self.0.variants.iter().filter(|_| !self.0.broken);
        let constants =
            constants.map(|(variant, name)| quote! { (#name, #ident::#variant as i128) });
        quote! {
            // SAFETY: the checks compare size and alignment with C's.
            #[automatically_derived]
            unsafe impl #krate::private::LowLevelType for #ident {
                const DESC: &'static #krate::private::Desc =
                    &#krate::private::Desc::Enum(#krate::private::EnumDesc {
                        name: #name,
                        base: #base,
                        constants: &[#(#constants),*],
                    });
            }
        }
    }

    /// Into the integer, and from it if there is a variant.
    fn conversions(&self) -> TokenStream {
        let (krate, ident, name) = (self.krate(), &self.0.ident, &self.0.name);
        let base = match &self.0.base {
            Some(base) => quote! { ::core::primitive::#base },
            None => quote! { ::core::ffi::c_int },
        };
        let variants: Vec<_> = self.0.variants.iter().map(|(ident, _)| ident).collect();
        quote! {
            #[automatically_derived]
            impl ::core::convert::From<#ident> for #base {
                #[inline]
                fn from(value: #ident) -> Self {
                    value as Self
                }
            }

            #[automatically_derived]
            impl ::core::convert::TryFrom<#base> for #ident {
                type Error = #krate::private::UnknownConstant;

                #[inline]
                fn try_from(value: #base) -> ::core::result::Result<Self, Self::Error> {
                    #(
                        if value == #ident::#variants as #base {
                            return ::core::result::Result::Ok(#ident::#variants);
                        }
                    )*
                    ::core::result::Result::Err(#krate::private::UnknownConstant {
                        name: #name,
                        value: value as i128,
                    })
                }
            }
        }
    }

    fn check(&self) -> TokenStream {
        let ident = &self.0.ident;
        let krate = crate_at(&self.krate().to_token_stream(), ident.span());
        quote_spanned! { ident.span() =>
            const _: () = #krate::private::check_enum(
                <#ident as #krate::private::LowLevelType>::DESC,
                ::core::mem::size_of::<#ident>(),
                ::core::mem::align_of::<#ident>(),
            );
        }
    }
}

/// lltype's name of one of Rust's integers.
fn scalar(base: &Ident) -> Option<&'static str> {
    Some(match base.to_string().as_str() {
        "i8" => "Int8",
        "u8" => "UInt8",
        "i16" => "Int16",
        "u16" => "UInt16",
        "i32" => "Int32",
        "u32" => "UInt32",
        "i64" => "Int64",
        "u64" => "UInt64",
        "isize" => "IntPtr",
        "usize" => "UIntPtr",
        _ => return None,
    })
}

//! Types as constants, with their C spelling.

use llexternal_syntax::{CName, Place, Spelling};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::crate_at;

/// Writes the constants, with the path of the crate.
pub(crate) struct Descs<'a>(pub(crate) &'a TokenStream);

/// The parts of a function type: each a constant.
pub(crate) struct FunctionDesc {
    /// The name and the type of each parameter.
    pub(crate) params: Vec<(String, TokenStream)>,
    pub(crate) result: TokenStream,
    pub(crate) convention: TokenStream,
    pub(crate) variadic: bool,
}

impl Descs<'_> {
    /// A type: `&'static Desc`.
    pub(crate) fn of(&self, spelling: &Spelling<'_>) -> TokenStream {
        let krate = self.0;
        match spelling {
            Spelling::Named(named) => self.named(named.means),
            Spelling::Representation(ty) => {
                // That it has none is shown at the type.
                let krate = crate_at(krate, ty.span());
                quote_spanned! { ty.span() => <#ty as #krate::private::LowLevelType>::DESC }
            }
            Spelling::Pointer { constant, pointee } => self.pointer(*constant, pointee),
            Spelling::Items { ty, item } => {
                let (item, krate) = (self.of(item), crate_at(krate, ty.span()));
                let desc = quote_spanned! { ty.span() =>
                    <#ty as #krate::private::LowLevelType>::DESC
                };
                quote! { const { &#krate::private::with_item(#desc, #item) } }
            }
            Spelling::Array { item, length } => {
                let item = self.of(item);
                quote! {
                    const {
                        &#krate::private::Desc::Array(#krate::private::ArrayDesc {
                            item: #item,
                            length: #krate::private::ArrayLength::Fixed((#length) as u64),
                            gc: false,
                        })
                    }
                }
            }
            Spelling::Callback { params, result } => {
                let params = params.iter().map(|(name, spelling)| (*name, spelling));
                let function = self.function(params, result.as_deref());
                self.pointer_to(false, &function)
            }
        }
    }

    /// A function type of C's own convention.
    pub(crate) fn function<'s>(
        &self,
        params: impl Iterator<Item = (Option<&'s Ident>, &'s Spelling<'s>)>,
        result: Option<&Spelling<'_>>,
    ) -> TokenStream {
        let params = params.map(|(name, spelling)| {
            let name = name.map(|name| name.unraw().to_string());
            (name.unwrap_or_default(), self.of(spelling))
        });
        self.function_of(FunctionDesc {
            params: params.collect(),
            result: self.result(result),
            convention: self.convention("C"),
            variadic: false,
        })
    }

    /// The type of a result; `void` for none.
    pub(crate) fn result(&self, result: Option<&Spelling<'_>>) -> TokenStream {
        let krate = self.0;
        match result {
            Some(spelling) => self.of(spelling),
            None => quote! { &#krate::private::Desc::Void },
        }
    }

    /// The convention behind `extern`.
    pub(crate) fn convention(&self, abi: &str) -> TokenStream {
        let krate = self.0;
        match abi {
            "system" => quote! { #krate::private::Convention::SYSTEM },
            "stdcall" => quote! { #krate::private::Convention::Stdcall },
            _ => quote! { #krate::private::Convention::C },
        }
    }

    /// A function type of these parts.
    pub(crate) fn function_of(&self, parts: FunctionDesc) -> TokenStream {
        let krate = self.0;
        let FunctionDesc {
            params,
            result,
            convention,
            variadic,
        } = parts;
        let params = params.iter().map(|(name, desc)| {
            quote! { #krate::private::ParamDesc { name: #name, desc: #desc } }
        });
        quote! {
            &#krate::private::Desc::Function(#krate::private::FuncDesc {
                params: &[#(#params),*],
                result: #result,
                convention: #convention,
                variadic: #variadic,
            })
        }
    }

    /// An entry of the table.
    pub(crate) fn named(&self, CName { place, key, .. }: CName) -> TokenStream {
        let krate = self.0;
        let key = Ident::new(key, Span::call_site());
        let module = match place {
            Place::Itself => quote! { spelled },
            Place::PointerTo => quote! { spelled::pointer_to },
            Place::PointerToConst => quote! { spelled::pointer_to_const },
        };
        quote! { #krate::private::#module::#key }
    }

    fn pointer(&self, constant: bool, pointee: &Spelling<'_>) -> TokenStream {
        // What is in the table is compiled already: a closure here would be compiled once more.
        if let Spelling::Named(named) = pointee
            && let Some(pointer) = named.means.pointer(constant)
        {
            return self.named(pointer);
        }
        self.pointer_to(constant, &self.of(pointee))
    }

    fn pointer_to(&self, constant: bool, pointee: &TokenStream) -> TokenStream {
        let krate = self.0;
        let qualifiers = match constant {
            true => quote! { CONST },
            false => quote! { NONE },
        };
        quote! {
            &#krate::private::Desc::Pointer(#krate::private::PointerDesc {
                pointee: || #pointee,
                qualifiers: #krate::private::Qualifiers::#qualifiers,
            })
        }
    }
}

//! The expansion of `#[derive(CStruct)]`.

use std::collections::BTreeMap;

use llexternal_syntax::{BitField, BitName, Member, MemberKind, Record, Spelling};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Path, Type};

use crate::desc::Descs;
use crate::external::verdict::show;
use crate::links::record_verdict;
use crate::{crate_at, spelling};

/// Writes everything that a struct becomes. `lltype` is the crate, if the struct does not say it.
pub(crate) fn expand(item: TokenStream, lltype: Path) -> TokenStream {
    let (record, errors) = Record::parse(item, lltype);
    let items = record.map(|record| Expansion(&record).expand());
    let errors = errors.into_compile_errors();
    quote! { #items #errors }
}

struct Expansion<'a>(&'a Record);

/// What C sees as a member.
enum Part<'a> {
    Member(&'a Member),
    /// With the member that is its storage.
    Bits(&'a Member, &'a BitField),
}

impl Part<'_> {
    fn ty(&self) -> &Type {
        match self {
            Part::Member(member) => &member.ty,
            Part::Bits(_, field) => &field.ty,
        }
    }

    /// Where an error about it is shown.
    fn span(&self) -> Span {
        match self {
            Part::Member(member) => member.ident.span(),
            Part::Bits(_, field) => match &field.named {
                Some(named) => named.ident.span(),
                None => field.width.span(),
            },
        }
    }
}

impl Expansion<'_> {
    fn expand(&self) -> TokenStream {
        let ident = &self.0.ident;
        let description = self.description();
        let tokens = self.tokens();
        let var_sized = self.var_sized();
        let passed = self.passed();
        let checks = self.checks();
        let verdict = self.verdict();
        quote! {
            #verdict

            // The user's words are in it, but not the paths before them.
            #[allow(unused_qualifications)]
            const _: () = {
                #description

                #[allow(dead_code, non_upper_case_globals, non_snake_case)]
                #[automatically_derived]
                impl #ident {
                    #(#tokens)*
                }

                #var_sized
                #passed
                #checks
            };
        }
    }

    /// What the build script found when it compared the struct with the package's headers.
    fn verdict(&self) -> Option<TokenStream> {
        let verdict = record_verdict(&self.0.ident)?;
        Some(show(&self.0.ident, verdict.severity, &verdict.message))
    }

    fn krate(&self) -> &Path {
        &self.0.krate
    }

    /// The members in C's eyes, in order.
    fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        for member in &self.0.members {
            match &member.kind {
                MemberKind::Bits(fields) => {
                    parts.extend(fields.iter().map(|field| Part::Bits(member, field)));
                }
                _ => parts.push(Part::Member(member)),
            }
        }
        parts
    }

    /// `impl LowLevelType`
    fn description(&self) -> TokenStream {
        let (krate, ident) = (self.krate(), &self.0.ident);
        let kind = match self.0.is_union {
            true => quote! { union },
            false => quote! { structure },
        };
        let Record {
            name, packed, gc, ..
        } = self.0;
        let (pack, align) = (option(self.0.pack), option(self.0.align));
        let fields = self.parts();
        let fields = fields.iter().map(|part| self.field(part));
        let types = self.0.members.iter().map(Self::type_check);
        let names = self.name_checks();
        quote! {
            // SAFETY: the checks compare size, alignment and offsets with C's; each member's type says
            // the same of itself.
            #[automatically_derived]
            unsafe impl #krate::private::LowLevelType for #ident {
                const DESC: &'static #krate::private::Desc = {
                    #(#types)*
                    #(#names;)*
                    &#krate::private::Desc::Record(
                        #krate::private::RecordDesc::#kind(#name, &[#(#fields),*])
                            .with(#krate::private::RecordAttrs {
                                packed: #packed,
                                pack: #pack,
                                align: #align,
                                gc: #gc,
                            })
                            .placed(),
                    )
                };
            }
        }
    }

    /// The compiler confirms that a member has the type whose tokens stand here: another macro may
    /// have changed it since, and what is written for it rests on the type.
    fn type_check(member: &Member) -> TokenStream {
        let Member { ident, ty, .. } = member;
        // SAFETY: in the expansion, the closure is never called.
        quote_spanned! { Span::mixed_site().located_at(ty.span()) =>
            let _: fn(*const Self) -> *const #ty = |record| unsafe { &raw const (*record).#ident };
        }
    }

    /// The description of a member.
    fn field(&self, part: &Part<'_>) -> TokenStream {
        let krate = self.krate();
        let name = match part {
            Part::Member(member) => member.name.as_str(),
            Part::Bits(_, field) => field.named.as_ref().map_or("", |named| &named.name),
        };
        let desc = self.desc(part.ty());
        let width = match part {
            Part::Member(_) => None,
            Part::Bits(_, BitField { width, .. }) => Some(quote! { .bits(#width) }),
        };
        quote! { #krate::private::FieldDesc::new(#name, #desc) #width }
    }

    /// A type's description, in the words that it is written in.
    fn desc(&self, ty: &Type) -> TokenStream {
        let krate = self.krate().to_token_stream();
        let spelling = Spelling::of(ty);
        let desc = Descs(&krate).of(&spelling);
        if matches!(spelling, Spelling::Named(_) | Spelling::Representation(_)) {
            return desc;
        }
        // That `Ptr<LONG>` is a pointer.
        let shown = quote! { #ty }.to_string().replace(' ', "");
        let message = format!(
            "`{shown}` is another type than its words say: a type of yours has the name of one of \
             lltype's or Rust's; rename it"
        );
        let krate = crate_at(&krate, ty.span());
        quote_spanned! { ty.span() =>
            #krate::private::checked(
                #desc,
                <#ty as #krate::private::LowLevelType>::DESC,
                #message,
            )
        }
    }

    /// Each name of a C type is what it says.
    fn name_checks(&self) -> Vec<TokenStream> {
        let krate = self.krate().to_token_stream();
        let parts = self.parts();
        let mut names = BTreeMap::new();
        for part in &parts {
            Spelling::of(part.ty()).names(&mut |named| {
                let ty = named.ty;
                names.entry(quote! { #ty }.to_string()).or_insert(named);
            });
        }
        let checks = names.values().map(|named| spelling::check(&krate, *named));
        checks.collect()
    }

    /// The constants and methods of each member.
    fn tokens(&self) -> Vec<TokenStream> {
        let parts = self.parts();
        let parts = parts.iter().enumerate();
        let tokens = parts.filter_map(|(index, part)| match part {
            Part::Member(member) => Some(self.token(member)),
            Part::Bits(storage, field) => {
                let named = field.named.as_ref()?;
                Some(self.bit_field(index, storage, field, named))
            }
        });
        tokens.collect()
    }

    fn token(&self, member: &Member) -> TokenStream {
        let krate = self.krate();
        let Member {
            vis,
            ident,
            ty,
            name,
            token,
            ..
        } = member;
        let doc = format!("The member `{}`.", ident.unraw());
        quote! {
            #[doc = #doc]
            // SAFETY: the compiler says that the member is there.
            #vis const #token: #krate::private::Field<Self, #ty> = unsafe {
                #krate::private::Field::new(::core::mem::offset_of!(Self, #ident), #name)
            };
        }
    }

    fn bit_field(
        &self,
        index: usize,
        storage: &Member,
        field: &BitField,
        named: &BitName,
    ) -> TokenStream {
        let krate = self.krate();
        let (vis, ty) = (&storage.vis, &field.ty);
        let BitName { ident, token, .. } = named;
        let set = format_ident!("set_{}", ident.unraw());
        let doc = format!("The bit-field `{}`.", ident.unraw());
        let set_doc = format!(
            "Sets the bit-field `{}` to the low bits of `value`, as C's assignment does.",
            ident.unraw()
        );
        // What is wrong with the type is shown at the type, once.
        let at = Span::call_site().located_at(ty.span());
        let krate = crate_at(&krate.to_token_stream(), at);
        // SAFETY: the description is this type's; the checks say that the bits lie in the storage,
        // which is an integer or bytes.
        let token_value = quote_spanned! { at =>
            unsafe {
                #krate::private::BitField::new(
                    <Self as #krate::private::LowLevelType>::DESC,
                    #index,
                )
            }
        };
        let get_value = quote_spanned! { at =>
            unsafe { #krate::private::get_bits(self, Self::#token) }
        };
        let set_value = quote_spanned! { at =>
            unsafe { #krate::private::set_bits(self, Self::#token, value) }
        };
        quote! {
            #[doc = #doc]
            #vis const #token: #krate::private::BitField<Self, #ty> = #token_value;

            #[doc = #doc]
            #[inline]
            #[must_use]
            #vis fn #ident(&self) -> #ty {
                #get_value
            }

            #[doc = #set_doc]
            #[inline]
            #vis fn #set(&mut self, value: #ty) {
                #set_value
            }
        }
    }

    /// `impl VarSized`, if the last member has no fixed size, as its name says.
    fn var_sized(&self) -> Option<TokenStream> {
        let Member {
            ident: last, ty, ..
        } = self.0.tail().filter(|_| !self.0.broken)?;
        let (krate, ident) = (self.krate(), &self.0.ident);
        let at = crate_at(&krate.to_token_stream(), ty.span());
        let tail = quote_spanned! { ty.span() => <#ty as #at::private::VarSized> };
        Some(quote! {
            // SAFETY: the struct ends with what has the items, and the length if there is one.
            #[automatically_derived]
            unsafe impl #krate::private::VarSized for #ident
            where
                for<'lltype> #ty: #krate::private::VarSizedFor<'lltype>,
            {
                type Item = #tail::Item;
                const ITEMS: usize =
                    ::core::mem::offset_of!(Self, #last) + #tail::ITEMS;
                const LENGTH: ::core::option::Option<usize> =
                    #krate::private::length_at(#tail::LENGTH, ::core::mem::offset_of!(Self, #last));
            }
        })
    }

    /// `impl Passed`, if the size is fixed.
    fn passed(&self) -> Option<TokenStream> {
        if self.0.tail().is_some() {
            return None;
        }
        let (krate, ident) = (self.krate(), &self.0.ident);
        Some(quote! {
            // SAFETY: it is `repr(C)`, for which Rust keeps C's convention.
            #[automatically_derived]
            unsafe impl #krate::private::Passed for #ident
            where
                for<'lltype> #ident: #krate::private::CopyFor<'lltype>
            {}
        })
    }

    /// The constant that compares Rust's layout with C's, and looks at the rules.
    fn checks(&self) -> Option<TokenStream> {
        if self.0.broken {
            return None;
        }
        let (krate, ident) = (self.krate(), &self.0.ident);
        let parts = self.parts();
        let count = parts.len();
        let has_tail = self.0.tail().is_some();
        let rules = parts.iter().enumerate().map(|(index, part)| {
            let krate = crate_at(&krate.to_token_stream(), part.span());
            quote_spanned! { part.span() =>
                #krate::private::check_field(__LLTYPE_DESC, #index, #has_tail);
            }
        });
        let places = parts.iter().enumerate();
        let places = places.map(|(index, part)| self.place_check(index, part));
        let at = crate_at(&krate.to_token_stream(), ident.span());
        let whole = quote_spanned! { ident.span() =>
            #at::private::check_whole(
                __LLTYPE_DESC,
                ::core::mem::size_of::<#ident>(),
                ::core::mem::align_of::<#ident>(),
            );
        };
        let layouts = quote_spanned! { ident.span() => #at::private::layouts(__LLTYPE_DESC) };
        Some(quote! {
            const _: () = {
                const __LLTYPE_DESC: &#krate::private::Desc =
                    <#ident as #krate::private::LowLevelType>::DESC;
                #(#rules)*
                let __lltype_layouts: [#krate::private::FieldLayout; #count] = #layouts;
                #(#places)*
                #whole
            };
        })
    }

    fn place_check(&self, index: usize, part: &Part<'_>) -> TokenStream {
        let record = &self.0.ident;
        let krate = crate_at(&self.krate().to_token_stream(), part.span());
        match part {
            Part::Member(Member { ident, .. }) => {
                quote_spanned! { part.span() =>
                    #krate::private::check_offset(
                    __LLTYPE_DESC,
                    &__lltype_layouts,
                    #index,
                    ::core::mem::offset_of!(#record, #ident),
                );
                }
            }
            Part::Bits(storage, _) => {
                let Member { ident, ty, .. } = storage;
                let at = crate_at(&self.krate().to_token_stream(), ty.span());
                let size = quote_spanned! { ty.span() => #at::private::storage_size::<#ty>() };
                quote_spanned! { part.span() =>
                    #krate::private::check_bits(
                        __LLTYPE_DESC,
                        &__lltype_layouts,
                        #index,
                        ::core::mem::offset_of!(#record, #ident),
                        #size,
                    );
                }
            }
        }
    }
}

fn option(number: Option<u32>) -> TokenStream {
    match number {
        Some(number) => quote! { ::core::option::Option::Some(#number) },
        None => quote! { ::core::option::Option::None },
    }
}

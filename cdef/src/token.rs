//! [`Token`]: a word of C.

use core::ops::Range;

use crate::names::Name;

/// A word of C, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) tok: Tok,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Of words; without meaning for others.
    pub(crate) name: Option<Name>,
}

impl Token {
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(crate) fn span(self) -> Span {
        Span {
            start: self.start,
            end: self.end,
        }
    }
}

/// A part of a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    pub(crate) fn to(self, end: Span) -> Span {
        Span {
            start: self.start,
            end: end.end.max(self.end),
        }
    }
}

/// Writes the enum, and the tables of words and signs, from one list.
macro_rules! tokens {
    (
        words { $($word:ident $($text:literal)+;)* }
        signs { $($sign:ident $sign_text:literal;)* }
    ) => {
        /// What a token is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Tok {
            /// The end of the text, or of a directive.
            End,
            Name,
            Number,
            Char,
            Str,
            /// A character that C does not have, or a text without an end: the lexer told.
            Bad,
            $($word,)*
            $($sign,)*
        }

        impl Tok {
            /// What a word is: a keyword, or a name.
            pub(crate) fn of_word(word: &str) -> Tok {
                match word {
                    $($($text)|+ => Tok::$word,)*
                    _ => Tok::Name,
                }
            }

            /// What it is called in a message.
            pub(crate) fn describe(self) -> &'static str {
                match self {
                    Tok::End => "the end",
                    Tok::Name => "a name",
                    Tok::Number => "a number",
                    Tok::Char => "a character",
                    Tok::Str => "a string",
                    Tok::Bad => "no character of C",
                    $(Tok::$word => first(&[$(concat!("`", $text, "`")),+]),)*
                    $(Tok::$sign => concat!("`", $sign_text, "`"),)*
                }
            }

            /// Whether it is a word of C's own.
            pub(crate) fn is_keyword(self) -> bool {
                matches!(self, $(Tok::$word)|*)
            }
        }
    };
}

fn first(texts: &[&'static str]) -> &'static str {
    texts.first().copied().unwrap_or_default()
}

tokens! {
    words {
        Void "void";
        Char8 "char";
        Short "short";
        Int "int";
        Long "long";
        Float "float";
        Double "double";
        Signed "signed" "__signed__" "__signed";
        Unsigned "unsigned";
        Bool "_Bool";
        Complex "_Complex" "__complex__" "__complex";
        Imaginary "_Imaginary";
        Int128 "__int128" "__int128_t" "__int128__";
        UInt128 "__uint128_t";
        Float16 "_Float16";
        BFloat16 "__bf16";
        Float32 "_Float32";
        Float64 "_Float64";
        Float32x "_Float32x";
        Float64x "_Float64x";
        Float128 "_Float128" "__float128";
        Decimal "_Decimal32" "_Decimal64" "_Decimal128" "__fp16" "_Fract" "_Accum" "_Sat";
        Int8Ms "__int8";
        Int16Ms "__int16";
        Int32Ms "__int32";
        Int64Ms "__int64";
        Struct "struct";
        Union "union";
        Enum "enum";
        Typeof "typeof" "__typeof__" "__typeof" "typeof_unqual" "__typeof_unqual__";
        Typedef "typedef";
        Extern "extern";
        Static "static";
        Auto "auto";
        Register "register";
        ThreadLocal "_Thread_local" "__thread";
        Inline "inline" "__inline" "__inline__" "__forceinline";
        Noreturn "_Noreturn";
        Const "const" "__const" "__const__";
        Volatile "volatile" "__volatile" "__volatile__";
        Restrict "restrict" "__restrict" "__restrict__";
        Atomic "_Atomic";
        Alignas "_Alignas";
        Alignof "_Alignof" "__alignof__" "__alignof";
        Sizeof "sizeof";
        Offsetof "__builtin_offsetof";
        Generic "_Generic";
        TypesCompatible "__builtin_types_compatible_p";
        ChooseExpr "__builtin_choose_expr";
        ConstantP "__builtin_constant_p";
        StaticAssert "_Static_assert";
        Attribute "__attribute__" "__attribute";
        Declspec "__declspec";
        Asm "asm" "__asm__" "__asm";
        Extension "__extension__";
        Cdecl "__cdecl" "_cdecl";
        Stdcall "__stdcall" "_stdcall" "WINAPI";
        Fastcall "__fastcall" "_fastcall";
        Thiscall "__thiscall";
        Vectorcall "__vectorcall";
        Ignored "__ptr32" "__ptr64" "__w64" "__unaligned" "_Nonnull" "_Nullable" "_Null_unspecified" "__sptr" "__uptr";
        Statement "break" "case" "continue" "default" "do" "else" "for" "goto" "if" "return" "switch" "while";
    }
    signs {
        OpenParen "(";
        CloseParen ")";
        OpenBracket "[";
        CloseBracket "]";
        OpenBrace "{";
        CloseBrace "}";
        Semicolon ";";
        Comma ",";
        Colon ":";
        Question "?";
        Assign "=";
        AssignOp "an assignment";
        Star "*";
        Slash "/";
        Percent "%";
        Plus "+";
        Minus "-";
        PlusPlus "++";
        MinusMinus "--";
        Tilde "~";
        Not "!";
        And "&";
        Or "|";
        Xor "^";
        AndAnd "&&";
        OrOr "||";
        Equal "==";
        NotEqual "!=";
        Less "<";
        Greater ">";
        LessEqual "<=";
        GreaterEqual ">=";
        ShiftLeft "<<";
        ShiftRight ">>";
        Dot ".";
        Arrow "->";
        Ellipsis "...";
    }
}

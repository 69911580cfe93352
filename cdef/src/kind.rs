//! [`ErrorKind`] and [`WarningKind`]: what can be wrong with a text.

use core::fmt;

/// Writes an enum of kinds, each with its name, its definition and an example.
macro_rules! kinds {
    ($(#[$attr:meta])* $name:ident { $($variant:ident $text:literal $definition:literal $example:literal;)* }) => {
        $(#[$attr])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $text, "`: ", $definition, "\n\n```c\n", $example, "\n```")]
                $variant,
            )*
        }

        impl $name {
            /// Every kind, in the order of the documentation.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The name, as messages show it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }

            /// What it means.
            #[must_use]
            pub const fn definition(self) -> &'static str {
                match self { $($name::$variant => $definition),* }
            }

            /// A text that has it. A line that begins with `//?` is a question to the text, as the example
            /// `conformance` understands it; where there is none, reading the text is enough.
            #[must_use]
            pub const fn example(self) -> &'static str {
                match self { $($name::$variant => $example),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

kinds! {
    /// What is wrong with a declaration, or with a question about one.
    ///
    /// The kinds from [`LayoutMismatch`](Self::LayoutMismatch) on say that the compiler disagrees with a
    /// text, or cannot be asked: see [`Cdef::answered`](crate::Cdef::answered).
    ErrorKind {
        Syntax "syntax" "The text is no C: a word stands where another must stand." "int f(int;";
        Directive "directive" "A directive of the preprocessor that means nothing here." "#include <stdio.h>";
        UnknownType "unknown-type" "A name is used as a type, and is none." "void f(size_type n);";
        UnknownTag "unknown-tag" "A type string names a struct, union or enum that was never declared." "int f(int);\n//? sizeof(struct nowhere)";
        WrongTagKind "wrong-tag-kind" "A tag is used with another keyword than it was declared with." "struct a { int x; };\nvoid f(union a *p);";
        UnsupportedType "unsupported-type" "A type that compilers know, and that has no counterpart here." "extern int _Complex z;";
        BadSpecifiers "bad-specifiers" "Words that do not make a type together." "extern unsigned float x;";
        OnlyVariadic "only-variadic" "A function that has nothing before its `...`." "int f(...);";
        FunctionBody "function-body" "A function has a body, and is not `inline` or `static`: it would be compiled nowhere." "void f(void) { }";
        BadDefine "bad-define" "A macro that is no constant: a text, a float, a macro with parameters, or nothing." "#define NAME \"text\"";
        BadDotdotdot "bad-dotdotdot" "A `...` where nothing can be left to the compiler." "extern ... x;";
        BitfieldAndDotdotdot "bitfield-and-dotdotdot" "A struct with bit-fields whose other members are left to the compiler: nobody could ask where the bits lie." "struct s { int a : 2; ...; };";
        PartialWithoutName "partial-without-name" "A struct that is left to the compiler, and has no name by which it could be asked." "typedef struct { ...; } *p;";
        BadOption "bad-option" "Options that do not go together, or that mean nothing." "//? option(packed=2)";
        BadConstant "bad-constant" "An expression that is no integer constant." "enum e { A = UNKNOWN };";
        NumberTooLarge "number-too-large" "A number that no integer holds." "extern int a[123456789012345678901234567890];";
        SizeOverflow "size-overflow" "A type that is larger than half of the address space." "extern short a[9223372036854775807];";
        NegativeLength "negative-length" "An array with less than no items." "extern int a[-5];";
        UnknownLength "unknown-length" "The size of an array without a length is asked." "extern int a[];\n//? sizeof(int[])";
        Opaque "opaque" "The inside of a type is needed, and it is not known." "struct s;\nstruct t { struct s member; };";
        VarArrayNotLast "var-array-not-last" "A member without a length that is not the last." "struct s { int a[]; int b; };";
        VarArrayOnly "var-array-only" "A struct of nothing but an array without a length." "struct s { int a[]; };";
        VarArrayInUnion "var-array-in-union" "An array without a length in a union." "union u { char b; int a[]; };";
        BadBitfieldType "bad-bitfield-type" "A bit-field of a type that is no integer." "struct s { float x : 1; };";
        BitfieldTooWide "bitfield-too-wide" "A bit-field with more bits than its type has." "struct s { char x : 9; };";
        NamedZeroBitfield "named-zero-bitfield" "A bit-field of no bits, which only ends a unit, has a name." "struct s { char x : 0; };";
        DuplicateField "duplicate-field" "Two members have one name, perhaps in an anonymous member." "struct s { int a; struct { int a; }; };";
        RecursiveStruct "recursive-struct" "A struct contains itself." "struct s { int x; struct s y; };";
        FunctionType "function-type" "A function where only an object or a pointer can stand." "struct s { int f(int); };";
        ArrayResult "array-result" "A function gives an array, or a function." "int f(int)[5];";
        VoidParameter "void-parameter" "A parameter of type `void` beside others." "int f(void, int);";
        EnumBodyLate "enum-body-late" "An enum has its constants already." "enum e { A };\nenum e { B };";
        EnumOverflow "enum-overflow" "No integer holds all constants of an enum." "enum e { A = -1, B = 0xFFFFFFFFFFFFFFFF };";
        Redeclared "redeclared" "A name is declared again, as something else." "int f(void);\nlong f(void);";
        RedeclaredConstant "redeclared-constant" "A constant is declared again, or with another value." "enum e { A };\nenum f { A };";
        RedefinedTag "redefined-tag" "A struct or union has its members already." "struct s { int a; };\nstruct s { int a; };";
        NoSuchField "no-such-field" "A struct is asked for a member that it does not have." "struct s { int a; };\n//? offsetof(struct s,b)";
        NotAStruct "not-a-struct" "What is neither struct nor union is asked for a member." "extern int x;\n//? offsetof(int,a)";
        BitfieldOffset "bitfield-offset" "The offset of a bit-field is asked, which begins within a byte." "struct s { int a : 4; };\n//? offsetof(struct s,a)";
        NeedsCompiler "needs-compiler" "What the text leaves to the compiler is asked without one." "struct s { int x; ...; };\n//? sizeof(struct s)";
        NotIncluded "not-included" "A function or variable of an included text is asked for: it belongs to the other library." "%% included\nint f(int);\n%%\n//? kindof(f)";
        ExternPythonNestedBraces "extern-python-nested-braces" "A block `extern \"Python\"` that holds more than functions." "extern \"Python\" { struct s { int x; }; }";
        ExternPythonUnclosed "extern-python-unclosed" "A block `extern \"Python\"` without its end." "extern \"Python\" { int f(int);";
        ExternPythonNotFunction "extern-python-not-function" "`extern \"Python\"` before what is no function." "extern \"Python\" int x;";
        StaticAssert "static-assert" "A `_Static_assert` is false." "_Static_assert(sizeof(int) == 3, \"ints have three bytes\");";
        UnknownName "unknown-name" "A name is asked for that the text does not declare." "int f(void);\n//? kindof(g)";
        TooDeep "too-deep" "Parentheses, brackets, braces or types in types, deeper than any C compiler has to follow." "extern int ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((x))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))));";
        TooMany "too-many" "More members, parameters or constants than there can be, or more errors than are told." "struct s { int a1, a2, a3; /* and a million more */ };";
        TooLong "too-long" "A text of more than 2^30 bytes." "/* a billion of letters */";
        LayoutMismatch "layout-mismatch" "The compiler lays a struct out otherwise." "struct s { char a; int b; };\n%% csource\nstruct s { int b; char a; };";
        ConstantMismatch "constant-mismatch" "The compiler says that a constant is another." "#define A 42\n%% csource\n#define A 43";
        CompileError "compile-error" "The compiler refuses what is made of the text." "int f(int *);\n%% csource\nint f(long *p) { return *p; }";
        DuplicateEnumerator "duplicate-enumerator" "An enum that is left to the compiler has a constant that another has." "enum e { A, ... };\nenum f { A, ... };";
        NotAFloat "not-a-float" "The compiler says that a `typedef float...` is no float." "typedef double... t;\n%% csource\ntypedef long t;";
        LongDoubleUnsupported "long-double-unsupported" "The compiler says that a `typedef float...` is a `long double`." "typedef double... t;\n%% csource\ntypedef long double t;";
        PackNeedsAbiMode "pack-needs-abi-mode" "`pack=n` where the compiler lays structs out." "%% pack=2\nstruct s { char a; int b; };\n%% csource\nstruct s { int b; };";
        UnnameableType "unnameable-type" "A type that no C can be written for, because it has no name." "typedef struct { int x; } **p;\nvoid f(p);\n%% csource\ntypedef struct { int x; } **p;\nvoid f(p x) { }";
    }
}

kinds! {
    /// What a reader should know, though the text is right.
    WarningKind {
        PragmaIgnored "pragma-ignored" "A `#pragma` that is not known." "#pragma foobar";
        NoStorageClass "no-storage-class" "A variable without `extern` or `static`: C would define it." "int x;";
        OpaqueEnum "opaque-enum" "An enum without constants: `unsigned int` is taken for it." "enum e;";
        ConstantOverflow "constant-overflow" "A constant expression does not fit in its type, and is cut." "enum e { A = 2147483647 + 1 };";
        AttributeIgnored "attribute-ignored" "An attribute that might change a layout, and is not known." "struct s { int x; } __attribute__((scalar_storage_order(\"big-endian\")));";
    }
}

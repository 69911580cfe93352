//! The table of targets. Each entry names what differs from the one it starts from.

use super::{Endian, EnumRules, FloatFormat, LongDouble, RecordRules, Target, WideChar};

/// Long double as `double`.
const DOUBLE: LongDouble = LongDouble {
    size: 8,
    align: 8,
    format: FloatFormat::Binary64,
};

const X87_16: LongDouble = LongDouble {
    size: 16,
    align: 16,
    format: FloatFormat::X87,
};

const X87_12: LongDouble = LongDouble {
    size: 12,
    align: 4,
    format: FloatFormat::X87,
};

const BINARY128: LongDouble = LongDouble {
    size: 16,
    align: 16,
    format: FloatFormat::Binary128,
};

const WCHAR_I32: WideChar = WideChar {
    size: 4,
    signed: true,
};

const WCHAR_U32: WideChar = WideChar {
    size: 4,
    signed: false,
};

const WCHAR_U16: WideChar = WideChar {
    size: 2,
    signed: false,
};

/// A vector is aligned to its size, whatever it is.
const NO_LIMIT: u32 = 1 << 31;

impl Target {
    /// x86-64 Linux, GNU C library.
    pub const X86_64_LINUX_GNU: Target = Target {
        name: "x86_64-unknown-linux-gnu",
        endian: Endian::Little,
        pointer: 8,
        long: 8,
        align8: 8,
        int128_align: 16,
        vector_align: NO_LIMIT,
        char_signed: true,
        wchar: WCHAR_I32,
        long_double: X87_16,
        fast16: 8,
        fast32: 8,
        records: RecordRules::Gnu {
            unnamed_bits_align: false,
        },
        enums: EnumRules::Fit,
    };

    /// 32-bit x86 Linux, GNU C library.
    pub const I686_LINUX_GNU: Target = Target {
        name: "i686-unknown-linux-gnu",
        pointer: 4,
        long: 4,
        align8: 4,
        int128_align: 0,
        long_double: X87_12,
        fast16: 4,
        fast32: 4,
        ..Self::X86_64_LINUX_GNU
    };

    /// 64-bit Arm Linux, GNU C library.
    pub const AARCH64_LINUX_GNU: Target = Target {
        name: "aarch64-unknown-linux-gnu",
        vector_align: 16,
        char_signed: false,
        wchar: WCHAR_U32,
        long_double: BINARY128,
        records: RecordRules::Gnu {
            unnamed_bits_align: true,
        },
        ..Self::X86_64_LINUX_GNU
    };

    /// 32-bit Arm Linux with floating-point registers, GNU C library.
    pub const ARMV7_LINUX_GNUEABIHF: Target = Target {
        name: "armv7-unknown-linux-gnueabihf",
        pointer: 4,
        long: 4,
        int128_align: 0,
        vector_align: 8,
        long_double: DOUBLE,
        fast16: 4,
        fast32: 4,
        ..Self::AARCH64_LINUX_GNU
    };

    /// 64-bit RISC-V Linux, GNU C library.
    pub const RISCV64_LINUX_GNU: Target = Target {
        name: "riscv64gc-unknown-linux-gnu",
        char_signed: false,
        long_double: BINARY128,
        ..Self::X86_64_LINUX_GNU
    };

    /// IBM Z Linux, GNU C library.
    pub const S390X_LINUX_GNU: Target = Target {
        name: "s390x-unknown-linux-gnu",
        endian: Endian::Big,
        int128_align: 8,
        char_signed: false,
        long_double: LongDouble {
            size: 16,
            align: 8,
            format: FloatFormat::Binary128,
        },
        ..Self::X86_64_LINUX_GNU
    };

    /// 64-bit big-endian PowerPC Linux, GNU C library.
    pub const POWERPC64_LINUX_GNU: Target = Target {
        name: "powerpc64-unknown-linux-gnu",
        endian: Endian::Big,
        char_signed: false,
        long_double: LongDouble {
            size: 16,
            align: 16,
            format: FloatFormat::DoubleDouble,
        },
        ..Self::X86_64_LINUX_GNU
    };

    /// 64-bit little-endian PowerPC Linux, GNU C library.
    pub const POWERPC64LE_LINUX_GNU: Target = Target {
        name: "powerpc64le-unknown-linux-gnu",
        endian: Endian::Little,
        ..Self::POWERPC64_LINUX_GNU
    };

    /// x86-64 Linux, musl.
    pub const X86_64_LINUX_MUSL: Target = Target {
        name: "x86_64-unknown-linux-musl",
        fast16: 4,
        fast32: 4,
        ..Self::X86_64_LINUX_GNU
    };

    /// 64-bit Arm Linux, musl.
    pub const AARCH64_LINUX_MUSL: Target = Target {
        name: "aarch64-unknown-linux-musl",
        fast16: 4,
        fast32: 4,
        ..Self::AARCH64_LINUX_GNU
    };

    /// 64-bit Arm Android. Its C library has integers of 64 bits as fast ones, as GNU's has.
    pub const AARCH64_ANDROID: Target = Target {
        name: "aarch64-linux-android",
        records: RecordRules::Clang {
            unnamed_bits_align: true,
        },
        ..Self::AARCH64_LINUX_GNU
    };

    /// 64-bit Windows, Microsoft's compiler.
    pub const X86_64_WINDOWS_MSVC: Target = Target {
        name: "x86_64-pc-windows-msvc",
        long: 4,
        int128_align: 16,
        wchar: WCHAR_U16,
        long_double: DOUBLE,
        fast16: 4,
        fast32: 4,
        records: RecordRules::Microsoft,
        enums: EnumRules::Int,
        ..Self::X86_64_LINUX_GNU
    };

    /// 64-bit Windows, GNU compiler.
    pub const X86_64_WINDOWS_GNU: Target = Target {
        name: "x86_64-pc-windows-gnu",
        long_double: X87_16,
        fast16: 2,
        records: RecordRules::MinGw,
        enums: EnumRules::Fit,
        ..Self::X86_64_WINDOWS_MSVC
    };

    /// 32-bit Windows, Microsoft's compiler.
    pub const I686_WINDOWS_MSVC: Target = Target {
        name: "i686-pc-windows-msvc",
        pointer: 4,
        int128_align: 0,
        ..Self::X86_64_WINDOWS_MSVC
    };

    /// 32-bit Windows, GNU compiler.
    pub const I686_WINDOWS_GNU: Target = Target {
        name: "i686-pc-windows-gnu",
        pointer: 4,
        int128_align: 0,
        long_double: X87_12,
        ..Self::X86_64_WINDOWS_GNU
    };

    /// 64-bit Arm macOS.
    pub const AARCH64_MACOS: Target = Target {
        name: "aarch64-apple-darwin",
        records: RecordRules::Clang {
            unnamed_bits_align: false,
        },
        vector_align: 16,
        long_double: DOUBLE,
        fast16: 2,
        fast32: 4,
        ..Self::X86_64_LINUX_GNU
    };

    /// x86-64 macOS.
    pub const X86_64_MACOS: Target = Target {
        name: "x86_64-apple-darwin",
        vector_align: 16,
        records: RecordRules::Clang {
            unnamed_bits_align: false,
        },
        fast16: 2,
        fast32: 4,
        ..Self::X86_64_LINUX_GNU
    };

    /// 32-bit WebAssembly, WASI.
    pub const WASM32_WASI: Target = Target {
        name: "wasm32-wasip1",
        records: RecordRules::Clang {
            unnamed_bits_align: false,
        },
        pointer: 4,
        long: 4,
        long_double: BINARY128,
        fast16: 4,
        fast32: 4,
        ..Self::X86_64_LINUX_GNU
    };

    /// Every target of the table.
    pub const ALL: &'static [Target] = &[
        Self::X86_64_LINUX_GNU,
        Self::I686_LINUX_GNU,
        Self::AARCH64_LINUX_GNU,
        Self::ARMV7_LINUX_GNUEABIHF,
        Self::RISCV64_LINUX_GNU,
        Self::S390X_LINUX_GNU,
        Self::POWERPC64_LINUX_GNU,
        Self::POWERPC64LE_LINUX_GNU,
        Self::X86_64_LINUX_MUSL,
        Self::AARCH64_LINUX_MUSL,
        Self::AARCH64_ANDROID,
        Self::X86_64_WINDOWS_MSVC,
        Self::X86_64_WINDOWS_GNU,
        Self::I686_WINDOWS_MSVC,
        Self::I686_WINDOWS_GNU,
        Self::AARCH64_MACOS,
        Self::X86_64_MACOS,
        Self::WASM32_WASI,
    ];
}

/// What GCC and Clang call targets of the table, where Rust has another name.
pub(super) const ALIASES: &[(&str, Target)] = &[
    ("x86_64-linux-gnu", Target::X86_64_LINUX_GNU),
    ("x86_64-pc-linux-gnu", Target::X86_64_LINUX_GNU),
    ("i686-linux-gnu", Target::I686_LINUX_GNU),
    ("i386-linux-gnu", Target::I686_LINUX_GNU),
    ("aarch64-linux-gnu", Target::AARCH64_LINUX_GNU),
    ("arm-linux-gnueabihf", Target::ARMV7_LINUX_GNUEABIHF),
    ("riscv64-linux-gnu", Target::RISCV64_LINUX_GNU),
    ("s390x-linux-gnu", Target::S390X_LINUX_GNU),
    ("powerpc64-linux-gnu", Target::POWERPC64_LINUX_GNU),
    ("powerpc64le-linux-gnu", Target::POWERPC64LE_LINUX_GNU),
    ("x86_64-linux-musl", Target::X86_64_LINUX_MUSL),
    ("aarch64-linux-musl", Target::AARCH64_LINUX_MUSL),
    ("x86_64-w64-mingw32", Target::X86_64_WINDOWS_GNU),
    ("i686-w64-mingw32", Target::I686_WINDOWS_GNU),
    ("arm64-apple-darwin", Target::AARCH64_MACOS),
    ("wasm32-wasi", Target::WASM32_WASI),
];

macro_rules! host {
    ($($target:ident: $cfg:meta;)*) => {
        $(
            #[cfg($cfg)]
            pub(super) const HOST: Target = Target::$target;
        )*
        #[cfg(not(any($($cfg),*)))]
        compile_error!(
            "`lltype` does not know this target: add an entry to `lltype/src/target/table.rs`"
        );
    };
}

host! {
    X86_64_LINUX_GNU: all(target_arch = "x86_64", target_os = "linux", target_env = "gnu", target_pointer_width = "64");
    I686_LINUX_GNU: all(target_arch = "x86", target_os = "linux");
    AARCH64_LINUX_GNU: all(target_arch = "aarch64", target_os = "linux", target_env = "gnu", target_endian = "little", target_pointer_width = "64");
    ARMV7_LINUX_GNUEABIHF: all(target_arch = "arm", target_os = "linux");
    RISCV64_LINUX_GNU: all(target_arch = "riscv64", target_os = "linux", target_env = "gnu");
    S390X_LINUX_GNU: all(target_arch = "s390x", target_os = "linux", target_env = "gnu");
    POWERPC64_LINUX_GNU: all(target_arch = "powerpc64", target_os = "linux", target_env = "gnu", target_endian = "big");
    POWERPC64LE_LINUX_GNU: all(target_arch = "powerpc64", target_os = "linux", target_env = "gnu", target_endian = "little");
    X86_64_LINUX_MUSL: all(target_arch = "x86_64", any(target_os = "freebsd", all(target_os = "linux", not(target_env = "gnu"))));
    AARCH64_LINUX_MUSL: all(target_arch = "aarch64", target_os = "linux", not(target_env = "gnu"));
    AARCH64_ANDROID: all(target_arch = "aarch64", target_os = "android");
    X86_64_WINDOWS_MSVC: all(target_arch = "x86_64", windows, target_env = "msvc");
    X86_64_WINDOWS_GNU: all(target_arch = "x86_64", windows, target_env = "gnu");
    I686_WINDOWS_MSVC: all(target_arch = "x86", windows, target_env = "msvc");
    I686_WINDOWS_GNU: all(target_arch = "x86", windows, target_env = "gnu");
    AARCH64_MACOS: all(target_arch = "aarch64", target_vendor = "apple");
    X86_64_MACOS: all(target_arch = "x86_64", target_vendor = "apple");
    // Emscripten aligns `long double` to 8 bytes.
    WASM32_WASI: all(target_arch = "wasm32", target_os = "wasi");
}

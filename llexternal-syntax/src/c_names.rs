//! The names that stand for C's types: those of `rffi`, and those of `core::ffi` and `libc`.

/// The names of `rffi` for types that have a pointer of the same name with a `P`, but for `CHAR`.
const TYPES: &[&str] = &[
    "CHAR",
    "SIGNEDCHAR",
    "UCHAR",
    "SHORT",
    "USHORT",
    "INT",
    "UINT",
    "INT_real",
    "UINT_real",
    "LONG",
    "ULONG",
    "LONGLONG",
    "ULONGLONG",
    "__INT128_T",
    "__UINT128_T",
    "BOOL",
    "FLOAT",
    "DOUBLE",
    "LONGDOUBLE",
    "FLOAT_COMPLEX",
    "DOUBLE_COMPLEX",
    "LONGDOUBLE_COMPLEX",
    "WCHAR_T",
    "SIZE_T",
    "SSIZE_T",
    "PTRDIFF_T",
    "INTPTR_T",
    "UINTPTR_T",
    "SIGNED",
    "UNSIGNED",
    "INTMAX_T",
    "UINTMAX_T",
    "INT8_T",
    "UINT8_T",
    "INT16_T",
    "UINT16_T",
    "INT32_T",
    "UINT32_T",
    "INT64_T",
    "UINT64_T",
    "INT_LEAST8_T",
    "UINT_LEAST8_T",
    "INT_LEAST16_T",
    "UINT_LEAST16_T",
    "INT_LEAST32_T",
    "UINT_LEAST32_T",
    "INT_LEAST64_T",
    "UINT_LEAST64_T",
    "INT_FAST8_T",
    "UINT_FAST8_T",
    "INT_FAST16_T",
    "UINT_FAST16_T",
    "INT_FAST32_T",
    "UINT_FAST32_T",
    "INT_FAST64_T",
    "UINT_FAST64_T",
    "TIME_T",
    "CLOCK_T",
    "OFF_T",
    "DEV_T",
    "INO_T",
    "PID_T",
    "MODE_T",
    "UID_T",
    "GID_T",
    "NLINK_T",
    "BLKSIZE_T",
    "BLKCNT_T",
    "CLOCKID_T",
    "SUSECONDS_T",
    "SOCKLEN_T",
    "SA_FAMILY_T",
    "RLIM_T",
    "NFDS_T",
];

/// Pointers with a name of their own, and to what they point.
const POINTERS: &[(&str, Place, &str)] = &[
    ("CCHARP", Place::PointerTo, "CHAR"),
    ("CONST_CCHARP", Place::PointerToConst, "CHAR"),
    ("CWCHARP", Place::PointerTo, "WCHAR_T"),
    ("CONST_CWCHARP", Place::PointerToConst, "WCHAR_T"),
    ("VOIDP", Place::Itself, "VOIDP"),
    ("CONST_VOIDP", Place::Itself, "CONST_VOIDP"),
    ("VOIDPP", Place::Itself, "VOIDPP"),
    ("CCHARPP", Place::Itself, "CCHARPP"),
    ("CWCHARPP", Place::Itself, "CWCHARPP"),
    ("SIGNEDPP", Place::Itself, "SIGNEDPP"),
];

/// The names in `core::ffi`. The types of `libc` are those of `rffi` in lower case.
const RUST: &[(&str, &str)] = &[
    ("c_char", "CHAR"),
    ("c_schar", "SIGNEDCHAR"),
    ("c_uchar", "UCHAR"),
    ("c_short", "SHORT"),
    ("c_ushort", "USHORT"),
    ("c_int", "INT"),
    ("c_uint", "UINT"),
    ("c_long", "LONG"),
    ("c_ulong", "ULONG"),
    ("c_longlong", "LONGLONG"),
    ("c_ulonglong", "ULONGLONG"),
    ("c_float", "FLOAT"),
    ("c_double", "DOUBLE"),
];

/// What a name stands for: an entry of a table of `lltype`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CName {
    /// The type, or a pointer to it.
    pub place: Place,
    /// The key of the table.
    pub key: &'static str,
    /// Whose the name is.
    pub origin: Origin,
}

/// Which table of `lltype` an entry is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// That of the types.
    Itself,
    /// That of pointers to them.
    PointerTo,
    /// That of pointers to `const` of them.
    PointerToConst,
}

/// Whose a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `rffi`'s.
    Rffi,
    /// `core::ffi`'s.
    Core,
    /// `libc`'s.
    Libc,
}

impl CName {
    /// What the name stands for, if it is known.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let entry = |origin, place, key| CName { place, key, origin };
        if let Some(key) = type_of(name) {
            return Some(entry(Origin::Rffi, Place::Itself, key));
        }
        if let Some((_, place, key)) = POINTERS.iter().find(|(pointer, ..)| *pointer == name) {
            return Some(entry(Origin::Rffi, *place, key));
        }
        if let Some(key) = name.strip_suffix('P').and_then(type_of)
            && key != "CHAR"
        {
            return Some(entry(Origin::Rffi, Place::PointerTo, key));
        }
        if let Some((_, key)) = RUST.iter().find(|(rust, _)| *rust == name) {
            return Some(entry(Origin::Core, Place::Itself, key));
        }
        // `time_t`: but not `Time_T`.
        let is_lower = name.ends_with("_t") && !name.contains(|c: char| c.is_ascii_uppercase());
        let key = is_lower.then(|| name.to_ascii_uppercase());
        let key = key.as_deref().and_then(type_of)?;
        Some(entry(Origin::Libc, Place::Itself, key))
    }

    /// A pointer to it, if the table has one.
    #[must_use]
    pub fn pointer(self, constant: bool) -> Option<Self> {
        if self.place != Place::Itself || type_of(self.key).is_none() {
            return None;
        }
        let place = match constant {
            true => Place::PointerToConst,
            false => Place::PointerTo,
        };
        Some(CName { place, ..self })
    }

    /// Whether it is a pointer through which C may write.
    #[must_use]
    pub fn is_mutable_pointer(self) -> bool {
        match self.place {
            Place::PointerTo => true,
            Place::PointerToConst => false,
            Place::Itself => {
                let mut pointers = POINTERS.iter();
                let is_pointer =
                    pointers.any(|(_, place, key)| *place == Place::Itself && *key == self.key);
                is_pointer && !self.key.starts_with("CONST_")
            }
        }
    }

    /// Every name of `rffi` that stands for a C type.
    pub fn of_rffi() -> impl Iterator<Item = String> {
        let types = TYPES.iter().map(ToString::to_string);
        let pointers = TYPES.iter().filter(|name| **name != "CHAR");
        let pointers = pointers.map(|name| format!("{name}P"));
        let named = POINTERS.iter().map(|(name, ..)| (*name).to_owned());
        types.chain(pointers).chain(named)
    }
}

fn type_of(name: &str) -> Option<&'static str> {
    TYPES.iter().copied().find(|known| *known == name)
}

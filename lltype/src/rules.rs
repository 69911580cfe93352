//! What a described struct or union must be, checked in constants: the rules that
//! [`TypeBuilder`](crate::TypeBuilder) checks at run time, and that Rust lays the type out as C does.
//!
//! `#[derive(CStruct)]` writes the calls. Each stops the compiler with a text that names the member
//! and says what to do.

use core::ffi::c_int;

use crate::desc::{ArrayLength, Desc, EnumDesc, FieldDesc, RecordDesc, RecordKind};
use crate::layout::{MAX_DEPTH, bit_count, field_layouts, host_layout};
use crate::text::Text;
use crate::{BitRange, Class, FieldLayout, Target};

/// Whether the size depends on a length that is not part of the type.
#[must_use]
pub(crate) const fn is_var_sized(desc: &Desc) -> bool {
    let mut desc = desc.unaliased();
    let mut depth = 0;
    // A constant may be written that contains itself.
    while depth <= MAX_DEPTH {
        desc = match desc {
            Desc::Array(array) if !matches!(array.length, ArrayLength::Fixed(_)) => return true,
            Desc::Array(array) => array.item.unaliased(),
            Desc::Record(record) => match record.fields.last() {
                Some(last) => last.desc.unaliased(),
                None => return false,
            },
            _ => return false,
        };
        depth += 1;
    }
    false
}

/// Whether its size is known: not of an opaque type, nor of what has one in it. `void` is bytes.
pub(crate) const fn has_size(desc: &Desc) -> bool {
    matches!(desc.unaliased(), Desc::Void) || host_layout(desc).is_some()
}

const fn is_gc(desc: &Desc) -> bool {
    match desc.unaliased() {
        Desc::Opaque(opaque) => opaque.gc,
        Desc::Array(array) => array.gc,
        Desc::Record(record) => record.attrs.gc,
        _ => false,
    }
}

/// The struct or union that a derived description is.
const fn record(desc: &Desc) -> &RecordDesc {
    match desc {
        Desc::Record(record) => record,
        _ => panic!("not the description of a struct or union"),
    }
}

/// "member `x` of `struct s`".
const fn member(record: &RecordDesc, index: usize) -> Text {
    let text = Text::new().push("member `");
    let name = record.fields[index].name;
    let text = match name.is_empty() {
        true => text.push("#").number(index as u64),
        false => text.push(name),
    };
    text.push("` of `").push(record.name).push("`")
}

/// One member keeps the rules of what may lie inside of what. `var_sized` says whether the last
/// member was seen to be a `FlexArray` or an `Array`.
#[track_caller]
pub const fn check_field(desc: &Desc, index: usize, var_sized: bool) {
    let record = record(desc);
    let field = &record.fields[index];
    let is_last = index + 1 == record.fields.len();
    if let Some(width) = field.bits {
        check_width(record, index, width);
    }
    let problem = match field.bits {
        Some(width) => bits_problem(field, width),
        None => problem(record, index),
    };
    if let Some(problem) = problem {
        member(record, index).push(problem).panic();
    }
    if is_last && is_var_sized(field.desc) && !var_sized {
        member(record, index)
            .push(": its type has no fixed size; name it `FlexArray<T>` or `Array<T>`")
            .panic();
    }
    if field.name.is_empty() && field.bits.is_none() {
        check_inner_names(record, index, field.desc);
    }
}

const fn problem(record: &RecordDesc, index: usize) -> Option<&'static str> {
    let desc = record.fields[index].desc.unaliased();
    let gc = record.attrs.gc;
    let is_last = index + 1 == record.fields.len() && matches!(record.kind, RecordKind::Struct);
    match desc {
        Desc::Function(_) => Some(": a function cannot be a member; use a pointer to it"),
        Desc::Record(_) if is_gc(desc) && !(gc && index == 0) => Some(
            ": a garbage collector owns its type, so it can only be the first member of a struct \
             with `#[cstruct(gc)]`; use a pointer to it",
        ),
        Desc::Array(_) | Desc::Opaque(_) if is_gc(desc) => {
            Some(": a garbage collector owns its type; use a pointer to it")
        }
        Desc::Array(array) if gc && matches!(array.length, ArrayLength::NoLength) => Some(
            ": a garbage collector must know the size, and this array has no length; use `Array<T>`",
        ),
        Desc::Array(array)
            if matches!(array.length, ArrayLength::NoLength) && is_last && !has_others(record) =>
        {
            Some(": an array without a length is no struct by itself; put a member before it")
        }
        Desc::Array(_) if is_var_sized(desc) && !is_last => Some(
            ": its type has no fixed length and must be the last member of a struct; move it there, \
             or give it a length as `[T; N]`",
        ),
        Desc::Record(_) if is_var_sized(desc) => Some(
            ": its type has no fixed size and cannot lie inside of another type; use a pointer to it",
        ),
        Desc::Array(array) => item_problem(array.item.unaliased()),
        Desc::Record(_) => None,
        _ if record.fields[index].name.is_empty() => {
            Some(": only a struct or a union can be anonymous; leave `anonymous` out")
        }
        _ => None,
    }
}

/// Whether there is a member with a name before the last.
const fn has_others(record: &RecordDesc) -> bool {
    let mut at = 0;
    while at + 1 < record.fields.len() {
        let field = &record.fields[at];
        if !field.name.is_empty() || field.bits.is_none() {
            return true;
        }
        at += 1;
    }
    false
}

const fn item_problem(item: &Desc) -> Option<&'static str> {
    match item {
        Desc::Function(_) => Some(": its items are functions; use pointers to them"),
        _ if is_gc(item) => {
            Some(": a garbage collector owns the type of its items; use pointers to them")
        }
        _ if is_var_sized(item) => Some(": its items have no fixed size; use pointers to them"),
        Desc::Array(array) => item_problem(array.item.unaliased()),
        _ => None,
    }
}

const fn bits_problem(field: &FieldDesc, width: u32) -> Option<&'static str> {
    if width == 0 && !field.name.is_empty() {
        return Some(": a bit-field of 0 bits only pads; name it `_`");
    }
    match bit_count(field.desc, &Target::HOST) {
        Some(_) => None,
        None => Some(": a bit-field is of an integer type"),
    }
}

/// A bit-field has no more bits than its type.
#[track_caller]
const fn check_width(record: &RecordDesc, index: usize, width: u32) {
    let Some(most) = bit_count(record.fields[index].desc, &Target::HOST) else {
        return;
    };
    if width as u64 > most {
        member(record, index)
            .push(": it has ")
            .number(width as u64)
            .push(" bits, and its type has ")
            .number(most)
            .panic();
    }
}

/// The members of an anonymous member have other names than the rest.
#[track_caller]
const fn check_inner_names(outer: &RecordDesc, index: usize, desc: &Desc) {
    let Desc::Record(inner) = desc.unaliased() else {
        return;
    };
    let mut at = 0;
    while at < inner.fields.len() {
        let field = &inner.fields[at];
        if field.name.is_empty() && field.bits.is_none() {
            check_inner_names(outer, index, field.desc);
        }
        if !field.name.is_empty() && has_name(outer, Some(index), field.name) {
            member(outer, index)
                .push(": its member `")
                .push(field.name)
                .push(
                    "` has the name of another member; rename one with `#[cstruct(name = \"..\")]`",
                )
                .panic();
        }
        at += 1;
    }
}

/// Whether a member, or one of an anonymous member, has the name; member `skip` is not looked at.
const fn has_name(record: &RecordDesc, skip: Option<usize>, name: &str) -> bool {
    let mut at = 0;
    while at < record.fields.len() {
        let field = &record.fields[at];
        let is_skipped = matches!(skip, Some(index) if index == at);
        let inside = match field.desc.unaliased() {
            Desc::Record(inner) if field.name.is_empty() => has_name(inner, None, name),
            _ => same(field.name, name),
        };
        if inside && !is_skipped {
            return true;
        }
        at += 1;
    }
    false
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Where C puts the members.
#[must_use]
#[track_caller]
pub const fn layouts<const N: usize>(desc: &Desc) -> [FieldLayout; N] {
    match field_layouts(record(desc)) {
        Some(layouts) => layouts,
        None => no_layout(desc),
    }
}

#[track_caller]
const fn no_layout(desc: &Desc) -> ! {
    Text::new()
        .push("`")
        .push(record(desc).name)
        .push("` has no layout: a member's type has no size in C, or it is too large")
        .panic()
}

/// Rust puts a member where C does.
#[track_caller]
pub const fn check_offset(desc: &Desc, layouts: &[FieldLayout], index: usize, offset: usize) {
    let expected = layouts[index].offset;
    if offset as u64 == expected {
        return;
    }
    let record = record(desc);
    let text = member(record, index)
        .push(" is at offset ")
        .number(offset as u64)
        .push(" in Rust and at ")
        .number(expected)
        .push(" in C");
    advise(text, record).panic()
}

/// Rust makes the whole as large as C does.
#[track_caller]
pub const fn check_whole(desc: &Desc, size: usize, align: usize) {
    let Some(layout) = host_layout(desc) else {
        no_layout(desc);
    };
    if layout.size == size as u64 && layout.align == align as u64 {
        return;
    }
    let record = record(desc);
    let text = Text::new().push("`").push(record.name).push("` has ");
    let text = size_and_align(text, size as u64, align as u64).push(" in Rust, and ");
    let text = size_and_align(text, layout.size, layout.align).push(" in C");
    advise(text, record).panic()
}

const fn size_and_align(text: Text, size: u64, align: u64) -> Text {
    text.number(size).push(" bytes aligned to ").number(align)
}

/// What to do about another layout.
const fn advise(text: Text, record: &RecordDesc) -> Text {
    let mut at = 0;
    while at < record.fields.len() {
        if record.fields[at].bits.is_some() {
            return text.push(
                "; give the bit-fields another storage: `[u8; N]` of as many bytes as they end in, \
                 and `#[repr(C, align(N))]` where that has the wrong alignment",
            );
        }
        at += 1;
    }
    text.push("; a member's type has another layout than its description says")
}

/// A bit-field lies inside of its storage, `size` bytes at `start`.
#[track_caller]
pub const fn check_bits(
    desc: &Desc,
    layouts: &[FieldLayout],
    index: usize,
    start: usize,
    size: usize,
) {
    // Bits of no width lie nowhere.
    let Some(bits @ BitRange { width: 1.., .. }) = layouts[index].bits else {
        return;
    };
    let (start, size) = (start as u64, size as u64);
    let (first, end) = (
        bits.first_byte(),
        bits.first_byte() + bits.byte_count() as u64,
    );
    if first >= start && end <= start + size {
        return;
    }
    member(record(desc), index)
        .push(" lies in bytes ")
        .number(first)
        .push("..")
        .number(end)
        .push(", and its storage in ")
        .number(start)
        .push("..")
        .number(start + size)
        .push("; move it to the storage that has them, or use `[u8; N]` as storage")
        .panic()
}

/// Rust makes an enum as large as C does.
#[track_caller]
pub const fn check_enum(desc: &Desc, size: usize, align: usize) {
    let Desc::Enum(enumeration) = desc else {
        return;
    };
    let text = Text::new().push("`").push(enumeration.name).push("` ");
    let Some(layout) = host_layout(desc) else {
        text.push("has no layout in C").panic();
    };
    if layout.size != size as u64 || layout.align != align as u64 {
        let text = size_and_align(text.push("has "), size as u64, align as u64);
        let text = size_and_align(text.push(" in Rust, and "), layout.size, layout.align);
        text.push(" in C; say which integer holds it, as `#[repr(u8)]`")
            .panic();
    }
    if enumeration.base.is_none() {
        check_c_int(enumeration, layout.size);
    }
}

/// The conversions of an enum whose integer C chooses are with `c_int`.
#[track_caller]
const fn check_c_int(enumeration: &EnumDesc, size: u64) {
    let integer = match (size, is_signed(enumeration)) {
        (..=4, false) => "u32",
        (..=4, true) => "i32",
        (_, false) => "u64",
        (_, true) => "i64",
    };
    let mut at = 0;
    while at < enumeration.constants.len() {
        let (name, value) = enumeration.constants[at];
        if value < c_int::MIN as i128 || value > c_int::MAX as i128 {
            Text::new()
                .push("constant `")
                .push(name)
                .push("` of `")
                .push(enumeration.name)
                .push("` does not fit in an `int`; say which integer holds it, as `#[repr(")
                .push(integer)
                .push(")]`")
                .panic();
        }
        at += 1;
    }
}

/// Whether a constant is negative.
const fn is_signed(enumeration: &EnumDesc) -> bool {
    let mut at = 0;
    while at < enumeration.constants.len() {
        if enumeration.constants[at].1 < 0 {
            return true;
        }
        at += 1;
    }
    false
}

/// Rust passes the type by value as C does.
#[track_caller]
pub const fn check_passed(desc: &Desc) {
    let Desc::Record(record) = desc.unaliased() else {
        return;
    };
    let problem = match host_layout(desc) {
        None => "it has no layout in C",
        Some(layout) if layout.size == 0 => "it has no bytes, and not all compilers pass nothing",
        Some(_) if has(desc, Trait::Bits) && has(desc, Trait::Float) => {
            "compilers do not agree where a struct with bit-fields and floats is passed"
        }
        Some(_) => return,
    };
    Text::new()
        .push("`")
        .push(record.name)
        .push("` cannot be passed by value: ")
        .push(problem)
        .push("; pass a pointer to it")
        .panic()
}

/// What a type may have inside.
#[derive(Clone, Copy)]
enum Trait {
    Bits,
    Float,
}

/// Whether a type has it anywhere inside, not looking behind pointers.
const fn has(desc: &Desc, what: Trait) -> bool {
    match desc.unaliased() {
        Desc::Scalar(scalar) => {
            matches!(what, Trait::Float) && matches!(scalar.class(&Target::HOST), Class::Float)
        }
        Desc::Vector(_) => matches!(what, Trait::Float),
        Desc::Array(array) => has(array.item, what),
        Desc::Record(record) => {
            let mut at = 0;
            while at < record.fields.len() {
                let field = &record.fields[at];
                let is_bits = field.bits.is_some();
                if is_bits && matches!(what, Trait::Bits) || !is_bits && has(field.desc, what) {
                    return true;
                }
                at += 1;
            }
            false
        }
        _ => false,
    }
}

/// The bytes of a storage of bit-fields.
#[must_use]
pub const fn storage_size<T: BitStorage>() -> usize {
    size_of::<T>()
}

/// A type whose bytes bit-fields can lie in.
///
/// # Safety
/// Bytes of any value are a value of the type, and none of them is padding.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold bit-fields",
    label = "neither an integer nor `[u8; N]`",
    note = "use an unsigned integer of the size of the bit-fields' type, or `[u8; N]`"
)]
pub unsafe trait BitStorage {}

macro_rules! storages {
    ($($ty:ty)*) => {
        $(
            // SAFETY: an integer.
            unsafe impl BitStorage for $ty {}
        )*
    };
}

storages! { i8 u8 i16 u16 i32 u32 i64 u64 isize usize }

// SAFETY: bytes.
unsafe impl<const N: usize> BitStorage for [u8; N] {}

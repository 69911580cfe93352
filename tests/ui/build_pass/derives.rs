//! The expansions bring no warnings, and need no `unsafe` of the user's.

#![deny(
    warnings,
    missing_docs,
    unused_qualifications,
    unreachable_pub,
    single_use_lifetimes,
    unused
)]
#![forbid(unsafe_code)]

use std::ffi::{c_int, c_uint};

use lltype::{CEnum, CStruct, FlexArray, Ptr, malloc_array};

/// A struct.
#[derive(CStruct, Debug, Default)]
#[repr(C)]
pub struct Packet {
    /// Itself.
    pub next: Ptr<Packet>,
    unused: c_int,
    #[cstruct(bits(pub_lic: c_uint = 1, camelCase: c_int = 3, _: c_uint = 0))]
    bits: u32,
    /// The rest.
    pub data: FlexArray<u8>,
}

/// A union.
#[derive(CStruct, Clone, Copy)]
#[repr(C)]
pub union Number {
    /// As an integer.
    pub whole: c_int,
    /// As a float.
    pub real: f32,
}

/// An enum.
#[derive(CEnum)]
#[repr(u8)]
pub enum Kind {
    /// The only one.
    Only = 3,
}

fn main() {
    #[derive(CStruct)]
    #[repr(C)]
    struct Local {
        kind: Kind,
    }
    let _ = Local { kind: Kind::Only }.kind;
    let mut packet = Packet::default();
    packet.set_camelCase(-1);
    assert_eq!(packet.camelCase(), -1);
    let packet = malloc_array::<Packet>(3).unwrap();
    let _ = packet.field(Packet::DATA).items();
    let _ = Number { whole: 3 };
}

//! Mistakes in what `#[derive(CEnum)]` is on.

use lltype::CEnum;

#[derive(CEnum)]
enum NoRepr {
    A,
}

#[derive(CEnum)]
#[repr(Rust)]
enum OfRust {
    A,
}

#[derive(CEnum)]
#[repr(u8)]
enum Members {
    A(u8),
    B { b: u8 },
    C,
}

#[derive(CEnum)]
#[repr(u8)]
enum Generic<const N: usize> {
    A,
}

#[derive(CEnum)]
#[repr(C)]
struct Struct {
    a: u8,
}

#[derive(CEnum)]
#[repr(C)]
union Union {
    a: u8,
}

#[derive(CEnum)]
#[repr(C)]
#[cenum(name = "struct color", nmae)]
enum Names {
    #[cenum(name = "3")]
    A,
    #[cenum(name = "C")]
    B,
    C,
    #[cenum(gc)]
    D,
}

fn main() {
    let _ = u8::from(Fine::A);
}

#[derive(CEnum)]
#[repr(u8)]
enum Fine {
    A,
}

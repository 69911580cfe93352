//! Any text, for any target: read, and asked for everything that it declares.
//!
//! ```sh
//! sh seeds.sh && cargo +nightly fuzz run text
//! ```

#![no_main]

use cdef::Cdef;
use lltype::Target;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let [first, rest @ ..] = input else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let target = &Target::ALL[usize::from(*first) % Target::ALL.len()];
    match Cdef::parse_for(text, target) {
        Ok(cdef) => use_all(&cdef, target),
        Err(errors) => drop(errors.to_string()),
    }
});

fn use_all(cdef: &Cdef, target: &Target) {
    for declaration in cdef.declarations() {
        let _ = (declaration.ctype(), declaration.declared(), declaration.location());
        if let Ok(ty) = declaration.ty() {
            let _ = (ty.to_string(), target.layout(&ty));
        }
    }
    for record in cdef.records() {
        let Some(name) = record.name() else { continue };
        // What was laid out while the text was read is what the type says.
        if let Ok(ty) = cdef.type_of(&name)
            && let Ok(layout) = target.layout(&ty)
        {
            assert_eq!(layout, record.layout(), "{name}");
        }
    }
}

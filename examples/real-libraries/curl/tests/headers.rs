//! The module is what the headers are.

use whole::Module;

const MODULE: Module<'_> = Module {
    info: &curl::ECI,
    files: &["/curl/"],
    text: include_str!(concat!(env!("OUT_DIR"), "/ffi.rs")),
    compared: include_str!(concat!(env!("OUT_DIR"), "/rffi/compared")),
};

#[test]
fn it_is_whole() {
    MODULE.assert_whole();
}

#[test]
fn the_build_compared_all_of_it() {
    MODULE.assert_compared();
}

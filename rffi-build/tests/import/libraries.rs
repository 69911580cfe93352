//! Libraries as they are installed, imported whole: the packages compile, and do real work.

use rffi::ExternalCompilationInfo;
use rffi_build::{Import, from_pkg_config};

use crate::package;
use crate::support::imported;

/// Imports a library into a package with this program, and runs it.
fn works(name: &str, header: &str, pkg_config: &str, main: &str) {
    if let Err(error) = from_pkg_config(pkg_config) {
        println!("skipped: {error}");
        return;
    }
    let info = ExternalCompilationInfo::new();
    let info = info.include(header).pkg_config_package(pkg_config);
    let Some(module) = imported(&Import::new(info)) else {
        return;
    };
    let text = package::without_constants(&module.text);
    let package_name = format!("imported-{name}");
    let root = package::write(
        &package_name,
        &[(&format!("src/{name}.rs"), &text), ("src/main.rs", main)],
    );
    let output = package::run(&root);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(output.stdout, b"works\n", "{errors}");
}

#[test]
fn zlib_restores_what_it_compressed() {
    works("zlib", "zlib.h", "zlib", ZLIB);
}

const ZLIB: &str = r#"
mod zlib;

use rffi::{ConstPtr, Ptr, ULONG};

fn main() {
    let text = b"to be or not to be, to be or not to be".repeat(100);
    let size = text.len() as ULONG;
    let mut packed = vec![0_u8; unsafe { zlib::compressBound(size) } as usize];
    let mut packed_size = packed.len() as ULONG;
    let status = unsafe {
        let to = Ptr::from(packed.as_mut_ptr());
        zlib::compress2(to, Ptr::from(&mut packed_size as *mut _), ConstPtr::from(text.as_ptr()), size, 9)
    };
    assert_eq!(status, 0);
    assert!(packed_size < size / 10);
    let mut restored = vec![0_u8; text.len()];
    let mut restored_size = size;
    let status = unsafe {
        let to = Ptr::from(restored.as_mut_ptr());
        let from = ConstPtr::from(packed.as_ptr());
        zlib::uncompress(to, Ptr::from(&mut restored_size as *mut _), from, packed_size)
    };
    assert_eq!((status, restored_size), (0, size));
    assert!(restored == text);
    println!("works");
}
"#;

#[test]
fn sqlite_answers_a_query() {
    works("sqlite3", "sqlite3.h", "sqlite3", SQLITE);
}

const SQLITE: &str = r#"
mod sqlite3;

use rffi::{CONST_CCHARP, Ptr};
use sqlite3::*;

fn main() {
    let mut db = Ptr::NULL;
    let mut statement = Ptr::NULL;
    unsafe {
        assert_eq!(sqlite3_open(c":memory:".as_ptr().into(), Ptr::from(&mut db as *mut _)), 0);
        let query = c"with recursive n(i) as (select 1 union all select i + 1 from n where i < 10) \
                      select sum(i), 'total' from n";
        let end = Ptr::NULL;
        let place = Ptr::from(&mut statement as *mut _);
        assert_eq!(sqlite3_prepare_v2(db, query.as_ptr().into(), -1, place, end), 0);
        assert_eq!(sqlite3_step(statement), 100);
        assert_eq!(sqlite3_column_int(statement, 0), 55);
        let text: CONST_CCHARP = sqlite3_column_text(statement, 1).cast();
        assert_eq!(core::ffi::CStr::from_ptr(text.into()), c"total");
        assert_eq!(sqlite3_finalize(statement), 0);
        assert_eq!(sqlite3_close(db), 0);
    }
    println!("works");
}
"#;

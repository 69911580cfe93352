//! An operation of this package's own, over its own C source.

use std::sync::LazyLock;

use extfunc::{Registry, ll_math, ll_os, ll_str, register_external};
use rffi::{CHAR, ConstPtr, ExternalCompilationInfo, SIZE_T, UINT, llexternal};

static CHECKSUM: ExternalCompilationInfo =
    ExternalCompilationInfo::new().separate_module_files(&["c/checksum.c"]);

llexternal! {
    compilation_info = CHECKSUM;

    unsafe extern "C" {
        unsafe fn minitrans_adler32(data: ConstPtr<CHAR>, length: SIZE_T) -> UINT;
    }
}

register_external! {
    list = pub EXTFUNCS;

    /// Adler-32, the checksum of zlib.
    pub fn adler32(data: &[u8]) -> u32 = "checksum.adler32" {
        // SAFETY: it reads the bytes that are passed.
        external: unsafe minitrans_adler32,
        llfakeimpl: fake_adler32,
    }
}

fn fake_adler32(data: &[u8]) -> u32 {
    let (a, b) = data.iter().fold((1, 0), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    b << 16 | a
}

/// The operations of `extfunc`, and [`adler32`].
pub static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    [
        ll_math::EXTFUNCS,
        ll_os::EXTFUNCS,
        ll_str::EXTFUNCS,
        EXTFUNCS,
    ]
    .into_iter()
    .try_fold(Registry::new(), Registry::with)
    .expect("their names differ")
});

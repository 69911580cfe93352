//! Compresses and restores.

use rffi::{ConstPtr, Ptr, ULONG};

#[test]
fn restores_what_it_compressed() {
    let text = b"to be or not to be, to be or not to be".repeat(100);
    let size = text.len() as ULONG;
    // SAFETY: it takes any number.
    let mut packed_size = unsafe { zlib::compressBound(size) };
    let mut packed = vec![0_u8; packed_size as usize];
    // SAFETY: both buffers have their sizes.
    let status = unsafe {
        let to = Ptr::from(packed.as_mut_ptr());
        let from = ConstPtr::from(text.as_ptr());
        zlib::compress2(to, (&raw mut packed_size).into(), from, size, 9)
    };
    assert_eq!(status, zlib::Z_OK);
    assert!(packed_size < size / 10);

    let mut restored = vec![0_u8; text.len()];
    let mut restored_size = size;
    // SAFETY: both buffers have their sizes.
    let status = unsafe {
        let to = Ptr::from(restored.as_mut_ptr());
        let from = ConstPtr::from(packed.as_ptr());
        zlib::uncompress(to, (&raw mut restored_size).into(), from, packed_size)
    };
    assert_eq!((status, restored_size), (zlib::Z_OK, size));
    assert!(restored == text);
}

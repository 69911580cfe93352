//! Makes a digest.

use rffi::{ConstPtr, Ptr, UINT};

#[test]
fn makes_a_sha256() {
    let mut digest = [0_u8; openssl::EVP_MAX_MD_SIZE as usize];
    let mut size: UINT = 0;
    // SAFETY: the buffer has room for any digest, and the text has three bytes.
    let status = unsafe {
        let to = Ptr::from(digest.as_mut_ptr());
        let text = ConstPtr::from(b"abc".as_ptr()).cast();
        let sha256 = openssl::EVP_sha256();
        openssl::EVP_Digest(text, 3, to, (&raw mut size).into(), sha256, Ptr::NULL)
    };
    assert_eq!((status, size), (1, 32));
    let hex: String = digest[..32]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    // FIPS 180-2, B.1.
    assert_eq!(
        hex,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

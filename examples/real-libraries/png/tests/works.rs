//! Writes a picture, and reads it back.

use ::png::*;
use rffi::{ConstPtr, Ptr};

const WIDTH: u32 = 16;
const HEIGHT: u32 = 8;

/// A picture that is nowhere yet.
fn image() -> png_image {
    // SAFETY: zeros are one, as the manual says.
    let mut image: png_image = unsafe { core::mem::zeroed() };
    image.version = PNG_IMAGE_VERSION as u32;
    image
}

#[test]
fn reads_what_it_wrote() {
    let pixels: Vec<u8> = (0..WIDTH * HEIGHT * 3).map(|n| (n * 7) as u8).collect();
    let mut file = vec![0_u8; 10_000];
    let mut size = file.len();
    let mut written = image();
    (written.width, written.height) = (WIDTH, HEIGHT);
    written.format = PNG_FORMAT_RGB as u32;
    // SAFETY: there are so many pixels, and the buffer has its size.
    let status = unsafe {
        let to = Ptr::from(file.as_mut_ptr()).cast();
        let from = ConstPtr::from(pixels.as_ptr()).cast();
        let image = Ptr::from(&raw mut written);
        png_image_write_to_memory(
            image,
            to,
            (&raw mut size).into(),
            0,
            from,
            0,
            ConstPtr::NULL,
        )
    };
    assert_eq!(status, 1);
    assert_eq!(&file[..4], b"\x89PNG");

    let mut restored = vec![0_u8; pixels.len()];
    let mut read = image();
    // SAFETY: the file has its size, and the picture is as large as the one that was written.
    unsafe {
        let from = ConstPtr::from(file.as_ptr()).cast();
        let image = Ptr::from(&raw mut read);
        assert_eq!(png_image_begin_read_from_memory(image, from, size), 1);
        assert_eq!((read.width, read.height), (WIDTH, HEIGHT));
        let to = Ptr::from(restored.as_mut_ptr()).cast();
        let status = png_image_finish_read(image, ConstPtr::NULL, to, 0, Ptr::NULL);
        assert_eq!(status, 1);
    }
    assert!(restored == pixels);
}

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
    let package_name = format!("imported-{name}");
    let root = package::write(
        &package_name,
        &[
            (&format!("src/{name}.rs"), &module.text),
            ("src/main.rs", main),
        ],
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

#[test]
fn libpng_reads_what_it_wrote() {
    works("png", "png.h", "libpng", PNG);
}

const PNG: &str = r#"
mod png;

use png::*;
use rffi::{ConstPtr, Ptr};

fn main() {
    let pixels: Vec<u8> = (0..16 * 8 * 3).map(|n| (n * 7) as u8).collect();
    let mut restored = vec![0_u8; pixels.len()];
    // SAFETY: zeros are a `png_image` that nothing is in.
    let mut image: png_image = unsafe { std::mem::zeroed() };
    (image.version, image.width, image.height, image.format) = (1, 16, 8, 2);
    let mut file = vec![0_u8; 10_000];
    let mut size = file.len();
    unsafe {
        let place = Ptr::from(&mut image as *mut _);
        let to = Ptr::from(file.as_mut_ptr()).cast();
        let from = ConstPtr::from(pixels.as_ptr()).cast();
        let length = Ptr::from(&mut size as *mut _);
        assert_eq!(png_image_write_to_memory(place, to, length, 0, from, 0, ConstPtr::NULL), 1);
        assert_eq!(&file[..4], b"\x89PNG");
        image = std::mem::zeroed();
        image.version = 1;
        let place = Ptr::from(&mut image as *mut _);
        let from = ConstPtr::from(file.as_ptr()).cast();
        assert_eq!(png_image_begin_read_from_memory(place, from, size), 1);
        let to = Ptr::from(restored.as_mut_ptr()).cast();
        assert_eq!(png_image_finish_read(place, ConstPtr::NULL, to, 0, Ptr::NULL), 1);
    }
    assert!(restored == pixels);
    println!("works");
}
"#;

#[test]
fn curl_gets_a_page() {
    works("curl", "curl/curl.h", "libcurl", CURL);
}

const CURL: &str = r#"
mod curl;

use std::io::{Read, Write};

use curl::*;
use rffi::{CCHARP, SIZE_T, VOIDP};

unsafe extern "C" fn keep(data: CCHARP, size: SIZE_T, count: SIZE_T, page: VOIDP) -> SIZE_T {
    let page: *mut Vec<u8> = page.cast::<Vec<u8>>().into();
    let data: *mut core::ffi::c_char = data.into();
    // SAFETY: curl gives so many bytes, and what `CURLOPT_WRITEDATA` was.
    unsafe { (*page).extend_from_slice(std::slice::from_raw_parts(data.cast(), size * count)) };
    size * count
}

fn main() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/page\0", server.local_addr().unwrap());
    let answers = std::thread::spawn(move || {
        let mut client = server.accept().unwrap().0;
        let mut request = [0; 4096];
        let length = client.read(&mut request).unwrap();
        assert!(request[..length].starts_with(b"GET /page HTTP/1.1\r\n"));
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
        client.write_all(answer.as_bytes()).unwrap();
    });
    let mut page: Vec<u8> = Vec::new();
    unsafe {
        let curl = curl_easy_init();
        assert_eq!(curl_easy_setopt(curl, CURLOPT_URL as u32, url.as_ptr()), 0);
        assert_eq!(curl_easy_setopt(curl, CURLOPT_NOPROXY as u32, c"*".as_ptr()), 0);
        let function: unsafe extern "C" fn(CCHARP, SIZE_T, SIZE_T, VOIDP) -> SIZE_T = keep;
        assert_eq!(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION as u32, function), 0);
        assert_eq!(curl_easy_setopt(curl, CURLOPT_WRITEDATA as u32, &raw mut page), 0);
        assert_eq!(CURLcode::try_from(curl_easy_perform(curl)), Ok(CURLE_OK));
        curl_easy_cleanup(curl);
    }
    answers.join().unwrap();
    assert_eq!(page, b"hello");
    println!("works");
}
"#;

#[test]
fn openssl_makes_a_sha256() {
    works("evp", "openssl/evp.h", "openssl", OPENSSL);
}

const OPENSSL: &str = r#"
mod evp;

use rffi::{ConstPtr, Ptr, UINT};

fn main() {
    let mut digest = [0_u8; 64];
    let mut size: UINT = 0;
    unsafe {
        let to = Ptr::from(digest.as_mut_ptr());
        let length = Ptr::from(&mut size as *mut _);
        let text = ConstPtr::from(b"abc".as_ptr()).cast();
        assert_eq!(evp::EVP_Digest(text, 3, to, length, evp::EVP_sha256(), Ptr::NULL), 1);
    }
    assert_eq!(size, 32);
    let hex: String = digest[..32].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    println!("works");
}
"#;

#[test]
fn sdl_fills_a_surface() {
    works("sdl", "SDL2/SDL.h", "sdl2", SDL);
}

const SDL: &str = r#"
mod sdl;

use rffi::{ConstPtr, Ptr};

fn main() {
    unsafe {
        let surface = sdl::SDL_CreateRGBSurface(0, 4, 2, 32, 0xFF0000, 0xFF00, 0xFF, 0);
        assert_eq!(sdl::SDL_FillRect(surface, ConstPtr::NULL, 0x123456), 0);
        let surface_ref = surface.read();
        assert_eq!((surface_ref.w, surface_ref.h), (4, 2));
        let pixels: Ptr<u32> = surface_ref.pixels.cast();
        assert_eq!(pixels.read(), 0x123456);
        // An inline function.
        let (inside, area) = (sdl::SDL_Point { x: 3, y: 1 }, sdl::SDL_Rect { x: 0, y: 0, w: 4, h: 2 });
        let found = sdl::SDL_PointInRect((&raw const inside).into(), (&raw const area).into());
        assert_eq!(found, sdl::SDL_bool::SDL_TRUE as u32);
        sdl::SDL_FreeSurface(surface);
    }
    println!("works");
}
"#;

#[test]
fn ncurses_names_keys() {
    works("ncurses", "ncurses.h", "ncurses", NCURSES);
}

const NCURSES: &str = r#"
mod ncurses;

use core::ffi::CStr;

fn main() {
    unsafe {
        let name = CStr::from_ptr(ncurses::keyname(3).into());
        assert_eq!(name, c"^C");
        let version = CStr::from_ptr(ncurses::curses_version().into());
        assert!(version.to_str().unwrap().starts_with("ncurses"));
        assert_eq!(ncurses::COLOR_PAIRS(), 0);
    }
    println!("works");
}
"#;

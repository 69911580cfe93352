//! Asks a server for a page.

use std::io::{Read, Write};
use std::net::TcpListener;

use curl::*;
use rffi::{CCHARP, SIZE_T, VOIDP};

/// What `CURLOPT_WRITEFUNCTION` is: adds to the page.
unsafe extern "C" fn keep(data: CCHARP, size: SIZE_T, count: SIZE_T, page: VOIDP) -> SIZE_T {
    let page: *mut Vec<u8> = page.cast::<Vec<u8>>().into();
    let data: *mut u8 = data.cast::<u8>().into();
    // SAFETY: curl gives so many bytes, and what `CURLOPT_WRITEDATA` was.
    unsafe { (*page).extend_from_slice(core::slice::from_raw_parts(data, size * count)) };
    size * count
}

/// Answers one request on loopback.
fn answer(server: TcpListener) {
    let mut client = server.accept().unwrap().0;
    let mut request = [0; 4096];
    let length = client.read(&mut request).unwrap();
    assert!(request[..length].starts_with(b"GET /page HTTP/1.1\r\n"));
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
    client.write_all(answer.as_bytes()).unwrap();
}

#[test]
fn gets_a_page() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/page\0", server.local_addr().unwrap());
    let server = std::thread::spawn(move || answer(server));
    let mut page: Vec<u8> = Vec::new();
    let write: unsafe extern "C" fn(CCHARP, SIZE_T, SIZE_T, VOIDP) -> SIZE_T = keep;
    // SAFETY: each option has the type that curl's manual says, and what they point to outlives the request.
    unsafe {
        let curl = curl_easy_init();
        let ok = CURLE_OK as u32;
        assert_eq!(curl_easy_setopt(curl, CURLOPT_URL as u32, url.as_ptr()), ok);
        let all = c"*".as_ptr();
        assert_eq!(curl_easy_setopt(curl, CURLOPT_NOPROXY as u32, all), ok);
        assert_eq!(
            curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION as u32, write),
            ok
        );
        assert_eq!(
            curl_easy_setopt(curl, CURLOPT_WRITEDATA as u32, &raw mut page),
            ok
        );
        assert_eq!(CURLcode::try_from(curl_easy_perform(curl)), Ok(CURLE_OK));
        curl_easy_cleanup(curl);
    }
    server.join().unwrap();
    assert_eq!(page, b"hello");
}

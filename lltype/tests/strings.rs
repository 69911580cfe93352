//! C's strings, as behaviours B91 to B100 describe them, and against hostile input.

use std::borrow::Cow;
use std::collections::HashSet;
use std::error::Error as _;
use std::ffi::{CStr, CString, c_char};
use std::fmt::Debug;

use lltype::leakfinder::{assert_no_leaks, start_tracking_allocations};
use lltype::{
    AllocError, CCHARP, CCHARPP, CONST_CCHARP, CONST_CWCHARP, CWCHARP, CharpError, CharpText,
    ConstPtr, Error, FreeError, Ptr, ScopedBuffer, WideUnit, charp_as_cstr, charp2bytes,
    charp2bytesn, charp2str, charp2strn, charpp2listbytes, charpp2liststr, charpsize2bytes,
    charpsize2str, free_charp, free_charpp, free_wcharp, liststr2charpp, malloc,
    scoped_alloc_buffer, scoped_alloc_unicodebuffer, scoped_liststr2charpp, scoped_str2charp,
    scoped_str2charp_no_nul, scoped_unicode2wcharp, scoped_unicode2wide, scoped_view_charp,
    str2chararray, str2charp, str2charp_no_nul, str2constcharp, str2rawmem, unicode2rawmem,
    unicode2wchararray, unicode2wcharp, unicode2wide, wcharp2unicode, wcharp2unicode_lossy,
    wcharp2unicoden, wcharpsize2unicode,
};

/// A unit of the default wide strings.
type WcharT = libc::wchar_t;

/// A pointer to items of Rust's, which stay.
fn pointer<T>(items: &[T]) -> ConstPtr<T> {
    items.as_ptr().into()
}

#[test]
fn b091_every_kind_of_string_leaves_the_table_empty() {
    let tracking = start_tracking_allocations();
    let by_hand = str2charp("by hand").unwrap();
    let constant = str2constcharp("const").unwrap();
    let wide = unicode2wcharp("wide").unwrap();
    let utf16 = unicode2wide::<u16>("utf-16").unwrap();
    let list = liststr2charpp(&["a", "list"]).unwrap();
    assert_eq!(tracking.live_blocks().len(), 7);
    {
        let _charp = scoped_str2charp("scoped").unwrap();
        let _checked = scoped_str2charp_no_nul("scoped").unwrap();
        let _view = scoped_view_charp("view").unwrap();
        let _wide = scoped_unicode2wcharp("wide").unwrap();
        let _list = scoped_liststr2charpp(&["a", "list"]).unwrap();
        let _buffer = scoped_alloc_buffer(8).unwrap();
        let _wide_buffer = scoped_alloc_unicodebuffer(8).unwrap();
        assert_eq!(tracking.live_blocks().len(), 7 + 9);
    }
    assert_eq!(tracking.live_blocks().len(), 7);
    // SAFETY: nobody uses them from now on.
    unsafe {
        free_charp(by_hand).unwrap();
        free_charp(constant).unwrap();
        free_wcharp(wide).unwrap();
        free_wcharp(ConstPtr::from(utf16)).unwrap();
        free_charpp(list).unwrap();
    }
    tracking.stop().unwrap();
}

#[test]
fn b092_a_string_has_one_byte_more_and_is_writable() {
    assert_no_leaks(|| {
        let tracking = start_tracking_allocations();
        let text = str2charp("hello").unwrap();
        let [block] = &tracking.live_blocks()[..] else {
            panic!("one block");
        };
        assert_eq!((block.size, block.address), (6, text.addr()));
        // SAFETY: six bytes, freed last.
        unsafe {
            assert_eq!(charpsize2bytes(text, 6).unwrap(), b"hello\0");
            text.write(b'j'.cast_signed() as c_char);
            assert_eq!(charp2str(text).unwrap(), "jello");
            free_charp(text).unwrap();
        }
    });
}

#[test]
fn b093_a_nul_ends_what_is_read_without_a_size() {
    assert_no_leaks(|| {
        let text: CONST_CCHARP = str2constcharp("ABC\0E").unwrap();
        // SAFETY: five bytes and a NUL, freed last.
        unsafe {
            assert_eq!(charp2str(text).unwrap(), "ABC");
            assert_eq!(charp2bytes(text).unwrap(), b"ABC");
            assert_eq!(charpsize2str(text, 5).unwrap(), "ABC\0E");
            assert_eq!(charpsize2bytes(text, 5).unwrap(), b"ABC\0E");
            assert_eq!(charp_as_cstr(text).unwrap(), c"ABC");
            free_charp(text).unwrap();
        }
    });
}

#[test]
fn b094_an_array_gets_what_fits_and_no_nul() {
    assert_no_leaks(|| {
        let array = scoped_str2charp("XxxZy").unwrap();
        // SAFETY: five bytes and a NUL.
        unsafe {
            assert_eq!(str2chararray("abcdef", *array, 4), Ok(4));
            assert_eq!(charpsize2bytes(*array, 6).unwrap(), b"abcdy\0");
            assert_eq!(str2chararray("PQ", *array, 5), Ok(2));
            assert_eq!(charpsize2bytes(*array, 6).unwrap(), b"PQcdy\0");
            assert_eq!(str2chararray("R", *array, 0), Ok(0));
            assert_eq!(charp2str(*array).unwrap(), "PQcdy");
        }
    });
}

/// Counts as C does: up to the null pointer, up to each NUL.
///
/// # Safety
/// It is a list of strings.
unsafe fn count_characters(list: CCHARPP) -> usize {
    let mut sum = 0;
    for i in 0.. {
        // SAFETY: the caller says so.
        let item = unsafe { list.add(i).read() };
        if item.is_null() {
            break;
        }
        // SAFETY: the caller says so.
        sum += unsafe { libc::strlen(item.as_ptr()) };
    }
    sum
}

#[test]
fn b095_a_list_of_strings_is_one_for_c() {
    assert_no_leaks(|| {
        let list = liststr2charpp(&["xxx", "x", "xxxx"]).unwrap();
        // SAFETY: a list, freed last.
        unsafe {
            assert_eq!(count_characters(list), 8);
            assert_eq!(charpp2liststr(list).unwrap(), ["xxx", "x", "xxxx"]);
            free_charpp(list).unwrap();
        }
        let list = scoped_liststr2charpp(&["xxx", "x", "xxxx"]).unwrap();
        // SAFETY: a list.
        assert_eq!(unsafe { count_characters(*list) }, 8);
    });
}

#[test]
fn b096_a_buffer_gives_the_prefix_that_c_filled() {
    assert_no_leaks(|| {
        let text = "hello, \u{fc}";
        let mut buffer = scoped_alloc_buffer(text.len()).unwrap();
        for (i, byte) in text.bytes().enumerate() {
            // SAFETY: inside.
            unsafe { buffer.raw().add(i).write(byte.cast_signed() as c_char) };
        }
        assert_eq!(buffer.bytes(text.len() - 1).unwrap(), b"hello, \xc3");
        assert_eq!(buffer.str(text.len() - 2).unwrap(), "hello, ");
        assert_eq!(buffer.into_string(text.len()).unwrap(), text);

        let mut wide = scoped_alloc_unicodebuffer(5).unwrap();
        // SAFETY: there is room for five.
        unsafe { unicode2wchararray("hello", wide.raw(), 5) }.unwrap();
        assert_eq!(wide.str(4).unwrap(), "hell");
    });
}

#[test]
fn b097_a_view_has_the_bytes_and_a_nul() {
    fn check<T: CharpText + ?Sized>(text: &T, bytes: &[u8]) {
        let tracking = start_tracking_allocations();
        let view = scoped_view_charp(text).unwrap();
        // SAFETY: one byte more than the text.
        let read = unsafe { charpsize2bytes(*view, bytes.len() + 1) }.unwrap();
        assert_eq!(read, [bytes, b"\0"].concat());
        let copies = usize::from(text.charp_view().is_none());
        assert_eq!(tracking.live_blocks().len(), copies);
    }
    assert_no_leaks(|| {
        check("foobar", b"foobar");
        check(&b"foo\0bar"[..], b"foo\0bar");
        check(b"foobar", b"foobar");
        check(&"foobar".to_owned(), b"foobar");
        check("", b"");
        check(c"foobar", b"foobar");
        check(&CString::from(c"foobar"), b"foobar");
        let text = c"in place";
        assert_eq!(scoped_view_charp(text).unwrap().as_ptr(), text.as_ptr());
        assert_eq!(scoped_view_charp(&text).unwrap().as_ptr(), text.as_ptr());
    });
}

#[test]
fn b098_wide_text_becomes_utf_8_with_a_count() {
    assert_no_leaks(|| {
        let text = scoped_unicode2wcharp("\u{1234}\u{80}a").unwrap();
        // SAFETY: three units and a NUL.
        unsafe {
            assert_eq!(wcharpsize2unicode(*text, 3).unwrap(), "\u{1234}\u{80}a");
            assert_eq!(wcharpsize2unicode(*text, 2).unwrap(), "\u{1234}\u{80}");
            let all = ("\u{1234}\u{80}a".to_owned(), 3);
            assert_eq!(wcharp2unicoden(*text, 3).unwrap(), all);
            assert_eq!(wcharp2unicoden(*text, usize::MAX).unwrap(), all);
            let two = ("\u{1234}\u{80}".to_owned(), 2);
            assert_eq!(wcharp2unicoden(*text, 2).unwrap(), two);
        }
    });
}

#[test]
fn b099_three_bytes_of_hello_over_world() {
    assert_no_leaks(|| {
        let expected = "helLD";
        let (hello, world) = (scoped_str2charp("hello"), scoped_str2charp("WORLD"));
        let (hello, world) = (hello.unwrap(), world.unwrap());
        // SAFETY: three bytes of either, which do not overlap.
        unsafe { libc::memcpy(world.as_ptr().cast(), hello.as_ptr().cast(), 3) };
        // SAFETY: a C string.
        assert_eq!(unsafe { charp2str(*world) }.unwrap(), expected);

        let world = scoped_str2charp("WORLD").unwrap();
        // SAFETY: there is room for three.
        unsafe { str2rawmem("say hello", *world, 4, 3) }.unwrap();
        // SAFETY: a C string.
        assert_eq!(unsafe { charp2str(*world) }.unwrap(), expected);
    });
}

#[test]
fn b100_rounds_of_views_and_buffers_leave_nothing() {
    let tracking = start_tracking_allocations();
    for round in 0..32 {
        let text = "cool".repeat(round);
        drop(scoped_view_charp(&text).unwrap());
        drop(scoped_str2charp(&text).unwrap());
        drop(scoped_unicode2wcharp(text.as_str()).unwrap());
        drop(scoped_alloc_buffer(round).unwrap());
    }
    tracking.stop().unwrap();
}

#[test]
fn all_that_owns_text_becomes_a_string() {
    fn check(text: impl CharpText) {
        let text = scoped_str2charp(text).unwrap();
        // SAFETY: a C string.
        assert_eq!(unsafe { charp2bytes(*text) }.unwrap(), b"abc");
    }
    assert_no_leaks(|| {
        check("abc");
        check("abc".to_owned());
        check(Cow::Borrowed(&"abc".to_owned()));
        check(Cow::Borrowed("abc"));
        check(b"abc");
        check(*b"abc");
        check(&b"abc"[..]);
        check(b"abc".to_vec());
        check(c"abc");
        check(CString::from(c"abc"));
        check(Box::<CStr>::from(c"abc"));
    });
}

#[test]
fn none_is_null_and_allocates_nothing() {
    let tracking = start_tracking_allocations();
    let none = scoped_str2charp(None::<&str>).unwrap();
    let wide = scoped_unicode2wcharp(None).unwrap();
    assert!(none.is_null() && none.ptr().is_null() && wide.is_null());
    assert_eq!(tracking.live_blocks().len(), 0);
    let some = scoped_str2charp(Some("text")).unwrap();
    let wide = scoped_unicode2wcharp(Some("text")).unwrap();
    // SAFETY: strings.
    unsafe {
        assert_eq!(charp2str(*some).unwrap(), "text");
        assert_eq!(wcharp2unicode(*wide).unwrap(), "text");
    }
    drop((some, wide));
    tracking.stop().unwrap();
}

#[test]
fn null_is_an_error_everywhere() {
    let (charp, constant) = (CCHARP::NULL, CONST_CCHARP::NULL);
    let (wcharp, wide_constant) = (CWCHARP::NULL, CONST_CWCHARP::NULL);
    let null = |what| CharpError::Null { what };
    let (text, wide) = (null("the C string"), null("the wide string"));
    let (array, list) = (null("the array to copy to"), null("the list of C strings"));
    // SAFETY: null is refused.
    unsafe {
        for size in [0, 1, usize::MAX] {
            assert_eq!(charp2strn(charp, size), Err(text.clone()));
            assert_eq!(charp2bytesn(constant, size), Err(text.clone()));
            assert_eq!(charpsize2str(charp, size), Err(text.clone()));
            assert_eq!(charpsize2bytes(constant, size), Err(text.clone()));
            assert_eq!(wcharp2unicoden(wcharp, size), Err(wide.clone()));
            assert_eq!(wcharpsize2unicode(wide_constant, size), Err(wide.clone()));
            assert_eq!(str2chararray("text", charp, size), Err(array.clone()));
            assert_eq!(unicode2wchararray("text", wcharp, size), Err(array.clone()));
        }
        assert_eq!(charp2str(charp), Err(text.clone()));
        assert_eq!(charp2bytes(constant), Err(text.clone()));
        assert_eq!(charp_as_cstr(constant), Err(text.clone()));
        assert_eq!(wcharp2unicode(wcharp), Err(wide.clone()));
        assert_eq!(wcharp2unicode_lossy(wide_constant), Err(wide.clone()));
        assert_eq!(str2rawmem("text", charp, 0, 0), Err(array.clone()));
        assert_eq!(unicode2rawmem("text", wcharp, 0, 0), Err(array.clone()));
        assert_eq!(charpp2liststr(CCHARPP::NULL), Err(list.clone()));
        assert_eq!(charpp2listbytes(CCHARPP::NULL), Err(list.clone()));
        assert!(matches!(free_charp(charp), Err(FreeError::Null { .. })));
        assert!(matches!(free_charp(constant), Err(FreeError::Null { .. })));
        assert!(matches!(free_wcharp(wcharp), Err(FreeError::Null { .. })));
        let freed = free_charpp(CCHARPP::NULL);
        assert!(matches!(freed, Err(FreeError::Null { .. })));
    }
}

#[test]
fn a_nul_inside_is_refused_where_asked() {
    assert_no_leaks(|| {
        for (text, offset) in [("\0", 0), ("ABC\0E", 3), ("ABCE\0", 4), ("a\0\0", 1)] {
            let expected = CharpError::NulInside { offset };
            assert_eq!(str2charp_no_nul(text), Err(expected.clone()));
            let error = scoped_str2charp_no_nul(text.as_bytes()).unwrap_err();
            assert_eq!(error, expected);
            let place = format!("a NUL byte at offset {offset}, where C would end it");
            assert!(error.to_string().contains(&place), "{error}");
        }
        for text in ["", "text"] {
            let copy = str2charp_no_nul(text).unwrap();
            // SAFETY: a string, freed last.
            unsafe {
                assert_eq!(charp2str(copy).unwrap(), text);
                free_charp(copy).unwrap();
            }
        }
    });
}

#[test]
fn what_is_not_utf_8_is_an_error_with_its_place() {
    assert_no_leaks(|| {
        let bytes = b"ab\xff\0c";
        let text = scoped_str2charp(bytes).unwrap();
        // SAFETY: five bytes and a NUL.
        let errors = unsafe {
            assert_eq!(charp2strn(*text, 2).unwrap(), "ab");
            assert_eq!(charp2bytes(*text).unwrap(), b"ab\xff");
            assert_eq!(charp2bytesn(*text, 9).unwrap(), b"ab\xff");
            assert_eq!(charpsize2bytes(*text, 5).unwrap(), bytes);
            [
                charp2str(*text),
                charp2strn(*text, 3),
                charpsize2str(*text, 5),
            ]
        };
        for error in errors.map(Result::unwrap_err) {
            assert!(matches!(&error, CharpError::NotUtf8(e) if e.valid_up_to() == 2));
            assert!(error.to_string().ends_with("from index 2"), "{error}");
            assert!(error.source().is_some());
        }
        let cut = scoped_str2charp("\u{20ac}").unwrap();
        // SAFETY: three bytes and a NUL.
        assert!(unsafe { charp2strn(*cut, 2) }.is_err());

        let list = scoped_liststr2charpp(&[&b"ok"[..], b"\xe9"]).unwrap();
        // SAFETY: a list.
        let error = unsafe { charpp2liststr(*list) }.unwrap_err();
        assert!(matches!(error, CharpError::ItemNotUtf8 { index: 1, .. }));
        let message = "C string 1 of the list is not UTF-8: ";
        assert!(error.to_string().starts_with(message), "{error}");
        // SAFETY: a list.
        let bytes = unsafe { charpp2listbytes(*list) }.unwrap();
        assert_eq!(bytes, [&b"ok"[..], b"\xe9"]);
    });
}

/// A page of memory in front of one that cannot be read.
#[cfg(unix)]
struct Page(*mut u8);

#[cfg(unix)]
impl Page {
    const SIZE: usize = 1 << 16;

    fn new() -> Self {
        let (access, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE);
        let flags = flags | libc::MAP_ANONYMOUS;
        let null = std::ptr::null_mut();
        // SAFETY: a fresh mapping.
        let page = unsafe { libc::mmap(null, 2 * Self::SIZE, access, flags, -1, 0) };
        assert_ne!(page, libc::MAP_FAILED);
        let page = Self(page.cast());
        // SAFETY: the second half of the mapping.
        let done = unsafe { libc::mprotect(page.end().cast(), Self::SIZE, libc::PROT_NONE) };
        assert_eq!(done, 0);
        page
    }

    fn end(&self) -> *mut u8 {
        self.0.wrapping_add(Self::SIZE)
    }

    /// A copy of the items that ends where the page does.
    fn put<T: Copy>(&self, items: &[T]) -> ConstPtr<T> {
        let start = self.end().cast::<T>().wrapping_sub(items.len());
        // SAFETY: it ends where the page ends.
        unsafe { start.copy_from_nonoverlapping(items.as_ptr(), items.len()) };
        start.cast_const().into()
    }
}

#[cfg(unix)]
impl Drop for Page {
    fn drop(&mut self) {
        // SAFETY: the mapping of `new`.
        unsafe { libc::munmap(self.0.cast(), 2 * Self::SIZE) };
    }
}

#[test]
#[cfg(unix)]
fn nothing_behind_a_nul_or_a_limit_is_read() {
    let page = Page::new();
    for length in 0..40 {
        let text = "x".repeat(length);
        let bytes: Vec<c_char> = text.bytes().map(|b| b.cast_signed() as c_char).collect();
        let terminated = [&bytes[..], &[0]].concat();
        let units: Vec<u16> = text.encode_utf16().collect();
        let terminated_units = [&units[..], &[0]].concat();
        // SAFETY: a NUL, or the limit, comes before the end of the page.
        unsafe {
            assert_eq!(charp2strn(page.put(&bytes), length).unwrap(), text);
            let wide = wcharp2unicoden(page.put(&units), length).unwrap();
            assert_eq!(wide, (text.clone(), length));
            let terminated = page.put(&terminated);
            assert_eq!(charp2str(terminated).unwrap(), text);
            for limit in [
                length,
                length + 1,
                length + 1000,
                usize::MAX / 2,
                usize::MAX,
            ] {
                assert_eq!(charp2strn(terminated, limit).unwrap(), text);
                assert_eq!(charp2bytesn(terminated, limit).unwrap(), text.as_bytes());
            }
            let terminated = page.put(&terminated_units);
            for limit in [length, length + 1, usize::MAX] {
                let wide = wcharp2unicoden(terminated, limit).unwrap();
                assert_eq!(wide, (text.clone(), length));
            }
        }
    }
}

#[test]
fn empty_texts_and_sizes_of_zero() {
    assert_no_leaks(|| {
        let empty = scoped_str2charp("").unwrap();
        let wide = scoped_unicode2wide::<u16>("").unwrap();
        let list = scoped_liststr2charpp::<&str>(&[]).unwrap();
        assert!(list.is_empty() && list.ptr() == *list);
        // SAFETY: a string, a wide one and a list, each with its end alone.
        unsafe {
            assert_eq!(empty.read(), 0);
            assert_eq!(charp2str(*empty).unwrap(), "");
            assert_eq!(charp2strn(*empty, 0).unwrap(), "");
            assert_eq!(charpsize2str(*empty, 0).unwrap(), "");
            assert_eq!(wide.read(), 0);
            assert_eq!(wcharp2unicode(*wide).unwrap(), "");
            assert_eq!(wcharp2unicoden(*wide, 0).unwrap(), (String::new(), 0));
            assert_eq!(wcharpsize2unicode(*wide, 0).unwrap(), "");
            assert!(list.read().is_null());
            assert_eq!(charpp2liststr(*list).unwrap(), [""; 0]);
            free_charpp(liststr2charpp(&[""; 0]).unwrap()).unwrap();
            assert_eq!(str2rawmem("", *empty, 0, 0), Ok(()));
        }
        let mut buffer = scoped_alloc_buffer(0).unwrap();
        assert_eq!((buffer.len(), buffer.is_empty()), (0, true));
        assert_eq!(buffer.str(0).unwrap(), "");
        assert!(buffer.bytes(1).is_err());
        // SAFETY: the hidden NUL is there.
        assert_eq!(unsafe { charp2str(buffer.raw()) }.unwrap(), "");
    });
}

#[test]
fn a_mebibyte_crosses_and_comes_back() {
    assert_no_leaks(|| {
        let text = "\u{e9}\u{20ac}\u{1f600}abc".repeat((1 << 20) / 12);
        let charp = scoped_str2charp(&text).unwrap();
        let wide = scoped_unicode2wcharp(text.as_str()).unwrap();
        let utf16 = scoped_unicode2wide::<u16>(text.as_str()).unwrap();
        let list = scoped_liststr2charpp(&vec!["x"; 10_000]).unwrap();
        // SAFETY: strings and a list.
        unsafe {
            assert!(charp2str(*charp).unwrap() == text);
            assert!(charp2strn(*charp, usize::MAX).unwrap() == text);
            assert!(wcharp2unicode(*wide).unwrap() == text);
            assert!(wcharp2unicode(*utf16).unwrap() == text);
            assert_eq!(charpp2liststr(*list).unwrap().len(), list.len());
        }
        assert_eq!(list.len(), 10_000);
    });
}

#[test]
fn const_and_mutable_forms_are_read_alike() {
    let items = [c"a".as_ptr(), c"bc".as_ptr(), std::ptr::null()];
    let strings = items.map(ConstPtr::from);
    let mutable = items.map(|item| CCHARP::from(item.cast_mut()));
    let list: ConstPtr<CONST_CCHARP> = pointer(&strings);
    let expected = ["a", "bc"];
    // SAFETY: lists, and nobody writes to their strings.
    unsafe {
        assert_eq!(charpp2liststr(list).unwrap(), expected);
        let list = Ptr::from(list.as_ptr().cast_mut());
        assert_eq!(charpp2liststr(list).unwrap(), expected);
        let list: ConstPtr<CCHARP> = pointer(&mutable);
        assert_eq!(charpp2liststr(list).unwrap(), expected);
        assert_eq!(charp2str(strings[1]).unwrap(), "bc");
        assert_eq!(charp2str(mutable[1]).unwrap(), "bc");
        assert_eq!(charp2str(c"bc").unwrap(), "bc");
    }
}

#[test]
fn an_untracked_string_is_freed_as_one() {
    assert_no_leaks(|| {
        let text = lltype::str2charp_untracked("a\0b").unwrap();
        // SAFETY: three bytes and the NUL; the first `free` is refused, and nobody uses it after the
        // second.
        unsafe {
            assert_eq!(charpsize2bytes(text, 4).unwrap(), b"a\0b\0");
            let error = free_charp(text).unwrap_err();
            assert!(matches!(error, FreeError::Untracked { .. }), "{error}");
            lltype::free_charp_untracked(text).unwrap();
        }
    });
}

#[test]
fn a_list_that_is_none_is_refused_and_not_read() {
    assert_no_leaks(|| {
        let list = liststr2charpp(&["a", "b"]).unwrap();
        // SAFETY: nobody uses it from now on.
        unsafe { free_charpp(list) }.unwrap();
        // SAFETY: it is no block any more.
        let error = unsafe { free_charpp(list) }.unwrap_err();
        assert!(matches!(error, FreeError::Double { .. }), "{error}");
        assert!(error.to_string().contains(file!()), "{error}");

        let mut array = [CCHARP::from(std::ptr::without_provenance_mut(1))];
        // SAFETY: it never was a block.
        let error = unsafe { free_charpp(array.as_mut_ptr().into()) }.unwrap_err();
        assert!(matches!(error, FreeError::Foreign { .. }), "{error}");
    });
}

#[test]
fn the_memory_of_a_list_goes_back_to_c() {
    let mut addresses = HashSet::new();
    // Allocators that keep blocks for a while to find errors keep less than 500 MB of them.
    let again = (0..1000).any(|_| {
        let list = malloc::<CCHARP>(1 << 16).unwrap();
        // SAFETY: there is room for the end; nobody uses the list from then on.
        unsafe {
            list.write(Ptr::NULL);
            free_charpp(list).unwrap();
        }
        !addresses.insert(list.addr())
    });
    assert!(again);
}

#[test]
fn a_string_that_cannot_be_freed_does_not_keep_the_rest() {
    assert_no_leaks(|| {
        let list = liststr2charpp(&["a", "b", "c", "d"]).unwrap();
        let literal = c"literal".as_ptr().cast_mut().into();
        // SAFETY: places 1 and 2 are inside, the strings there are replaced.
        let (b, c) = unsafe {
            let old = (list.add(1).read(), list.add(2).read());
            list.add(1).write(literal);
            list.add(2).write(list.read());
            old
        };
        // SAFETY: nobody uses any of it from now on.
        unsafe {
            let error = free_charpp(list).unwrap_err();
            assert!(matches!(error, FreeError::Foreign { .. }), "{error}");
            free_charp(b).unwrap();
            free_charp(c).unwrap();
        }
    });
}

#[test]
fn c_may_take_strings_out_of_a_scoped_list() {
    assert_no_leaks(|| {
        let list = scoped_liststr2charpp(&["a", "b", "c"]).unwrap();
        // SAFETY: inside; the strings are the guard's.
        unsafe { list.write(Ptr::NULL) };
        // SAFETY: inside.
        unsafe { list.add(2).write(Ptr::NULL) };
    });
}

/// More bytes than a second block can have: half of the address space.
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
struct Vast(&'static [u8]);

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
impl Vast {
    const SIZE: usize = 1 << 46;

    fn new() -> Option<Self> {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        let null = std::ptr::null_mut();
        // SAFETY: a fresh mapping.
        let bytes = unsafe { libc::mmap(null, Self::SIZE, libc::PROT_READ, flags, -1, 0) };
        if bytes == libc::MAP_FAILED {
            return None;
        }
        // SAFETY: the mapping just made, all zeros, which stays as long as `Vast`.
        Some(Self(unsafe {
            std::slice::from_raw_parts(bytes.cast(), Self::SIZE)
        }))
    }
}

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
impl CharpText for Vast {
    fn charp_bytes(&self) -> &[u8] {
        self.0
    }
}

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
impl Drop for Vast {
    fn drop(&mut self) {
        // SAFETY: the mapping of `new`.
        unsafe { libc::munmap(self.0.as_ptr().cast_mut().cast(), Self::SIZE) };
    }
}

#[test]
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
fn a_string_without_memory_leaves_none_of_its_list() {
    let Some(vast) = Vast::new() else {
        println!("skipped: this process may not have half of the address space");
        return;
    };
    assert_no_leaks(|| {
        let out_of_memory = |error: &AllocError| matches!(error, AllocError::OutOfMemory { bytes, .. } if *bytes == Vast::SIZE + 1);
        let texts: [&dyn CharpText; 3] = [&"a", &vast, &"c"];
        assert!(out_of_memory(&liststr2charpp(&texts).unwrap_err()));
        assert!(out_of_memory(&scoped_liststr2charpp(&texts).unwrap_err()));
        assert!(out_of_memory(&str2charp(&vast).unwrap_err()));
        assert!(out_of_memory(&scoped_str2charp(&vast).unwrap_err()));
        assert!(out_of_memory(&scoped_view_charp(&vast).unwrap_err()));
    });
}

#[test]
fn a_buffer_of_any_size_is_a_value_or_an_error() {
    assert_no_leaks(|| {
        for size in [usize::MAX, usize::MAX - 1, usize::MAX / 2] {
            let error = scoped_alloc_buffer(size).unwrap_err();
            assert!(matches!(error, AllocError::TooLarge { .. }), "{error}");
            assert!(error.to_string().contains(file!()), "{error}");
            assert!(scoped_alloc_unicodebuffer(size).is_err());
        }
        let mut buffer = scoped_alloc_buffer(4).unwrap();
        assert_eq!(buffer.len(), 4);
        assert_eq!(buffer.bytes(4).unwrap(), [0; 4]);
        let (asked, room) = (5, 4);
        let beyond = CharpError::BeyondBuffer { asked, room };
        assert_eq!(buffer.bytes(5), Err(beyond.clone()));
        assert_eq!(buffer.str(5), Err(beyond.clone()));
        assert_eq!(
            beyond.to_string(),
            "cannot take 5 units out of a buffer of 4; allocate a larger one"
        );
        assert!(buffer.units(usize::MAX).is_err());
        // SAFETY: there is room for four; then the hidden NUL ends it.
        unsafe {
            str2chararray("abcd", buffer.raw(), 4).unwrap();
            assert_eq!(charp2str(buffer.raw()).unwrap(), "abcd");
        }
        assert_eq!(buffer.into_string(5), Err(beyond.clone()));

        let mut buffer = scoped_alloc_buffer(1).unwrap();
        // SAFETY: there is room for one.
        unsafe { str2chararray(b"\xff", buffer.raw(), 1) }.unwrap();
        assert!(matches!(buffer.str(1), Err(CharpError::NotUtf8(_))));
        assert!(buffer.into_string(1).is_err());

        let mut wide = ScopedBuffer::<u16>::new(4).unwrap();
        assert_eq!(wide.units(4).unwrap(), [0; 4]);
        assert_eq!(wide.str(5), Err(beyond));
        // SAFETY: there is room for one.
        unsafe { wide.raw().write(0xdc00) };
        let (index, unit) = (0, 0xdc00);
        assert_eq!(wide.str(1), Err(CharpError::NotUnicode { index, unit }));
    });
}

#[test]
fn a_part_that_the_text_does_not_have_is_an_error() {
    let array = scoped_str2charp("....").unwrap();
    let wide = scoped_unicode2wcharp("....").unwrap();
    for (start, length) in [(0, 5), (5, 0), (4, 1), (usize::MAX, 1), (1, usize::MAX)] {
        let expected = CharpError::OutOfRange {
            start,
            length,
            available: 4,
        };
        // SAFETY: nothing is written.
        unsafe {
            let bytes = str2rawmem("abcd", *array, start, length);
            assert_eq!(bytes, Err(expected.clone()));
            let units = unicode2rawmem("abc\u{1f600}", *wide, start, length);
            assert_eq!(units, Err(expected));
        }
    }
    // SAFETY: strings, with room for what is written.
    unsafe {
        assert_eq!(charp2str(*array).unwrap(), "....");
        assert_eq!(wcharp2unicode(*wide).unwrap(), "....");
        assert_eq!(str2rawmem("abcd", *array, 4, 0), Ok(()));
        assert_eq!(str2rawmem("abcd", *array, 1, 3), Ok(()));
        assert_eq!(charp2str(*array).unwrap(), "bcd.");
        assert_eq!(unicode2rawmem("\u{e9}bc", *wide, 1, 2), Ok(2));
        assert_eq!(wcharp2unicode(*wide).unwrap(), "bc..");
    }
}

/// Every character of two bytes but NUL, the first, the last, and a seventeenth of the others.
fn characters() -> String {
    let others = ('\u{10000}'..=char::MAX).step_by(17).chain([char::MAX]);
    ('\u{1}'..='\u{ffff}').chain(others).collect()
}

#[test]
fn characters_cross_in_every_encoding() {
    fn check<U: WideUnit + Debug>(text: &str, expected: &[U]) {
        let wide = unicode2wide::<U>(text).unwrap();
        let size = expected.len();
        // SAFETY: as many units, freed last.
        unsafe {
            let units = std::slice::from_raw_parts(wide.as_ptr(), size + 1);
            assert!(units[..size] == *expected && units[size] == U::default());
            assert!(wcharp2unicode(wide).unwrap() == text);
            assert!(wcharp2unicode_lossy(wide).unwrap() == text);
            assert!(wcharpsize2unicode(wide, size).unwrap() == text);
            assert!(wcharp2unicoden(wide, size + 9).unwrap() == (text.to_owned(), size));
            free_wcharp(wide).unwrap();
        }
    }
    assert_no_leaks(|| {
        let text = characters();
        check::<u16>(&text, &text.encode_utf16().collect::<Vec<_>>());
        let codes = text.chars().map(u32::from);
        check::<u32>(&text, &codes.clone().collect::<Vec<_>>());
        let signed = codes.map(u32::cast_signed);
        check::<i32>(&text, &signed.collect::<Vec<_>>());
    });
}

/// All sequences of up to four of these units.
fn sequences() -> impl Iterator<Item = Vec<u16>> {
    const UNITS: [u16; 8] = [0x61, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff];
    (0..=4u32).flat_map(|length| {
        (0..8usize.pow(length)).map(move |number| {
            let digit = |i| number / 8usize.pow(i) % 8;
            (0..length).map(|i| UNITS[digit(i)]).collect()
        })
    })
}

#[test]
fn surrogates_are_what_they_are_in_rust() {
    for units in sequences() {
        let terminated = [&units[..], &[0]].concat();
        let text = pointer(&terminated);
        // SAFETY: it ends with 0, and has as many units before.
        let (read, lossy, sized) = unsafe {
            (
                wcharp2unicode(text),
                wcharp2unicode_lossy(text).unwrap(),
                wcharpsize2unicode(text, units.len()),
            )
        };
        let mut index = 0;
        let expected =
            char::decode_utf16(units.iter().copied()).try_fold(String::new(), |text, character| {
                let unit = units[index].into();
                let character = character.map_err(|_| CharpError::NotUnicode { index, unit })?;
                index += character.len_utf16();
                Ok(text + character.encode_utf8(&mut [0; 4]))
            });
        assert_eq!(read, expected, "{units:x?}");
        assert_eq!(sized, expected, "{units:x?}");
        assert_eq!(lossy, String::from_utf16_lossy(&units));
    }
}

#[test]
fn what_no_character_is_is_an_error_with_its_place() {
    fn check<U: WideUnit>(units: &[U], index: usize, unit: u32, message: &str) {
        // SAFETY: as many units.
        let error = unsafe { wcharpsize2unicode(pointer(units), units.len()) }.unwrap_err();
        assert_eq!(error, CharpError::NotUnicode { index, unit });
        assert!(error.to_string().ends_with(message), "{error}");
    }
    let surrogate = "a surrogate without its other half";
    let above = "above 0x10ffff";
    check(&[97, 0x11_0000_u32, 0xd800], 1, 0x11_0000, above);
    check(&[97, 98, 0xdfff_u32], 2, 0xdfff, surrogate);
    check(&[0xd83d, 0xde00_u32], 0, 0xd83d, surrogate);
    check(&[97, -1], 1, u32::MAX, above);
    check(&[97, i32::MIN], 1, 1 << 31, above);
    check(&[97, 0xd83d_u16], 1, 0xd83d, surrogate);
    let units = [97, -1, 0xd800, 98, 0];
    // SAFETY: it ends with 0.
    let lossy = unsafe { wcharp2unicode_lossy(pointer(&units)) }.unwrap();
    assert_eq!(lossy, "a\u{fffd}\u{fffd}b");
    let cut = scoped_unicode2wide::<u16>("\u{1f600}").unwrap();
    // SAFETY: two units and a NUL.
    let error = unsafe { wcharp2unicoden(*cut, 1) }.unwrap_err();
    assert!(matches!(error, CharpError::NotUnicode { index: 0, .. }));
}

#[test]
fn a_wide_array_gets_what_fits_and_no_half_of_a_pair() {
    assert_no_leaks(|| {
        for (maxsize, expected) in [
            (0, "......"),
            (1, "a....."),
            (2, "a....."),
            (3, "a\u{1f600}..."),
            (4, "a\u{1f600}b.."),
            (6, "a\u{1f600}b.."),
            (usize::MAX, "a\u{1f600}b.."),
        ] {
            let array = scoped_unicode2wide::<u16>("......").unwrap();
            // SAFETY: there is room for six.
            let copied = unsafe { unicode2wchararray("a\u{1f600}b", *array, maxsize) };
            assert_eq!(
                copied.unwrap(),
                expected.trim_end_matches('.').encode_utf16().count()
            );
            // SAFETY: a wide string.
            assert_eq!(unsafe { wcharp2unicode(*array) }.unwrap(), expected);
        }
        let array = scoped_unicode2wide::<u16>("......").unwrap();
        // SAFETY: there is room for six.
        let copied = unsafe { unicode2rawmem("a\u{1f600}b", *array, 1, 2) };
        assert_eq!(copied, Ok(3));
        // SAFETY: a wide string.
        let text = unsafe { wcharp2unicode(*array) }.unwrap();
        assert_eq!(text, "\u{1f600}b...");
        let array = scoped_unicode2wide::<u32>("......").unwrap();
        // SAFETY: there is room for six.
        let copied = unsafe { unicode2wchararray("a\u{1f600}b", *array, 2) };
        assert_eq!(copied, Ok(2));
        // SAFETY: a wide string.
        let text = unsafe { wcharp2unicode(*array) }.unwrap();
        assert_eq!(text, "a\u{1f600}....");
    });
}

#[test]
fn wchar_t_is_the_unit_of_c() {
    assert_no_leaks(|| {
        let text = scoped_unicode2wcharp("gr\u{fc}n").unwrap();
        let units: ConstPtr<WcharT> = (*text).into();
        // SAFETY: a wide string.
        assert_eq!(unsafe { libc::wcslen(units.as_ptr()) }, 4);
    });
}

#[test]
fn errors_name_the_line_of_the_caller() {
    let line = |location: &std::panic::Location<'_>| {
        assert_eq!(location.file(), file!());
        location.line()
    };
    let tracking = start_tracking_allocations();
    let texts = (str2charp("a").unwrap(), str2charp_no_nul("b").unwrap());
    let wide = unicode2wcharp("c").unwrap();
    let list = liststr2charpp(&["d"]).unwrap();
    let guards = (
        scoped_str2charp("e").unwrap(),
        scoped_unicode2wcharp("f").unwrap(),
        scoped_view_charp("g").unwrap(),
        scoped_alloc_buffer(1).unwrap(),
    );
    for block in tracking.live_blocks() {
        line(block.location);
    }
    drop(guards);
    // SAFETY: nobody uses them, and nothing is freed twice.
    unsafe {
        free_charp(texts.0).unwrap();
        let first = line!() - 1;
        let Err(FreeError::Double { free, location, .. }) = free_charp(texts.0) else {
            panic!("freed twice");
        };
        assert_eq!(free.map(line), Some(first));
        assert_eq!(line(location), first + 2);
        free_charp(texts.1).unwrap();
        free_wcharp(wide).unwrap();
        free_charpp(list).unwrap();
    }
    tracking.stop().unwrap();
}

#[test]
fn guards_free_when_a_panic_goes_by() {
    assert_no_leaks(|| {
        let panic = std::panic::catch_unwind(|| {
            let _text = scoped_str2charp("text").unwrap();
            let _wide = scoped_unicode2wcharp("text").unwrap();
            let _list = scoped_liststr2charpp(&["a", "list"]).unwrap();
            let _buffer = scoped_alloc_buffer(16).unwrap();
            let _view = scoped_view_charp("view").unwrap();
            panic!("on purpose");
        });
        assert!(panic.is_err());
    });
}

#[test]
fn the_error_of_the_crate_holds_them_all() {
    let error = Error::from(CharpError::Null {
        what: "the C string",
    });
    assert_eq!(error.to_string(), "the C string is the null pointer");
    let alloc = scoped_alloc_buffer(usize::MAX).unwrap_err();
    let charp = CharpError::from(alloc.clone());
    assert_eq!(charp.to_string(), alloc.to_string());
    assert!(charp.source().is_none());
}

#[test]
fn any_block_of_bytes_is_a_string_to_be() {
    assert_no_leaks(|| {
        let block = malloc::<c_char>(4).unwrap();
        // SAFETY: four bytes, freed last.
        unsafe {
            assert_eq!(str2chararray("text", block, 4), Ok(4));
            assert_eq!(charpsize2str(block, 4).unwrap(), "text");
            free_charp(block).unwrap();
        }
    });
}

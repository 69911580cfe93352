//! Lists of strings: C's `char **`, ended by a null pointer.

use core::ffi::c_char;
use core::ops::Deref;
use core::panic::Location;

use super::charp::copy;
use super::read::not_null;
use crate::memory::begin_free;
use crate::{
    AllocError, CCHARP, CCHARPP, CharpError, CharpText, ConstPtr, FreeError, Primitive, Ptr,
    ScopedAlloc, charp_as_cstr, free_charp, scoped_alloc,
};

/// A list of strings that is freed, with its strings, when this is dropped. It dereferences to its
/// [`CCHARPP`].
///
/// It knows its strings: C may reorder the list or take strings out of it, but not free them: see
/// [`ScopedAlloc`].
#[derive(Debug)]
#[must_use = "the list is freed as soon as this is dropped"]
pub struct ScopedCharpp {
    array: ScopedAlloc<CCHARP>,
    items: Vec<ScopedAlloc<c_char>>,
}

/// Copies texts as [`str2charp`](crate::str2charp) does, and makes a list of them that ends with a
/// null pointer.
///
/// ```
/// use lltype::{charpp2liststr, free_charpp, liststr2charpp};
/// let list = liststr2charpp(&["ls", "-l"])?;
/// // SAFETY: `list` is a list, and not used after it was freed.
/// unsafe {
///     assert_eq!(charpp2liststr(list)?, ["ls", "-l"]);
///     free_charpp(list)?;
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc). Then all that was made is freed.
#[track_caller]
pub fn liststr2charpp<T: CharpText>(list: &[T]) -> Result<CCHARPP, AllocError> {
    let ScopedCharpp { array, items } = scoped_liststr2charpp(list)?;
    for item in items {
        // The array has it.
        let _ = item.into_ptr();
    }
    Ok(array.into_ptr())
}

/// Copies texts as [`liststr2charpp`] does, until the end of the scope.
///
/// ```
/// let list = lltype::scoped_liststr2charpp(&["ls", "-l"])?;
/// // SAFETY: item 1 is inside.
/// let item = unsafe { list.add(1).read() };
/// // SAFETY: a C string.
/// assert_eq!(unsafe { lltype::charp2str(item) }?, "-l");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`liststr2charpp`].
#[track_caller]
pub fn scoped_liststr2charpp<T: CharpText>(list: &[T]) -> Result<ScopedCharpp, AllocError> {
    let mut items = Vec::with_capacity(list.len());
    for text in list {
        items.push(copy(text.charp_bytes())?);
    }
    let array = scoped_alloc::<CCHARP>(list.len().saturating_add(1))?;
    let pointers = items.iter().map(ScopedAlloc::ptr);
    for (i, pointer) in pointers.chain([Ptr::NULL]).enumerate() {
        // SAFETY: the array has room for all of them and the null pointer.
        let place = unsafe { array.add(i) };
        // SAFETY: as above.
        unsafe { place.write(pointer) };
    }
    Ok(ScopedCharpp { array, items })
}

impl ScopedCharpp {
    /// The start of the list.
    #[must_use]
    pub fn ptr(&self) -> CCHARPP {
        self.array.ptr()
    }

    /// How many strings it was made of.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether it was made of none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl Deref for ScopedCharpp {
    type Target = CCHARPP;
    fn deref(&self) -> &CCHARPP {
        &self.array
    }
}

/// Frees a list of [`liststr2charpp`] with its strings.
///
/// # Errors
/// As [`free`](crate::free). If the list itself cannot be freed, nothing is. If a string cannot, all
/// the rest is, and the first error returned.
///
/// # Safety
/// Nobody uses the list and its strings from now on, and no guard holds any of them. If it is still a
/// block, it is a list that ends with a null pointer.
#[track_caller]
pub unsafe fn free_charpp(list: CCHARPP) -> Result<(), FreeError> {
    // The table is asked first, so that a list that is no block any more is not read.
    begin_free(list, Location::caller())?;
    let mut result = Ok(());
    // SAFETY: it was a block until now, so the caller says that it is a list.
    for item in unsafe { items(list.into()) } {
        // SAFETY: the caller says that nobody uses it.
        let freed = unsafe { free_charp(item) };
        result = result.and(freed);
    }
    // SAFETY: a block of C's `malloc`, which counts as freed, so nobody else frees it.
    unsafe { libc::free(list.as_ptr().cast()) };
    result
}

/// Copies the strings of a list into a `Vec`. The list stays.
///
/// The list may be a `char **`, a `const char **`, or `const` itself.
///
/// ```
/// let list = lltype::scoped_liststr2charpp(&["ls", "-l"])?;
/// // SAFETY: a list.
/// assert_eq!(unsafe { lltype::charpp2liststr(*list) }?, ["ls", "-l"]);
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`]: the list is null. [`CharpError::ItemNotUtf8`].
///
/// # Safety
/// If it is not null: it is an array of pointers, aligned, the last of them null, the others to
/// strings as for [`charp2str`](crate::charp2str).
pub unsafe fn charpp2liststr<P>(list: impl Into<ConstPtr<P>>) -> Result<Vec<String>, CharpError>
where
    P: Primitive + Into<ConstPtr<c_char>>,
{
    // SAFETY: the caller keeps this function's promise, which is the same.
    let items = unsafe { charpp2listbytes(list) }?.into_iter().enumerate();
    let text = |(index, item)| {
        String::from_utf8(item).map_err(|error| CharpError::ItemNotUtf8 {
            index,
            error: error.utf8_error(),
        })
    };
    items.map(text).collect()
}

/// As [`charpp2liststr`], into `Vec`s of bytes.
///
/// ```
/// let list = lltype::scoped_liststr2charpp(&[b"\xe9"])?;
/// // SAFETY: a list.
/// assert_eq!(unsafe { lltype::charpp2listbytes(*list) }?, [[0xe9]]);
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`CharpError::Null`]: the list is null.
///
/// # Safety
/// As [`charpp2liststr`].
pub unsafe fn charpp2listbytes<P>(list: impl Into<ConstPtr<P>>) -> Result<Vec<Vec<u8>>, CharpError>
where
    P: Primitive + Into<ConstPtr<c_char>>,
{
    let list = not_null(list.into(), "the list of C strings")?;
    // SAFETY: not null; the caller says that it is a list.
    let items = unsafe { items(list) };
    items
        // SAFETY: the caller says that its items are strings; the view is gone at once.
        .map(|item| Ok(unsafe { charp_as_cstr(item) }?.to_bytes().to_vec()))
        .collect()
}

/// The items before the null pointer.
///
/// # Safety
/// While this is used, `list` is an array of pointers, the last of them null.
unsafe fn items<P>(list: ConstPtr<P>) -> impl Iterator<Item = ConstPtr<c_char>>
where
    P: Primitive + Into<ConstPtr<c_char>>,
{
    (0..)
        // SAFETY: the null pointer was not yet seen, so this is inside.
        .map(move |i| unsafe { list.add(i).read() }.into())
        .take_while(|item| !item.is_null())
}

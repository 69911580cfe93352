//! Names of files from bytes.

use std::borrow::Cow;
use std::ffi::OsStr;

use crate::Error;

/// The name that the bytes of a line are.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere, names are text")]
pub(crate) fn name(bytes: &[u8]) -> Result<Cow<'_, OsStr>, Error> {
    use std::os::unix::ffi::OsStrExt;
    Ok(Cow::Borrowed(OsStr::from_bytes(bytes)))
}

/// The name that the bytes of a line are.
#[cfg(not(unix))]
pub(crate) fn name(bytes: &[u8]) -> Result<Cow<'_, OsStr>, Error> {
    match core::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(OsStr::new(text))),
        Err(_) => Err(Error::Line(
            "the name of the library is no UTF-8".to_owned(),
        )),
    }
}

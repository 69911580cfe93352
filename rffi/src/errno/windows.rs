//! Windows' other errno.

use super::{RFFI_SAVE_LASTERROR, RFFI_SAVE_WSALASTERROR, SaveErr};

// Both are loaded by every program of Rust's on Windows: `std` links them.
#[link(name = "kernel32")]
unsafe extern "system" {
    safe fn GetLastError() -> u32;
    safe fn SetLastError(error: u32);
}

#[link(name = "ws2_32")]
unsafe extern "system" {
    safe fn WSAGetLastError() -> i32;
}

/// The last error that `options` asks to save: Windows' own wins over the sockets'.
#[inline]
pub(super) fn last_error(options: SaveErr) -> Option<u32> {
    if options.contains(RFFI_SAVE_LASTERROR) {
        return Some(GetLastError());
    }
    let sockets = options.contains(RFFI_SAVE_WSALASTERROR);
    sockets.then(|| WSAGetLastError().cast_unsigned())
}

/// Sets the last error.
#[inline]
pub(super) fn set_last_error(error: u32) {
    SetLastError(error);
}

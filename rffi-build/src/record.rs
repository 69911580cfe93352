//! The file in which errors are left.

use std::fs;
use std::path::Path;

use crate::{Error, Result};

/// As `result`. What the compiler or the linker wrote is also left in a file beside `output`, as
/// RPython's platform does it: for an editor, or for whoever only sees that it failed.
pub(crate) fn errors<T>(result: Result<T>, output: &Path) -> Result<T> {
    // Such as `/dev/null`.
    if output.exists() && !output.is_file() && !output.is_dir() {
        return result;
    }
    let mut file = output.as_os_str().to_owned();
    file.push(".errors");
    // The file is a second copy: that it cannot be written or is not there is no error.
    let _ = match &result {
        Err(Error::Compile { stderr, .. } | Error::Link { stderr, .. }) => fs::write(file, stderr),
        _ => fs::remove_file(file),
    };
    result
}

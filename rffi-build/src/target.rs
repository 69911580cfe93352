//! What the words of a target say to a linker.

pub(crate) fn is_apple(target: &str) -> bool {
    target.contains("-apple-")
}

pub(crate) fn is_windows(target: &str) -> bool {
    target.contains("-windows")
}

/// The end of a shared library's name.
pub(crate) fn shared_suffix(target: &str) -> &'static str {
    match (is_apple(target), is_windows(target)) {
        (true, _) => ".dylib",
        (_, true) => ".dll",
        _ => ".so",
    }
}

/// The C++ library, where no variable names one.
pub(crate) fn cpp_library(target: &str) -> &'static str {
    if target.contains("-android") {
        return "c++_shared";
    }
    let llvm = ["-apple-", "-freebsd", "-openbsd", "-dragonfly", "-wasi"];
    match llvm.iter().any(|word| target.contains(word)) {
        true => "c++",
        false => "stdc++",
    }
}

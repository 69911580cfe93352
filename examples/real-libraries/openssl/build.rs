//! Imports all of OpenSSL's headers as they are installed.

use std::path::Path;
use std::process::Command;

use rffi::ExternalCompilationInfo;
use rffi_build::{Import, build, write_module};

fn main() {
    let mut info = ExternalCompilationInfo::new().pkg_config_package("openssl");
    for header in headers() {
        info = info.include(header);
    }
    write_module(&Import::new(info), "ffi");
    build();
}

/// Their names. Where OpenSSL is not, it is `write_module` that says so.
fn headers() -> Vec<String> {
    let mut pkg_config = Command::new("pkg-config");
    let output = pkg_config
        .args(["--variable=includedir", "openssl"])
        .output();
    let folder = output.map(|output| output.stdout).unwrap_or_default();
    let folder = Path::new(String::from_utf8_lossy(&folder).trim()).join("openssl");
    let files = folder.read_dir().into_iter().flatten().flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    // One is there only to say that it is gone.
    let names = names.filter(|name| name.ends_with(".h") && name != "asn1_mac.h");
    let mut names: Vec<String> = names.map(|name| format!("openssl/{name}")).collect();
    names.sort();
    names
}

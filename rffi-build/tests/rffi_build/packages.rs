//! Packages of `pkg-config`, and tools like it.

use std::fs;
use std::path::Path;

use rffi::{ExternalCompilationInfo, Field};
use rffi_build::{Error, Toolchain, from_config_tool, from_pkg_config, resolve};

#[cfg(unix)]
use crate::support::script;
use crate::support::{Outcome, Sandbox, has_program, run_again};

/// A package `odd`, whose flags are hard to split.
const ODD: &str = "prefix=/opt/odd\n\
    Name: odd\nDescription: none\nVersion: 1.5\n\
    Cflags: -I${prefix}/inc -DODD=1 -pthread\nLibs: -L${prefix}/lib -lodd -Wl,-z,now\n";

/// In the environment of this test program, `PKG_CONFIG_PATH` names a folder with the package
/// `odd`. Says if there is no pkg-config.
fn with_odd(test: &str) {
    if !has_program("pkg-config") {
        return;
    }
    let folder = tempfile::Builder::new()
        .prefix("two words ")
        .tempdir()
        .unwrap();
    fs::write(folder.path().join("odd.pc"), ODD).unwrap();
    run_again(
        &format!("packages::{test}"),
        &[("PKG_CONFIG_PATH", folder.path())],
    );
}

fn odd() -> ExternalCompilationInfo {
    ExternalCompilationInfo::new()
        .pre_include_bit("#define ODD 1")
        .include_dir("/opt/odd/inc")
        .compile_flag("-pthread")
        .library_dir("/opt/odd/lib")
        .library("odd")
        .link_flag("-Wl,-z,now")
}

#[test]
fn a_package_becomes_flags() {
    with_odd("inside_a_package_becomes_flags");
}

#[test]
#[ignore = "run by `a_package_becomes_flags`"]
fn inside_a_package_becomes_flags() {
    assert_eq!(from_pkg_config("odd").unwrap(), odd());
    let info = ExternalCompilationInfo::new()
        .includes(&["odd.h"])
        .pkg_config(&["odd >= 1.2", "odd"]);
    let resolved = resolve(&info).unwrap();
    // Both are the same info, which counts once.
    assert_eq!(resolved, odd().include("odd.h"));

    let error = from_pkg_config("odd >= 2").unwrap_err();
    assert!(matches!(error, Error::PackageNotFound { .. }), "{error:?}");
    let message = error.to_string();
    let start = "pkg-config finds no package `odd >= 2`; is the `-dev` package installed?";
    assert!(message.starts_with(start), "{message}");
    assert!(message.contains("`PKG_CONFIG_PATH`"), "{message}");
    // Its own words: which version is there.
    assert!(message.contains("1.5"), "{message}");
    assert!(
        message.ends_with("command: pkg-config --cflags 'odd >= 2'"),
        "{message}"
    );
}

#[test]
fn a_build_script_resolves_packages() {
    with_odd("inside_a_build_script_resolves_packages");
}

fn with_package(package: &str) -> Sandbox {
    Sandbox::library(&format!(
        "llexternal! {{ compilation_info = ExternalCompilationInfo::new()
             .libraries(&[\"m\"]).pkg_config(&[\"{package}\"]); }}"
    ))
}

#[test]
#[ignore = "run by `a_build_script_resolves_packages`"]
fn inside_a_build_script_resolves_packages() {
    let sandbox = with_package("odd = 1.5");
    let outcome = sandbox.build();
    assert_eq!(outcome.errors(), [""; 0]);
    assert!(outcome.libraries().iter().eq(&["m", "odd"]));
    assert_eq!(
        outcome.values("rustc-link-search=native="),
        ["/opt/odd/lib"]
    );
    assert_eq!(outcome.values("rustc-link-arg="), ["-Wl,-z,now"]);
    let watched = outcome.values("rerun-if-changed=");
    assert!(
        watched.iter().any(|path| path.ends_with("/odd.pc")),
        "{watched:?}"
    );
    assert_variables_are_watched(&sandbox, &outcome);
}

fn assert_variables_are_watched(sandbox: &Sandbox, outcome: &Outcome) {
    let target = sandbox.package.toolchain.target.replace('-', "_");
    let watched = outcome.values("rerun-if-env-changed=");
    for name in [
        "PKG_CONFIG",
        "PKG_CONFIG_PATH",
        "PKG_CONFIG_LIBDIR",
        "PKG_CONFIG_SYSROOT_DIR",
    ] {
        for form in [name, &format!("{name}_{target}"), &format!("HOST_{name}")] {
            assert!(watched.contains(&form), "{form}: {watched:?}");
        }
    }
}

#[test]
fn a_missing_package_is_shown_at_the_declaration_and_looked_for_again() {
    if !has_program("pkg-config") {
        return;
    }
    let sandbox = with_package("rffi-not-there >= 1");
    let outcome = sandbox.build();
    let [error] = outcome.errors()[..] else {
        panic!("{:?}", outcome.errors());
    };
    assert!(
        error.contains("no package `rffi-not-there >= 1`"),
        "{error}"
    );
    // Cargo runs the script again for what is not there.
    let watched = outcome.values("rerun-if-changed=");
    let is_missing = |path: &&&str| Path::new(path).is_absolute() && !Path::new(path).exists();
    assert_eq!(watched.iter().filter(is_missing).count(), 1, "{watched:?}");
    assert_variables_are_watched(&sandbox, &outcome);
}

#[test]
fn packages_of_another_machine_are_not_those_of_this_one() {
    let mut toolchain = Toolchain::host();
    toolchain.target = "s390x-unknown-linux-gnu".to_owned();
    let error = toolchain.from_pkg_config("zlib").unwrap_err();
    assert!(matches!(error, Error::PkgConfigOfHost { .. }), "{error:?}");
    let message = error.to_string();
    assert!(
        message.contains("`PKG_CONFIG_s390x_unknown_linux_gnu`"),
        "{message}"
    );
}

#[test]
#[cfg(unix)]
fn a_pkg_config_for_a_target_may_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let tool = folder.path().join("s390x pkg-config");
    script(&tool, "test \"$1\" = --libs && echo -l\"$2\"; exit 0");
    let test = "packages::inside_a_pkg_config_for_a_target_may_be_named";
    run_again(test, &[("PKG_CONFIG_s390x_unknown_linux_gnu", &tool)]);
}

#[test]
#[ignore = "run by `a_pkg_config_for_a_target_may_be_named`"]
fn inside_a_pkg_config_for_a_target_may_be_named() {
    let mut toolchain = Toolchain::host();
    toolchain.target = "s390x-unknown-linux-gnu".to_owned();
    let info = toolchain.from_pkg_config("zlib").unwrap();
    assert_eq!(info, ExternalCompilationInfo::new().library("zlib"));
}

#[test]
fn a_missing_pkg_config_is_named() {
    let missing = Path::new("rffi-no-pkg-config");
    run_again(
        "packages::inside_a_missing_pkg_config_is_named",
        &[("PKG_CONFIG", missing)],
    );
}

#[test]
#[ignore = "run by `a_missing_pkg_config_is_named`"]
fn inside_a_missing_pkg_config_is_named() {
    let error = from_pkg_config("zlib").unwrap_err();
    assert!(matches!(error, Error::NoTool { .. }), "{error:?}");
    let message = error.to_string();
    assert!(
        message.starts_with("cannot start `rffi-no-pkg-config` to find `zlib`"),
        "{message}"
    );
}

#[test]
fn options_are_no_packages() {
    for wrong in ["--libs", "zlib>=1", "zlib libpng", ""] {
        let error = from_pkg_config(wrong).unwrap_err();
        assert!(matches!(error, Error::Package { .. }), "{wrong}: {error:?}");
        let info = ExternalCompilationInfo::new().pkg_config_package(wrong);
        assert!(resolve(&info).is_err());
    }
}

#[test]
fn an_info_without_packages_needs_no_tool() {
    let mut toolchain = Toolchain::host();
    toolchain.target = "s390x-unknown-linux-gnu".to_owned();
    assert_eq!(toolchain.resolve(&odd()).unwrap(), odd());
}

#[test]
#[cfg(unix)]
fn a_tool_prints_flags() {
    let folder = tempfile::tempdir().unwrap();
    let tool = folder.path().join("odd-config");
    let name = tool.to_str().unwrap();
    script(
        &tool,
        "case $1 in --cflags) echo \"-I '/opt/my odd' -DA='b c'\" ;; --libs) echo -lodd ;; esac",
    );
    let info = from_config_tool(name).unwrap();
    assert!(info.list(Field::IncludeDirs).iter().eq(["/opt/my odd"]));
    assert!(
        info.list(Field::PreIncludeBits)
            .iter()
            .eq(["#define A b c"])
    );
    assert!(info.list(Field::Libraries).iter().eq(["odd"]));

    script(&tool, "echo no such flag >&2; exit 3");
    let message = from_config_tool(name).unwrap_err().to_string();
    assert!(message.contains("--cflags\nno such flag"), "{message}");

    script(&tool, "echo \"-I 'open\"");
    let error = from_config_tool(name).unwrap_err();
    assert!(matches!(error, Error::CompilationInfo(_)), "{error:?}");
}

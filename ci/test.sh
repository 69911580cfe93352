#!/bin/sh
# Runs every check of the workspace.
#
#   sh ci/test.sh          uses what is installed, and says what it skips
#   sh ci/test.sh --all    installs the Debian packages that the checks need; so does CI=true
#
# With CI set, warnings are errors. A group that fails does not keep the others from running.
set -eu
cd "$(dirname "$0")/.."

# Each with a command or a file that is in it. The cross compilers are asked for layouts and, with their C
# libraries, for the types of C's names. The libraries are those whose headers are read.
packages="
gcc:gcc
clang:clang
make:make
libffi-dev:/usr/include/x86_64-linux-gnu/ffi.h
valgrind:valgrind
pkg-config:pkg-config
gcc-i686-linux-gnu:i686-linux-gnu-gcc
gcc-aarch64-linux-gnu:aarch64-linux-gnu-gcc
gcc-arm-linux-gnueabihf:arm-linux-gnueabihf-gcc
gcc-riscv64-linux-gnu:riscv64-linux-gnu-gcc
gcc-s390x-linux-gnu:s390x-linux-gnu-gcc
gcc-powerpc64-linux-gnu:powerpc64-linux-gnu-gcc
gcc-powerpc-linux-gnu:powerpc-linux-gnu-gcc
gcc-mips-linux-gnu:mips-linux-gnu-gcc
gcc-m68k-linux-gnu:m68k-linux-gnu-gcc
gcc-alpha-linux-gnu:alpha-linux-gnu-gcc
gcc-hppa-linux-gnu:hppa-linux-gnu-gcc
gcc-mingw-w64-x86-64-posix:x86_64-w64-mingw32-gcc
gcc-mingw-w64-i686-posix:i686-w64-mingw32-gcc
libc6-dev-i386-cross:/usr/i686-linux-gnu/include/stdio.h
libc6-dev-arm64-cross:/usr/aarch64-linux-gnu/include/stdio.h
libc6-dev-armhf-cross:/usr/arm-linux-gnueabihf/include/stdio.h
libc6-dev-riscv64-cross:/usr/riscv64-linux-gnu/include/stdio.h
libc6-dev-s390x-cross:/usr/s390x-linux-gnu/include/stdio.h
libc6-dev-ppc64-cross:/usr/powerpc64-linux-gnu/include/stdio.h
libc6-dev-powerpc-cross:/usr/powerpc-linux-gnu/include/stdio.h
libc6-dev-mips-cross:/usr/mips-linux-gnu/include/stdio.h
libc6-dev-m68k-cross:/usr/m68k-linux-gnu/include/stdio.h
libc6-dev-alpha-cross:/usr/alpha-linux-gnu/include/stdio.h
libc6-dev-hppa-cross:/usr/hppa-linux-gnu/include/stdio.h
qemu-user:qemu-mips
zlib1g-dev:/usr/include/zlib.h
libsqlite3-dev:/usr/include/sqlite3.h
libsdl2-dev:/usr/include/SDL2/SDL.h
libssl-dev:/usr/include/openssl/ssl.h
libcurl4-openssl-dev:/usr/bin/curl-config
libx11-dev:/usr/include/X11/Xlib.h
libgtk-3-dev:/usr/include/gtk-3.0/gtk/gtk.h
python3-dev:/usr/bin/python3-config
libncurses-dev:/usr/include/ncurses.h
libpng-dev:/usr/include/png.h
"
notes=$(mktemp)
trap 'rm -f "$notes"' EXIT

say() {
    printf '\n== %s\n' "$1"
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# is_there COMMAND_OR_FILE
is_there() {
    case "$1" in
        /*) [ -e "$1" ] ;;
        *) has "$1" ;;
    esac
}

# skip GROUP PACKAGE: notes a group whose tool is missing.
skip() {
    echo "skipped: $1 (needs $2)" | tee -a "$notes"
}

install_packages() {
    missing=""
    for pair in $packages; do
        is_there "${pair#*:}" || missing="$missing ${pair%%:*}"
    done
    [ -n "$missing" ] || return 0
    has apt-get || {
        echo "no apt-get here: install$missing by hand" >&2
        return 0
    }
    say "installing$missing"
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        has sudo || {
            echo "not root, and no sudo: install$missing by hand" >&2
            return 0
        }
        as_root="sudo"
    fi
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing
}

formatting() {
    say "formatting"
    if cargo fmt --version >/dev/null 2>&1; then
        cargo fmt --all --check
        cargo fmt --all --check --manifest-path examples/real-libraries/Cargo.toml
    else
        skip "formatting" "rustup component add rustfmt"
    fi
}

lints() {
    say "lints"
    if cargo clippy --version >/dev/null 2>&1; then
        cargo clippy --workspace --all-targets --quiet $warnings
    else
        skip "lints" "rustup component add clippy"
    fi
}

tests() {
    say "tests"
    cargo test --workspace --quiet --no-fail-fast
    # As the crates are used by themselves: without what the others switch on.
    say "tests without features"
    cargo test --quiet --no-fail-fast -p lltype -p rffi -p extfunc
    say "tests with features"
    cargo test --quiet -p lltype --features derive
    cargo check --quiet -p rffi --no-default-features
    # What the compilers say of other machines, against programs that emulators run.
    cargo test --quiet -p rffi-build --test cross_matrix -- --include-ignored
    say "modules from headers"
    cargo test --quiet --no-fail-fast -p rffi-build --features import --test import
    tests_by_libffi
}

# Each as a package of its own, imported from the headers that are installed.
real_libraries() {
    say "real libraries"
    import="cargo run --quiet -p rffi-build --features import --example import --"
    if ! said=$($import stddef.h 2>&1 >/dev/null); then
        case "$said" in
            *"there is no libclang"*) skip "real libraries" "the package libclang1" ;;
            *) echo "$said" >&2 && return 1 ;;
        esac
        return 0
    fi
    # Each as the package, the name for pkg-config, and Debian's.
    found="-p whole"
    for library in curl:libcurl:libcurl4-openssl-dev ncurses:ncurses:libncurses-dev \
        openssl:openssl:libssl-dev png:libpng:libpng-dev sdl2:sdl2:libsdl2-dev \
        sqlite3:sqlite3:libsqlite3-dev zlib:zlib:zlib1g-dev; do
        names="${library#*:}"
        if has pkg-config && pkg-config --exists "${names%:*}"; then
            found="$found -p ${library%%:*}"
        else
            skip "the library ${library%%:*}" "the packages pkg-config and ${names#*:}"
        fi
    done
    # There, `.cargo/config.toml` says that every difference is an error.
    # shellcheck disable=SC2086
    (cd examples/real-libraries && cargo test --quiet --no-fail-fast $found)
}

# Calls at run time by libffi: what other machines have.
tests_by_libffi() {
    say "calls at run time by libffi"
    # The one that is built here does not come to be in a folder with blanks in its path.
    if has pkg-config && pkg-config --exists libffi; then
        libffi=libffi-system
    elif [ "$PWD" = "${PWD#* }" ]; then
        libffi=libffi
    else
        skip "calls at run time by libffi" "the package libffi-dev, or a folder without blanks"
        return 0
    fi
    cargo test --quiet --no-fail-fast -p llcall --features "$libffi"
    RUSTFLAGS="--cfg llcall_portable ${RUSTFLAGS-}" cargo test --quiet --no-fail-fast \
        --target-dir target/portable -p llcall -p rffi --features "llcall/$libffi,rffi/libffi" --tests
}

documentation() {
    say "documentation"
    cargo doc --workspace --no-deps --quiet
}

# The oldest compiler that Cargo.toml promises.
oldest_compiler() {
    say "oldest compiler"
    version=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    if has rustup && rustup run "$version" rustc --version >/dev/null 2>&1; then
        rustup run "$version" cargo check --workspace --quiet --target-dir target/oldest
    else
        skip "oldest compiler" "rustup toolchain install $version"
    fi
}

# The C that users' compilers see, with the other compiler.
other_compiler() {
    say "C with clang"
    if has clang; then
        CC=clang cargo test --quiet --target-dir target/clang -p rffi-build -p minitrans \
            --test rffi_build --test all
        # Those whose C is compiled by what `CC` says; the others ask each compiler that there is.
        CC=clang cargo test --quiet --target-dir target/clang -p tests --test by_value --test c_types \
            --test callback_misuse --test callbacks --test calls --test compilation_info \
            --test declarations --test errno --test externals --test fakes --test generated_c --test gil \
            --test handles --test jumps --test library --test machine_code --test minitrans \
            --test operations --test packages --test verdicts --test verify
    else
        skip "C with clang" "the package clang"
    fi
}

# Reads and writes of what is not there, and leaks, in the code that handles memory. The tests of
# lltype's own leak finder leak on purpose.
memory() {
    say "memory under valgrind"
    if has valgrind; then
        under_valgrind no -p lltype --test memory --test leakfinder --test free_errors \
            --test all_threads
        # valgrind itself objects to a malloc of half the memory that there is.
        under_valgrind full -p tests --test externals --test fakes --test operations \
            -- --skip huge_reads
    else
        skip "memory under valgrind" "the package valgrind"
    fi
}

# under_valgrind LEAKS ARGUMENT..: cargo test with these arguments.
under_valgrind() {
    valgrind="valgrind --quiet --error-exitcode=1 --leak-check=$1"
    valgrind="$valgrind --errors-for-leak-kinds=definite --show-leak-kinds=definite"
    shift
    host=$(rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')
    env "CARGO_TARGET_${host}_RUNNER=$valgrind" cargo test --quiet "$@"
}

# Memory once more, and threads, with what the compilers know about them.
sanitizers() {
    say "sanitizers"
    export ASAN_OPTIONS="detect_leaks=0:allocator_may_return_null=1"
    sanitized address -p lltype --features derive --tests
    # Not `unwinding`: where a file has nothing but assembly, AddressSanitizer adds a function without
    # unwind tables, and LLVM then puts those of the assembly where only debuggers look.
    sanitized address -p llcall --test calls --test callbacks --test callback_threads
    export TSAN_OPTIONS="allocator_may_return_null=1:suppressions='$PWD/ci/thread-sanitizer.txt'"
    # What has threads.
    sanitized thread -p lltype --features derive --test all_threads --test fork --test free_errors \
        --test leakfinder --test memory --test race
    sanitized thread -p llcall --test callback_threads
}

# sanitized SANITIZER ARGUMENT..: cargo test with these arguments. std is as it comes. The option is for
# nightly compilers, and in others as well.
sanitized() {
    host=$(rustc -vV | sed -n 's/^host: //p')
    flags="-Zsanitizer=$1 -Cunsafe-allow-abi-mismatch=sanitizer"
    directory="target/$1"
    shift
    RUSTC_BOOTSTRAP=1 RUSTFLAGS="$flags" cargo test --quiet --target "$host" --target-dir "$directory" "$@"
}

measurements() {
    say "measurements, short"
    cargo run --release --quiet -p benches -- external --quick
    cargo run --release --quiet -p benches -- memory --quick
    cargo run --release --quiet -p benches -- layout --quick
    cargo run --release --quiet -p benches -- registry --quick
    cargo run --release --quiet -p benches -- cdef --quick
    cargo run --release --quiet -p benches -- calls --quick
    cargo run --release --quiet -p benches -- callbacks --quick
    cargo run --release --quiet -p benches -- build --quick
}

main_job() {
    say "the main job"
    cargo run --release --quiet -p minitrans
    cargo run --release --quiet -p ccall -- libm.so.6 'double cos(double)' 0.5
}

warnings=""
case "${1-}" in
    "" | --all) ;;
    *)
        echo "usage: sh ci/test.sh [--all]" >&2
        exit 2
        ;;
esac
case "${CI-}" in
    "" | 0 | false | no) ci="" ;;
    *) ci=yes ;;
esac
if [ "${1-}" = --all ] || [ -n "$ci" ]; then
    install_packages
fi
if [ -n "$ci" ]; then
    warnings="-- -D warnings"
    export RUSTDOCFLAGS="-D warnings"
    # What is built once needs neither: half of the disk.
    export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=line-tables-only
fi

failed=""
# Where nothing is built again, what only one group needs makes room for the next.
make_room() {
    [ -z "$ci" ] || rm -rf target/clang target/portable target/address target/thread target/oldest
}

# In a condition, `set -e` would mean nothing to the group: so its status is asked for afterwards.
set +e
for group in formatting lints tests real_libraries documentation oldest_compiler other_compiler memory sanitizers \
    measurements main_job; do
    (set -e && "$group")
    # shellcheck disable=SC2181
    [ $? -eq 0 ] || failed="$failed $group"
    make_room
done

say "done"
cat "$notes"
if [ -n "$failed" ]; then
    echo "failed:$failed" >&2
    exit 1
fi

//! Forty facts of each C compiler that is there, from objects that are not run; and, where qemu is there,
//! the same facts from a program that is.
//!
//! `RFFI_BLESS=1 cargo test -p rffi-build --test cross_matrix` writes `cross_matrix.tsv` anew, where all
//! compilers are installed. `-- --include-ignored` compares with what programs say.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};

use lltype::Endian;
use rffi::ExternalCompilationInfo;
use rffi_build::{Entry, Error, Fact, Facts, Probe, Toolchain};

/// A compiler: its command, the target, the Debian packages with it and its C library's headers, and the
/// emulator with its arguments; none for what no emulator runs.
struct Machine {
    command: &'static str,
    target: &'static str,
    packages: &'static str,
    run: Option<&'static [&'static str]>,
    link: &'static [&'static str],
}

const STATIC: &[&str] = &["-static"];

const fn machine(
    command: &'static str,
    target: &'static str,
    packages: &'static str,
    run: Option<&'static [&'static str]>,
) -> Machine {
    Machine {
        command,
        target,
        packages,
        run,
        link: STATIC,
    }
}

#[rustfmt::skip]
const MACHINES: [Machine; 15] = [
    machine("gcc", "x86_64-unknown-linux-gnu", "gcc libc6-dev", Some(&[])),
    machine("clang", "x86_64-unknown-linux-gnu", "clang libc6-dev", Some(&[])),
    machine("i686-linux-gnu-gcc", "i686-unknown-linux-gnu", "gcc-i686-linux-gnu libc6-dev-i386-cross", Some(&["qemu-i386"])),
    machine("aarch64-linux-gnu-gcc", "aarch64-unknown-linux-gnu", "gcc-aarch64-linux-gnu libc6-dev-arm64-cross", Some(&["qemu-aarch64"])),
    machine("arm-linux-gnueabihf-gcc", "armv7-unknown-linux-gnueabihf", "gcc-arm-linux-gnueabihf libc6-dev-armhf-cross", Some(&["qemu-arm"])),
    machine("riscv64-linux-gnu-gcc", "riscv64gc-unknown-linux-gnu", "gcc-riscv64-linux-gnu libc6-dev-riscv64-cross", Some(&["qemu-riscv64"])),
    machine("s390x-linux-gnu-gcc", "s390x-unknown-linux-gnu", "gcc-s390x-linux-gnu libc6-dev-s390x-cross", Some(&["qemu-s390x"])),
    machine("powerpc-linux-gnu-gcc", "powerpc-unknown-linux-gnu", "gcc-powerpc-linux-gnu libc6-dev-powerpc-cross", Some(&["qemu-ppc"])),
    machine("powerpc64-linux-gnu-gcc", "powerpc64-unknown-linux-gnu", "gcc-powerpc64-linux-gnu libc6-dev-ppc64-cross", Some(&["qemu-ppc64"])),
    machine("mips-linux-gnu-gcc", "mips-unknown-linux-gnu", "gcc-mips-linux-gnu libc6-dev-mips-cross", Some(&["qemu-mips"])),
    machine("m68k-linux-gnu-gcc", "m68k-unknown-linux-gnu", "gcc-m68k-linux-gnu libc6-dev-m68k-cross", Some(&["qemu-m68k"])),
    // Its programs without shared libraries do not run in qemu.
    Machine {
        link: &[],
        ..machine("alpha-linux-gnu-gcc", "alpha-unknown-linux-gnu", "gcc-alpha-linux-gnu libc6-dev-alpha-cross", Some(&["qemu-alpha", "-L", "/usr/alpha-linux-gnu"]))
    },
    machine("hppa-linux-gnu-gcc", "hppa-unknown-linux-gnu", "gcc-hppa-linux-gnu libc6-dev-hppa-cross", Some(&["qemu-hppa"])),
    machine("x86_64-w64-mingw32-gcc", "x86_64-pc-windows-gnu", "gcc-mingw-w64-x86-64-posix", None),
    machine("i686-w64-mingw32-gcc", "i686-pc-windows-gnu", "gcc-mingw-w64-i686-posix", None),
];

/// How a fact is found, and said by a program.
enum Question {
    Integer(&'static str),
    /// The offset of a member, by the debug information of the whole struct.
    Offset(&'static str, &'static str),
    Bits(&'static str),
    Text(&'static str),
    Defined(&'static str),
    /// Whether the lowest byte comes first.
    Order,
}

use Question::{Bits, Defined, Integer, Offset, Order, Text};

const HEADERS: [&str; 12] = [
    "errno.h",
    "fcntl.h",
    "float.h",
    "inttypes.h",
    "limits.h",
    "signal.h",
    "stddef.h",
    "stdio.h",
    "stdlib.h",
    "sys/stat.h",
    "sys/types.h",
    "time.h",
];

const DECLARATIONS: &str = r#"
struct mixed { char a; long long b; short c; int d; long double e; char f; void *g; };
struct bits { unsigned a : 3; long long b : 40; char c; unsigned short d : 9; char e; };
struct __attribute__((packed)) tight { char a; double b; short c; };
struct nested { char a; struct mixed b[2]; union { char c; double d; }; char e; };
enum plain { ZERO, ONE };
enum minus { MINUS = -1 };
#define GREETING "gr\303\274\303\237 \"dich\""
"#;

const FACTS: [(&str, Question); 40] = [
    ("order", Order),
    ("pointer", Integer("sizeof(void *)")),
    ("long", Integer("sizeof(long)")),
    ("long double", Integer("sizeof(long double)")),
    ("mantissa", Integer("LDBL_MANT_DIG")),
    ("wchar_t", Integer("sizeof(wchar_t)")),
    ("wchar_t sign", Integer("(wchar_t)-1 < 0")),
    ("char sign", Integer("(char)-1 < 0")),
    ("enum sign", Integer("(enum plain)-1 < 0")),
    ("enum minus", Integer("MINUS")),
    ("size_t", Integer("sizeof(size_t)")),
    ("time_t", Integer("sizeof(time_t)")),
    ("off_t", Integer("sizeof(off_t)")),
    ("fast16", Integer("sizeof(int_fast16_t)")),
    ("stat", Integer("sizeof(struct stat)")),
    ("st_size", Offset("struct stat", "st_size")),
    ("st_mode", Offset("struct stat", "st_mode")),
    ("st_mtime", Integer("offsetof(struct stat, st_mtime)")),
    ("tm", Integer("sizeof(struct tm)")),
    ("tm_isdst", Offset("struct tm", "tm_isdst")),
    ("mixed", Integer("sizeof(struct mixed)")),
    ("mixed.b", Offset("struct mixed", "b")),
    ("mixed.d", Offset("struct mixed", "d")),
    ("mixed.e", Offset("struct mixed", "e")),
    ("mixed.g", Offset("struct mixed", "g")),
    ("bits", Integer("sizeof(struct bits)")),
    ("bits.e", Offset("struct bits", "e")),
    ("tight.c", Offset("struct tight", "c")),
    ("nested.b", Offset("struct nested", "b")),
    ("nested.d", Offset("struct nested", "d")),
    ("nested.e", Offset("struct nested", "e")),
    ("LONG_MIN", Integer("LONG_MIN")),
    ("UINT_MAX", Integer("UINT_MAX")),
    ("EWOULDBLOCK", Integer("EWOULDBLOCK")),
    ("O_CREAT", Integer("O_CREAT")),
    ("RAND_MAX", Integer("RAND_MAX")),
    ("DBL_EPSILON", Bits("DBL_EPSILON")),
    ("PRId64", Text("PRId64")),
    ("GREETING", Text("GREETING")),
    ("SIGBUS", Defined("SIGBUS")),
];

type Column = BTreeMap<&'static str, String>;

fn info() -> ExternalCompilationInfo {
    ExternalCompilationInfo::new()
        .includes(&HEADERS)
        .post_include_bit(DECLARATIONS)
}

/// Whether a command starts.
fn is_there(command: &str) -> bool {
    let mut version = Command::new(command);
    version
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

/// What the compiler says; `None`, with a printed reason, where it is missing.
fn asked(machine: &Machine) -> Option<Column> {
    if !is_there(machine.command) {
        println!(
            "skipped: {} (needs the packages {})",
            machine.command, machine.packages
        );
        return None;
    }
    let mut toolchain = Toolchain::host();
    toolchain.target = machine.target.to_owned();
    toolchain.compiler = Some(machine.command.into());
    let mut probe = Probe::new(&info());
    probe.toolchain(&toolchain).without_cache();
    for (name, question) in &FACTS {
        probe.entry(
            *name,
            match question {
                Integer(expression) => Entry::constant_integer(*expression),
                Offset(structure, _) => Entry::structure(*structure),
                Bits(name) => Entry::defined_constant_double(*name),
                Text(name) => Entry::defined_constant_string(*name),
                Defined(name) => Entry::defined(*name),
                Order => Entry::constant_integer("1"),
            },
        );
    }
    match probe.run() {
        Ok(facts) => Some(
            FACTS
                .iter()
                .map(|(name, question)| (*name, shown(&facts, name, question)))
                .collect(),
        ),
        Err(Error::NoHeader { .. }) => {
            println!(
                "skipped: headers for {} (needs the packages {})",
                machine.command, machine.packages
            );
            None
        }
        Err(error) => panic!("{}: {error}", machine.command),
    }
}

fn shown(facts: &Facts, name: &str, question: &Question) -> String {
    let fact = facts.fact(name).unwrap_or_else(|error| panic!("{error}"));
    match (question, fact) {
        (Order, _) => u8::from(facts.target().endian == Endian::Little).to_string(),
        (_, Fact::Integer(value, _)) => value.to_string(),
        (Offset(_, field), Fact::Struct(found)) => found.field(field).unwrap().offset.to_string(),
        (_, Fact::Double(value)) => format!("{:x}", value.to_bits()),
        (_, Fact::Text(text)) => String::from_utf8(text.clone()).unwrap(),
        (_, Fact::Flag(flag)) => u8::from(*flag).to_string(),
        (_, other) => panic!("{name}: {other:?}"),
    }
}

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cross_matrix.tsv");

/// The checked-in values, by command and fact.
fn expected() -> BTreeMap<String, BTreeMap<String, String>> {
    let text = fs::read_to_string(PATH).unwrap();
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let commands: Vec<&str> = lines.next().unwrap().split('\t').skip(1).collect();
    let mut columns = BTreeMap::<_, BTreeMap<_, _>>::new();
    for line in lines {
        let (fact, values) = line.split_once('\t').unwrap();
        for (command, value) in commands.iter().zip(values.split('\t')) {
            let column = columns.entry((*command).to_owned()).or_default();
            column.insert(fact.to_owned(), value.to_owned());
        }
    }
    columns
}

fn bless(columns: &[Option<Column>]) {
    let mut text =
        "# Written by `RFFI_BLESS=1 cargo test -p rffi-build --test cross_matrix`.\nfact"
            .to_owned();
    MACHINES
        .iter()
        .for_each(|machine| write!(text, "\t{}", machine.command).unwrap());
    for (name, _) in &FACTS {
        write!(text, "\n{name}").unwrap();
        for (column, machine) in columns.iter().zip(&MACHINES) {
            let column = column.as_ref();
            let column =
                column.unwrap_or_else(|| panic!("{} is missing: nothing blessed", machine.command));
            write!(text, "\t{}", column[name]).unwrap();
        }
    }
    fs::write(PATH, text + "\n").unwrap();
}

#[test]
fn every_compiler_says_what_is_known_of_it() {
    let columns: Vec<_> = std::thread::scope(|scope| {
        let asking: Vec<_> = MACHINES
            .iter()
            .map(|machine| scope.spawn(move || asked(machine)))
            .collect();
        asking
            .into_iter()
            .map(|asked| asked.join().unwrap())
            .collect()
    });
    #[expect(clippy::disallowed_methods, reason = "a test has no other switch")]
    let blesses = std::env::var_os("RFFI_BLESS").is_some();
    if blesses {
        bless(&columns);
    }
    let expected = expected();
    for (machine, column) in MACHINES.iter().zip(columns) {
        for (name, value) in column.into_iter().flatten() {
            assert_eq!(
                expected[machine.command][name], value,
                "{name} of {}",
                machine.command
            );
        }
    }
}

/// A program that prints the facts.
fn program() -> String {
    let mut text = info().c_header();
    text += "#include <string.h>\nint main(void) {\n";
    for (name, question) in &FACTS {
        let print =
            |format: &str, value: &str| format!("printf(\"{name}\\t{format}\\n\", {value});\n");
        text += &match question {
            Integer(expression) => print("%lld", &format!("(long long)({expression})")),
            Offset(structure, field) => print(
                "%lld",
                &format!("(long long)offsetof({structure}, {field})"),
            ),
            Bits(value) => format!(
                "{{ double d = {value}; unsigned long long bits; memcpy(&bits, &d, 8); {} }}\n",
                print("%llx", "bits")
            ),
            Text(name) => print("%s", name),
            Defined(macro_) => format!(
                "#ifdef {macro_}\n{}#else\n{}#endif\n",
                print("1%s", "\"\""),
                print("0%s", "\"\"")
            ),
            Order => format!("{{ int one = 1; {} }}\n", print("%d", "*(char *)&one")),
        };
    }
    text + "return 0; }\n"
}

/// What a program says that is run: on this machine or by an emulator.
#[test]
#[ignore = "runs programs of other machines"]
fn programs_say_the_same() {
    let expected = expected();
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("facts.c");
    fs::write(&source, program()).unwrap();
    for machine in &MACHINES {
        let Some(run) = machine.run else {
            println!(
                "skipped: {} (nothing here runs its programs)",
                machine.command
            );
            continue;
        };
        if !is_there(machine.command) {
            println!(
                "skipped: {} (needs the packages {})",
                machine.command, machine.packages
            );
            continue;
        }
        if run.first().is_some_and(|emulator| !is_there(emulator)) {
            println!("skipped: {} (needs the package qemu-user)", run[0]);
            continue;
        }
        let output = folder.path().join(machine.command);
        let mut compile = Command::new(machine.command);
        compile
            .args(["-w", "-o"])
            .arg(&output)
            .arg(&source)
            .args(machine.link);
        assert!(compile.status().unwrap().success(), "{}", machine.command);
        let mut command = match run {
            [] => Command::new(&output),
            [emulator, arguments @ ..] => {
                let mut command = Command::new(emulator);
                command.args(arguments).arg(&output);
                command
            }
        };
        let ran = command.output().unwrap();
        assert!(ran.status.success(), "{}: {ran:?}", machine.command);
        let text = String::from_utf8(ran.stdout).unwrap();
        assert_eq!(text.lines().count(), FACTS.len());
        for line in text.lines() {
            let (name, value) = line.split_once('\t').unwrap();
            assert_eq!(
                expected[machine.command][name], value,
                "{name} of {}",
                machine.command
            );
        }
    }
}

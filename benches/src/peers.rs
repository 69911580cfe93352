//! Suite `peers`: the same calls of the same library from other languages, beside ours with checked values
//! and with closures that catch panics.
//!
//! Theirs are nanoseconds of CPU time (of Deno and Bun: of time) less those of an empty loop, ours are with
//! the loop. Whom this machine does not have is left out, and a line says so; `peers/install.sh` installs
//! them, and nothing else does.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::callees::LIBRARY;
use crate::measure::{Comparison, Effort};
use crate::row::Row;
use crate::{callbacks, calls};

/// Another way to call C.
struct Peer {
    name: &'static str,
    /// A program, and what it is given before the library.
    program: &'static str,
    arguments: &'static [&'static str],
}

const PEERS: [Peer; 9] = [
    peer("ctypes", "python3", &["ctypes_peer.py"]),
    peer("CFFI, ABI", "python3", &["cffi_abi.py"]),
    peer("CFFI, API", "python3", &["cffi_api.py"]),
    peer("LuaJIT", "luajit", &["luajit.lua"]),
    peer("koffi", "node", &["koffi.mjs"]),
    peer("PyPy, CFFI, ABI", "pypy3", &["cffi_abi.py"]),
    peer("PyPy, CFFI, API", "pypy3", &["cffi_api.py"]),
    peer(
        "Deno",
        "deno",
        &["run", "--allow-ffi", "--no-prompt", "deno.mjs"],
    ),
    peer("Bun", "bun", &["bun.mjs"]),
];

const fn peer(
    name: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
) -> Peer {
    Peer {
        name,
        program,
        arguments,
    }
}

/// Measures the suite: first ours, then one peer after the other.
#[must_use]
pub fn rows(effort: Effort) -> Vec<Row> {
    let ours: Vec<_> = calls::for_peers(effort)
        .into_iter()
        .chain(callbacks::for_peers(effort))
        .collect();
    let mut rows = Vec::new();
    for peer in PEERS {
        match peer.measure() {
            Ok(theirs) => rows.extend(beside(&peer, &theirs, &ours)),
            Err(reason) => eprintln!("skipped: {} ({reason})", peer.name),
        }
    }
    rows.sort_by_key(|row| ours.iter().position(|(name, _)| *name == row.case));
    rows
}

/// A row for each function that the peer measured.
fn beside(peer: &Peer, theirs: &str, ours: &[(&'static str, f64)]) -> Vec<Row> {
    let lines = theirs.lines().filter_map(|line| {
        let (name, ns) = line.split_once('\t')?;
        let theirs: f64 = ns.parse().ok()?;
        let (name, ours) = ours.iter().find(|(ours, _)| *ours == name)?;
        let comparison = Comparison {
            ns: *ours,
            ratio: ours / theirs,
        };
        Some(Row::new("peers", name, peer.name, comparison))
    });
    lines.collect()
}

impl Peer {
    /// What it prints; otherwise why it does not.
    fn measure(&self) -> Result<String, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
        let installed = folder.join("installed");
        let mut command = Command::new(self.find(&installed));
        command.args(self.arguments).arg(LIBRARY);
        command.current_dir(&folder);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        // CPython's modules are no use to PyPy, which has its own.
        if self.program == "python3" {
            command.env("PYTHONPATH", installed.join("python"));
        }
        let output = command
            .output()
            .map_err(|_| format!("no {}: see benches/peers/install.sh", self.program))?;
        match output.status.success() {
            true => String::from_utf8(output.stdout).map_err(|error| error.to_string()),
            false => Err(reason(&output)),
        }
    }

    /// The program that was installed, otherwise one on the path.
    fn find(&self, installed: &Path) -> PathBuf {
        let program = installed.join("node_modules/.bin").join(self.program);
        match program.exists() {
            true => program,
            false => self.program.into(),
        }
    }
}

/// The last line that a program says about what went wrong.
fn reason(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines = text.lines().map(str::trim);
    match lines.rev().find(|line| !line.is_empty()) {
        Some(line) => line.to_owned(),
        None => output.status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_their_names() {
        let ours = [("nop", 2.0), ("add", 4.0)];
        let rows = beside(&PEERS[0], "add\t400\nwarning\nnew\t1.5\nnop\t20.0\n", &ours);
        let of = |row: &Row| (row.case, row.comparison.ns, row.comparison.ratio);
        assert_eq!(
            rows.iter().map(of).collect::<Vec<_>>(),
            [("add", 4.0, 0.01), ("nop", 2.0, 0.1)]
        );
    }
}

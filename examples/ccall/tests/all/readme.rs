//! The commands of the README print what it says.

use std::path::Path;
use std::process::Command;

/// The blocks that `sh` runs.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.split("```sh\n").skip(1);
    blocks.filter_map(|block| Some(block.split_once("```")?.0))
}

/// A block's lines that the shell reads, and those that it should print: the comments, but not those in
/// what is given to a command to read.
fn parts(block: &str) -> (String, Vec<&str>) {
    let (mut script, mut printed) = (String::new(), Vec::new());
    let mut end = None;
    for line in block.lines() {
        match line.strip_prefix("# ") {
            Some(expected) if end.is_none() => printed.push(expected),
            _ => {
                script.push_str(line);
                script.push('\n');
                let begins = line
                    .split_once("<<'")
                    .map(|(_, word)| word.trim_end_matches('\''));
                end = begins.or(end.filter(|end| *end != line));
            }
        }
    }
    (script, printed)
}

#[test]
fn commands_print_what_it_says() {
    let text = include_str!("../../README.md");
    let program = Path::new(env!("CARGO_BIN_EXE_ccall")).parent().unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", program.display());
    let has_gcc = Command::new("gcc").arg("--version").output().is_ok();
    let directory = tempfile::tempdir().unwrap();
    for block in blocks(text) {
        if block.contains("gcc") && !has_gcc {
            println!("skipped: there is no gcc");
            continue;
        }
        let (script, expected) = parts(block);
        let mut sh = Command::new("sh");
        let output = sh
            .args(["-c", &script])
            .env("PATH", &path)
            .current_dir(&directory);
        let output = output.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let found: Vec<_> = text.lines().collect();
        assert_eq!(
            found,
            expected,
            "{script}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

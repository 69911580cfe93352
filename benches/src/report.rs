//! The table for people.

use comfy_table::{CellAlignment, Table, presets};

use crate::row::{Row, Target};

/// All rows as a table.
#[must_use]
pub fn table(rows: &[Row]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header([
        "suite",
        "case",
        "median",
        "against",
        "its median",
        "ratio",
        "over",
        "target",
        "aim",
        "",
    ]);
    for row in rows {
        table.add_row([
            row.suite.to_owned(),
            row.case.to_owned(),
            time(row.comparison.ns),
            row.baseline.to_owned(),
            time(row.beside()),
            ratio(row.comparison.ratio),
            time(row.over()),
            row.target.map(target).unwrap_or_default(),
            row.aim.map(target).unwrap_or_default(),
            verdict(row).to_owned(),
        ]);
    }
    for numbers in [2, 4, 5, 6, 7, 8] {
        if let Some(column) = table.column_mut(numbers) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn verdict(row: &Row) -> &'static str {
    match (row.missed(), row.missed_aim()) {
        (true, _) => "missed",
        (false, true) => "aim missed",
        (false, false) => "",
    }
}

fn ratio(ratio: f64) -> String {
    match ratio {
        ..0.1 => format!("{ratio:.4}"),
        _ => format!("{ratio:.2}"),
    }
}

fn target(target: Target) -> String {
    match target {
        Target::Ratio(ratio) if ratio < 0.1 => format!("ratio {ratio}"),
        Target::Ratio(ratio) => format!("ratio {ratio:.1}"),
        Target::AtLeast(ratio) => format!("ratio from {ratio:.1}"),
        Target::Absolute(ns) => time(ns),
        Target::Over(ns) => format!("over {}", time(ns)),
    }
}

fn time(ns: f64) -> String {
    match ns.abs() {
        ..1e6 => format!("{ns:.2} ns"),
        ..1e9 => format!("{:.2} ms", ns / 1e6),
        _ => format!("{:.2} s", ns / 1e9),
    }
}

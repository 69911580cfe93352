//! Placements that are wrong in one way each: the comparison finds it.

use llcall::{Bank, Extension, Passing, Piece, Place, Placement};

use crate::check::{Asked, compare};
use crate::{SEED, compilers};

type Change = fn(&mut Placement);

fn first_piece(placement: &mut Placement) -> Option<&mut Piece> {
    let mut arguments = placement.arguments.iter_mut();
    arguments.find_map(|argument| match &mut argument.passing {
        Passing::Direct(pieces) => pieces.first_mut(),
        _ => None,
    })
}

fn next_register(placement: &mut Placement) {
    if let Some(piece) = first_piece(placement)
        && let Place::Register(register) = &mut piece.place
    {
        register.number += 1;
    }
}

fn other_extension(placement: &mut Placement) {
    if let Some(piece) = first_piece(placement)
        && piece.size == 1
    {
        piece.extension = Extension::Ones;
    }
}

fn higher_on_stack(placement: &mut Placement) {
    for argument in &mut placement.arguments {
        if let Passing::Direct(pieces) = &mut argument.passing {
            for piece in pieces {
                if let Place::Stack(offset) = &mut piece.place {
                    *offset += 8;
                }
            }
        }
    }
}

fn other_result(placement: &mut Placement) {
    if let Passing::Direct(pieces) = &mut placement.result.passing
        && let Some(piece) = pieces.first_mut()
        && let Place::Register(register) = &mut piece.place
        && register.bank != Bank::X87
    {
        register.number += 1;
    }
}

fn pointer_elsewhere(placement: &mut Placement) {
    for argument in &mut placement.arguments {
        if let Passing::Indirect {
            pointer: Place::Register(register),
            ..
        } = &mut argument.passing
        {
            register.number += 1;
        }
    }
}

/// The comparison finds what is wrong with placements, and shrinks to what shows it.
#[test]
fn wrong_placements_are_seen() {
    let wrong: [(Change, &str); 5] = [
        (next_register, "argument 1: "),
        (other_extension, "extended otherwise"),
        (higher_on_stack, "Stack("),
        (other_result, "result: "),
        (pointer_elsewhere, "no address"),
    ];
    let all = compilers();
    let some = ["gcc_ms_abi", "gcc_aarch64", "gcc_riscv64"];
    let some = all.iter().filter(|(name, _)| some.contains(name));
    for (name, asked) in some.filter(|(_, asked)| asked.compiler.is_here()) {
        for (change, expected) in wrong {
            let asked = Asked { change, ..*asked };
            let report = compare(&asked, SEED, 200).unwrap_err();
            assert!(report.contains(expected), "{name}: {report}");
            assert!(report.lines().count() < 150, "{name}: {report}");
        }
    }
}

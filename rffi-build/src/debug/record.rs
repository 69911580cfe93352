//! [`Solver`]: which attributes make C lay a struct out as the compiler did. Debug information says where
//! members are, not why.

use std::collections::HashMap;

use gimli::constants as dw;
use lltype::{
    Extent, FieldLayout, FieldSpec, Layout, MemberAttrs, Placer, RecordAttrs, RecordKind,
    RecordSpec, Scalar, Target, TypeId,
};

use super::entry::{Entries, Entry};
use super::scalar;
use super::types::Making;

/// A member, as the compiler placed it.
#[derive(Debug, Clone)]
struct Member {
    name: String,
    ty: Option<usize>,
    /// From the start of the struct, in bits.
    position: u64,
    bits: Option<u32>,
    align: Option<u32>,
}

/// A member of the answer: one of the struct's, or bits that only pad.
#[derive(Debug, Clone)]
enum Placed {
    Member(Member),
    /// So many bits of an integer; of a byte where none is known.
    Padding(u32, Option<usize>),
}

/// What may lie between members that debug information does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gaps {
    /// Nothing.
    None,
    /// A bit-field without a name, in front of another.
    Bits,
    /// Anything, byte by byte.
    Bytes,
}

/// A struct or union with attributes that explain it.
#[derive(Debug, Clone)]
struct Solution {
    kind: RecordKind,
    members: Vec<Placed>,
    attrs: RecordAttrs,
    layout: Layout,
}

/// Explains the layouts of structs and unions.
pub(super) struct Solver<'t> {
    entries: &'t Entries,
    target: &'t Target,
    solved: HashMap<usize, Option<Solution>>,
}

impl<'t> Making<'t> {
    /// A struct or union with its members.
    pub(super) fn record_of(&mut self, index: usize, name: &str) -> Result<TypeId, String> {
        let Some(solution) = self.solver.solve(index) else {
            let layout = self.solver.whole(index);
            return Ok(self.builder.sized_opaque(name, layout));
        };
        let mut spec = match solution.kind {
            RecordKind::Union => RecordSpec::union(name),
            RecordKind::Struct => RecordSpec::structure(name),
        };
        for placed in &solution.members {
            spec = spec.member(match placed {
                Placed::Member(member) => {
                    let (qualifiers, _) = self.qualified(member.ty);
                    FieldSpec {
                        qualifiers,
                        bits: member.bits,
                        align: member.align,
                        ..FieldSpec::new(&member.name, self.value(member.ty)?)
                    }
                }
                Placed::Padding(bits, integer) => {
                    let ty = match integer {
                        Some(_) => self.value(*integer)?,
                        None => self.builder.import(Scalar::UChar.into()),
                    };
                    FieldSpec {
                        bits: Some(*bits),
                        ..FieldSpec::new("", ty)
                    }
                }
            });
        }
        let RecordAttrs {
            packed,
            pack,
            align,
            ..
        } = solution.attrs;
        spec = if packed { spec.packed() } else { spec };
        spec = pack.map_or(spec.clone(), |bytes| spec.pack(bytes));
        spec = align.map_or(spec.clone(), |bytes| spec.aligned(bytes));
        self.builder.record(spec).map_err(|error| error.to_string())
    }
}

impl<'t> Solver<'t> {
    pub(super) fn new(entries: &'t Entries, target: &'t Target) -> Self {
        Solver {
            entries,
            target,
            solved: HashMap::new(),
        }
    }

    /// Size and alignment of a struct, as far as the compiler says them.
    fn whole(&self, index: usize) -> Layout {
        let entry = self.entries.get(index);
        let size = entry.byte_size.unwrap_or(0);
        Layout {
            size,
            align: entry.align.unwrap_or(1),
        }
    }

    fn solve(&mut self, index: usize) -> Option<Solution> {
        if let Some(known) = self.solved.get(&index) {
            return known.clone();
        }
        let solution = self.explain(index);
        self.solved.insert(index, solution.clone());
        solution
    }

    fn explain(&mut self, index: usize) -> Option<Solution> {
        let entry = self.entries.get(index);
        let kind = match entry.tag {
            dw::DW_TAG_union_type => RecordKind::Union,
            _ => RecordKind::Struct,
        };
        let members: Vec<Member> = self.members(entry).collect();
        let asked = entry.align.and_then(|align| u32::try_from(align).ok());
        let size = entry.byte_size?;
        for gaps in [Gaps::None, Gaps::Bits] {
            for attrs in hypotheses(asked) {
                if let Some(solution) = self.check(kind, &members, attrs, size, gaps) {
                    return Some(solution);
                }
            }
        }
        let attrs = RecordAttrs {
            packed: true,
            align: self.deduced_align(&members, asked, size),
            ..RecordAttrs::NONE
        };
        self.check(kind, &members, attrs, size, Gaps::Bytes)
    }

    /// An alignment that the size allows, the members' own if that is one.
    fn deduced_align(&mut self, members: &[Member], asked: Option<u32>, size: u64) -> Option<u32> {
        let own = members.iter().filter_map(|member| self.extent(member.ty));
        let own = own.map(|extent| extent.layout().align).max();
        let likely = [asked.map_or(own.unwrap_or(1), u64::from), 16, 8, 4, 2, 1];
        let fits = |align: &u64| size.is_multiple_of(*align);
        let align = likely.into_iter().find(fits)?;
        u32::try_from(align).ok()
    }

    fn members(&self, entry: &'t Entry) -> impl Iterator<Item = Member> {
        let members = self.entries.children(entry, dw::DW_TAG_member);
        let members = members.map(|member| self.entries.get(member));
        let target = self.target;
        // Those of C++ that are `static` have no place in it.
        let members = members.filter(|member| !member.is_declaration);
        members.map(move |member| Member {
            name: member.name.clone().unwrap_or_default(),
            ty: member.ty,
            position: position(member, target),
            bits: member.bit_size.and_then(|bits| u32::try_from(bits).ok()),
            align: member.align.and_then(|align| u32::try_from(align).ok()),
        })
    }

    /// Whether members with these attributes lie where they do; bits that pad are added in gaps.
    fn check(
        &mut self,
        kind: RecordKind,
        members: &[Member],
        attrs: RecordAttrs,
        size: u64,
        gaps: Gaps,
    ) -> Option<Solution> {
        let mut placer = Placer::new(self.target, kind, &attrs);
        let (mut placed, mut end) = (Vec::new(), 0);
        for member in members {
            let before = placer;
            if self.place(&mut placer, member)? != member.position {
                placer = before;
                let gap = member.position.checked_sub(end)?;
                self.fill(&mut placer, &mut placed, gap, member, gaps)?;
                if self.place(&mut placer, member)? != member.position {
                    return None;
                }
            }
            end = member.position + self.bit_count(member)?;
            placed.push(Placed::Member(member.clone()));
        }
        if gaps == Gaps::Bytes {
            self.fill_bytes(&mut placer, &mut placed, (size * 8).checked_sub(end)?)?;
        }
        let layout = placer.finish(attrs.align).ok()?.layout();
        (layout.size == size).then_some(Solution {
            kind,
            members: placed,
            attrs,
            layout,
        })
    }

    /// Adds bits that pad in front of a member.
    fn fill(
        &mut self,
        placer: &mut Placer,
        placed: &mut Vec<Placed>,
        gap: u64,
        member: &Member,
        gaps: Gaps,
    ) -> Option<()> {
        match gaps {
            Gaps::Bits if member.bits.is_some() => {
                let gap = u32::try_from(gap).ok()?;
                let integer = self.extent(member.ty)?.layout();
                placer.place_bits(integer, gap, false, MemberAttrs::NONE);
                placed.push(Placed::Padding(gap, member.ty));
                Some(())
            }
            Gaps::Bytes => self.fill_bytes(placer, placed, gap),
            Gaps::None | Gaps::Bits => None,
        }
    }

    /// Adds bits that pad, in pieces that a byte can hold.
    fn fill_bytes(
        &self,
        placer: &mut Placer,
        placed: &mut Vec<Placed>,
        mut gap: u64,
    ) -> Option<()> {
        while gap > 0 {
            let piece = u32::try_from(gap.min(8)).ok()?;
            let byte = Scalar::UChar.layout(self.target);
            placer.place_bits(byte, piece, false, MemberAttrs::NONE);
            placed.push(Placed::Padding(piece, None));
            gap -= u64::from(piece);
        }
        Some(())
    }

    fn bit_count(&mut self, member: &Member) -> Option<u64> {
        match member.bits {
            Some(bits) => Some(u64::from(bits)),
            None => self.extent(member.ty)?.layout().size.checked_mul(8),
        }
    }

    /// Puts a member, and says where it begins, in bits.
    fn place(&mut self, placer: &mut Placer, member: &Member) -> Option<u64> {
        let extent = self.extent(member.ty)?;
        let attrs = MemberAttrs {
            packed: false,
            align: member.align,
        };
        let layout: FieldLayout = match member.bits {
            Some(bits) => placer.place_bits(extent.layout(), bits, true, attrs),
            None => placer.place(extent, attrs),
        };
        Some(layout.bits.map_or(layout.offset * 8, |bits| bits.position))
    }

    /// What a type takes as a member.
    fn extent(&mut self, index: Option<usize>) -> Option<Extent> {
        let entry = self.entries.get(index?);
        let extent = match entry.tag {
            dw::DW_TAG_base_type => {
                let scalar = scalar::of_base(entry, self.target)?;
                Extent::of(scalar.layout(self.target))
            }
            dw::DW_TAG_pointer_type | dw::DW_TAG_reference_type => {
                Extent::of(self.target.pointer_layout())
            }
            dw::DW_TAG_enumeration_type => {
                let size = entry.byte_size?;
                let known = [
                    Scalar::UChar,
                    Scalar::UShort,
                    Scalar::UInt,
                    Scalar::ULongLong,
                ];
                let mut known = known.map(|scalar| scalar.layout(self.target)).into_iter();
                Extent::of(known.find(|layout| layout.size == size)?)
            }
            dw::DW_TAG_array_type => self.array_extent(entry)?,
            dw::DW_TAG_structure_type | dw::DW_TAG_union_type | dw::DW_TAG_class_type => {
                Extent::of(self.solve(index?)?.layout)
            }
            dw::DW_TAG_typedef => {
                let of = self.extent(entry.ty)?;
                entry.align.map_or(of, |align| of.with_align(align))
            }
            _ => self.extent(entry.ty)?,
        };
        Some(extent)
    }

    fn array_extent(&mut self, entry: &Entry) -> Option<Extent> {
        let ranges = self.entries.children(entry, dw::DW_TAG_subrange_type);
        let lengths: Vec<u64> = ranges
            .map(|range| self.entries.get(range).count.unwrap_or(0))
            .collect();
        let count = lengths.into_iter().try_fold(1_u64, u64::checked_mul)?;
        let array = self.extent(entry.ty)?.array(count)?;
        if !entry.is_vector {
            return Some(array);
        }
        let size = entry.byte_size.unwrap_or(array.layout().size);
        let align = size.min(u64::from(self.target.vector_align));
        Some(Extent::of(Layout { size, align }))
    }
}

/// The attributes that headers use, the likeliest first.
fn hypotheses(asked: Option<u32>) -> impl Iterator<Item = RecordAttrs> {
    const PACKS: [u32; 5] = [1, 2, 4, 8, 16];
    let natural = RecordAttrs {
        align: asked,
        ..RecordAttrs::NONE
    };
    let packed = RecordAttrs {
        packed: true,
        ..natural
    };
    let packs = PACKS.map(|bytes| RecordAttrs {
        pack: Some(bytes),
        ..natural
    });
    [natural, packed].into_iter().chain(packs)
}

/// Where a member begins, in bits in the order in which the target fills bytes.
fn position(member: &Entry, target: &Target) -> u64 {
    if let Some(position) = member.data_bit_offset {
        return position;
    }
    let start = member.location.unwrap_or(0) * 8;
    let (Some(offset), Some(width)) = (member.bit_offset, member.bit_size) else {
        return start;
    };
    match target.is_little_endian() {
        true => {
            let storage = member.byte_size.unwrap_or(0) * 8;
            start + storage.saturating_sub(offset + width)
        }
        false => start + offset,
    }
}

//! A struct or union as `pahole` prints it.

use std::io::{self, Write};

use cdef::{Member, RecordView};
use lltype::RecordAttrs;

use crate::gaps::{Gap, Gaps, Step, Sums};
use crate::items::nameless;
use crate::spell;

/// What a processor loads at once.
const CACHE_LINE: u64 = 64;

/// Where the comments stand, and within that the names, in a member of the outermost struct.
const COMMENT: usize = 48;
const NAME: usize = 26;

/// So many members of nameless structs are shown where they are: those that hold others twice on every
/// level have members without end.
const MAX_INLINE: usize = 10_000;

pub(crate) struct Printer<'o> {
    out: &'o mut dyn Write,
    /// The last cache line whose beginning was shown.
    cache_line: u64,
    /// How many members were shown.
    shown: usize,
    /// The struct whose members are printed: where it lies, and how many braces are around them.
    base: u64,
    depth: usize,
}

impl<'o> Printer<'o> {
    pub(crate) fn new(out: &'o mut dyn Write) -> Self {
        Printer {
            out,
            cache_line: 0,
            shown: 0,
            base: 0,
            depth: 1,
        }
    }

    /// One with its summary.
    pub(crate) fn record(&mut self, record: &RecordView<'_>) -> io::Result<()> {
        let (open, close) = spell::heading(record.kind(), record.name());
        writeln!(self.out, "{open} {{")?;
        let gaps = self.members(record)?;
        let size = record.layout().size;
        self.cache_line_before(u64::try_from(gaps.end()).unwrap_or(size))?;
        self.summary(record, &gaps)?;
        writeln!(self.out, "}}{}{close};", attributes(record.attrs()))
    }

    fn members(&mut self, record: &RecordView<'_>) -> io::Result<Gaps> {
        let mut gaps = Gaps::new(record);
        // Bits without a width are no member: they say where the next one begins.
        let has_width = |member: &Member<'_>| member.bits.is_none_or(|bits| bits.width > 0);
        for member in record.members().into_iter().filter(has_width) {
            let step = gaps.step(&member);
            if let Some(gap) = step.gap {
                self.hole(gap)?;
            }
            self.shown += 1;
            self.cache_line_before(step.offset)?;
            match nameless(&member).filter(|_| self.shown <= MAX_INLINE) {
                Some(inner) => self.inline(&member, &inner)?,
                None => self.member(&member, &step)?,
            }
        }
        Ok(gaps)
    }

    fn member(&mut self, member: &Member<'_>, step: &Step) -> io::Result<()> {
        let (ty, name) = spell::columns(member);
        let width = self.column(NAME);
        let text = match member.bits {
            Some(bits) => format!("{ty:width$} {name}:{};", bits.width),
            None if name.is_empty() => format!("{ty};"),
            None => format!("{ty:width$} {name};"),
        };
        let (offset, size) = (self.base + step.offset, member.size);
        let place = match step.bit {
            Some(bit) => format!("{offset:5}:{bit:2} {size:2}"),
            None => format!("{offset:5} {size:5}"),
        };
        self.line(&text, &place)
    }

    /// A member whose struct has no name: with its members within it.
    fn inline(&mut self, member: &Member<'_>, inner: &RecordView<'_>) -> io::Result<()> {
        let (keyword, name) = member
            .declared
            .split_once("<anonymous>")
            .unwrap_or_default();
        self.indented(&format!("{keyword}{{"))?;
        let base = self.base;
        self.base += member.offset;
        self.depth += 1;
        let gaps = self.members(inner)?;
        for text in paddings(gaps.behind(inner.layout().size)) {
            self.indented(&text)?;
        }
        self.depth -= 1;
        self.base = base;
        let attributes = attributes(inner.attrs());
        let close = format!("}}{attributes}{name};");
        self.line(
            &close,
            &format!("{:5} {:5}", base + member.offset, member.size),
        )
    }

    /// A line with the place in a comment.
    fn line(&mut self, text: &str, place: &str) -> io::Result<()> {
        let width = self.column(COMMENT);
        self.indented(&format!("{text:width$} /* {place} */"))
    }

    fn indented(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}{text}", "\t".repeat(self.depth))
    }

    /// A column of the outermost struct, seen from the indentation.
    fn column(&self, column: usize) -> usize {
        column.saturating_sub(8 * (self.depth - 1))
    }

    fn hole(&mut self, gap: Gap) -> io::Result<()> {
        writeln!(self.out)?;
        for (count, unit) in [(gap.bits, "bit"), (gap.bytes, "byte")] {
            let plural = if count == 1 { "" } else { "s" };
            if count > 0 {
                self.indented(&format!(
                    "/* XXX {count} {unit}{plural} hole, try to pack */"
                ))?;
            }
        }
        writeln!(self.out)
    }

    /// Says that a cache line has begun, if one has since it was last said. The offset is within the
    /// struct that is printed.
    fn cache_line_before(&mut self, offset: u64) -> io::Result<()> {
        let offset = self.base + offset;
        let line = offset / CACHE_LINE;
        if line <= self.cache_line {
            return Ok(());
        }
        self.cache_line = line;
        let boundary = format!("cacheline {line} boundary ({} bytes)", line * CACHE_LINE);
        match offset % CACHE_LINE {
            0 => self.indented(&format!("/* --- {boundary} --- */")),
            ago => self.indented(&format!("/* --- {boundary} was {ago} bytes ago --- */")),
        }
    }

    fn summary(&mut self, record: &RecordView<'_>, gaps: &Gaps) -> io::Result<()> {
        let layout = record.layout();
        let (size, align) = (layout.size, layout.align);
        let (lines, members) = (size.div_ceil(CACHE_LINE), gaps.members);
        writeln!(self.out)?;
        let whole =
            format!("/* size: {size}, cachelines: {lines}, members: {members}, align: {align} */");
        self.indented(&whole)?;
        let paddings = paddings(gaps.behind(size));
        for text in holes(&gaps.sums).into_iter().chain(paddings) {
            self.indented(&text)?;
        }
        match size % CACHE_LINE {
            0 => Ok(()),
            last => self.indented(&format!("/* last cacheline: {last} bytes */")),
        }
    }
}

/// What all holes take.
fn holes(sums: &Sums) -> Vec<String> {
    let mut lines = Vec::new();
    if sums.holes > 0 {
        lines.push(format!(
            "/* sum members: {}, holes: {}, sum holes: {} */",
            sums.bytes, sums.holes, sums.hole_bytes
        ));
    }
    if sums.bit_holes > 0 {
        lines.push(format!(
            "/* sum bitfield members: {} bits, bit holes: {}, sum bit holes: {} bits */",
            sums.bits, sums.bit_holes, sums.hole_bits
        ));
    }
    lines
}

/// What no member takes at the end.
fn paddings(gap: Option<Gap>) -> Vec<String> {
    let mut lines = Vec::new();
    let Some(Gap { bits, bytes }) = gap else {
        return lines;
    };
    if bytes > 0 {
        lines.push(format!("/* padding: {bytes} */"));
    }
    if bits > 0 {
        lines.push(format!("/* bit_padding: {bits} bits */"));
    }
    lines
}

/// What changes the layout, behind the members.
fn attributes(attrs: RecordAttrs) -> String {
    let packed = if attrs.packed {
        " __attribute__((packed))"
    } else {
        ""
    };
    let align = attrs
        .align
        .map(|align| format!(" __attribute__((aligned({align})))"));
    format!("{packed}{}", align.unwrap_or_default())
}

//! Declarations in C.

use std::fmt::Write;

use lltype::{EnumRules, RecordRules, Scalar, Target};

use super::shape::{Attrs, Bits, Enumeration, Integer, Item, Member, Number, Shape};

/// What stands before all declarations.
pub const PRELUDE: &str = "struct opaque;\nenum { K0, K1, K2, K3, K4, K5, K6, K7, K8, K9 };\n";

/// The declarations of a shape. All names in them begin with its index: `x17_`.
pub fn text(shape: &Shape, index: usize, target: &Target) -> String {
    let mut writer = Writer::new(index, target);
    let record = writer.record(shape, true, true);
    writer.before + &packed(shape.pack, &format!("{record};"))
}

/// A declaration, under a `#pragma pack`.
fn packed(pack: Option<u32>, declaration: &str) -> String {
    match pack {
        Some(bytes) => format!("#pragma pack(push, {bytes})\n{declaration}\n#pragma pack(pop)\n"),
        None => format!("{declaration}\n"),
    }
}

/// Typedefs of types. All names begin with the index.
#[derive(Debug)]
pub struct Typedefs<'t>(Writer<'t>);

impl<'t> Typedefs<'t> {
    /// None, for a target.
    #[must_use]
    pub fn new(index: usize, target: &'t Target) -> Self {
        Typedefs(Writer::new(index, target))
    }

    /// A name for a type: its own, or that of a typedef.
    pub fn name(&mut self, item: &Item) -> String {
        let pack = match item {
            Item::Word(word) => return self.0.word(word).to_owned(),
            Item::Record(shape) => shape.pack,
            _ => None,
        };
        let name = self.0.name();
        let declared = match item {
            Item::Record(shape) => format!("{} {name}", self.0.record(shape, true, true)),
            item => self.0.declare(item, &name),
        };
        self.0.before += &packed(pack, &format!("typedef {declared};"));
        name
    }

    /// All that was declared.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0.before
    }
}

/// The index of the shape whose declarations a message is about.
pub fn index_in(message: &str) -> Option<usize> {
    let starts = message.match_indices('x').map(|(at, _)| &message[at + 1..]);
    let numbers = starts.filter_map(|rest| rest.split_once('_')?.0.parse().ok());
    numbers.into_iter().next()
}

#[derive(Debug)]
struct Writer<'t> {
    target: &'t Target,
    index: usize,
    names: u32,
    /// What must be declared first.
    before: String,
}

impl<'t> Writer<'t> {
    fn new(index: usize, target: &'t Target) -> Self {
        Writer {
            target,
            index,
            names: 0,
            before: String::new(),
        }
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("x{}_{}", self.index, self.names)
    }

    fn record(&mut self, shape: &Shape, tagged: bool, outermost: bool) -> String {
        let keyword = if shape.is_union { "union" } else { "struct" };
        let attrs = attributes(shape.packed, shape.align);
        let [first, last] = if shape.first {
            [attrs, String::new()]
        } else {
            [String::new(), attrs]
        };
        let tag = if tagged { self.name() } else { String::new() };
        let mut text = format!("{keyword}{first} {tag} {{ ");
        for member in &shape.members {
            text += &self.member(member);
        }
        if let Some(tail) = &shape.tail
            && outermost
            && has_named_field(shape)
        {
            let name = self.name();
            text += &format!("{}; ", self.declare(tail, &format!("{name}[]")));
        }
        text + "}" + &last
    }

    fn member(&mut self, member: &Member) -> String {
        match member {
            Member::Field(item, attrs) => {
                let name = self.name();
                let declared = self.declare(item, &name);
                // It must not say less than what else is said.
                let alignas = match attrs.alignas.filter(|_| attrs.align.is_none()) {
                    Some(true) => "_Alignas(64) ",
                    Some(false) => "_Alignas(0) ",
                    None => "",
                };
                // Clang keeps the `const` of `const void f(int)`, GCC does not.
                let is_qualified = attrs.qualified && !declared.starts_with("void (");
                let qualifier = if is_qualified { "const " } else { "" };
                format!(
                    "{alignas}{}; ",
                    attrs.around(&format!("{qualifier}{declared}"))
                )
            }
            Member::Bits(of, bits) => self.bits(of, bits),
            Member::Anonymous(shape) => format!("{}; ", self.record(shape, false, false)),
        }
    }

    /// `unsigned a : 3, : 0, b : 5;`
    fn bits(&mut self, of: &Integer, bits: &[Bits]) -> String {
        let (mut text, most) = match of {
            Integer::Word(word) => (self.word(word).to_owned(), self.width(word)),
            Integer::Typedef(word) => {
                let (name, of) = (self.name(), self.word(word));
                let _ = writeln!(self.before, "typedef {of} {name};");
                (name, self.width(word))
            }
            Integer::Enum(of) => (self.enumeration(of), of.width()),
        };
        for (place, bits) in bits.iter().enumerate() {
            let width = match bits.width.0 {
                width if width <= most => width,
                width => width % most + 1,
            };
            let name = if bits.named && width > 0 {
                self.name()
            } else {
                String::new()
            };
            let comma = if place > 0 { "," } else { "" };
            let width_text = Number(width, bits.width.1).text();
            // For the sake of the same registers, GCC for i686 aligns bits of 64 with an attribute to 8.
            let align = bits
                .attrs
                .align
                .filter(|_| !(self.is_gcc_i686() && width == 64));
            let attrs = attributes(bits.attrs.packed, align);
            let _ = write!(text, "{comma} {name} : {width_text}{attrs}");
        }
        text + "; "
    }

    /// The declaration of something.
    fn declare(&mut self, item: &Item, declarator: &str) -> String {
        match item {
            Item::Word(word) => format!("{} {declarator}", self.word(word)),
            Item::Pointer(which) => pointer(*which, declarator),
            Item::Enum(of) => format!("{} {declarator}", self.enumeration(of)),
            Item::Vector(of, lanes) => format!("{} {declarator}", self.vector(of, *lanes)),
            Item::Array(item, count) => {
                // GCC takes no array of no vectors.
                let least = u32::from(item.is_vectors());
                let count = Number(count.0.max(least), count.1);
                self.declare(item.as_item(), &format!("{declarator}[{}]", count.text()))
            }
            Item::Record(shape) => {
                let tagged = shape.first;
                format!("{} {declarator}", self.record(shape, tagged, false))
            }
            Item::Typedef(item, align) => {
                let name = self.name();
                let declared = self.declare(item, &name);
                let _ = writeln!(
                    self.before,
                    "typedef {declared}{};",
                    attributes(false, *align)
                );
                format!("{name} {declarator}")
            }
        }
    }

    fn enumeration(&mut self, of: &Enumeration) -> String {
        let packed = if of.packed {
            " __attribute__((packed))"
        } else {
            ""
        };
        let tag = self.name();
        let is_clang = matches!(
            self.target.records,
            RecordRules::Clang { .. } | RecordRules::Microsoft
        );
        let base = if of.based && is_clang {
            ": long long "
        } else {
            ""
        };
        let mut text = format!("enum{packed} {tag} {base}{{ ");
        for value in &of.values {
            // Microsoft's compiler has no wide ones.
            let is_wide = i32::try_from(*value).is_err() && self.target.enums == EnumRules::Int;
            let value = if is_wide { 2 } else { *value };
            let name = self.name();
            let _ = write!(text, "{name} = {value}, ");
        }
        text + "}"
    }

    fn vector(&mut self, of: &str, lanes: u32) -> String {
        let size = self.scalar(of).size(self.target) * lanes as usize;
        // GCC for i686 aligns those of 8 bytes by the register that would hold them.
        let size = if self.is_gcc_i686() && size == 8 {
            16
        } else {
            size
        };
        let name = self.name();
        let _ = writeln!(
            self.before,
            "typedef {of} {name} __attribute__((vector_size({size})));"
        );
        name
    }

    /// A type that the target has.
    fn word(&self, word: &'static str) -> &'static str {
        let has = Scalar::Int128.exists(self.target) || !word.contains("__int128");
        if has { word } else { "long long" }
    }

    fn width(&self, word: &'static str) -> u32 {
        match self.word(word) {
            "_Bool" => 1,
            word => u32::try_from(self.scalar(word).size(self.target) * 8).unwrap(),
        }
    }

    fn scalar(&self, word: &str) -> Scalar {
        match word {
            word if word.contains("__int128") => Scalar::Int128,
            word if word.contains("char") => Scalar::Char,
            word if word.contains("short") => Scalar::Short,
            word if word.matches("long").count() == 2 => Scalar::LongLong,
            word if word.contains("long") => Scalar::Long,
            "float" => Scalar::Float,
            "double" => Scalar::Double,
            _ => Scalar::Int,
        }
    }

    fn is_gcc_i686(&self) -> bool {
        let is_gcc = matches!(self.target.records, RecordRules::Gnu { .. });
        is_gcc && self.target.name == Target::I686_LINUX_GNU.name
    }
}

impl Item {
    /// The same as an item of an array: its alignment must not be more than its size.
    fn as_item(&self) -> &Item {
        match self {
            Item::Typedef(of, Some(2..)) => of.as_item(),
            item => item,
        }
    }

    fn is_vectors(&self) -> bool {
        match self {
            Item::Vector(..) => true,
            Item::Array(item, _) | Item::Typedef(item, _) => item.is_vectors(),
            _ => false,
        }
    }
}

impl Enumeration {
    /// The bits that it has at least.
    fn width(&self) -> u32 {
        let is_wide = self
            .values
            .iter()
            .any(|value| i32::try_from(*value).is_err());
        match (self.packed, is_wide) {
            (true, _) => 8,
            (false, _) => 32,
        }
    }
}

impl Attrs {
    fn around(self, declared: &str) -> String {
        let attrs = attributes(self.packed, self.align);
        match self.first {
            true => format!("{}{declared}", attrs.trim_start().to_owned() + " "),
            false => format!("{declared}{attrs}"),
        }
    }
}

impl Number {
    fn text(self) -> String {
        let Number(value, form) = self;
        let more = value + 1;
        match form {
            0 => format!("({more} - 1)"),
            1 => format!("sizeof(char[{more}]) - 1"),
            2 => format!("0x{value:x}u"),
            3 => format!("(int)({value} | 0ul)"),
            4 => format!("{more} > {value} ? {value} : -1"),
            5 if value < 10 => format!("K{value}"),
            6 if value < 128 => format!("'\\{value:o}'"),
            7 => format!("{value} << K1 >> 1"),
            8 => format!("~-{more} * !K0"),
            9 => format!("-({value} - 2 * {value})"),
            10 => format!("sizeof(double[{more}]) / sizeof(double) - __alignof__(char)"),
            _ => value.to_string(),
        }
    }
}

fn has_named_field(shape: &Shape) -> bool {
    let is_named = |member: &Member| matches!(member, Member::Field(..));
    !shape.is_union && shape.members.iter().any(is_named)
}

fn attributes(packed: bool, align: Option<u32>) -> String {
    match (packed, align) {
        (false, None) => String::new(),
        (true, None) => " __attribute__((packed))".to_owned(),
        (false, Some(bytes)) => format!(" __attribute((__aligned__({bytes})))"),
        (true, Some(bytes)) => format!(" __attribute__((aligned({bytes}), __packed__))"),
    }
}

fn pointer(which: usize, declarator: &str) -> String {
    match which {
        0 => format!("const char *{declarator}"),
        1 => format!("struct opaque *const *{declarator}"),
        2 => format!("void (*{declarator})(int, const char *, ...)"),
        3 => format!("int (*(*{declarator})(struct opaque *))[3]"),
        4 => format!("double (*{declarator})[2]"),
        _ => format!("void *{declarator}"),
    }
}

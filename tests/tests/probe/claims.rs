//! [`Claims`]: everything that `cdef` says of a text, each with a question to the compiler about the same.

use std::collections::{BTreeMap, BTreeSet};

use cdef::{Cdef, Declaration, DeclarationKind, ErrorKind, Member, RecordView};
use lltype::RecordRules;

use super::{Answer, Compiler, Form, Question};

/// What stands in types for a struct or union without a name.
const NAMELESS: &str = "<anonymous>";

/// The structs behind `va_list`, which C cannot name, and how it can reach them.
const VA_LISTS: [(&str, &str); 2] = [
    (
        "struct __va_list_tag",
        "__typeof__(**(__builtin_va_list *)0)",
    ),
    ("struct __va_list", "__builtin_va_list"),
];

/// A type as a compiler takes it.
fn in_c(spelled: &str) -> String {
    let name = VA_LISTS.iter().find(|(name, _)| spelled.contains(name));
    name.map_or(spelled.to_owned(), |(name, c)| spelled.replace(name, c))
}

/// Something that `cdef` says.
#[derive(Debug)]
pub(crate) struct Claim {
    /// What it is about.
    pub(crate) what: String,
    pub(crate) question: Question,
    pub(crate) ours: Answer,
}

/// What is said of a text.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    pub(crate) list: Vec<Claim>,
    /// Types that have no size.
    pub(crate) incomplete: BTreeSet<String>,
    /// How many there are of each sort.
    pub(crate) counts: BTreeMap<&'static str, usize>,
    /// What cannot be asked, by the reason.
    pub(crate) skipped: BTreeMap<&'static str, usize>,
    /// Errors where there can be none.
    pub(crate) errors: Vec<String>,
}

impl Claims {
    pub(crate) fn of(cdef: &Cdef) -> Self {
        let mut claims = Claims::default();
        claims.records(cdef);
        claims.enums(cdef);
        for found in cdef.declarations() {
            claims.declaration(cdef, &found);
        }
        claims
    }

    /// Those that are wrong to a compiler of a text, in words.
    ///
    /// # Errors
    /// The text does not compile: what the compiler prints.
    pub(crate) fn wrong_to(&self, compiler: &Compiler, text: &str) -> Result<Vec<String>, String> {
        let questions: Vec<Question> = self
            .list
            .iter()
            .map(|claim| claim.question.clone())
            .collect();
        let answers = Form::new(text, &questions).ask(compiler)?;
        let both = self.list.iter().zip(answers);
        let wrong = both.filter(|(claim, theirs)| claim.ours != *theirs);
        Ok(wrong
            .map(|(Claim { what, ours, .. }, theirs)| {
                format!("{what}: ours {ours}, the compiler's {theirs}")
            })
            .collect())
    }

    fn number(&mut self, what: String, expression: String, ours: u64) {
        self.list.push(Claim {
            what,
            question: Question::Number(expression),
            ours: Answer::Number(ours),
        });
    }

    /// That an expression has a type.
    fn has_type(&mut self, what: String, expression: &str, spelled: &str) {
        if spelled.contains(NAMELESS) {
            return self.skip("types of what has no name");
        }
        let spelled = in_c(spelled);
        let same = format!("__builtin_types_compatible_p(__typeof__({expression}), {spelled})");
        self.number(format!("{what} is `{spelled}`"), same, 1);
    }

    fn count(&mut self, sort: &'static str) {
        *self.counts.entry(sort).or_default() += 1;
    }

    fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }

    /// Size and alignment of a type; whether it has them.
    fn whole(&mut self, cdef: &Cdef, name: &str) -> bool {
        match (cdef.sizeof(name), cdef.alignof(name)) {
            (Ok(size), Ok(align)) => {
                let c = in_c(name);
                self.number(format!("sizeof({name})"), format!("sizeof({c})"), size);
                let asked = match cdef.target().records {
                    // A member there may be aligned to more than its type.
                    RecordRules::Microsoft => format!("_Alignof({c})"),
                    // GCC's `_Alignof` is never more than what the largest register wants.
                    _ => format!("__builtin_offsetof(struct {{ char c; {c} t; }}, t)"),
                };
                self.number(format!("_Alignof({name})"), asked, align);
                true
            }
            (Err(error), _) | (_, Err(error)) => {
                match error.first().kind() {
                    // GNU C has a size for it.
                    ErrorKind::FunctionType => {}
                    _ if cdef.canonical(name).is_ok_and(|name| name == "void") => {}
                    ErrorKind::Opaque | ErrorKind::UnknownLength => {
                        self.incomplete.insert(name.to_owned());
                    }
                    _ => self.errors.push(format!("sizeof({name}): {error}")),
                }
                false
            }
        }
    }

    fn records(&mut self, cdef: &Cdef) {
        let mut names = BTreeSet::new();
        let mut reached = BTreeSet::new();
        let mut nameless = 0;
        for record in cdef.records() {
            let Some(name) = record.name() else {
                nameless += 1;
                continue;
            };
            self.count("records");
            if self.whole(cdef, &name) {
                let (what, align) = (format!("{name}: its own alignment"), record.layout().align);
                self.number(what, format!("__alignof__({})", in_c(&name)), align);
                let size = cdef.sizeof(&name).unwrap();
                if record.layout().size != size {
                    self.errors
                        .push(format!("{name}: its view has not {size} bytes"));
                }
                let place = Place {
                    ty: &in_c(&name),
                    path: String::new(),
                    offset: 0,
                };
                self.members(cdef, &record, &place, &mut reached);
            }
            names.insert(name);
        }
        for _ in reached.len()..nameless {
            self.skip("records without a name that are no member's");
        }
        let [_, structs, unions] = cdef.typenames();
        let structs = structs.iter().map(|tag| format!("struct {tag}"));
        let tags = structs.chain(unions.iter().map(|tag| format!("union {tag}")));
        self.incomplete
            .extend(tags.filter(|tag| !names.contains(tag)));
    }

    /// The members of a record; where the nameless ones among them are written goes to `reached`.
    fn members(
        &mut self,
        cdef: &Cdef,
        record: &RecordView<'_>,
        place: &Place<'_>,
        reached: &mut BTreeSet<String>,
    ) {
        for member in record.members() {
            let inner = place.inner(&member);
            if !member.name.is_empty() {
                self.member(&member, &inner, place.offset);
                if member.record().is_none() && member.spelled.contains(NAMELESS) {
                    let value = format!("(({} *)0)->{}", inner.ty, inner.path);
                    if self.items(cdef, &value) {
                        reached.insert(value);
                    }
                }
            }
            if let Some(record) = member.record()
                && record.name().is_none()
            {
                let at = record.location();
                reached.insert(format!("{at:?}"));
                self.members(cdef, &record, &inner, reached);
            }
        }
    }

    fn member(&mut self, member: &Member<'_>, place: &Place<'_>, base: u64) {
        let Place { ty, path, offset } = place;
        let what = format!("{ty}: {path}");
        if let Some(bits) = member.bits {
            self.count("bit-fields");
            let first = bits.position + base * 8;
            self.list.push(Claim {
                what: format!("{what}: bits"),
                question: Question::Bits {
                    ty: (*ty).to_owned(),
                    initializer: format!("{{ .{path} = -1 }}"),
                },
                ours: Answer::Bits((first..first + u64::from(bits.width)).collect()),
            });
            return;
        }
        self.count("members");
        let value = format!("(({ty} *)0)->{path}");
        self.number(
            format!("{what}: offset"),
            format!("__builtin_offsetof({ty}, {path})"),
            *offset,
        );
        self.has_type(what.clone(), &value, &member.spelled);
        if !member.canonical.contains("[]") {
            self.number(
                format!("{what}: size"),
                format!("sizeof({value})"),
                member.size,
            );
        }
    }

    /// The members of nameless structs that are items of an array, or behind a pointer; whether they are.
    fn items(&mut self, cdef: &Cdef, value: &str) -> bool {
        let item = format!("{value}[0]");
        let ty = format!("__typeof__({item})");
        let fields = match cdef.fields(&ty) {
            Ok(fields) => fields,
            Err(error) if error.first().kind() == ErrorKind::NotAStruct => {
                return self.items(cdef, &item);
            }
            // A pointer to a function.
            Err(_) => return false,
        };
        self.whole(cdef, &ty);
        for field in fields {
            let name = &field.name;
            if field.bits.is_some() {
                self.skip("bit-fields of items without a name");
                continue;
            }
            self.count("members");
            let offset = format!("__builtin_offsetof({ty}, {name})");
            self.number(format!("{item}.{name}: offset"), offset, field.offset);
            let size = format!("sizeof({item}.{name})");
            self.number(size.clone(), size, field.size);
        }
        true
    }

    fn enums(&mut self, cdef: &Cdef) {
        for found in cdef.enums() {
            self.count("enums");
            if let Some(name) = found.name() {
                self.whole(cdef, &name);
            }
            for (name, value) in found.constants() {
                self.constant(name, value);
            }
        }
    }

    fn constant(&mut self, name: &str, value: i128) {
        self.count("constants");
        let low = value.cast_unsigned() & u128::from(u64::MAX);
        self.number(
            name.to_owned(),
            name.to_owned(),
            u64::try_from(low).unwrap(),
        );
        let is_negative = format!("({name}) < 0");
        self.number(format!("{name}: sign"), is_negative, u64::from(value < 0));
    }

    fn declaration(&mut self, cdef: &Cdef, found: &Declaration<'_>) {
        let name = found.name();
        match found.kind() {
            DeclarationKind::Typedef => {
                self.count("typedefs");
                self.whole(cdef, name);
                let of = found.ty().ok().and_then(|ty| Some(ty.typedef()?.1));
                if let Some(of) = of.filter(|_| !found.canonical().contains(NAMELESS)) {
                    self.has_type(name.to_owned(), name, &of.to_string());
                }
            }
            // The enums have them.
            DeclarationKind::Number => {}
            DeclarationKind::Function => {
                self.count("functions");
                self.has_type(name.to_owned(), name, &found.spelled());
                self.prototype(cdef, found);
            }
            _ => {
                self.count("variables");
                self.has_type(name.to_owned(), name, &found.spelled());
            }
        }
    }

    /// The type of a function as `lltype` has it.
    fn prototype(&mut self, cdef: &Cdef, found: &Declaration<'_>) {
        let name = found.name();
        match cdef.function(name) {
            Ok(_) if found.canonical().contains(NAMELESS) => self.skip("types of what has no name"),
            Ok(prototype) => {
                let spelled = prototype.function().to_string();
                if spelled != found.spelled() {
                    self.has_type(format!("{name}, called,"), name, &spelled);
                }
            }
            Err(error) if error.first().kind() == ErrorKind::Opaque => {
                self.skip("functions with values that are not known");
            }
            Err(error) => self.errors.push(format!("{name}: {error}")),
        }
    }
}

/// A part of a type that has a name.
struct Place<'n> {
    ty: &'n str,
    path: String,
    offset: u64,
}

impl Place<'_> {
    /// That of a member. Those of anonymous members have the path of what they are in.
    fn inner(&self, member: &Member<'_>) -> Self {
        let path = match (self.path.is_empty(), member.name.is_empty()) {
            (_, true) => self.path.clone(),
            (true, _) => member.name.clone(),
            _ => format!("{}.{}", self.path, member.name),
        };
        Place {
            ty: self.ty,
            path,
            offset: self.offset + member.offset,
        }
    }
}

//! Random types: equality and hash agree with a naive model, and nothing stays behind.
//!
//! `RANDOM_TYPES=1000000 cargo test --release -p lltype --test random_types` is the long run.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use lltype::{
    ArrayLength, EnumSpec, FunctionSpec, Qualifiers, RecordSpec, Scalar, Type, TypeBuilder, TypeId,
};
use proptest::prelude::any;
use proptest::sample::Index;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

/// Counts the bytes that this thread has allocated and not freed.
struct Counting;

thread_local!(static LIVE: Cell<isize> = const { Cell::new(0) });

fn live() -> isize {
    LIVE.get()
}

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.set(LIVE.get() + layout.size().cast_signed());
        // SAFETY: the caller keeps this function's promise, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get() - layout.size().cast_signed());
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A type as a tree: what `derive` says of equality is the naive check.
#[derive(Debug, Clone, PartialEq)]
enum Model {
    Void,
    Scalar(Scalar),
    Pointer(Box<Model>, Qualifiers),
    Array(Box<Model>, ArrayLength),
    Function(Vec<Model>, Box<Model>, bool),
    Record {
        is_union: bool,
        name: u8,
        packed: bool,
        fields: Vec<(u8, Model, Option<u32>)>,
    },
    Enum(u8, Vec<i128>),
    Vector(Scalar, u32),
    Opaque(u8),
    /// Another name for a type that is none, with an alignment.
    Aligned(Box<Model>, u32),
}

/// Takes choices from bytes; zeros when there are no more, so that fewer bytes are a smaller type.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn next(&mut self, below: u8) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                first % below
            }
            None => 0,
        }
    }

    fn scalar(&mut self) -> Scalar {
        let count = u8::try_from(Scalar::ALL.len()).unwrap();
        Scalar::ALL[usize::from(self.next(count))]
    }

    fn model(&mut self, depth: u32) -> Model {
        let kinds = if depth == 0 { 4 } else { 10 };
        match self.next(kinds) {
            0 => Model::Scalar(self.scalar()),
            1 => Model::Opaque(self.next(3)),
            2 => Model::Enum(
                self.next(3),
                vec![self.next(5).into(), -i128::from(self.next(2))],
            ),
            3 => Model::Vector(
                [Scalar::Float, Scalar::Int][usize::from(self.next(2))],
                1 << self.next(4),
            ),
            4 => {
                let qualifiers = [
                    Qualifiers::NONE,
                    Qualifiers::CONST,
                    Qualifiers::CONST | Qualifiers::VOLATILE,
                ][usize::from(self.next(3))];
                let pointee = match self.next(6) {
                    0 => Model::Void,
                    _ => self.model(depth - 1),
                };
                Model::Pointer(Box::new(pointee), qualifiers)
            }
            5 => {
                let length = match self.next(4) {
                    0 => ArrayLength::Header,
                    n => ArrayLength::Fixed(n.into()),
                };
                Model::Array(Box::new(self.inner(depth)), length)
            }
            6 => Model::Function(
                (0..self.next(4)).map(|_| self.passed(depth)).collect(),
                Box::new(self.passed(depth)),
                self.next(2) == 1,
            ),
            7 => match self.inner(depth) {
                aligned @ Model::Aligned(..) => aligned,
                other => Model::Aligned(Box::new(other), 1 << self.next(3)),
            },
            _ => Model::Record {
                is_union: self.next(4) == 0,
                name: self.next(3),
                packed: self.next(4) == 0,
                fields: (0..self.next(6))
                    .map(|index| match self.next(5) {
                        0 => {
                            let width = u32::from(self.next(31)) + 1;
                            (index, Model::Scalar(Scalar::UInt), Some(width))
                        }
                        _ => (index, self.inner(depth), None),
                    })
                    .collect(),
            },
        }
    }

    /// A type that can lie inside of another.
    fn inner(&mut self, depth: u32) -> Model {
        match self.model(depth - 1) {
            Model::Function(..) => Model::Scalar(Scalar::Int),
            Model::Array(_, ArrayLength::Header) => Model::Scalar(Scalar::Long),
            other => other,
        }
    }

    /// A type that can be passed.
    fn passed(&mut self, depth: u32) -> Model {
        match self.inner(depth) {
            Model::Array(..) | Model::Opaque(_) => Model::Scalar(Scalar::Double),
            Model::Aligned(of, _) if matches!(*of, Model::Array(..) | Model::Opaque(_)) => {
                Model::Scalar(Scalar::Double)
            }
            other => other,
        }
    }
}

fn record_spec<T>(
    (is_union, name, packed): (bool, u8, bool),
    fields: Vec<(u8, T, Option<u32>)>,
) -> RecordSpec<T> {
    let name = format!("r{name}");
    let mut spec = match is_union {
        true => RecordSpec::union(&name),
        false => RecordSpec::structure(&name),
    };
    for (name, ty, bits) in fields {
        let name = format!("f{name}");
        spec = match bits {
            Some(width) => spec.bits(&name, ty, width),
            None => spec.field(&name, ty),
        };
    }
    if packed { spec.packed() } else { spec }
}

fn leaf(model: &Model) -> Type {
    match model {
        Model::Scalar(scalar) => (*scalar).into(),
        Model::Opaque(name) => Type::opaque(&format!("o{name}")),
        Model::Vector(item, lanes) => Type::vector(*item, *lanes).unwrap(),
        Model::Enum(name, values) => {
            let spec = EnumSpec::named(&format!("e{name}"));
            let spec = values
                .iter()
                .enumerate()
                .fold(spec, |spec, (index, value)| {
                    spec.constant(&format!("C{index}"), *value)
                });
            Type::enumeration(spec).unwrap()
        }
        _ => Type::VOID,
    }
}

/// Type by type.
fn build(model: &Model) -> Type {
    match model {
        Model::Pointer(pointee, qualifiers) => Type::pointer_to(&build(pointee), *qualifiers),
        Model::Array(item, length) => Type::array_of(&build(item), *length).unwrap(),
        Model::Function(params, result, variadic) => {
            let params: Vec<_> = params.iter().map(build).collect();
            Type::function(&params, &build(result), *variadic).unwrap()
        }
        Model::Record {
            is_union,
            name,
            packed,
            fields,
        } => {
            let fields = fields.iter().map(|(n, ty, bits)| (*n, build(ty), *bits));
            let spec = record_spec((*is_union, *name, *packed), fields.collect());
            Type::record(spec).unwrap()
        }
        Model::Aligned(of, align) => Type::aligned_typedef_of("a", &build(of), *align).unwrap(),
        leaf => self::leaf(leaf),
    }
}

/// As one set, by way of forward references.
fn build_set(model: &Model, builder: &mut TypeBuilder) -> TypeId {
    let this = builder.forward();
    let id = match model {
        Model::Pointer(pointee, qualifiers) => {
            let pointee = build_set(pointee, builder);
            builder.pointer(pointee, *qualifiers).unwrap()
        }
        Model::Array(item, length) => {
            let item = build_set(item, builder);
            builder.array(item, *length).unwrap()
        }
        Model::Function(params, result, variadic) => {
            let spec = FunctionSpec::returning(build_set(result, builder));
            let spec = params
                .iter()
                .fold(spec, |spec, ty| spec.param("p", build_set(ty, builder)));
            let spec = if *variadic { spec.variadic() } else { spec };
            builder.function_of(spec).unwrap()
        }
        Model::Record {
            is_union,
            name,
            packed,
            fields,
        } => {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, ty, bits)| (*name, build_set(ty, builder), *bits))
                .collect();
            let spec = record_spec((*is_union, *name, *packed), fields);
            builder.record(spec).unwrap()
        }
        Model::Aligned(of, align) => {
            let of = build_set(of, builder);
            builder.aligned_typedef("a", of, *align).unwrap()
        }
        leaf => builder.import(self::leaf(leaf)),
    };
    builder.resolve(this, id).unwrap();
    builder.typedef("alias", this).unwrap()
}

fn hash(ty: &Type) -> u64 {
    let mut hasher = DefaultHasher::new();
    ty.hash(&mut hasher);
    hasher.finish()
}

/// Two models that are often alike: the second takes the choices of the first, one of them changed.
fn check(choices: &[u8], changed: usize, to: u8) -> Result<(), TestCaseError> {
    let mut others = choices.to_vec();
    if let Some(choice) = others.get_mut(changed) {
        *choice = to;
    }
    let a = Choices(choices).model(4);
    let b = Choices(&others).model(4);
    let (x, y) = (build(&a), build(&b));
    let mut builder = TypeBuilder::new();
    let id = build_set(&a, &mut builder);
    let set = builder.freeze().unwrap().get(id).unwrap();
    let equal = a == b;
    let agrees = [x == y, y == x, set == y] == [equal; 3]
        && (!equal || hash(&x) == hash(&y))
        && (set == x && hash(&set) == hash(&x));
    match agrees {
        true => Ok(()),
        false => Err(TestCaseError::fail(format!("{a:?}\n{b:?}\n{x} and {y}"))),
    }
}

fn runner(cases: u32) -> TestRunner {
    let mut config = Config {
        failure_persistence: None,
        cases,
        ..Config::default()
    };
    if config.rng_seed == RngSeed::Random {
        let new = std::hash::RandomState::new();
        config.rng_seed = RngSeed::Fixed(std::hash::BuildHasher::hash_one(&new, ()));
    }
    if let RngSeed::Fixed(seed) = config.rng_seed {
        eprintln!("PROPTEST_RNG_SEED={seed}");
    }
    TestRunner::new(config)
}

#[test]
fn random_types_agree_with_the_model_and_are_freed() {
    #[expect(clippy::disallowed_methods, reason = "the length of the run")]
    let cases = std::env::var("RANDOM_TYPES").map_or(20_000, |text| text.parse().unwrap());
    let choices = proptest::collection::vec(any::<u8>(), 0..60);
    let strategy = (choices, any::<Index>(), any::<u8>());
    let mut runner = runner(cases);
    // The first case fills what is made once.
    check(&[8, 1, 2, 3, 4, 5], 2, 7).unwrap();
    let result = runner.run(&strategy, |(choices, changed, to)| {
        let before = live();
        let changed = changed.index(choices.len().max(1));
        check(&choices, changed, to)?;
        match live() - before {
            0 => Ok(()),
            left => Err(TestCaseError::fail(format!("{left} bytes stay behind"))),
        }
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn the_model_sees_a_difference() {
    // The checker's own twin: it must tell unequal types apart, and the strategy must make some.
    let mut runner = runner(300);
    let choices = proptest::collection::vec(any::<u8>(), 0..60);
    let mut alike = [0, 0];
    for _ in 0..300 {
        let choices = choices.new_tree(&mut runner).unwrap().current();
        let mut others = choices.clone();
        if let Some(first) = others.get_mut(choices.len() / 3) {
            *first ^= 1;
        }
        let (a, b) = (Choices(&choices).model(4), Choices(&others).model(4));
        alike[usize::from(a == b)] += 1;
    }
    assert!(alike[0] > 30 && alike[1] > 30, "{alike:?}");
}

//! Layouts: what can be asked, and what has no answer. The compilers' own answers are compared in the
//! package `tests`.

use lltype::{
    ArrayLength, Endian, FieldDesc, LayoutError, LowLevelType, RecordDesc, RecordSpec, Scalar,
    Target, Type, field_layout, layout_of,
};

const HOST: Target = Target::X86_64_LINUX_GNU;

fn int() -> Type {
    Scalar::Int.into()
}

fn record(spec: RecordSpec<Type>) -> Type {
    Type::record(spec).unwrap()
}

fn array(item: &Type, length: ArrayLength) -> Type {
    Type::array_of(item, length).unwrap()
}

#[test]
fn offsets_along_a_path() {
    let inner = record(
        RecordSpec::structure("struct inner")
            .field("c", Scalar::Char.into())
            .bits("flag", Scalar::UShort.into(), 3)
            .field("items", array(&int(), ArrayLength::Fixed(3))),
    );
    let anonymous = record(
        RecordSpec::union("")
            .field("i", int())
            .field("inner", inner.clone()),
    );
    let outer = record(
        RecordSpec::structure("struct outer")
            .field("first", int())
            .anonymous(anonymous)
            .field(
                "grid",
                array(&array(&inner, ArrayLength::Fixed(2)), ArrayLength::Fixed(2)),
            ),
    );
    let offset = |path: &str| HOST.offsetof(&outer, path).unwrap().offset;
    assert_eq!(offset("first"), 0);
    assert_eq!(offset("i"), 4);
    assert_eq!(offset("inner.items[2]"), 4 + 4 + 8);
    assert_eq!(offset("grid[1][1].items[1]"), 20 + 3 * 16 + 4 + 4);
    let flag = HOST.offsetof(&outer, "grid[0][1].flag").unwrap();
    let bits = flag.bits.unwrap();
    assert_eq!((bits.position, bits.width), ((20 + 16) * 8 + 8, 3));
    assert_eq!(flag.offset, 20 + 16 + 1);
    let anonymous = HOST.offsetof(&outer, "inner.flag").unwrap().bits.unwrap();
    assert_eq!(anonymous.position, 4 * 8 + 8);
}

#[test]
fn wrong_paths() {
    let ty = record(RecordSpec::structure("struct s").field("items", Type::of::<[i32; 3]>()));
    let words = |path: &str| HOST.offsetof(&ty, path).unwrap_err().to_string();
    assert_eq!(words("x"), "`struct s` has no member `x`");
    assert_eq!(words("items[3]"), "`int32_t[3]` has no item 3");
    assert_eq!(
        words("items.x"),
        "`int32_t[3]` has no members, so no `x` either"
    );
    assert_eq!(
        words("items[0][1]"),
        "`int32_t` has no members, so no `[1]` either"
    );
    for path in [
        "",
        ".",
        "items.",
        "items[",
        "items[x]",
        "items]0[",
        "items[0]x",
        "a..b",
        "[0",
    ] {
        let error = HOST.offsetof(&ty, path).unwrap_err();
        assert!(matches!(error, LayoutError::Path(_)), "{path}: {error}");
    }
}

#[test]
fn what_has_no_size() {
    let words = |ty: &Type| HOST.sizeof(ty).unwrap_err().to_string();
    assert_eq!(words(&Type::VOID), "the size of `void` is not known");
    assert_eq!(
        words(&Type::opaque("FILE")),
        "the size of `FILE` is not known"
    );
    let function = Type::function(&[], &int(), false).unwrap();
    assert_eq!(words(&function), "the size of `int (void)` is not known");
    assert_eq!(
        words(&array(&int(), ArrayLength::NoLength)),
        "the size of `int[]` is not known"
    );
    let opaque = record(RecordSpec::structure("struct s").field("f", Type::opaque("FILE")));
    assert_eq!(words(&opaque), "the size of `FILE` is not known");
    let wide = RecordSpec::structure("struct s").bits("b", Scalar::Long.into(), 33);
    let wide = record(wide);
    assert!(HOST.sizeof(&wide).is_ok());
    assert_eq!(
        Target::I686_LINUX_GNU
            .sizeof(&wide)
            .unwrap_err()
            .to_string(),
        "bit-field `struct s.b` has 33 bits, and its type has only 32"
    );
    assert!(matches!(
        HOST.record_layout(&int()).unwrap_err(),
        LayoutError::NoMembers { .. }
    ));
}

#[test]
fn sizes_beyond_the_address_space_are_errors() {
    let huge = array(&Scalar::LongLong.into(), ArrayLength::Fixed(u64::MAX / 2));
    let many = array(&Type::of::<u8>(), ArrayLength::Fixed(1 << 31));
    let half = array(&Type::of::<u8>(), ArrayLength::Fixed((1 << 31) - 1));
    for target in [&HOST, &Target::I686_LINUX_GNU, &Target::X86_64_WINDOWS_MSVC] {
        let error = target.sizeof(&huge).unwrap_err();
        assert!(matches!(error, LayoutError::TooLarge(_)), "{error}");
    }
    assert!(HOST.sizeof(&many).is_ok());
    assert!(Target::I686_LINUX_GNU.sizeof(&many).is_err());
    assert!(Target::I686_LINUX_GNU.sizeof(&half).is_ok());
    let two = RecordSpec::structure("struct s").field("a", half.clone());
    let two = record(two.field("b", half));
    assert!(Target::I686_LINUX_GNU.sizeof(&two).is_err());
    let bytes = array(&Type::of::<u8>(), ArrayLength::Fixed((1 << 59) - 1));
    let spec = (0..20).fold(RecordSpec::structure("struct s"), |spec, index| {
        spec.field(&format!("f{index}"), bytes.clone())
    });
    assert!(HOST.sizeof(&record(spec)).is_err());
    let items = array(&int(), ArrayLength::NoLength);
    assert!(HOST.sizeof_n(&items, u64::MAX / 2).is_err());
    assert!(HOST.sizeof_n(&int(), u64::MAX).is_err());
}

#[test]
fn var_sized_types_with_their_items() {
    let items = array(&Scalar::Short.into(), ArrayLength::NoLength);
    let ty = record(
        RecordSpec::structure("struct s")
            .field("n", Scalar::Long.into())
            .field("c", Scalar::Char.into())
            .field("items", items.clone()),
    );
    assert_eq!(HOST.sizeof(&ty), Ok(16));
    assert_eq!(HOST.sizeof_n(&ty, 0), Ok(16));
    assert_eq!(HOST.sizeof_n(&ty, 3), Ok(16));
    assert_eq!(HOST.sizeof_n(&ty, 4), Ok(18));
    assert_eq!(HOST.sizeof_n(&items, 5), Ok(10));
    assert_eq!(HOST.sizeof_n(&int(), 5), Ok(20));
    let header = array(&int(), ArrayLength::Header);
    assert_eq!(HOST.sizeof_n(&header, 3), Ok(8 + 12));
    assert_eq!(HOST.offsetof(&header, "[3]").unwrap().offset, 8 + 12);
    let wide = array(&Scalar::Int128.into(), ArrayLength::Header);
    assert_eq!(HOST.sizeof(&wide), Ok(16));
    let list = record(
        RecordSpec::structure("struct list")
            .field("x", Scalar::Char.into())
            .field("items", header),
    );
    assert_eq!(HOST.sizeof(&list), Ok(16));
    assert_eq!(HOST.offsetof(&list, "items[2]").unwrap().offset, 24);
    assert_eq!(HOST.sizeof_n(&list, 2), Ok(24));
}

#[test]
fn void_members_take_no_room() {
    let spec = RecordSpec::structure("struct s").field("a", Scalar::Char.into());
    let ty = record(
        spec.field("nothing", Type::VOID)
            .field("b", Scalar::Char.into()),
    );
    assert_eq!(HOST.sizeof(&ty), Ok(2));
}

#[test]
fn a_type_that_holds_another_often_is_laid_out_once() {
    // Without memory that is 2^100 steps.
    let ty = (0..100).fold(int(), |ty, level| {
        let spec = RecordSpec::union(&format!("union u{level}"));
        record(spec.field("a", ty.clone()).field("b", ty))
    });
    assert_eq!(HOST.sizeof(&ty), Ok(4));
}

#[test]
fn constants_and_run_time_agree() {
    const FLAGS: RecordDesc = RecordDesc::structure(
        "struct flags",
        &[
            FieldDesc::new("a", Scalar::Char.desc()),
            FieldDesc::new("b", Scalar::UInt.desc()).bits(5),
            FieldDesc::new("c", Scalar::UInt.desc()).bits(25),
            FieldDesc::new("d", <[f64; 2]>::DESC),
        ],
    );
    const DESC: lltype::Desc = lltype::Desc::Record(FLAGS);
    const SIZE: u64 = layout_of(&DESC, &HOST).unwrap().size;
    static STATIC: lltype::Desc = DESC;
    let ty = Type::from_desc(&STATIC);
    assert_eq!(HOST.sizeof(&ty), Ok(SIZE));
    for target in Target::ALL {
        let layout = target.record_layout(&ty).unwrap();
        for (index, field) in layout.fields.iter().enumerate() {
            assert_eq!(field_layout(&FLAGS, index, target).as_ref(), Some(field));
        }
    }
    assert_eq!(layout_of(&lltype::Desc::Void, &HOST), None);
}

#[test]
fn targets_are_found_by_their_names() {
    for target in Target::ALL {
        assert_eq!(Target::find(target.name), Some(target));
    }
    assert_eq!(Target::find("pdp11-unknown-bsd"), None);
    let names: std::collections::HashSet<_> = Target::ALL.iter().map(|t| t.name).collect();
    assert_eq!(names.len(), Target::ALL.len());
    assert_eq!(Target::S390X_LINUX_GNU.endian, Endian::Big);
    assert!(Target::ALL.contains(&Target::HOST));
}

#[test]
fn the_shift_of_a_bit_field() {
    let spec = RecordSpec::structure("struct s")
        .bits("a", int(), 3)
        .bits("b", int(), 7);
    let ty = record(spec);
    let shift = |target: &Target, path: &str| {
        let bits = target.offsetof(&ty, path).unwrap().bits.unwrap();
        (bits.first_byte(), bits.byte_count(), bits.shift(target))
    };
    assert_eq!(shift(&HOST, "a"), (0, 1, 0));
    assert_eq!(shift(&HOST, "b"), (0, 2, 3));
    assert_eq!(shift(&Target::S390X_LINUX_GNU, "a"), (0, 1, 5));
    assert_eq!(shift(&Target::S390X_LINUX_GNU, "b"), (0, 2, 6));
}

#[test]
fn large_vectors_are_aligned_to_their_size() {
    let vector = Type::vector(Scalar::Int, 1 << 15).unwrap();
    let spec = RecordSpec::structure("struct s").field("c", Scalar::Char.into());
    let ty = record(spec.field("v", vector));
    assert_eq!(HOST.offsetof(&ty, "v").unwrap().offset, 1 << 17);
    assert_eq!(HOST.sizeof(&ty), Ok(1 << 18));
}

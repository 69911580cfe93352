//! What is in registers of AVX where the processor has them: `gcc -mavx` passes these in `ymm0`.

use llcall::plan;
use lltype::{Prototype, RecordSpec, Scalar, Target, Type};

fn is_refused(ty: &Type) -> bool {
    let function = Type::function(std::slice::from_ref(ty), &Type::VOID, false).unwrap();
    let prototype = Prototype::new("f", function).unwrap();
    plan(&prototype, &Target::X86_64_LINUX_GNU).is_err()
}

#[test]
fn unions_of_wide_vectors() {
    let [float, double] = [Scalar::Float, Scalar::Double].map(Type::from);
    let vector = Type::vector(Scalar::Double, 4).unwrap();
    assert!(is_refused(&vector));
    for number in [float, double] {
        let spec = RecordSpec::union("union u").field("v", vector.clone());
        let union = Type::record(spec.field("n", number)).unwrap();
        assert!(is_refused(&union), "{union}");
        let spec = RecordSpec::structure("struct s").field("u", union);
        let structure = Type::record(spec).unwrap();
        assert!(is_refused(&structure), "{structure}");
    }
}

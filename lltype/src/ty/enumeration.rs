//! [`Enum`]: a view into an enumeration.

use crate::desc::EnumDesc;
use crate::set::EnumNode;
use crate::{EnumRules, Scalar, Target};

/// An enumeration: a view into a [`Type`](crate::Type).
#[derive(Debug, Clone, Copy)]
pub struct Enum<'a>(Repr<'a>);

#[derive(Debug, Clone, Copy)]
enum Repr<'a> {
    Static(&'static EnumDesc),
    Owned(&'a EnumNode),
}

impl From<&'static EnumDesc> for Enum<'_> {
    fn from(desc: &'static EnumDesc) -> Self {
        Enum(Repr::Static(desc))
    }
}

impl<'a> From<&'a EnumNode> for Enum<'a> {
    fn from(node: &'a EnumNode) -> Self {
        Enum(Repr::Owned(node))
    }
}

impl<'a> Enum<'a> {
    /// What C calls it, such as `enum color`.
    #[must_use]
    pub fn name(&self) -> Option<&'a str> {
        match self.0 {
            Repr::Static(desc) => Some(desc.name).filter(|name| !name.is_empty()),
            Repr::Owned(node) => node.name.as_deref(),
        }
    }

    /// The integer that the declaration says (C23's `enum color : uint8_t`).
    #[must_use]
    pub fn declared_base(&self) -> Option<Scalar> {
        match self.0 {
            Repr::Static(desc) => desc.base,
            Repr::Owned(node) => node.base,
        }
    }

    /// The constants with their values, in order.
    pub fn constants(&self) -> impl ExactSizeIterator<Item = (&'a str, i128)> + use<'a> {
        let repr = self.0;
        let count = match repr {
            Repr::Static(desc) => desc.constants.len(),
            Repr::Owned(node) => node.constants.len(),
        };
        (0..count).map(move |index| match repr {
            Repr::Static(desc) => desc.constants[index],
            Repr::Owned(node) => (&*node.constants[index].0, node.constants[index].1),
        })
    }

    /// The integer that holds it on a target.
    ///
    /// ```
    /// use lltype::{EnumSpec, Scalar, Target, Type};
    /// let big = Type::enumeration(EnumSpec::named("enum big").constant("MAX", 1 << 40))?;
    /// let base = |target: &Target| big.as_enum().unwrap().base(target);
    /// assert_eq!(base(&Target::X86_64_LINUX_GNU), Scalar::ULong);
    /// assert_eq!(base(&Target::I686_LINUX_GNU), Scalar::ULongLong);
    /// assert_eq!(base(&Target::X86_64_WINDOWS_MSVC), Scalar::Int);
    /// # Ok::<(), lltype::TypeError>(())
    /// ```
    #[must_use]
    pub fn base(&self, target: &Target) -> Scalar {
        self.declared_base().unwrap_or_else(|| {
            let (least, greatest) = self.range();
            default_base(least, greatest, target)
        })
    }

    /// Whether the integer that holds it has all its constants, where the compiler chooses it.
    pub(crate) fn fits(&self, target: &Target) -> bool {
        let (least, greatest) = self.range();
        self.declared_base().is_some() || has_base(least, greatest, target)
    }

    /// The least and the greatest constant, or 0.
    fn range(&self) -> (i128, i128) {
        self.constants()
            .fold((0, 0), |(least, greatest), (_, value)| {
                (least.min(value), greatest.max(value))
            })
    }
}

/// Whether an integer has all constants between these two. Microsoft cuts them.
pub(crate) const fn has_base(least: i128, greatest: i128, target: &Target) -> bool {
    match target.enums {
        EnumRules::Int => true,
        EnumRules::Fit if least < 0 => least >= i64::MIN as i128 && greatest <= i64::MAX as i128,
        EnumRules::Fit => greatest <= u64::MAX as i128,
    }
}

/// The integer that a compiler takes for constants between these two, or 0.
pub(crate) const fn default_base(least: i128, greatest: i128, target: &Target) -> Scalar {
    let is_wide = least < i32::MIN as i128
        || greatest > u32::MAX as i128
        || (least < 0 && greatest > i32::MAX as i128);
    let long = target.long == 8;
    match (target.enums, least < 0) {
        (EnumRules::Int, _) => Scalar::Int,
        (EnumRules::Fit, true) if !is_wide => Scalar::Int,
        (EnumRules::Fit, false) if !is_wide => Scalar::UInt,
        (EnumRules::Fit, true) if long => Scalar::Long,
        (EnumRules::Fit, false) if long => Scalar::ULong,
        (EnumRules::Fit, true) => Scalar::LongLong,
        (EnumRules::Fit, false) => Scalar::ULongLong,
    }
}

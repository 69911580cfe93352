//! [`Expected`]: what a fake should have been called with.

use core::fmt;

use super::argument::Argument;

/// One argument of an expected call: a value, or [`ANY`].
#[derive(Debug, Clone, PartialEq)]
pub struct Matcher(Option<Argument>);

/// Any argument will do, in [`FakeGuard::expect_call`](crate::FakeGuard::expect_call).
pub const ANY: Matcher = Matcher(None);

impl Matcher {
    pub(super) fn all_match(expected: &[Matcher], args: &[Argument]) -> bool {
        let matches = |(matcher, arg): (&Matcher, &Argument)| match &matcher.0 {
            Some(expected) => expected.is_like(arg),
            None => true,
        };
        expected.len() == args.len() && expected.iter().zip(args).all(matches)
    }
}

impl<T: Into<Argument>> From<T> for Matcher {
    fn from(argument: T) -> Self {
        Matcher(Some(argument.into()))
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(argument) => argument.fmt(f),
            None => f.write_str("ANY"),
        }
    }
}

/// The arguments of a call: a tuple of at most 16 numbers, pointers, texts and [`ANY`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not arguments of a call",
    label = "not a tuple of arguments",
    note = "write a tuple of numbers, pointers, texts and `ANY`; of one argument, `(3,)`"
)]
pub trait Expected {
    /// One for each argument.
    fn matchers(self) -> Vec<Matcher>;
}

macro_rules! expected {
    ($($arg:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$($arg: Into<Matcher>),*> Expected for ($($arg,)*) {
            #[allow(non_snake_case, reason = "named as its type parameter")]
            fn matchers(self) -> Vec<Matcher> {
                let ($($arg,)*) = self;
                vec![$($arg.into()),*]
            }
        }
    };
}

expected!();
expected!(A);
expected!(A B);
expected!(A B C);
expected!(A B C D);
expected!(A B C D E);
expected!(A B C D E F);
expected!(A B C D E F G);
expected!(A B C D E F G H);
expected!(A B C D E F G H I);
expected!(A B C D E F G H I J);
expected!(A B C D E F G H I J K);
expected!(A B C D E F G H I J K L);
expected!(A B C D E F G H I J K L M);
expected!(A B C D E F G H I J K L M N);
expected!(A B C D E F G H I J K L M N O);
expected!(A B C D E F G H I J K L M N O P);

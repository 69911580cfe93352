//! The module is what the headers are.

whole::tests!(openssl, &["/openssl/"]);

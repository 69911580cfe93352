//! The module is what the headers are.

whole::tests!(curl, &["/curl/"]);

//! The module is what the headers are.

whole::tests!(sqlite3, &["/sqlite3.h"]);

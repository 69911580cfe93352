//! The module is what the headers are.

whole::tests!(zlib, &["/zlib.h", "/zconf.h"]);

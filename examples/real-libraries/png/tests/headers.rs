//! The module is what the headers are.

whole::tests!(png, &["/png.h", "/pngconf.h", "/pnglibconf.h"]);

//! The module is what the headers are.

whole::tests!(ncurses, &["curses.h", "/ncurses_dll.h", "/unctrl.h"]);

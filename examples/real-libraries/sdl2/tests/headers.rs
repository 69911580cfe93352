//! The module is what the headers are.

whole::tests!(sdl2, &["/SDL2/"]);

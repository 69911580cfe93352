//! Draws without a screen.

use rffi::{ConstPtr, Ptr};
use sdl2::*;

#[test]
fn fills_a_surface() {
    // SAFETY: the surface is there until it is freed, and has so many pixels.
    unsafe {
        let surface = SDL_CreateRGBSurface(0, 4, 2, 32, 0xFF0000, 0xFF00, 0xFF, 0);
        assert_eq!(SDL_FillRect(surface, ConstPtr::NULL, 0x123456), 0);
        let SDL_Surface { w, h, pixels, .. } = surface.read();
        assert_eq!((w, h), (4, 2));
        let pixels: Ptr<u32> = pixels.cast();
        assert_eq!(pixels.read(), 0x123456);
        SDL_FreeSurface(surface);
    }
}

#[test]
fn inline_functions_are_called_through_c() {
    let inside = SDL_Point { x: 3, y: 1 };
    let area = SDL_Rect {
        x: 0,
        y: 0,
        w: 4,
        h: 2,
    };
    // SAFETY: both are there.
    let found = unsafe { SDL_PointInRect((&raw const inside).into(), (&raw const area).into()) };
    assert_eq!(found, SDL_bool::SDL_TRUE as u32);
}

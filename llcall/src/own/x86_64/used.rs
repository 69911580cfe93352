//! [`Used`]: which places have arguments, and where the next one goes.

use super::fill::{INTEGERS, Image, VECTORS};

/// A place of an argument.
#[derive(Debug, Clone, Copy)]
pub(super) enum Spot {
    /// In the image of the registers.
    Image(usize),
    /// On the stack.
    Stack(usize),
}

/// Which places have arguments.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Used {
    pub(super) integers: usize,
    pub(super) vectors: usize,
    /// In bytes.
    pub(super) stack: usize,
    /// By the rules of Windows, the place says where an argument is, and this is the next.
    pub(super) windows: Option<usize>,
}

/// The registers for integers by the rules of Windows: `rcx`, `rdx`, `r8`, `r9`.
const WINDOWS: [usize; 4] = [3, 2, 4, 5];

impl Used {
    /// Where a variadic argument more goes, which is a word: on Windows, a `double` is in two places.
    #[inline]
    pub(super) fn next(&mut self, is_vector: bool) -> [Option<Spot>; 2] {
        if let Some(place) = self.windows {
            return self.next_of_windows(place, is_vector);
        }
        let spot = match is_vector {
            true if self.vectors < VECTORS => {
                self.vectors += 1;
                Spot::Image(Image::vector(self.vectors - 1))
            }
            false if self.integers < INTEGERS => {
                self.integers += 1;
                Spot::Image(Image::integer(self.integers - 1))
            }
            _ => {
                self.stack += 8;
                Spot::Stack(self.stack - 8)
            }
        };
        [Some(spot), None]
    }

    #[cold]
    fn next_of_windows(&mut self, place: usize, is_vector: bool) -> [Option<Spot>; 2] {
        self.windows = Some(place + 1);
        let Some(integer) = WINDOWS.get(place) else {
            // Those in registers have room on the stack, too.
            return [Some(Spot::Stack(place * 8)), None];
        };
        if is_vector {
            self.vectors = self.vectors.max(place + 1);
        }
        let vector = is_vector.then_some(Spot::Image(Image::vector(place)));
        [Some(Spot::Image(Image::integer(*integer))), vector]
    }

    /// How many bytes of the stack are taken, if so many variadic arguments come.
    pub(super) fn stack_with(&self, more: usize) -> usize {
        match self.windows {
            Some(place) => (place + more) * 8,
            None => self.stack + more * 8,
        }
    }
}

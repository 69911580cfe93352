//! Suite `memory`: what the table of blocks costs, and the strings in them.

use std::ffi::c_void;
use std::hint::black_box;
use std::mem::{MaybeUninit, replace};
use std::sync::Barrier;

use lltype::leakfinder::assert_no_leaks;
use lltype::{Ptr, free, malloc, scoped_alloc};

use crate::measure::{
    Comparison, Effort, calls_per_round, compare, compare_in_step, compare_rounds, time,
};
use crate::row::{Row, Target};
use crate::strings;

const SIZE: usize = 64;

/// Measures the suite.
///
/// # Panics
/// If there is no memory.
#[must_use]
pub fn rows(effort: Effort) -> Vec<Row> {
    let row = |case, baseline, comparison| Row::new("memory", case, baseline, comparison);
    let libc = "libc's malloc, free";
    let mut rows = vec![
        row("malloc, free; 1 thread", libc, one_thread(effort)).target(Target::Ratio(2.2)),
        row("malloc, free; 2 threads", libc, two_threads(effort)).target(Target::Ratio(2.2)),
        row("malloc, free; 100,000 live", libc, many_live(effort)).target(Target::Ratio(3.5)),
        row("malloc, free on another thread", libc, passed_on(effort)).target(Target::Ratio(1.5)),
        row("scoped_alloc, 64 bytes", "Box::new_uninit", scoped(effort)),
    ];
    rows.extend(strings::rows(effort));
    rows
}

/// How many blocks are live, where nothing else is said.
const FEW: u32 = 1000;

fn one_thread(effort: Effort) -> Comparison {
    replacing(effort, FEW, bare_calls(FEW), || ())
}

/// More blocks than the caches hold, and their entries.
fn many_live(effort: Effort) -> Comparison {
    const MANY: u32 = 100_000;
    // Enough calls that a round begins with what the one before it left in the caches, not with what
    // the other of the two left.
    replacing(effort, MANY, MANY / 4, || ())
}

/// One thread mallocs blocks, another frees them: what both take.
fn passed_on(effort: Effort) -> Comparison {
    assert_no_leaks(|| {
        compare_rounds(effort, || {
            [
                pass_on(tracked_malloc, tracked_free),
                pass_on(libc_malloc, libc_free),
            ]
        })
    })
}

fn pass_on<P>(malloc: fn() -> P, free: fn(P)) -> f64 {
    let make = || {
        let mut blocks = Vec::with_capacity(FEW as usize);
        let taken = time(|| blocks.extend((0..FEW).map(|_| Sent(malloc()))));
        (blocks, taken)
    };
    let maker = std::thread::scope(|scope| scope.spawn(make).join());
    let (blocks, malloc_taken) = maker.expect("64 bytes, often");
    let free_taken = time(|| blocks.into_iter().for_each(|block| free(block.0)));
    (malloc_taken + free_taken).as_secs_f64() * 1e9 / f64::from(FEW)
}

/// A block on its way to another thread.
struct Sent<P>(P);

// SAFETY: blocks of C's malloc belong to no thread; who has this is the only one who has the block.
unsafe impl<P> Send for Sent<P> {}

/// Two threads at the same time, each with blocks of its own and as many calls: their mean.
fn two_threads(effort: Effort) -> Comparison {
    let calls = bare_calls(FEW);
    let barrier = Barrier::new(2);
    let wait = || {
        barrier.wait();
    };
    let measure = || replacing(effort, FEW, calls, wait);
    let (a, b) = std::thread::scope(|scope| {
        let other = scope.spawn(measure);
        let this = measure();
        (this, other.join().expect("the thread measures, too"))
    });
    Comparison {
        ns: f64::midpoint(a.ns, b.ns),
        ratio: f64::midpoint(a.ratio, b.ratio),
    }
}

/// How many calls of libc's make a round.
fn bare_calls(live: u32) -> u32 {
    let mut bare = Live::new(live, libc_malloc, libc_free);
    let calls = calls_per_round(&mut |calls| bare.replace(calls));
    bare.free_all();
    calls
}

/// So many blocks live; a call mallocs one and frees one of them, at random.
fn replacing(effort: Effort, live: u32, calls: u32, step: impl Fn()) -> Comparison {
    assert_no_leaks(|| {
        let mut tracked = Live::new(live, tracked_malloc, tracked_free);
        let mut bare = Live::new(live, libc_malloc, libc_free);
        let comparison = compare_in_step(
            effort,
            calls,
            step,
            |calls| tracked.replace(calls),
            |calls| bare.replace(calls),
        );
        tracked.free_all();
        bare.free_all();
        comparison
    })
}

#[inline]
fn tracked_malloc() -> Ptr<u8> {
    malloc(SIZE).expect("64 bytes")
}

#[inline]
fn tracked_free(block: Ptr<u8>) {
    // SAFETY: `Live` gives away what it frees.
    unsafe { free(block) }.expect("a block of malloc");
}

#[inline]
fn libc_malloc() -> *mut c_void {
    // SAFETY: no precondition.
    let block = unsafe { libc::malloc(SIZE) };
    assert!(!block.is_null(), "64 bytes");
    block
}

#[inline]
fn libc_free(block: *mut c_void) {
    // SAFETY: `Live` gives away what it frees.
    unsafe { libc::free(block) }
}

/// Blocks, and how to make and free them.
struct Live<P, M, F> {
    blocks: Vec<P>,
    count: u32,
    random: u32,
    malloc: M,
    free: F,
}

impl<P, M: Fn() -> P, F: Fn(P)> Live<P, M, F> {
    fn new(count: u32, malloc: M, free: F) -> Self {
        Self {
            blocks: (0..count).map(|_| malloc()).collect(),
            count,
            random: 1,
            malloc,
            free,
        }
    }

    fn replace(&mut self, calls: u32) {
        for _ in 0..calls {
            let place = self.random_place();
            (self.free)(replace(&mut self.blocks[place], (self.malloc)()));
        }
    }

    /// Marsaglia's xorshift: a few instructions, the same for both.
    fn random_place(&mut self) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        // Scaled, which takes less than to divide: it is measured, too.
        let place = (u64::from(self.random) * u64::from(self.count)) >> 32;
        place as usize
    }

    fn free_all(self) {
        self.blocks.into_iter().for_each(self.free);
    }
}

fn scoped(effort: Effort) -> Comparison {
    compare(
        effort,
        repeat(|| drop(black_box(scoped_alloc::<u8>(SIZE)))),
        repeat(|| drop(black_box(Box::<MaybeUninit<[u8; SIZE]>>::new_uninit()))),
    )
}

/// One call after the other.
pub(crate) fn repeat(work: impl Fn()) -> impl FnMut(u32) {
    move |calls| (0..calls).for_each(|_| work())
}

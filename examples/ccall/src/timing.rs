//! How long a call takes.

use std::time::Instant;

use crate::call::Call;

/// So many batches, of which the one in the middle counts.
const BATCHES: u64 = 11;

/// Calls a function so many times; nanoseconds per call, the median of batches.
///
/// # Safety
/// It may be called with its arguments, again and again.
pub(crate) unsafe fn nanoseconds(call: &Call, count: u64) -> f64 {
    let batches = count.clamp(1, BATCHES);
    let mut times: Vec<f64> = (0..batches)
        .map(|batch| {
            // The rest of the division goes to the first ones.
            let calls = count / batches + u64::from(batch < count % batches);
            let start = Instant::now();
            for _ in 0..calls {
                // SAFETY: the caller's word.
                unsafe { call.call_only() };
            }
            per_call(start, calls)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[expect(clippy::cast_precision_loss, reason = "a measurement")]
fn per_call(start: Instant, calls: u64) -> f64 {
    start.elapsed().as_nanos() as f64 / calls.max(1) as f64
}

//! Computes on all cores: what becomes of a document depends on no other.

use std::num::NonZeroUsize;
use std::thread;

/// Items below which a thread costs more than it saves.
const ITEMS_MIN: usize = 32;

/// The most threads; beyond it the store is what a run waits for.
const THREADS_MAX: usize = 8;

/// Applies `map` to every item, in their order. It must not panic.
pub(crate) fn map<T, U>(items: Vec<T>, map: impl Fn(T) -> U + Sync) -> Vec<U>
where
    T: Send,
    U: Send,
{
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(THREADS_MAX);
    let threads = cores.min(items.len() / ITEMS_MIN);
    if threads < 2 {
        return items.into_iter().map(map).collect();
    }
    let share = items.len().div_ceil(threads);
    let mut items = items.into_iter();
    let map = &map;
    thread::scope(|scope| {
        // This thread does the last share itself.
        let parts: Vec<_> = (1..threads)
            .map(|_| {
                let part: Vec<_> = items.by_ref().take(share).collect();
                scope.spawn(move || part.into_iter().map(map).collect::<Vec<_>>())
            })
            .collect();
        let last: Vec<_> = items.map(map).collect();
        let joined = parts
            .into_iter()
            .map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.flatten().chain(last).collect()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_order_stays_whatever_the_number_of_items() {
        for count in [0, 1, 31, 64, 65, 1_000] {
            let doubled = super::map((0..count).collect(), |item: usize| item * 2);
            assert_eq!(doubled, (0..count).map(|item| item * 2).collect::<Vec<_>>());
        }
    }
}

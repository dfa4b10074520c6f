//! Computes on all cores: what becomes of a document depends on no other.

use std::num::NonZeroUsize;
use std::thread;

use tokio::runtime::Handle;

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

/// The same beside this thread, which goes on with other work while it waits: of several ranges of a
/// table one is computed while another is read or written.
///
/// Few items are computed here and now, so that what is simulated happens in one order.
pub(crate) async fn map_aside<T, U>(
    items: Vec<T>,
    map: impl Fn(T) -> U + Send + Sync + 'static,
) -> Vec<U>
where
    T: Send + 'static,
    U: Send + 'static,
{
    let is_worth_it = items.len() >= 2 * ITEMS_MIN;
    let Some(runtime) = Handle::try_current().ok().filter(|_| is_worth_it) else {
        return items.into_iter().map(map).collect();
    };
    let aside = runtime.spawn_blocking(move || items.into_iter().map(map).collect());
    match aside.await {
        Ok(mapped) => mapped,
        // Nobody aborts it, so it has panicked.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

#[cfg(test)]
mod tests {
    use super::ITEMS_MIN;

    #[test]
    fn the_order_stays_whatever_the_number_of_items() {
        for count in [0, 1, 31, 64, 65, 1_000] {
            let doubled = super::map((0..count).collect(), |item: usize| item * 2);
            assert_eq!(doubled, (0..count).map(|item| item * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn aside_the_order_stays_too_and_a_panic_comes_back() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let counts = [0, 1, 2 * ITEMS_MIN - 1, 2 * ITEMS_MIN, 1_000];
        for count in counts {
            let doubled: Vec<_> = (0..count).map(|item| item * 2).collect();
            let aside = || super::map_aside((0..count).collect(), |item: usize| item * 2);
            assert_eq!(runtime.block_on(aside()), doubled);
            // Without a runtime there is nobody to do it aside.
            assert_eq!(futures_util::FutureExt::now_or_never(aside()), Some(doubled));
        }
        for count in counts.into_iter().filter(|count| *count > 0) {
            let panics = || {
                super::map_aside(vec![count; count], |count| -> () { std::panic::panic_any(count) })
            };
            let caught = std::panic::catch_unwind(|| runtime.block_on(panics()));
            assert_eq!(caught.unwrap_err().downcast_ref::<usize>(), Some(&count));
        }
    }
}

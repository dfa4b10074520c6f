//! Who of the ranges of a table has a batch under way: a number of them that changes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

/// Turns that are given out in the order in which they were asked for.
pub(super) struct Turns {
    turns: Semaphore,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// How many may be out at the same time.
    wanted: u32,
    /// How many there are; more than are wanted until some come back.
    made: u32,
    /// Turns that came back since the number has changed.
    returned: u32,
}

/// A turn, which comes back when it is dropped.
pub(in crate::run) struct Turn<'t> {
    turns: &'t Turns,
    permit: Option<SemaphorePermit<'t>>,
}

impl Turns {
    pub(super) fn new(at_once: u32) -> Self {
        let at_once = at_once.max(1);
        let state = State { wanted: at_once, made: at_once, returned: 0 };
        Self { turns: Semaphore::new(at_once as usize), state: Mutex::new(state) }
    }

    /// The next turn, once it has come.
    pub(super) async fn next(&self) -> Turn<'_> {
        // It is never closed.
        let permit = self.turns.acquire().await.ok();
        Turn { turns: self, permit }
    }

    /// One more at a time, up to `most`, once as many as there are have come back.
    pub(super) fn more(&self, most: u32) {
        let mut state = self.state();
        if state.wanted < most && state.returned >= state.wanted {
            let wanted = state.wanted + 1;
            self.change(&mut state, wanted);
        }
    }

    /// One less at a time; `false` where there is only one.
    pub(super) fn fewer(&self) -> bool {
        let mut state = self.state();
        if state.wanted == 1 {
            return false;
        }
        // Those that were under way together have been slow together.
        if state.returned > 0 {
            let wanted = state.wanted - 1;
            self.change(&mut state, wanted);
        }
        true
    }

    /// At most so many at a time.
    pub(super) fn limit(&self, most: u32) {
        let mut state = self.state();
        if state.wanted > most.max(1) {
            self.change(&mut state, most.max(1));
        }
    }

    fn change(&self, state: &mut State, wanted: u32) {
        (state.wanted, state.returned) = (wanted, 0);
        while state.made < wanted {
            self.turns.add_permits(1);
            state.made += 1;
        }
        // Those that are out go when they come back.
        while state.made > wanted
            && let Ok(idle) = self.turns.try_acquire()
        {
            idle.forget();
            state.made -= 1;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn at_once(&self) -> u32 {
        self.state().wanted
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.turns.state();
        state.returned = state.returned.saturating_add(1);
        if state.made > state.wanted {
            state.made -= 1;
            if let Some(permit) = self.permit.take() {
                permit.forget();
            }
        }
    }
}

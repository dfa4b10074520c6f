//! What every target does first.

use std::ptr;

/// Where the handler of a stack overflow runs, which has no other stack left.
const ALTERNATE_BYTES: usize = 1 << 18;

/// Lets libFuzzer write down the input of a stack overflow, as it does with that of any crash.
///
/// Rust's own `main` would give its threads an alternate stack; here `main` is libFuzzer's, whose
/// handler uses one only where the signal was set to before.
pub fn catch_stack_overflow() {
    let stack = libc::stack_t {
        ss_sp: Box::leak(vec![0_u8; ALTERNATE_BYTES].into_boxed_slice()).as_mut_ptr().cast(),
        ss_flags: 0,
        ss_size: ALTERNATE_BYTES,
    };
    // SAFETY: the stack is leaked, so it outlives all signals, and nothing else uses it. A zeroed
    // `sigaction` is a valid one: no flags, an empty mask, the default handler.
    let done = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = libc::SIG_DFL;
        action.sa_flags = libc::SA_ONSTACK;
        libc::sigaltstack(&raw const stack, ptr::null_mut()) == 0
            && libc::sigaction(libc::SIGSEGV, &raw const action, ptr::null_mut()) == 0
    };
    assert!(done, "the system takes neither an alternate stack nor a handler");
}

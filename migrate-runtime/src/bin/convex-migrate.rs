//! `convex-migrate`: what must work without the application's own code.

use std::process::ExitCode;

fn main() -> ExitCode {
    migrate_runtime::tool::main()
}

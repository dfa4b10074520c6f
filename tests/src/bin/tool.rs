//! `convex-migrate` itself, built where the suite can find it.

use std::process::ExitCode;

fn main() -> ExitCode {
    migrate_runtime::tool::main()
}

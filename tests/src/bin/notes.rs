//! A small application with many faces: what it declares is what the environment says, so that the
//! suite can bring its command line into every trouble that there is.

use std::process::ExitCode;

fn main() -> ExitCode {
    workspace_tests::notes::main()
}

//! The command line, as a library: the user's own binary calls it, because it links the user's
//! transitions.
//!
//! Results go to stdout, everything else to stderr. Nothing is written before the deployment has
//! been named.

mod args;
mod check;
mod component;
mod console;
mod control;
mod deployment;
mod destination;
mod destroy;
mod diff;
mod environment;
mod gate;
mod generate;
mod git;
mod github;
mod json;
mod places;
mod plan;
mod production;
mod program;
mod progress;
mod push;
mod rehearse;
mod retry;
mod runner;
mod session;
mod ship;
mod show;
mod signals;
mod status;
mod text;
mod tree;
mod tree_lock;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;
use schema_core::Schema;
use schema_core::declaration::Declaration;

use self::args::{Command, CommandLine};
use self::destination::Destination;
use self::environment::Environment;
use self::places::project;
use self::program::Program;
use self::session::Session;
use crate::exit::{Exit, Failure};
use crate::foreign::Secrets;

pub use self::console::Console;
pub use self::places::Places;

/// Runs the command line for an application, with the arguments of the process.
///
/// ```no_run
/// # #[derive(schema_core::Table)]
/// # #[schema(table = "users", version = 1)]
/// # pub struct User { pub name: String }
/// #[derive(schema_core::Schema)]
/// pub struct App {
///     users: User,
/// }
///
/// fn main() -> std::process::ExitCode {
///     migrate_runtime::cli::main::<App>()
/// }
/// ```
pub fn main<App: Schema>() -> ExitCode {
    Cli::of::<App>().main()
}

/// The command line of an application.
#[derive(Clone, Debug)]
pub struct Cli {
    declaration: Declaration,
    places: Places,
}

impl Cli {
    /// The command line of `App`, with its files in the package that is run.
    pub fn of<App: Schema>() -> Self {
        Self { declaration: App::declaration(), places: Places::of_process() }
    }

    /// The same command line, with its files elsewhere unless the arguments say otherwise.
    #[must_use]
    pub fn with_places(self, places: Places) -> Self {
        Self { places, ..self }
    }

    /// What the application declares.
    pub fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    /// Runs with the arguments of the process.
    pub fn main(&self) -> ExitCode {
        self.run(std::env::args_os().skip(1), &Console::of_process()).into()
    }

    /// Runs with these arguments, the program's own name left out.
    pub fn run<A>(&self, arguments: impl IntoIterator<Item = A>, console: &Console) -> Exit
    where
        A: Into<OsString> + Clone,
    {
        let program = Program::of_process();
        let name = OsString::from(program.line::<&str>([]));
        let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
        let console = &console.clone().hiding(&keys_of(&arguments));
        let line = std::iter::once(name).chain(arguments.iter().cloned());
        let line = match CommandLine::try_parse_from(line) {
            Ok(line) => line,
            Err(error) => return self.unparsed(&error, &arguments, program, console),
        };
        let mut session = Session {
            declaration: &self.declaration,
            places: self.places.clone().unless_given(&line.common),
            destination: Destination::Embedded,
            push: line.command.push().cloned(),
            is_staged: line.command.is_staged(),
            program: program.with(&line.common),
            console: console.clone(),
            format: line.common.format,
        };
        let done = find(&mut session, &line).and_then(|()| dispatch(&session, &line.command));
        done.unwrap_or_else(|failure| {
            let failure = deployment::found_out(&session, failure);
            show::failure(&session, &failure);
            failure.exit
        })
    }

    /// Help is a result; a line that isn't understood is a mistake, said in the format that it asks
    /// for.
    fn unparsed(
        &self,
        error: &clap::Error,
        arguments: &[OsString],
        program: Program,
        console: &Console,
    ) -> Exit {
        if !error.use_stderr() {
            console.out(error.render().to_string().trim_end());
            return Exit::Done;
        }
        if usage::asks_for_help(error) {
            console.err(error.render().to_string().trim_end());
            return Exit::Usage;
        }
        let failure = usage::failure(error, &program.line(usage::help(arguments)));
        let session = Session {
            declaration: &self.declaration,
            places: self.places.clone(),
            destination: Destination::Embedded,
            push: None,
            is_staged: false,
            program,
            console: console.clone(),
            format: usage::format(arguments),
        };
        show::failure(&session, &failure);
        failure.exit
    }

    /// The line that a user types to run the program with these words.
    pub fn line<W: AsRef<str>>(&self, words: impl IntoIterator<Item = W>) -> String {
        Program::of_process().line(words)
    }
}

/// The keys that were given on the command line, as far as that can be told, and in the environment.
fn keys_of(arguments: &[OsString]) -> Secrets {
    let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
    let mut secrets = Secrets::default();
    secrets.learn(&words.join(" "));
    for key in destination::KEYS.iter().filter_map(std::env::var_os) {
        secrets.add(&key.to_string_lossy());
    }
    secrets
}

/// Finds out which deployment a command is about, where it is about one.
fn find(session: &mut Session<'_>, line: &CommandLine) -> Result<(), Failure> {
    if !line.command.has_deployment() {
        return Ok(());
    }
    let environment = Environment::of(&line.common, &project(&session.places))?;
    session.console = session.console.clone().hiding(&environment.secrets());
    session.destination = Destination::of(&line.common, &environment)?;
    if let (Destination::Embedded, Some(push)) = (&session.destination, &session.push) {
        // Whoever names it means a deployment of Convex, and would take the end of this for its end.
        let what = format!("there is no Convex deployment that `{push}` could push to");
        return Err(Failure::new(Exit::Usage, "nothing-to-push-to", what).say(
            "name one with CONVEX_URL and CONVEX_DEPLOY_KEY, or leave --push out: an embedded \
             deployment takes every schema by itself",
        ));
    }
    if let (Destination::Convex(address), None) = (&session.destination, &line.common.deployment) {
        session.places.deployment = address.name()?;
    }
    Ok(())
}

fn dispatch(session: &Session<'_>, command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Generate(args) => generate::generate(session, args),
        Command::Diff => diff::diff(session),
        Command::Check(release) => check::check(session, release),
        Command::Plan => plan::plan(session),
        Command::Ship(args) if args.put_back => tree_lock::put_back(session),
        Command::Ship(args) => ship::walk(session, &ship::Walk::ship(&args.carry)),
        Command::Apply(args) => ship::walk(session, &ship::Walk::apply(args)),
        Command::Verify(args) => ship::walk(session, &ship::Walk::verify(args)),
        Command::Narrow(args) => ship::walk(session, &ship::Walk::narrow(args)),
        Command::Status(args) => status::status(session, args),
        Command::Pause => control::pause(session),
        Command::Resume => control::resume(session),
        Command::Cancel => control::cancel(session),
        Command::Gate => gate::gate(session),
        Command::Retry(args) => retry::retry(session, args),
        Command::Rehearse(args) => rehearse::rehearse(session, args),
    }
}

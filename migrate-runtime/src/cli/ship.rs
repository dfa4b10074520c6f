//! `ship`, and its parts `apply`, `verify` and `narrow`: one road, walked to another end.

mod end;
mod news;

use schema_core::diff::Diff;
use serde_json::json;

use super::args::{CarryArgs, NarrowArgs, WalkArgs};
use super::deployment::{self, with_store};
use super::runner::Task;
use super::session::Session;
use super::signals::Signals;
use super::tree::Tree;
use super::{destroy, generate, plan, production, push, runner, show, tree_lock};
use crate::event::Unobserved;
use crate::exit::{Exit, Failure};
use crate::foreign::Typed;
use crate::rate::WriteRate;
use crate::run::{Pacing, Runner, Stop};
use crate::ship::{
    News, Outlook, OutlookError, Road, RoadError, Stand, Stretch, outlook, outlook_again,
};
use crate::store::convex::Pushed;
use crate::store::{BatchSize, Leased, Store};

/// A walk as it was asked for.
pub(crate) struct Walk<'a> {
    pub(crate) stretch: Stretch,
    /// What it agrees to lose.
    pub(crate) destroy: &'a [String],
    batch: Option<u32>,
    max_rate: Option<WriteRate>,
    /// The words that say how it goes.
    manner: Vec<String>,
    /// The command that pushes.
    push: Option<&'a Typed>,
    pub(crate) args: &'a WalkArgs,
}

impl<'a> Walk<'a> {
    /// `ship`
    pub(crate) fn ship(args: &'a CarryArgs) -> Self {
        Self::carrying(Stretch::Whole, args)
    }

    /// `apply`
    pub(crate) fn apply(args: &'a CarryArgs) -> Self {
        Self::carrying(Stretch::Apply, args)
    }

    /// `verify`
    pub(crate) fn verify(args: &'a WalkArgs) -> Self {
        Self::without_carrying(Stretch::Verify, None, args)
    }

    /// `narrow`
    pub(crate) fn narrow(args: &'a NarrowArgs) -> Self {
        let NarrowArgs { push, walk: args } = args;
        Self::without_carrying(Stretch::Narrow, push.push.as_ref(), args)
    }

    fn without_carrying(stretch: Stretch, push: Option<&'a Typed>, args: &'a WalkArgs) -> Self {
        let (batch, max_rate, manner) = (None, None, Vec::new());
        Self { stretch, destroy: &[], batch, max_rate, manner, push, args }
    }

    fn carrying(stretch: Stretch, args: &'a CarryArgs) -> Self {
        let CarryArgs { destroy, batch, max_rate, staged, push, walk: args } = args;
        let (batch, max_rate) = (*batch, *max_rate);
        let said = |name: &str, value: Option<String>| Some([name.to_owned(), value?]);
        let rate = said("--max-rate", max_rate.map(|rate| rate.to_string()));
        let batch_words = said("--batch", batch.map(|batch| batch.to_string()));
        let staged = staged.then(|| "--staged".to_owned());
        let manner = batch_words.into_iter().chain(rate).flatten().chain(staged).collect();
        Self { stretch, destroy, batch, max_rate, manner, push: push.push.as_ref(), args }
    }

    /// The word that asks for it.
    fn word(&self) -> &'static str {
        word(self.stretch)
    }

    /// The words that ask for the same again, to be shown: no key is among them.
    pub(crate) fn words(&self) -> Vec<&str> {
        let destroy = self.destroy.iter().flat_map(|argument| ["--destroy", argument.as_str()]);
        let manner = self.manner.iter().map(String::as_str);
        let words = [self.word()].into_iter().chain(destroy).chain(manner).chain(self.push_words());
        words.chain(self.common_words()).collect()
    }

    /// Whether the functions may be missing until it has pushed.
    fn pushes(&self) -> bool {
        self.push.is_some() || matches!(self.stretch, Stretch::Whole | Stretch::Apply)
    }

    fn push_words(&self) -> impl Iterator<Item = &str> {
        self.push.into_iter().flat_map(|command| ["--push", command.shown()])
    }

    /// Those that every walk understands.
    fn common_words(&self) -> impl Iterator<Item = &str> {
        let yes = self.args.yes.iter().flat_map(|yes| ["--yes", yes.as_str()]);
        yes.chain(self.args.release.words())
    }

    fn pacing(&self, session: &Session<'_>) -> Pacing {
        let pacing = deployment::pacing(session);
        self.batch.map_or(pacing, |batch| {
            let ranges = pacing.ranges;
            Pacing { ranges, ..Pacing::fixed(BatchSize::of(batch)) }
        })
    }
}

const fn word(stretch: Stretch) -> &'static str {
    match stretch {
        Stretch::Whole => "ship",
        Stretch::Apply => "apply",
        Stretch::Verify => "verify",
        Stretch::Narrow => "narrow",
    }
}

/// Walks a stretch of the road.
pub(crate) fn walk(session: &Session<'_>, walk: &Walk<'_>) -> Result<Exit, Failure> {
    session.checked()?;
    // Everything that can be wrong with the files is found before the deployment is touched.
    let tree = Tree::read(session)?;
    tree.wanted(session, &walk.args.release)?;
    tree_lock::check(session)?;
    production::check(session, walk.args.yes.as_ref())?;
    deployment::name(session);
    if walk.push.is_some_and(Typed::is_hidden_in_part) && !session.is_json() {
        session.console.tell(
            "--push holds a key, and `…` stands for it in every line that is shown; leave it out of \
             --push: the command gets the key of the deployment in its environment",
        );
    }
    let is_first = walk.pushes() && deployment::lacks_functions(session)?;
    match walk.push {
        Some(line) if is_first => first_push(session, walk, line)?,
        None if is_first => {
            tree_lock::release(session)?;
            write(session, walk)?;
            return Ok(end::waiting_for_the_first(session, walk));
        }
        _ => {}
    }
    let opened = deployment::open(session)?.at_most(walk.max_rate.unwrap_or_default());
    with_store!(opened, store => on(session, walk, &tree, store))
}

/// Takes the committed files to a deployment that nobody has deployed the functions to: until then
/// it can't be asked what it holds. Convex itself refuses a schema that its documents violate.
fn first_push(session: &Session<'_>, walk: &Walk<'_>, line: &Typed) -> Result<(), Failure> {
    let again = session.program.line(walk.words());
    production::agree(session, walk.args.yes.as_ref(), &again)?;
    tree_lock::release(session)?;
    write(session, walk)?;
    match deployment::block_on(async { Ok(push::first(session, line).await?) })? {
        Pushed::Deployed | Pushed::Altered { .. } | Pushed::Waiting => Ok(()),
        Pushed::Refused { said } => {
            let what = "the deployment holds documents that the committed schema doesn't accept";
            Err(Failure::new(Exit::Deployment, "first-push-refused", what)
                .say(said.to_string())
                .say("it was never deployed with these functions, so nothing tells which versions its \
                      documents are of; deploy the oldest version that accepts them first, then ship"))
        }
    }
}

fn on<S: Store + Leased>(
    session: &Session<'_>,
    walk: &Walk<'_>,
    tree: &Tree,
    store: &S,
) -> Result<Exit, Failure> {
    // Whoever is asked may take their time: the place of the one runner is taken after that.
    let (stop, versions) = (Stop::new(), tree.versions(session));
    let seen = deployment::block_on(async {
        let reader = Runner::reading(store, &Unobserved, &stop);
        Ok(outlook(&reader, &versions).await?)
    })?;
    destroy::check(session.declaration, &seen.plan, walk.destroy)?;
    let again = session.program.line(walk.words());
    let task = Task { command: walk.word(), again: &again, pacing: walk.pacing(session) };
    let has_steps = walk.stretch.steps(&seen.plan).next().is_some();
    if !has_steps && seen.reconciliation.is_empty() {
        return nothing_to_do(session, walk, store, &seen, task);
    }
    if has_steps {
        print(session, walk, &seen);
    }
    production::agree(session, walk.args.yes.as_ref(), &again)?;
    let agreed = destroy::agree(session, &walk.stretch.of(&seen.plan), walk)?;
    if !session.is_json() {
        session.console.gap();
    }
    let work = async |runner: Runner<'_, _>, signals: &Signals| {
        run(session, walk, &agreed, runner, signals).await
    };
    deployment::block_on(runner::hold(session, store, task, work))
}

/// Leaves the deployment as it is, and the files beside it as they should be.
fn nothing_to_do<S: Store + Leased>(
    session: &Session<'_>,
    walk: &Walk<'_>,
    store: &S,
    seen: &Outlook,
    task: Task<'_>,
) -> Result<Exit, Failure> {
    let tidy = async || {
        tree_lock::settle(session, store, seen.plan.is_empty()).await?;
        write(session, walk)?;
        news::follow_gate(session, store).await?;
        Ok(end::nothing_to_do(session, walk, seen))
    };
    deployment::block_on(async {
        // A run that died when all was done has the place still: it is taken, and left in order.
        if store.runs(1).await?.beat_at.is_some() {
            return runner::hold(session, store, task, async |_, _: &_| tidy().await).await;
        }
        tidy().await
    })
}

async fn run<S: Store>(
    session: &Session<'_>,
    walk: &Walk<'_>,
    agreed: &[String],
    runner: Runner<'_, S>,
    signals: &Signals,
) -> Result<Exit, Failure> {
    tree_lock::settle(session, runner.store, false).await?;
    // Frozen versions come before the first push: the manifest names them.
    write(session, walk)?;
    let (store, tree) = (runner.store, Tree::read(session)?);
    let versions = tree.versions(session);
    let outlook = outlook_again(&runner, &versions).await?;
    // Somebody else may have pushed since the plan was shown.
    destroy::still_agreed(session, &walk.stretch.of(&outlook.plan), agreed)?;
    let road = Road { runner, versions, clock: &deployment::CLOCK, stretch: walk.stretch };
    let mut follow = |news: News<'_>| news::tell(session, &news);
    let stand = road.walk(&outlook, &mut follow).await;
    // Whatever has been reached, the files say so; those of a push that somebody else has to do stay.
    let is_whole = walk.stretch.steps(&outlook.plan).count() == outlook.plan.steps.len();
    if !matches!(stand, Ok(Stand::Waiting(_))) {
        // A failure is told as it is: the next command looks at the files again.
        if let Ok(stand) = &stand {
            let is_all_done = is_whole && matches!(stand, Stand::Done);
            tree_lock::settle(session, store, is_all_done).await?;
        }
        news::follow_gate(session, store).await?;
    }
    let stand = stand?;
    if matches!(stand, Stand::Done) && walk.stretch.steps(&outlook.plan).next().is_none() {
        // All that there was to do was to make ledger and files agree with the deployment.
        return Ok(end::nothing_to_do(session, walk, &outlook));
    }
    end::end(session, walk, signals, (stand, &outlook.plan))
}

/// Makes every generated file what it should be.
fn write(session: &Session<'_>, walk: &Walk<'_>) -> Result<(), Failure> {
    let written = generate::write(session, &walk.args.release)?;
    for (word, path) in
        generate::by_folder(written.iter().map(|(file, _)| ("generated", &*file.path)))
    {
        show::done(session, word, &path);
    }
    Ok(())
}

/// Shows what is to be done: all of it at first, and only the steps where it goes on.
fn print(session: &Session<'_>, walk: &Walk<'_>, outlook: &Outlook) {
    let mut shown = outlook.clone();
    shown.plan = walk.stretch.of(&outlook.plan);
    let is_first = matches!(walk.stretch, Stretch::Whole | Stretch::Apply);
    if !is_first || outlook.plan.steps.iter().any(|step| step.is_done) {
        shown.diff = Diff::default();
    }
    let ungranted: Vec<_> = shown.plan.ungranted(walk.destroy).cloned().collect();
    // Whoever is asked for it needs no line that says it.
    shown.plan.destroys = if session.asks() { Vec::new() } else { ungranted };
    plan::print(session, &shown);
}

/// A result for machines.
fn result(session: &Session<'_>, result: &str) {
    if session.is_json() {
        session.console.out(&json!({ "result": result }).to_string());
    }
}

impl From<RoadError<Self>> for Failure {
    fn from(error: RoadError<Self>) -> Self {
        match error {
            RoadError::Run(error) => error.into(),
            RoadError::Plan(error) => OutlookError::Plan(error).into(),
            RoadError::Widen(error) => Self::new(Exit::Findings, "declaration", error.to_string()),
            RoadError::Follow(failure) => failure,
        }
    }
}

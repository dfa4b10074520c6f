//! Where commands write, and whom they can ask.

use std::borrow::Cow;
use std::io::{self, BufRead as _, IsTerminal as _, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use console::{Style, Term, truncate_str};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::text::{indented_below, wrapped};
use crate::foreign::{Foreign, Secrets, printable};

/// The streams of a command: results go to `out`, everything else to `err`.
#[derive(Clone)]
pub struct Console {
    out: Stream,
    err: Stream,
    /// Whether there is somebody to ask.
    asks: bool,
    /// The line at the bottom that is redrawn; everything else is written above it.
    live: Arc<Mutex<Option<ProgressBar>>>,
}

#[derive(Clone)]
struct Stream {
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    /// The terminal behind it, if there is one.
    terminal: Option<Term>,
    has_colours: bool,
    /// What no line shows.
    secrets: Arc<Secrets>,
    /// Whether the last line was an empty one, or none was written yet. Two streams that end in a
    /// terminal share it.
    is_at_gap: Arc<AtomicBool>,
}

/// What a piece of text is, so that it can be told by its colour too; never by that alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Strong,
    Good,
    Careful,
    Bad,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Strong => Style::new().bold(),
            Self::Good => Style::new().green(),
            Self::Careful => Style::new().yellow(),
            Self::Bad => Style::new().red().bold(),
        }
    }
}

impl Stream {
    fn new(writer: Box<dyn Write + Send>, terminal: Option<Term>, has_colours: bool) -> Self {
        let has_colours = has_colours && terminal.is_some();
        let is_at_gap = Arc::new(AtomicBool::new(true));
        let (writer, secrets) = (Arc::new(Mutex::new(writer)), Arc::default());
        Self { writer, terminal, has_colours, secrets, is_at_gap }
    }

    fn line(&self, line: &str) {
        self.is_at_gap.store(line.is_empty(), Ordering::Relaxed);
        self.write(&format!("{line}\n"));
    }

    /// How many columns there are; nothing where lines may be as long as they are.
    fn columns(&self) -> Option<usize> {
        let (_, columns) = self.terminal.as_ref()?.size_checked()?;
        Some(usize::from(columns)).filter(|columns| *columns > 0)
    }

    /// What may be written: no key, and nothing that a terminal takes for a command but colours.
    fn shown(&self, text: &str) -> String {
        printable(&self.secrets.hide(text), self.has_colours).into_owned()
    }

    fn write(&self, text: &str) {
        self.write_as_it_is(&self.shown(text));
    }

    fn write_as_it_is(&self, text: &str) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A reader that has gone away wants no more, and there is nobody else to tell.
        let _ = writer.write_all(text.as_bytes()).and_then(|()| writer.flush());
    }

    fn paint(&self, tone: Tone, text: &str) -> String {
        if self.has_colours {
            tone.style().force_styling(true).apply_to(text).to_string()
        } else {
            text.to_owned()
        }
    }
}

impl Console {
    /// The streams of the process.
    pub fn of_process() -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let out_terminal = out.is_terminal().then(Term::stdout);
        let err_terminal = err.is_terminal().then(Term::stderr);
        let asks = err_terminal.is_some() && io::stdin().is_terminal();
        let out = Stream::new(Box::new(out), out_terminal, wanted);
        let mut err = Stream::new(Box::new(err), err_terminal, wanted);
        if out.terminal.is_some() && err.terminal.is_some() {
            err.is_at_gap = Arc::clone(&out.is_at_gap);
        }
        Self { out, err, asks, live: Arc::default() }
    }

    /// Streams that nobody sits behind: no colours, no progress bars, no questions.
    pub fn of_streams(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
        Self {
            out: Stream::new(out, None, false),
            err: Stream::new(err, None, false),
            asks: false,
            live: Arc::default(),
        }
    }

    /// The same streams, with nobody to ask.
    #[must_use]
    pub fn unasked(self) -> Self {
        Self { asks: false, ..self }
    }

    /// The same streams, which show none of these keys either.
    #[must_use]
    pub(crate) fn hiding(mut self, secrets: &Secrets) -> Self {
        let mut all = Secrets::clone(&self.out.secrets);
        all.extend(secrets);
        self.out.secrets = Arc::new(all);
        self.err.secrets = Arc::clone(&self.out.secrets);
        self
    }

    /// The keys that no line shows.
    pub(crate) fn secrets(&self) -> &Secrets {
        &self.out.secrets
    }

    /// Whether there is somebody to ask.
    pub(crate) fn asks(&self) -> bool {
        self.asks
    }

    /// Whether progress can be drawn.
    pub(crate) fn draws(&self) -> bool {
        self.err.terminal.is_some()
    }

    /// Whether results can be redrawn.
    pub(crate) fn redraws(&self) -> bool {
        self.out.terminal.is_some()
    }

    /// Writes a line of the result as it is, such as one that is copied or read by a program.
    pub fn out(&self, line: &str) {
        self.above(|| self.out.line(line));
    }

    /// Writes a line beside the result as it is, such as one that is copied.
    pub fn err(&self, line: &str) {
        self.above(|| self.err.line(line));
    }

    /// Writes text of the result, broken between words where the terminal is too narrow for it;
    /// what goes on stands below its last column.
    pub fn say(&self, text: &str) {
        self.out(&folded(&self.out, text, indented_below));
    }

    /// Writes text of the result, as [`say`](Self::say) does; what goes on is indented by so many
    /// columns.
    pub(crate) fn say_indented(&self, text: &str, indent: usize) {
        self.out(&folded(&self.out, text, |_, _| indent));
    }

    /// Writes text beside the result, as [`say`](Self::say) does.
    pub fn tell(&self, text: &str) {
        self.err(&folded(&self.err, text, indented_below));
    }

    /// Writes text beside the result, as [`tell`](Self::tell) does; what goes on is indented by so
    /// many columns.
    pub(crate) fn tell_indented(&self, text: &str, indent: usize) {
        self.err(&folded(&self.err, text, |_, _| indent));
    }

    /// Sets the result apart from what was written before.
    pub fn gap(&self) {
        if !self.out.is_at_gap.load(Ordering::Relaxed) {
            self.out("");
        }
    }

    /// Sets what is beside the result apart from what was written before.
    pub(crate) fn gap_err(&self) {
        if !self.err.is_at_gap.load(Ordering::Relaxed) {
            self.err("");
        }
    }

    fn above(&self, write: impl FnOnce()) {
        match &*self.live.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// How many columns the line at the bottom may take.
    pub(crate) fn columns() -> usize {
        Term::stderr().size_checked().map_or(80, |(_, columns)| usize::from(columns))
    }

    /// Draws the line at the bottom, beside the result.
    pub(crate) fn draw(&self, text: &str) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = live.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{msg}") {
                bar.set_style(style);
            }
            bar
        });
        bar.set_message(self.err.shown(text));
    }

    /// Takes the line at the bottom away.
    pub(crate) fn end_drawing(&self) {
        if let Some(bar) = self.live.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }

    /// Draws a result in the place of the lines that were drawn before. Returns how many it is.
    pub(crate) fn redraw(&self, lines: &[String], drawn: usize) -> usize {
        let (rows, columns) = Term::stdout().size_checked().unwrap_or((24, 80));
        // A line that the terminal breaks, or one that scrolls away, couldn't be taken back.
        // A key is left out before a line is cut, which might leave a part of it.
        let fold = |line: &String| folded(&self.out, &self.out.shown(line), indented_below);
        let text = lines.iter().map(fold).collect::<Vec<_>>().join("\n");
        let lines: Vec<&str> = text.lines().collect();
        let shown = lines.len().min(usize::from(rows).saturating_sub(1));
        let mut text = String::new();
        if drawn > 0 {
            text = format!("\x1b[{drawn}A\x1b[J");
        }
        for line in &lines[..shown] {
            text.push_str(&truncate_str(line, usize::from(columns), "…"));
            text.push('\n');
        }
        self.out.write_as_it_is(&text);
        shown
    }

    /// Text for the result, in a tone.
    pub(crate) fn tone_out(&self, tone: Tone, text: &str) -> String {
        self.out.paint(tone, text)
    }

    /// Text beside the result, in a tone.
    pub(crate) fn tone_err(&self, tone: Tone, text: &str) -> String {
        self.err.paint(tone, text)
    }

    /// A line of somebody else's, to be written beside the result: without colours where there are
    /// none.
    pub(crate) fn foreign_err<'t>(&self, line: &'t Foreign) -> Cow<'t, str> {
        if self.err.has_colours { line.coloured() } else { line.plain() }
    }

    /// Asks for a name to be typed, and says whether it was.
    pub(crate) fn is_named(&self, question: &str, name: &str) -> bool {
        if !self.asks {
            return false;
        }
        let question = folded(&self.err, question, |_, _| 0);
        self.gap_err();
        self.err.is_at_gap.store(false, Ordering::Relaxed);
        self.err.write(&format!("{question} "));
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer).is_ok() && answer.trim() == name
    }
}

/// Text in lines that a stream has the columns for.
fn folded(stream: &Stream, text: &str, indent: impl Fn(&str, usize) -> usize) -> String {
    let Some(columns) = stream.columns() else { return text.to_owned() };
    let lines = text.lines().map(|line| wrapped(line, columns, indent(line, columns)));
    lines.collect::<Vec<_>>().join("\n")
}

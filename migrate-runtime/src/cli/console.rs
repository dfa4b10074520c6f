//! Where commands write, and whom they can ask.

use std::io::{self, BufRead as _, IsTerminal as _, Write};
use std::sync::{Arc, Mutex, PoisonError};

use console::{Style, Term, truncate_str};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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
    is_terminal: bool,
    has_colours: bool,
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
    fn new(writer: Box<dyn Write + Send>, is_terminal: bool, has_colours: bool) -> Self {
        Self { writer: Arc::new(Mutex::new(writer)), is_terminal, has_colours }
    }

    fn write(&self, text: &str) {
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
        let (out_terminal, err_terminal) = (out.is_terminal(), err.is_terminal());
        Self {
            out: Stream::new(Box::new(out), out_terminal, wanted && out_terminal),
            err: Stream::new(Box::new(err), err_terminal, wanted && err_terminal),
            asks: err_terminal && io::stdin().is_terminal(),
            live: Arc::default(),
        }
    }

    /// Streams that nobody sits behind: no colours, no progress bars, no questions.
    pub fn of_streams(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
        Self {
            out: Stream::new(out, false, false),
            err: Stream::new(err, false, false),
            asks: false,
            live: Arc::default(),
        }
    }

    /// The same streams, with nobody to ask.
    #[must_use]
    pub fn unasked(self) -> Self {
        Self { asks: false, ..self }
    }

    /// Whether there is somebody to ask.
    pub(crate) fn asks(&self) -> bool {
        self.asks
    }

    /// Whether progress can be drawn.
    pub(crate) fn draws(&self) -> bool {
        self.err.is_terminal
    }

    /// Whether results can be redrawn.
    pub(crate) fn redraws(&self) -> bool {
        self.out.is_terminal
    }

    /// Writes a line of the result.
    pub fn out(&self, line: &str) {
        self.above(|| self.out.write(&format!("{line}\n")));
    }

    /// Writes a line beside the result.
    pub fn err(&self, line: &str) {
        self.above(|| self.err.write(&format!("{line}\n")));
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
    pub(crate) fn draw(&self, text: String) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = live.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{msg}") {
                bar.set_style(style);
            }
            bar
        });
        bar.set_message(text);
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
        // A line that is wrapped, or one that scrolls away, couldn't be taken back.
        let shown = lines.len().min(usize::from(rows).saturating_sub(1));
        let mut text = String::new();
        if drawn > 0 {
            text = format!("\x1b[{drawn}A\x1b[J");
        }
        for line in &lines[..shown] {
            text.push_str(&truncate_str(line, usize::from(columns), "…"));
            text.push('\n');
        }
        self.out.write(&text);
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

    /// Asks for a name to be typed, and says whether it was.
    pub(crate) fn is_named(&self, question: &str, name: &str) -> bool {
        if !self.asks {
            return false;
        }
        self.err.write(&format!("{question} "));
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer).is_ok() && answer.trim() == name
    }
}

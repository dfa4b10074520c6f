//! Lays text out in lines as prettier would: a document of groups, each on one line where it fits.
//!
//! Knows nothing of TypeScript. A group is flat where all of it fits and has no forced break,
//! otherwise its own breaks become line ends while the groups in it are judged anew.

use std::rc::Rc;

use unicode_width::UnicodeWidthStr;

/// Columns of a line; prettier's default.
const WIDTH: usize = 80;
/// Columns of one step of indentation; prettier's default.
const INDENT: usize = 2;

/// Text with places where a line may end.
#[derive(Clone, Debug)]
pub(super) enum Doc {
    /// As it is; without line ends.
    Text(Rc<str>),
    /// One after another.
    Concat(Vec<Doc>),
    /// One step further in.
    Indent(Rc<Doc>),
    /// A line end in a broken group, otherwise a space.
    Line,
    /// A line end in a broken group, otherwise nothing.
    Softline,
    /// A line end, which breaks every group around it.
    Hardline,
    /// The first in a broken group, otherwise the second.
    IfBroken(Rc<Doc>, Rc<Doc>),
    /// On one line where it fits.
    Group {
        /// What it holds.
        content: Rc<Doc>,
        /// Broken even where it fits.
        forced: bool,
    },
    /// The first layout that fits up to its first line end, else the last.
    Choice(Vec<Doc>),
    /// Words with commas between them, as many a line as fit in a broken group; there the last
    /// one has a comma too.
    Words(Vec<Rc<str>>),
    /// After a space, or on the next line and further in where its beginning doesn't fit.
    Beside(Rc<Doc>),
}

impl Doc {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(Rc::from(text.into()))
    }

    pub(super) fn empty() -> Self {
        Self::Concat(Vec::new())
    }

    pub(super) fn indent(content: Self) -> Self {
        Self::Indent(Rc::new(content))
    }

    /// A group that is broken where something in it must be.
    pub(super) fn group(content: Self) -> Self {
        let forced = content.will_break();
        Self::Group { content: Rc::new(content), forced }
    }

    pub(super) fn broken_group(content: Self) -> Self {
        Self::Group { content: Rc::new(content), forced: true }
    }

    pub(super) fn if_broken(broken: Self, flat: Self) -> Self {
        Self::IfBroken(Rc::new(broken), Rc::new(flat))
    }

    /// The documents with `separator` between them.
    pub(super) fn join(docs: impl IntoIterator<Item = Self>, separator: &Self) -> Self {
        let mut all = Vec::new();
        for doc in docs {
            if !all.is_empty() {
                all.push(separator.clone());
            }
            all.push(doc);
        }
        Self::Concat(all)
    }

    /// Whether it holds a forced break.
    pub(super) fn will_break(&self) -> bool {
        match self {
            Self::Hardline => true,
            Self::Text(_) | Self::Words(_) | Self::Line | Self::Softline | Self::IfBroken(..) => {
                false
            }
            Self::Concat(docs) => docs.iter().any(Self::will_break),
            Self::Indent(content) | Self::Beside(content) => content.will_break(),
            Self::Group { forced, .. } => *forced,
            Self::Choice(layouts) => layouts.first().is_some_and(Self::will_break),
        }
    }

    /// The document as text, one line end after the last line.
    pub(super) fn print(&self) -> String {
        let mut printer = Printer::default();
        printer.print(self);
        let mut out = printer.out;
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }
}

impl From<&str> for Doc {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Doc {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// Puts documents, or what becomes one, one after another.
macro_rules! concat_docs {
    ($($doc:expr),* $(,)?) => {
        $crate::generate::layout::Doc::Concat(vec![$($crate::generate::layout::Doc::from($doc)),*])
    };
}
pub(super) use concat_docs;

/// Something yet to be printed: how far in, whether its own breaks are line ends, and what.
#[derive(Clone, Copy)]
struct Pending<'a> {
    indent: usize,
    broken: bool,
    doc: &'a Doc,
}

impl<'a> Pending<'a> {
    fn of(self, doc: &'a Doc) -> Self {
        Self { doc, ..self }
    }

    /// The parts of a document that has no layout of its own, last first; `None` for any other.
    fn parts(self) -> Option<Vec<Self>> {
        match self.doc {
            Doc::Concat(docs) => Some(docs.iter().rev().map(|doc| self.of(doc)).collect()),
            Doc::Indent(content) => {
                Some(vec![Self { indent: self.indent + INDENT, doc: content, ..self }])
            }
            Doc::IfBroken(broken, flat) => {
                Some(vec![self.of(if self.broken { broken } else { flat })])
            }
            _ => None,
        }
    }
}

#[derive(Default)]
struct Printer {
    out: String,
    column: usize,
    /// After a line end in something flat: whether it fits was found for its first line alone, so
    /// the next group is judged by itself.
    judge_anew: bool,
}

impl Printer {
    fn print(&mut self, doc: &Doc) {
        let mut stack = vec![Pending { indent: 0, broken: true, doc }];
        while let Some(next) = stack.pop() {
            if let Some(parts) = next.parts() {
                stack.extend(parts);
                continue;
            }
            match next.doc {
                Doc::Text(text) => {
                    self.out.push_str(text);
                    self.column += text.width();
                }
                Doc::Words(words) => self.words(words, next),
                Doc::Line if !next.broken => self.space(),
                Doc::Softline if !next.broken => {}
                Doc::Line | Doc::Softline | Doc::Hardline => {
                    self.judge_anew |= !next.broken;
                    self.end_line(next.indent);
                }
                Doc::Group { content, forced } => {
                    let flat = Pending { broken: false, doc: content, ..next };
                    let judge = next.broken || std::mem::take(&mut self.judge_anew);
                    let fits = !forced && (!judge || self.fits(flat, &stack));
                    stack.push(Pending { broken: !fits, ..flat });
                }
                Doc::Choice(layouts) => {
                    let broken = next.broken || std::mem::take(&mut self.judge_anew);
                    stack.push(self.choose(Pending { broken, ..next }, layouts, &stack));
                }
                Doc::Beside(content) => {
                    let beside = next.of(content);
                    if !next.broken || self.fits_after(1, beside, &stack) {
                        self.space();
                        stack.push(beside);
                    } else {
                        let indent = next.indent + INDENT;
                        self.end_line(indent);
                        stack.push(Pending { indent, ..beside });
                    }
                }
                Doc::Concat(_) | Doc::Indent(_) | Doc::IfBroken(..) => {}
            }
        }
    }

    fn choose<'a>(&self, at: Pending<'a>, layouts: &'a [Doc], rest: &[Pending<'a>]) -> Pending<'a> {
        let flat = |doc| Pending { broken: false, doc, ..at };
        let fitting =
            layouts.iter().map(flat).find(|layout| !at.broken || self.fits(*layout, rest));
        let last = || layouts.last().map(|last| Pending { broken: true, ..at.of(last) });
        fitting.or_else(last).unwrap_or(at)
    }

    /// Whether everything up to the next line end fits in the rest of the line.
    fn fits(&self, first: Pending<'_>, rest: &[Pending<'_>]) -> bool {
        self.fits_after(0, first, rest)
    }

    /// The same, after some columns more.
    fn fits_after(&self, columns: usize, first: Pending<'_>, rest: &[Pending<'_>]) -> bool {
        let Some(mut room) = WIDTH.checked_sub(self.column + columns) else { return false };
        let mut rest = rest.iter().rev();
        let mut stack = vec![first];
        loop {
            let Some(next) = stack.pop().or_else(|| rest.next().copied()) else { return true };
            if let Some(parts) = next.parts() {
                stack.extend(parts);
                continue;
            }
            let width = match next.doc {
                Doc::Text(text) => text.width(),
                Doc::Words(words) if next.broken => words.first().map_or(0, |word| word.width()),
                Doc::Words(words) => words.iter().map(|word| word.width() + 2).sum::<usize>() - 2,
                Doc::Hardline => return true,
                Doc::Line | Doc::Softline if next.broken => return true,
                Doc::Line => 1,
                Doc::Group { content, forced } => {
                    stack.push(Pending { broken: next.broken || *forced, ..next.of(content) });
                    0
                }
                Doc::Choice(layouts) => {
                    let layout = if next.broken { layouts.last() } else { layouts.first() };
                    stack.extend(layout.map(|layout| next.of(layout)));
                    0
                }
                Doc::Beside(content) => {
                    stack.push(next.of(content));
                    1
                }
                Doc::Softline | Doc::Concat(_) | Doc::Indent(_) | Doc::IfBroken(..) => 0,
            };
            let Some(left) = room.checked_sub(width) else { return false };
            room = left;
        }
    }

    fn words(&mut self, words: &[Rc<str>], at: Pending<'_>) {
        for (number, word) in words.iter().enumerate() {
            let comma = if at.broken || number + 1 < words.len() { "," } else { "" };
            let width = word.width() + comma.len();
            if number > 0 && at.broken && self.column + 1 + width > WIDTH {
                self.end_line(at.indent);
            } else if number > 0 {
                self.space();
            }
            self.out.extend([word, comma]);
            self.column += width;
        }
    }

    fn space(&mut self) {
        self.out.push(' ');
        self.column += 1;
    }

    fn end_line(&mut self, indent: usize) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }
}

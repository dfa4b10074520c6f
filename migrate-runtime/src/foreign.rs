//! Text that came from elsewhere, and keys that no text may show.
//!
//! What a deployment answers, what a command prints and what a user has typed may hold a key, and may
//! hold characters that change what a terminal shows. Such text is a [`Foreign`] from where it comes
//! in to where it is printed. What has to be used as it was typed as well, such as the command that
//! pushes, is a [`Typed`].

mod found;
mod secrets;

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use console::AnsiCodeIterator;
use serde::{Serialize, Serializer};

pub use self::secrets::Secrets;

/// Stands where a key was.
pub(crate) const HIDDEN: &str = "…";

/// Text that came from elsewhere. It holds no key that is known or looks like one, and nothing that a
/// terminal takes for a command except colours, which only a coloured terminal is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Foreign(String);

impl Foreign {
    /// The text without these keys, and without what looks like a key.
    pub fn new(text: &str, secrets: &Secrets) -> Self {
        let plain = console::strip_ansi_codes(text);
        let clean = secrets.hide_in_foreign(&plain);
        // Codes may stand in the middle of a key. A text with a key in it does without colours.
        let text = if clean == plain { text } else { &*clean };
        Self(without_commands(text))
    }

    /// The text without what looks like a key, where no key is known.
    pub fn of(text: &str) -> Self {
        Self::new(text, &Secrets::default())
    }

    /// The text with the colours that it came with, which end with it.
    pub(crate) fn coloured(&self) -> Cow<'_, str> {
        if self.0.contains('\u{1b}') {
            Cow::Owned(format!("{}\u{1b}[0m", self.0))
        } else {
            Cow::Borrowed(&self.0)
        }
    }

    /// The text without colours.
    pub(crate) fn plain(&self) -> Cow<'_, str> {
        console::strip_ansi_codes(&self.0)
    }
}

/// Text of this program's own.
impl From<&'static str> for Foreign {
    fn from(text: &'static str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.plain(), f)
    }
}

impl Serialize for Foreign {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.plain())
    }
}

/// Text that a user has typed and that may hold a key: it is used as it is, and shown without the key.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed {
    raw: String,
    shown: String,
}

impl Typed {
    /// The text as it was typed, to start a process with it or to send a request there.
    pub fn reveal(&self) -> &str {
        &self.raw
    }

    /// The text without what may be a key.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether something is left out where it is shown.
    pub(crate) fn is_hidden_in_part(&self) -> bool {
        self.shown != self.raw
    }
}

impl From<&str> for Typed {
    fn from(text: &str) -> Self {
        let mut secrets = Secrets::default();
        secrets.learn(text);
        let shown = Foreign::new(&found::without(text, found::in_typed(text)), &secrets);
        Self { raw: text.to_owned(), shown: shown.to_string() }
    }
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.shown, f)
    }
}

/// Text in which a terminal finds no command but colours. Line breaks are written as they are escaped:
/// a line that came from elsewhere must not look like several of this program's.
fn without_commands(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for (part, is_code) in AnsiCodeIterator::new(text) {
        if is_code {
            clean.push_str(if is_colour(part) { part } else { "" });
        } else {
            escape(part, &mut clean, |c| c == '\t');
        }
    }
    clean
}

/// Lines of this program's own in which a terminal finds no command but colours, and those only if
/// the stream has any.
pub(crate) fn printable(lines: &str, has_colours: bool) -> Cow<'_, str> {
    let is_kept = |c| c == '\t' || c == '\n';
    if !lines.chars().any(|c| is_command(c) && !is_kept(c)) {
        return Cow::Borrowed(lines);
    }
    let mut clean = String::with_capacity(lines.len());
    for (part, is_code) in AnsiCodeIterator::new(lines) {
        if is_code && is_colour(part) {
            clean.push_str(if has_colours { part } else { "" });
        } else {
            escape(part, &mut clean, is_kept);
        }
    }
    Cow::Owned(clean)
}

/// Whether a terminal's code changes the look of text and nothing else.
fn is_colour(code: &str) -> bool {
    code.strip_prefix("\u{1b}[")
        .and_then(|rest| rest.strip_suffix('m'))
        .is_some_and(|numbers| numbers.chars().all(|c| c.is_ascii_digit() || c == ';' || c == ':'))
}

/// Whether a terminal takes a character for a command, or shows what follows in another order.
fn is_command(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// Writes text with its commands escaped. JSON has the same escape, so a line of JSON stays one.
fn escape(text: &str, clean: &mut String, is_kept: impl Fn(char) -> bool) {
    for c in text.chars() {
        if is_command(c) && !is_kept(c) {
            // Writing to a `String` can't fail.
            let _ = write!(clean, "\\u{:04x}", u32::from(c));
        } else {
            clean.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deployment::DeployKey;

    fn secrets() -> Secrets {
        Secrets::of_key(&DeployKey::new("prod:happy-otter-123|c0ffee5ec2e7"))
    }

    #[test]
    fn a_key_is_left_out_whole_in_part_encoded_cut_or_coloured() {
        for (text, shown) in [
            ("no such key: prod:happy-otter-123|c0ffee5ec2e7 (c0ffee5ec2e7)", "no such key: … (…)"),
            ("key=prod%3Ahappy-otter-123%7Cc0ffee5ec2e7&a", "key=…&a"),
            ("prod:happy-otter-123|c0f\u{1b}[31mfee5ec2e7\u{1b}[0m", "…"),
            ("it ends with prod:happy-otter-123|c0ffee5e", "it ends with prod:happy-otter-123|…"),
            ("fee5ec2e7 and what follows", "… and what follows"),
            ("of prod:happy-otter-123", "of prod:happy-otter-123"),
        ] {
            assert_eq!(Foreign::new(text, &secrets()).to_string(), shown);
        }
        assert_eq!(Foreign::new("all of it", &Secrets::default()).to_string(), "all of it");
        assert!(!format!("{:?}", secrets()).contains("c0ffee"));
    }

    #[test]
    fn what_looks_like_a_key_is_left_out_though_nobody_knows_it() {
        for (text, shown) in [
            ("dev:calm-cat-7|eyJ2MiI6IjU1N=", "dev:calm-cat-7|…"),
            ("'own|01c0ffee01c0ffee01c0ffee'", "'own|…'"),
            ("CONVEX_DEPLOY_KEY=abc\tB=c", "CONVEX_DEPLOY_KEY=…\tB=c"),
            ("AWS_SECRET_ACCESS_KEY='a b' c", "AWS_SECRET_ACCESS_KEY='…' c"),
            ("http://me:hush@127.0.0.1:1/x?y#z", "http://…@127.0.0.1:1/x?y#z"),
            ("npm run dev:server|tee log | sort", "npm run dev:server|tee log | sort"),
            ("prod:NAME|...", "prod:NAME|..."),
        ] {
            assert_eq!(Foreign::of(text).to_string(), shown);
        }
    }

    #[test]
    fn a_terminal_finds_no_command_and_no_second_line() {
        let hostile =
            "a\u{1b}[2J\rb\nerror[x]: c\u{202e}d\u{9b}1m\u{1b}]52;c;aGk=\u{7}e\u{1b}[31mf";
        let foreign = Foreign::of(hostile);
        assert_eq!(foreign.to_string(), r"a\u000db\u000aerror[x]: c\u202edef");
        assert_eq!(foreign.coloured(), format!("{}\u{1b}[0m", foreign.0));
        assert!(foreign.coloured().contains("\u{1b}[31mf"));
        assert_eq!(serde_json::to_string(&Foreign::of("a\tb")).unwrap(), r#""a\tb""#);
        let line = "\u{1b}[32mgood\u{1b}[0m \u{1b}[2Jbad\u{2066}\n";
        assert_eq!(printable(line, true), "\u{1b}[32mgood\u{1b}[0m \\u001b[2Jbad\\u2066\n");
        assert_eq!(printable(line, false), "good \\u001b[2Jbad\\u2066\n");
    }

    #[test]
    fn what_was_typed_is_used_as_it_is_and_shown_without_its_keys() {
        for (text, shown) in [
            ("npx convex deploy", "npx convex deploy"),
            (
                "CONVEX_DEPLOY_KEY='prod:a|b1' npx convex deploy",
                "CONVEX_DEPLOY_KEY='…' npx convex deploy",
            ),
            (
                "deploy --admin-key a --url http://h/?t=u#v",
                "deploy --admin-key … --url http://h/?…#…",
            ),
            ("deploy --admin-key=\"a b\" -y", "deploy --admin-key=\"…\" -y"),
            ("deploy --admin-key --yes", "deploy --admin-key --yes"),
            ("echo prod:x|0dd5ec2e7 && env|sort", "echo prod:x|… && env|sort"),
        ] {
            let typed = Typed::from(text);
            assert_eq!((typed.reveal(), typed.to_string().as_str()), (text, shown));
            assert_eq!(typed.is_hidden_in_part(), text != shown);
            assert_eq!(format!("{typed:?}"), format!("{shown:?}"));
        }
    }
}

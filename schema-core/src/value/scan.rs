//! Canonical text, token by token: for what is done with every document of a table.
//!
//! A scanner knows only what [`Value::to_canonical`] writes. Whatever else it meets, be it another
//! spelling of a value or no value at all, it says nothing about.

use super::{Object, Value, token};

/// Returns whether a text is surely one that [`Value::from_canonical_text`] reads an object from,
/// so that it can be read later, or never.
pub fn is_canonical_object(text: &str) -> bool {
    let is_object = |scanner: &Scanner<'_>| scanner.peek() == Some(b'{') && !scanner.is_token();
    Scanner::whole(text, |scanner| is_object(scanner).then(|| scanner.skip()).flatten()).is_some()
}

/// How deep it follows containers into one another: deeper than any document.
const NESTING_MAX: usize = 100;

/// A place in a text.
#[derive(Clone, Copy)]
pub(crate) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    nesting: usize,
}

/// A text that was in quotes, as it stands in the source.
#[derive(Clone, Copy)]
pub(crate) struct Scanned<'t> {
    source: &'t str,
    has_escapes: bool,
}

impl<'t> Scanned<'t> {
    /// The text, where nothing in it is escaped.
    pub(crate) fn plain(self) -> Option<&'t str> {
        (!self.has_escapes).then_some(self.source)
    }

    fn unescaped(self) -> Option<String> {
        let mut text = String::with_capacity(self.source.len());
        let mut rest = self.source;
        while let Some((before, after)) = rest.split_once('\\') {
            text.push_str(before);
            let (escape, length) = unescape(after.as_bytes())?;
            text.push(char::from(escape));
            rest = &after[length..];
        }
        text.push_str(rest);
        Some(text)
    }

    fn into_owned(self) -> Option<String> {
        self.plain().map(str::to_owned).or_else(|| self.unescaped())
    }
}

/// The character that an escape stands for, and how long it is without its backslash.
fn unescape(escape: &[u8]) -> Option<(u8, usize)> {
    Some(match escape {
        [b'"', ..] => (b'"', 1),
        [b'\\', ..] => (b'\\', 1),
        [b'b', ..] => (0x8, 1),
        [b'f', ..] => (0xc, 1),
        [b'n', ..] => (b'\n', 1),
        [b'r', ..] => (b'\r', 1),
        [b't', ..] => (b'\t', 1),
        [b'u', b'0', b'0', high @ (b'0' | b'1'), low, ..] => {
            let low = char::from(*low).to_digit(16)?;
            ((high - b'0') * 16 + u8::try_from(low).ok()?, 5)
        }
        _ => return None,
    })
}

/// How many bytes come before one that ends a text in quotes, escapes or is escaped.
fn plain_length(text: &[u8]) -> Option<usize> {
    /// As many bytes as are compared at once; looking at all of them is faster than stopping at
    /// the first.
    const AT_ONCE: usize = 16;
    let is_special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    let mut length = 0;
    while let Some(bytes) = text.get(length..length + AT_ONCE)
        && !bytes.iter().fold(false, |any, byte| any | is_special(*byte))
    {
        length += AT_ONCE;
    }
    let rest = text.get(length..)?.iter().position(|byte| is_special(*byte))?;
    Some(length + rest)
}

impl<'t> Scanner<'t> {
    /// What `scan` makes of a text, if nothing of the text is left after it.
    pub(crate) fn whole<T>(text: &'t str, scan: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut scanner = Self { text, at: 0, nesting: 0 };
        let found = scan(&mut scanner)?;
        (scanner.at == text.len()).then_some(found)
    }

    /// The next byte.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t [u8] {
        &self.text.as_bytes()[self.at..]
    }

    /// Whether this byte comes next, which is passed then.
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// `null`, `true` or `false`
    pub(crate) fn word(&mut self, word: &str) -> Option<()> {
        self.rest().starts_with(word.as_bytes()).then(|| self.at += word.len())
    }

    /// A text in quotes.
    pub(crate) fn string(&mut self) -> Option<Scanned<'t>> {
        if !self.eat(b'"') {
            return None;
        }
        let (start, mut has_escapes) = (self.at, false);
        loop {
            self.at += plain_length(self.rest())?;
            match self.peek()? {
                b'"' => break,
                b'\\' => {
                    has_escapes = true;
                    self.at += 1 + unescape(&self.rest()[1..])?.1;
                }
                _ => return None,
            }
        }
        let source = &self.text[start..self.at];
        self.at += 1;
        Some(Scanned { source, has_escapes })
    }

    /// A number without a `$`.
    pub(crate) fn number(&mut self) -> Option<f64> {
        let start = self.at;
        let is_negative = self.eat(b'-');
        let whole = self.digits();
        if whole.is_empty() || (whole.len() > 1 && whole[0] == b'0') {
            return None;
        }
        let is_whole = !matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        // Fewer than 16 digits are an integer that a double holds. `-0` is none.
        if is_whole && whole.len() < 16 && !(is_negative && whole == b"0") {
            let number =
                whole.iter().fold(0_i64, |number, digit| number * 10 + i64::from(digit - b'0'));
            #[expect(clippy::cast_precision_loss, reason = "below 10^15")]
            let number = (if is_negative { -number } else { number }) as f64;
            return Some(number);
        }
        if self.eat(b'.') && self.digits().is_empty() {
            return None;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            if self.digits().is_empty() {
                return None;
            }
        }
        let number: f64 = self.text[start..self.at].parse().ok()?;
        number.is_finite().then_some(number)
    }

    fn digits(&mut self) -> &'t [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Whether an object comes next that stands for what JSON has no form for.
    pub(crate) fn is_token(&self) -> bool {
        self.rest().starts_with(b"{\"$")
    }

    /// Such an object.
    pub(crate) fn token(&mut self) -> Option<Value> {
        self.eat(b'{').then_some(())?;
        let key = self.string()?.plain()?;
        self.eat(b':').then_some(())?;
        let text = self.string()?.plain()?;
        self.eat(b'}').then_some(())?;
        token::read(key, text)
    }

    /// An array, of which `element` scans each element.
    pub(crate) fn array(&mut self, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.contained(b'[', b']', |scanner| element(scanner))
    }

    /// An object that is no token, of which `field` scans each value, given its key. Keys that may
    /// not be, that are escaped or that aren't in their order aren't known here.
    pub(crate) fn object(
        &mut self,
        mut field: impl FnMut(&mut Self, &'t str) -> Option<()>,
    ) -> Option<()> {
        let mut last: Option<&str> = None;
        self.contained(b'{', b'}', |scanner| {
            let key = scanner.string()?.plain()?;
            if last.is_some_and(|last| last >= key) || schema_names::value_key(key).is_err() {
                return None;
            }
            last = Some(key);
            scanner.eat(b':').then_some(())?;
            field(scanner, key)
        })
    }

    fn contained(
        &mut self,
        open: u8,
        close: u8,
        mut inner: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.nesting += 1;
        if self.nesting > NESTING_MAX || !self.eat(open) {
            return None;
        }
        if !self.eat(close) {
            loop {
                inner(self)?;
                if !self.eat(b',') {
                    break;
                }
            }
            self.eat(close).then_some(())?;
        }
        self.nesting -= 1;
        Some(())
    }

    /// Passes any value.
    pub(crate) fn skip(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'[' => self.array(Self::skip),
            b'{' if self.is_token() => self.token().map(drop),
            b'{' => self.object(|scanner, _| scanner.skip()),
            b'n' => self.word("null"),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            _ => self.number().map(drop),
        }
    }

    /// Any value.
    pub(crate) fn value(&mut self) -> Option<Value> {
        Some(match self.peek()? {
            b'"' => Value::String(self.string()?.into_owned()?),
            b'[' => {
                let mut elements = Vec::new();
                self.array(|scanner| {
                    elements.push(scanner.value()?);
                    Some(())
                })?;
                Value::Array(elements)
            }
            b'{' if self.is_token() => self.token()?,
            b'{' => {
                let mut fields = Vec::with_capacity(16);
                self.object(|scanner, key| {
                    fields.push((key.to_owned(), scanner.value()?));
                    Some(())
                })?;
                Value::Object(Object::from_iter(fields))
            }
            b'n' => self.word("null").map(|()| Value::Null)?,
            b't' => self.word("true").map(|()| Value::Boolean(true))?,
            b'f' => self.word("false").map(|()| Value::Boolean(false))?,
            _ => Value::Float64(self.number()?),
        })
    }
}

#[cfg(test)]
mod tests;

//! The keys that a process knows.

use std::borrow::Cow;
use std::fmt;

use url::form_urlencoded;

use super::{HIDDEN, found};
use crate::deployment::DeployKey;

/// How long a text is at least that is searched for everywhere: shorter ones are ordinary words.
const SEARCHED_MIN: usize = 6;

/// How long a part of a secret is at least that is taken for one at an end of a text.
const CUT_MIN: usize = 8;

/// Keys, passwords and the like that a process has been given, so that no text shows them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(Vec<Secret>);

#[derive(Clone, PartialEq, Eq)]
struct Secret {
    text: String,
    /// Whether each part of it is secret, too: the name before a key's `|` isn't.
    is_secret_in_part: bool,
}

impl Secrets {
    /// The key of a deployment.
    pub fn of_key(key: &DeployKey) -> Self {
        let mut secrets = Self::default();
        secrets.add(key.reveal());
        secrets
    }

    /// Adds a key, with the secret behind its name, as it is and as a URL has it.
    pub(crate) fn add(&mut self, key: &str) {
        let key = key.trim();
        let secret = key.rsplit_once('|').map(|(_, secret)| secret);
        for (text, is_secret_in_part) in [(Some(key), secret.is_none()), (secret, true)] {
            let Some(text) = text else { continue };
            let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
            for text in [text.to_owned(), encoded] {
                let is_known = self.0.iter().any(|known| known.text == text);
                if text.len() >= SEARCHED_MIN && !is_known {
                    self.0.push(Secret { text, is_secret_in_part });
                }
            }
        }
        // A whole key is left out before its secret, so that its name goes with it.
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.text.len()));
    }

    /// Adds what a user has typed that may be a key.
    pub(crate) fn learn(&mut self, typed: &str) {
        for part in found::in_typed(typed) {
            let part = &typed[part];
            self.add(part);
            // In front of a URL's host it is the user's password.
            if let Some((_, password)) = part.split_once(':') {
                self.add(password);
            }
        }
    }

    /// Adds those of another.
    pub(crate) fn extend(&mut self, other: &Self) {
        other.0.iter().for_each(|secret| {
            if !self.0.contains(secret) {
                self.0.push(secret.clone());
            }
        });
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.text.len()));
    }

    /// The text without these keys, and without what looks like one.
    pub(crate) fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut clean = Cow::Borrowed(text);
        for Secret { text, .. } in &self.0 {
            if clean.contains(text) {
                clean = Cow::Owned(clean.replace(text, HIDDEN));
            }
        }
        let keys = found::keys(&clean);
        if keys.is_empty() { clean } else { Cow::Owned(found::without(&clean, keys)) }
    }

    /// The same for a text that came from elsewhere: it may have been cut in the middle of a key, and
    /// may tell keys that nobody here knows.
    pub(super) fn hide_in_foreign<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut clean = self.hide(text);
        let parts = found::in_foreign(&clean);
        if !parts.is_empty() {
            clean = Cow::Owned(found::without(&clean, parts));
        }
        for secret in self.0.iter().filter(|secret| secret.is_secret_in_part) {
            let length = |is_there: &dyn Fn(&str, &str) -> bool| {
                let cuts = (CUT_MIN..secret.text.len()).rev();
                cuts.filter(|length| {
                    secret.text.is_char_boundary(*length)
                        && secret.text.is_char_boundary(secret.text.len() - length)
                })
                .find(|length| {
                    let (begin, end) =
                        (&secret.text[..*length], &secret.text[secret.text.len() - length..]);
                    is_there(begin, end)
                })
            };
            if let Some(length) = length(&|begin, _| clean.ends_with(begin)) {
                clean = Cow::Owned(format!("{}{HIDDEN}", &clean[..clean.len() - length]));
            }
            if let Some(length) = length(&|_, end| clean.starts_with(end)) {
                clean = Cow::Owned(format!("{HIDDEN}{}", &clean[length..]));
            }
        }
        clean
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} hidden)", self.0.len())
    }
}

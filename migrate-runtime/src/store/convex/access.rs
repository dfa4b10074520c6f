//! Where a deployment is, and the key that opens it.

use url::Url;

use crate::deployment::DeployKey;

/// A deployment of Convex, and the key that opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Where it is: `http` or `https` and a host, and nothing behind it.
    pub url: Url,
    /// What opens it.
    pub key: DeployKey,
}

impl Access {
    /// The URL without a slash at its end, for people and to put a path behind it.
    pub(super) fn origin(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// A text of somebody else's that may repeat the key, without it.
    pub(crate) fn redact(&self, text: &str) -> String {
        let key = self.key.reveal();
        let mut clean = text.to_owned();
        // What stands behind the name is the secret, also alone.
        let secret = key.rsplit_once('|').map(|(_, secret)| secret);
        for hidden in [Some(key), secret].into_iter().flatten().filter(|text| !text.is_empty()) {
            clean = clean.replace(hidden, "…");
        }
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_neither_by_us_nor_by_whom_we_cite() {
        let key = DeployKey::new("prod:happy-otter-123|c0ffee");
        let url = Url::parse("https://happy-otter-123.convex.cloud").unwrap();
        let access = Access { url, key };
        assert_eq!(access.origin(), "https://happy-otter-123.convex.cloud");
        assert!(!format!("{access:#?}").contains("c0ffee"));
        let said = access.redact("no such key: prod:happy-otter-123|c0ffee (c0ffee)");
        assert_eq!(said, "no such key: … (…)");
        let unset = Access { key: DeployKey::new(""), ..access };
        assert_eq!(unset.redact("all of it"), "all of it");
    }
}

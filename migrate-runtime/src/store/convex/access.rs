//! Where a deployment is, and the key that opens it.

use log::LevelFilter;
use url::Url;

use crate::deployment::DeployKey;
use crate::foreign::{Foreign, Secrets};

/// A deployment of Convex, and the key that opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// Where it is: `http` or `https` and a host, and nothing behind it.
    pub url: Url,
    /// What opens it.
    pub key: DeployKey,
}

impl Access {
    /// The URL without a slash at its end, for people and to put a path behind it: its scheme, host
    /// and port, whatever else it holds.
    pub(crate) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// A text of somebody else's that may repeat the key.
    pub(crate) fn foreign(&self, text: &str) -> Foreign {
        Foreign::new(text, &Secrets::of_key(&self.key))
    }
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("url", &self.origin()).field("key", &self.key).finish()
    }
}

/// Keeps keys out of whatever log the process has. At their finest level the library for web sockets logs
/// what it sends, the key first of all, and that for HTTP logs where a host leads, which may repeat it.
/// Unlike what the client of Convex logs, that can't be kept for one thread alone.
pub(super) fn quiet_libraries() {
    log::set_max_level(log::max_level().min(LevelFilter::Debug));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_neither_by_us_nor_by_whom_we_cite() {
        let key = DeployKey::new("prod:happy-otter-123|c0ffee");
        let url =
            Url::parse("https://me:0ddba11@happy-otter-123.convex.cloud/?0ddba11#0ddba11").unwrap();
        let access = Access { url, key };
        assert_eq!(access.origin(), "https://happy-otter-123.convex.cloud");
        let shown = format!("{access:#?}");
        assert!(!shown.contains("c0ffee") && !shown.contains("0ddba11"), "{shown}");
        let said = access.foreign("no such key: prod:happy-otter-123|c0ffee (c0ffee)");
        assert_eq!(said.to_string(), "no such key: … (…)");
        let unset = Access { key: DeployKey::new(""), ..access };
        assert_eq!(unset.foreign("all of it").to_string(), "all of it");
    }
}

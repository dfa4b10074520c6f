//! The key with which a program may do as it likes in a Convex deployment.

use std::fmt;

/// A deploy key or admin key. It shows itself nowhere: not in output, logs or errors.
#[derive(Clone, PartialEq, Eq)]
pub struct DeployKey(String);

/// What a key is for, as its prefix says.
///
/// Convex writes keys as `prod:happy-otter-123|...`: a kind, the name of what it opens, a secret. The
/// kind may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// One deployment, whose name is this; `is_production` where the kind says so.
    Deployment {
        /// The deployment's own name, where the key has one.
        name: Option<String>,
        /// Whether it is a project's production deployment.
        is_production: bool,
    },
    /// Preview deployments of a project: the Convex CLI exchanges it for the key of one.
    Preview,
    /// Any deployment of a project, exchanged likewise.
    Project,
}

impl DeployKey {
    /// A key as it stands in the environment.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The key itself, to be sent to its deployment and nowhere else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether Convex's own cloud has made it: a kind stands before the name there.
    pub fn is_hosted(&self) -> bool {
        self.0.split_once('|').is_some_and(|(prefix, _)| prefix.contains(':'))
    }

    /// What the key is for.
    pub fn kind(&self) -> KeyKind {
        let Some((prefix, _)) = self.0.split_once('|') else {
            return KeyKind::Deployment { name: None, is_production: false };
        };
        let parts: Vec<_> = prefix.split(':').collect();
        match parts[..] {
            ["project", ..] => KeyKind::Project,
            ["preview", _, _] => KeyKind::Preview,
            _ => {
                let name = parts.last().filter(|name| !name.is_empty());
                let name = name.map(|name| (*name).to_owned());
                KeyKind::Deployment { name, is_production: parts[0] == "prod" && parts.len() > 1 }
            }
        }
    }
}

impl From<&str> for DeployKey {
    fn from(secret: &str) -> Self {
        Self::new(secret)
    }
}

impl fmt::Debug for DeployKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeployKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_says_what_a_key_is_for() {
        let deployment = |name: &str, is_production| KeyKind::Deployment {
            name: Some(name.to_owned()),
            is_production,
        };
        for (key, kind) in [
            ("prod:happy-otter-123|c0ffee", deployment("happy-otter-123", true)),
            ("dev:calm-cat-7|c0ffee", deployment("calm-cat-7", false)),
            ("preview:calm-cat-7|c0ffee", deployment("calm-cat-7", false)),
            ("preview:team:project|c0ffee", KeyKind::Preview),
            ("project:team:project|c0ffee", KeyKind::Project),
            ("convex-self-hosted|01c0ffee", deployment("convex-self-hosted", false)),
            ("c0ffee", KeyKind::Deployment { name: None, is_production: false }),
        ] {
            assert_eq!(DeployKey::new(key).kind(), kind, "{key}");
        }
    }

    #[test]
    fn a_key_never_shows_itself() {
        let key = DeployKey::new("prod:happy-otter-123|c0ffee");
        assert_eq!(format!("{key:?} {:#?}", Some(&key)).find("c0ffee"), None);
    }
}

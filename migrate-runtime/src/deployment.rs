//! Which deployment something is about.

mod key;

use std::fmt;
use std::str::FromStr;

pub use self::key::{DeployKey, KeyKind};

/// The name of a deployment; also that of a folder under `receipts/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeploymentName(String);

/// A text that can't name a deployment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` can't name a deployment: a name has 1 to 64 ASCII letters, digits, `-` and `_`, and \
     doesn't begin with `-`"
)]
pub struct DeploymentNameError(String);

impl DeploymentName {
    /// `local`: what an embedded deployment is called unless it has another name.
    pub fn local() -> Self {
        Self("local".to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeploymentName {
    type Err = DeploymentNameError;

    fn from_str(name: &str) -> Result<Self, DeploymentNameError> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let is_name =
            (1..=64).contains(&name.len()) && !name.starts_with('-') && name.chars().all(is_word);
        if is_name { Ok(Self(name.to_owned())) } else { Err(DeploymentNameError(name.to_owned())) }
    }
}

impl TryFrom<String> for DeploymentName {
    type Error = DeploymentNameError;

    fn try_from(name: String) -> Result<Self, DeploymentNameError> {
        name.parse()
    }
}

impl From<DeploymentName> for String {
    fn from(name: DeploymentName) -> Self {
        name.0
    }
}

impl fmt::Display for DeploymentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! Where things are, unless the command line says otherwise.

use std::path::{Path, PathBuf};

use crate::deployment::DeploymentName;

use super::args::Common;

/// Where the files of an application are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The folder of generated TypeScript.
    pub convex: PathBuf,
    /// The folder of frozen versions.
    pub frozen: PathBuf,
    /// The folder of receipts.
    pub receipts: PathBuf,
    /// The file of the embedded deployment.
    pub embedded: PathBuf,
    /// The name of the deployment.
    pub deployment: DeploymentName,
}

impl Places {
    /// The folders `convex`, `frozen` and `receipts` of a package, and the embedded deployment
    /// `local` in its folder `.migrate`.
    pub fn of_package(package: &Path) -> Self {
        Self {
            convex: package.join("convex"),
            frozen: package.join("frozen"),
            receipts: package.join("receipts"),
            embedded: package.join(".migrate").join("local.sqlite"),
            deployment: DeploymentName::local(),
        }
    }

    /// The package that is run by cargo, else the folder that the user is in.
    pub(super) fn of_process() -> Self {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        Self::of_package(&package.unwrap_or_default())
    }

    pub(super) fn unless_given(self, common: &Common) -> Self {
        let Common { convex_dir, frozen_dir, receipts_dir, embedded, deployment, .. } =
            common.clone();
        Self {
            convex: convex_dir.unwrap_or(self.convex),
            frozen: frozen_dir.unwrap_or(self.frozen),
            receipts: receipts_dir.unwrap_or(self.receipts),
            embedded: embedded.unwrap_or(self.embedded),
            deployment: deployment.unwrap_or(self.deployment),
        }
    }
}

/// The folder of the Convex project, where `npx convex` is run: the one that holds `convex/`.
pub(crate) fn project(places: &Places) -> PathBuf {
    let folder = places.convex.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// A path as it is shown: from where the user is, where it is below that.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

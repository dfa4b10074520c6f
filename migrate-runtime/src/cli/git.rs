//! What a branch has, asked of git.

use std::path::Path;
use std::process::Command;

/// The files of a folder as a branch has them: name and text. `None` where git doesn't know the
/// branch, or there is no git.
pub(crate) fn files_on(branch: &str, folder: &Path) -> Option<Vec<(String, String)>> {
    // The folder itself may not exist yet; its nearest ancestor that does is in the same repository.
    let folder = std::path::absolute(folder).ok()?;
    let there = folder.ancestors().find(|ancestor| ancestor.is_dir())?;
    let below = folder.strip_prefix(there).ok()?;
    let commit =
        git(there, &["rev-parse", "--verify", "--quiet", &format!("{branch}^{{commit}}")])?;
    let commit = commit.trim();
    let prefix = git(there, &["rev-parse", "--show-prefix"])?;
    let place = Path::new(prefix.trim_end()).join(below);
    let place = place.to_str()?.trim_end_matches('/').replace('\\', "/");
    let tree = if place.is_empty() { commit.to_owned() } else { format!("{commit}:{place}") };
    // A branch that has no such folder has no files in it.
    let Some(listing) = git(there, &["ls-tree", "--name-only", "-z", &tree]) else {
        return Some(Vec::new());
    };
    let separator = if place.is_empty() { ":" } else { "/" };
    listing
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(|name| {
            let text = git(there, &["show", &format!("{tree}{separator}{name}")])?;
            Some((name.to_owned(), text))
        })
        .collect()
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().ok()?;
    if output.status.success() { String::from_utf8(output.stdout).ok() } else { None }
}

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
    // Names are asked for from the root: below a folder, git would look for that folder again.
    let below = if place.is_empty() { String::new() } else { format!("{place}/") };
    let mut arguments = vec!["ls-tree", "--full-tree", "--name-only", "-z", commit];
    if !below.is_empty() {
        arguments.extend(["--", &below]);
    }
    // A branch that has no such folder has no files in it.
    let listing = git(there, &arguments)?;
    listing
        .split('\0')
        .filter_map(|path| path.strip_prefix(below.as_str()).filter(|name| !name.is_empty()))
        .map(|name| {
            let text = git(there, &["show", &format!("{commit}:{below}{name}")])?;
            Some((name.to_owned(), text))
        })
        .collect()
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().ok()?;
    if output.status.success() { String::from_utf8(output.stdout).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;

    type Failure = Box<dyn std::error::Error>;

    fn repository() -> Result<tempfile::TempDir, Failure> {
        let folder = tempfile::tempdir()?;
        files::write(&folder.path().join("app/frozen/users@1.json"), "{}\n")?;
        for line in [
            &["init", "-q", "-b", "base"][..],
            &["add", "."],
            &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "one"],
        ] {
            git(folder.path(), line).ok_or_else(|| format!("git {}", line.join(" ")))?;
        }
        Ok(folder)
    }

    #[test]
    fn a_branch_tells_the_files_of_a_folder_as_it_has_them() -> Result<(), Failure> {
        let repository = repository()?;
        let frozen = repository.path().join("app/frozen");
        files::write(&frozen.join("users@1.json"), "edited\n")?;
        files::write(&frozen.join("users@2.json"), "new\n")?;
        let expected = vec![("users@1.json".to_owned(), "{}\n".to_owned())];
        assert_eq!(files_on("base", &frozen), Some(expected.clone()));
        std::fs::remove_dir_all(&frozen)?;
        assert_eq!(files_on("base", &frozen), Some(expected));
        Ok(())
    }

    #[test]
    fn a_folder_that_a_branch_lacks_has_no_files_and_an_unknown_branch_tells_nothing()
    -> Result<(), Failure> {
        let repository = repository()?;
        let folder = repository.path();
        assert_eq!(files_on("base", &folder.join("frozen")), Some(Vec::new()));
        assert_eq!(files_on("base", &folder.join("app/frozen/more")), Some(Vec::new()));
        assert_eq!(files_on("nowhere", &folder.join("app/frozen")), None);
        assert_eq!(files_on("base", tempfile::tempdir()?.path()), None);
        Ok(())
    }
}

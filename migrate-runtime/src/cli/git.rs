//! What a branch has, asked of git.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::files::TEXT_BYTES_MAX;

/// The wanted files of a folder as a branch has them: name and text. `None` where git doesn't know
/// the branch, or there is no git.
pub(crate) fn files_on(
    branch: &str,
    folder: &Path,
    is_wanted: impl Fn(&str) -> bool,
) -> Option<Vec<(String, String)>> {
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
        .filter_map(|path| path.strip_prefix(below.as_str()).filter(|name| is_wanted(name)))
        .map(|name| {
            let text = git(there, &["show", &format!("{commit}:{below}{name}")])?;
            Some((name.to_owned(), text))
        })
        .collect()
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut git = command.spawn().ok()?;
    let mut said = Vec::new();
    // What is more than any file of ours is none of ours. Once nobody listens, git ends, too.
    let read = git.stdout.take()?.take(TEXT_BYTES_MAX + 1).read_to_end(&mut said);
    let has_ended_well = git.wait().ok()?.success();
    let is_whole = read.is_ok() && said.len() as u64 <= TEXT_BYTES_MAX;
    if has_ended_well && is_whole { String::from_utf8(said).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;

    type Failure = Box<dyn std::error::Error>;

    fn is_wanted(name: &str) -> bool {
        name != "notes.bin"
    }

    fn repository() -> Result<tempfile::TempDir, Failure> {
        let folder = tempfile::tempdir()?;
        files::write(&folder.path().join("app/frozen/users@1.json"), "{}\n")?;
        // Nobody's text, so that to ask for it would tell nothing of the others.
        let mut notes = std::fs::File::create(folder.path().join("app/frozen/notes.bin"))?;
        std::io::Write::write_all(&mut notes, &[0xff])?;
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
        assert_eq!(files_on("base", &frozen, is_wanted), Some(expected.clone()));
        std::fs::remove_dir_all(&frozen)?;
        assert_eq!(files_on("base", &frozen, is_wanted), Some(expected));
        Ok(())
    }

    #[test]
    fn a_folder_that_a_branch_lacks_has_no_files_and_an_unknown_branch_tells_nothing()
    -> Result<(), Failure> {
        let repository = repository()?;
        let folder = repository.path();
        assert_eq!(files_on("base", &folder.join("frozen"), is_wanted), Some(Vec::new()));
        assert_eq!(files_on("base", &folder.join("app/frozen/more"), is_wanted), Some(Vec::new()));
        assert_eq!(files_on("nowhere", &folder.join("app/frozen"), is_wanted), None);
        assert_eq!(files_on("base", tempfile::tempdir()?.path(), is_wanted), None);
        Ok(())
    }
}

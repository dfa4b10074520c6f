//! What stands at the place of a file may be anything.

use std::error::Error as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

use super::*;

/// Why something couldn't be done, as the system or this module says it.
fn why<T: std::fmt::Debug>(done: Result<T, StoreError>) -> String {
    let error = done.unwrap_err();
    error.source().map(ToString::to_string).unwrap_or_default()
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn only_regular_files_are_read_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    pipe(&at("pipe"));
    symlink(at("pipe"), at("link")).unwrap();
    let _socket = UnixListener::bind(at("socket")).unwrap();
    fs::create_dir(at("folder")).unwrap();
    let device = PathBuf::from("/dev/zero");
    for (path, what) in [
        (at("pipe"), "a named pipe"),
        (at("link"), "a named pipe"),
        (at("socket"), "a socket"),
        (at("folder"), "a folder"),
        (device, "a device"),
    ] {
        let what = format!("it is {what}, and only a regular file is read or written");
        assert_eq!(why(read(&path)), what);
        assert_eq!(why(write(&path, "text")), what);
        assert_eq!(Aside::create(&path, Readers::AsUsual).unwrap_err().to_string(), what);
    }
}

#[test]
fn a_pipe_that_comes_up_after_the_look_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    pipe(&path);
    let file = without_waiting(OpenOptions::new().read(true)).open(&path).unwrap();
    assert!(regular(file.metadata().unwrap().file_type()).is_err());
}

#[test]
fn a_file_of_more_bytes_than_are_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    let file = File::create(&path).unwrap();
    file.set_len(TEXT_BYTES_MAX).unwrap();
    assert_eq!(read(&path).unwrap().unwrap().len() as u64, TEXT_BYTES_MAX);
    file.set_len(TEXT_BYTES_MAX + 1).unwrap();
    let what = "it has 16777217 bytes, and at most 16777216 are read or written";
    assert_eq!(why(read(&path)), what);
    // These have no size until they are read.
    #[cfg(target_os = "linux")]
    {
        let error = read_up_to(Path::new("/proc/self/status"), 10).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
    let long = "x".repeat(usize::try_from(TEXT_BYTES_MAX).unwrap() + 1);
    let new = folder.path().join("new");
    assert_eq!(why(write(&new, &long)), what);
    assert_eq!(read(&new).unwrap(), None);
}

#[test]
fn a_link_stays_one_and_its_file_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (elsewhere, link) = (folder.path().join("else"), folder.path().join("there/link"));
    fs::create_dir(folder.path().join("there")).unwrap();
    assert_eq!(write(&elsewhere, "one").unwrap(), Written::Created);
    symlink("../else", &link).unwrap();
    assert_eq!(write(&link, "one").unwrap(), Written::Unchanged);
    assert_eq!(write(&link, "two").unwrap(), Written::Changed);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(read(&elsewhere).unwrap().unwrap(), "two");
    // What is written aside lies beside the file, not beside the link.
    for folder in [folder.path(), link.parent().unwrap()] {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(names.into_iter().all(|name| !name.to_string_lossy().ends_with(".tmp")));
    }
    assert!(remove(&link).unwrap());
    assert_eq!(read(&elsewhere).unwrap().unwrap(), "two", "the link alone is removed");
}

#[test]
fn a_link_that_leads_nowhere_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (dangling, circle) = (folder.path().join("dangling"), folder.path().join("circle"));
    symlink("nowhere", &dangling).unwrap();
    let what = "it is a symbolic link to nowhere, and nothing is there";
    assert_eq!(why(read(&dangling)), what);
    assert_eq!(why(write(&dangling, "text")), what);
    assert!(!folder.path().join("nowhere").exists());
    symlink("circle", &circle).unwrap();
    assert!(why(write(&circle, "text")).contains("symbolic links"), "{}", why(read(&circle)));
    assert!(remove(&dangling).unwrap() && remove(&circle).unwrap());
}

#[test]
fn a_file_below_a_linked_folder_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("link");
    fs::create_dir(folder.path().join("real")).unwrap();
    symlink("real", &link).unwrap();
    assert_eq!(write(&link.join("file"), "text").unwrap(), Written::Created);
    assert_eq!(read(&folder.path().join("real/file")).unwrap().unwrap(), "text");
}

#[test]
fn what_an_earlier_process_left_aside_is_neither_followed_nor_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (path, victim) = (folder.path().join("file"), folder.path().join("victim"));
    write(&victim, "mine").unwrap();
    symlink(&victim, aside(&path)).unwrap();
    write(&path, "text").unwrap();
    assert_eq!(read(&victim).unwrap().unwrap(), "mine");
    assert!(fs::symlink_metadata(&path).unwrap().is_file());
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_file_that_is_written_anew_keeps_its_readers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schema.ts");
    write(&path, "one").unwrap();
    for mode_before in [0o600, 0o664, 0o640] {
        set_mode(&path, mode_before);
        assert_eq!(write(&path, &mode_before.to_string()).unwrap(), Written::Changed);
        assert_eq!(mode(&path), mode_before);
    }
}

#[test]
fn a_file_with_documents_is_for_its_owner_whatever_it_replaces() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.zip");
    for over in [false, true] {
        // Left behind by a process of the same number.
        write(&aside(&path), "old").unwrap();
        set_mode(&aside(&path), 0o666);
        let (placed, written) = Aside::create(&path, Readers::Owner).unwrap();
        assert_eq!(mode(&placed.beside), 0o600);
        placed.place(&written, over).unwrap();
        assert_eq!(mode(&path), 0o600);
        set_mode(&path, 0o644);
    }
    // One that is there is its owner's, who has decided who may read it.
    create_for_owner(&path).unwrap();
    assert_eq!(mode(&path), 0o644);
    let (link, target) = (folder.path().join("link"), folder.path().join("target"));
    symlink("target", &link).unwrap();
    create_for_owner(&link).unwrap();
    assert_eq!(mode(&target), 0o600);
    assert!(link.is_symlink());
}

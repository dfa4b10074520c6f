//! Keys that a test plants, and the search for them.

use std::path::Path;

/// A key that is planted in one place, and that nobody may see again.
#[derive(Clone, Debug)]
pub(super) struct Planted {
    /// Where it is planted.
    place: &'static str,
    secret: String,
}

impl Planted {
    /// The key of a place: always the same one, and another one for each place.
    pub(super) fn new(place: &'static str) -> Self {
        let number = place.bytes().fold(0x5ec2_e7c0_ffee_5ec2_u64, |number, byte| {
            (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { place, secret: format!("0{number:016x}{:016x}", number.rotate_left(23)) }
    }

    /// The secret alone.
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }

    /// The key of the deployment for tests.
    pub(super) fn own_key(&self) -> String {
        format!("test-deployment|{}", self.secret)
    }

    /// The key of a hosted deployment.
    pub(super) fn hosted_key(&self) -> String {
        format!("dev:calm-cat-7|{}", self.secret)
    }

    /// What is searched for: each half, so that neither a whole key nor one that was cut is missed.
    fn halves(&self) -> [&str; 2] {
        let (first, second) = self.secret.split_at(self.secret.len() / 2);
        [first, second]
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        self.halves()
            .iter()
            .any(|half| bytes.windows(half.len()).any(|part| part == half.as_bytes()))
    }
}

/// Fails where one of the keys is in these bytes.
#[track_caller]
pub(super) fn search(planted: &[Planted], whose: &str, bytes: &[u8]) {
    for key in planted {
        if key.is_in(bytes) {
            let text = String::from_utf8_lossy(bytes);
            let lines: Vec<_> = text.lines().filter(|line| key.is_in(line.as_bytes())).collect();
            panic!("the key planted in {} is in {whose}: {lines:#?}", key.place);
        }
    }
}

/// Searches every file below a folder but those that the keys were planted in, and says how many those
/// are that were searched.
#[track_caller]
pub(super) fn search_files(planted: &[Planted], folder: &Path, inputs: &[&str]) -> usize {
    let mut searched = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if inputs.contains(&&*name) {
            continue;
        }
        search(planted, "the name of a file", name.as_bytes());
        if path.is_dir() {
            searched += search_files(planted, &path, inputs);
        } else {
            searched += 1;
            search(planted, &path.display().to_string(), &std::fs::read(&path).unwrap());
        }
    }
    searched
}

#[test]
fn a_key_that_is_cut_in_two_is_found_by_its_half() {
    let key = Planted::new("a test");
    assert_ne!(key.secret(), Planted::new("another").secret());
    assert!(key.is_in(key.own_key().as_bytes()));
    assert!(key.is_in(&key.hosted_key().as_bytes()[20..]));
    assert!(key.is_in(&key.secret().as_bytes()[..20]));
    assert!(!key.is_in(b"test-deployment"));
}

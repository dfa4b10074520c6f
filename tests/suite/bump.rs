//! `convex-migrate bump`: from code that doesn't compile to an old version that does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package in a folder of its own that depends on `schema-core` and nothing else.
struct Package(tempfile::TempDir);

impl Package {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
        let manifest = format!(
            "[package]\nname = \"app\"\nedition = \"2024\"\n\n[dependencies]\nschema-core = {{ path \
             = {:?} }}\n\n[workspace]\n",
            root.join("schema-core")
        );
        let package = Self(folder);
        package.write("Cargo.toml", &manifest);
        // The versions that the workspace has; nothing is looked up.
        fs::copy(root.join("Cargo.lock"), package.path("Cargo.lock")).unwrap();
        package.write("src/main.rs", include_str!("bump/main.rs.txt"));
        package.write("src/posts.rs", include_str!("bump/posts.rs.txt"));
        package
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut opened = fs::File::create(path).unwrap();
        std::io::Write::write_all(&mut opened, text.as_bytes()).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn edit(&self, file: &str, pairs: &[(&str, &str)]) {
        let mut text = self.read(file);
        for (old, new) in pairs {
            assert!(text.contains(old), "{file} has no {old:?}:\n{text}");
            text = text.replacen(old, new, 1);
        }
        self.write(file, &text);
    }

    /// Builds and runs the package, which freezes its versions; gives the files that it wrote.
    fn freeze(&self) -> Result<Vec<String>, String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bump");
        let done = Command::new(env!("CARGO"))
            .args(["run", "--offline", "--quiet"])
            .current_dir(self.0.path())
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap();
        if done.status.success() {
            Ok(String::from_utf8(done.stdout).unwrap().lines().map(ToOwned::to_owned).collect())
        } else {
            Err(String::from_utf8(done.stderr).unwrap())
        }
    }

    /// Runs `convex-migrate bump`; gives its exit code, what it printed and what it said.
    fn bump(&self, args: &[&str]) -> (u8, String, String) {
        let folder = self.0.path().display().to_string();
        let mut line = vec!["convex-migrate", "bump", "--package", &folder];
        line.extend(args);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = migrate_runtime::tool::run(line, &mut out, &mut err);
        let text = |bytes| String::from_utf8(bytes).unwrap().replace(&folder, "PACKAGE");
        (code, text(out), text(err))
    }
}

fn rustfmt_leaves(package: &Package, file: &str) {
    let path = package.path(file);
    let done = Command::new("rustfmt")
        .args(["--check", "--edition", "2024", "--config-path", "/dev/null"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}

#[test]
fn a_table_goes_from_one_to_three_each_time_from_code_that_does_not_compile() {
    let package = Package::new();
    package.write("src/users.rs", include_str!("bump/one.rs.txt"));
    assert_eq!(package.freeze(), Ok(vec!["posts@1.json".into(), "users@1.json".into()]));

    // Version 2 is written before version 1 has a module.
    package.write("src/users.rs", include_str!("bump/two.rs.txt"));
    let error = package.freeze().unwrap_err();
    assert!(error.contains("v1"), "{error}");
    let (code, out, err) = package.bump(&["users"]);
    assert_eq!((code, err.as_str()), (0, "wrote users@1 to PACKAGE/src/users/v1.rs\n"));
    assert_eq!(out, include_str!("bump/lines-2.txt"));
    assert_eq!(package.read("src/users/v1.rs"), include_str!("bump/v1.rs.txt"));
    rustfmt_leaves(&package, "src/users/v1.rs");
    package.edit("src/users.rs", &[("use std::", "pub mod v1;\n\nuse std::")]);
    let first = package.read("frozen/users@1.json");
    assert_eq!(package.freeze(), Ok(vec!["users@2.json".into()]));
    assert_eq!(package.read("frozen/users@1.json"), first);

    // Version 3: the struct is edited first.
    package.edit(
        "src/users.rs",
        &[
            ("pub mod v1;", "pub mod v1;\npub mod v2;"),
            ("version = 2, from = v1::User, moved(priority)", "version = 3, from = v2::User"),
            ("    #[schema(renamed_from = user_name)]\n", ""),
            (
                "    #[schema(added)]\n    pub level: u8,",
                "    #[schema(renamed_from = level)]\n    pub rank: u8,",
            ),
            ("    #[schema(added, default = \"en\")]\n", ""),
            ("    #[schema(added, default = Millis::from(SafeInt::from(5)))]\n", ""),
            ("    #[schema(added, default = Nullable::Null)]\n", ""),
            (
                "    pub zip: String,\n",
                "    #[schema(renamed_from = zip)]\n    pub post_code: String,\n",
            ),
        ],
    );
    package.freeze().unwrap_err();
    let (code, out, err) = package.bump(&["users"]);
    assert_eq!(
        (code, err.as_str()),
        (
            0,
            "wrote users@2 to PACKAGE/src/users/v2.rs\n\
             moved `impl Transition for User` out of PACKAGE/src/users.rs\n\
             pointed PACKAGE/src/users/v1.rs at the copies in `v2`, because the types that it \
             shared have changed\n"
        )
    );
    assert_eq!(out, include_str!("bump/lines-3.txt"));
    assert_eq!(package.read("src/users/v2.rs"), include_str!("bump/v2.rs.txt"));
    rustfmt_leaves(&package, "src/users/v2.rs");
    assert!(!package.read("src/users.rs").contains("impl Transition"));
    assert!(
        package
            .read("src/users/v1.rs")
            .contains("use super::v2::Home;\nuse super::{Email, Option2, Phone};\n")
    );
    rustfmt_leaves(&package, "src/users/v1.rs");
    // As the printed lines say.
    package.edit(
        "src/users.rs",
        &[
            ("#[derive(Clone, Debug, Object)]\npub struct Address", "#[derive(Clone, Debug, Object)]\n#[schema(from = v2::Address)]\npub struct Address"),
            ("#[derive(Clone, Debug, Object)]\npub struct Home", "#[derive(Clone, Debug, Object)]\n#[schema(from = v2::Home)]\npub struct Home"),
        ],
    );
    let second = package.read("frozen/users@2.json");
    assert_eq!(package.freeze(), Ok(vec!["users@3.json".into()]));
    assert_eq!(package.read("frozen/users@1.json"), first);
    assert_eq!(package.read("frozen/users@2.json"), second);
}

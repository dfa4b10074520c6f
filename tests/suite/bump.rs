//! `convex-migrate bump`: from code that doesn't compile to an old version that does.

#![expect(clippy::unwrap_used, reason = "what a test writes is right, or the test fails")]

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
             = \"{}\" }}\n\n[workspace]\n",
            root.join("schema-core").display()
        );
        let package = Self(folder);
        package.write("Cargo.toml", &manifest);
        // The versions that the workspace has; nothing is looked up.
        fs::copy(root.join("Cargo.lock"), package.path("Cargo.lock")).unwrap();
        package
    }

    /// With a table of users, and one of posts that they refer to.
    fn of_users() -> Self {
        let package = Self::new();
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
    let package = Package::of_users();
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

#[test]
fn functions_of_nested_types_and_effects_move_along() {
    let package = Package::new();
    package.write("src/main.rs", include_str!("bump/films-main.rs.txt"));
    package.write("src/schema.rs", include_str!("bump/films-1.rs.txt"));
    package.freeze().unwrap();

    // Two tables in one file: the module says which of them it is of.
    package.write("src/schema.rs", include_str!("bump/films-2.rs.txt"));
    let (code, out, err) = package.bump(&["films"]);
    assert_eq!((code, err.as_str()), (0, "wrote films@1 to PACKAGE/src/schema/films_v1.rs\n"));
    assert!(out.contains("    pub mod films_v1;\n"), "{out}");
    assert!(out.contains("version = 2, from = films_v1::Film)]"), "{out}");
    assert_eq!(package.freeze(), Ok(vec!["films@2.json".into()]));

    package.edit(
        "src/schema.rs",
        &[
            ("pub mod films_v1;", "pub mod films_v1;\npub mod films_v2;"),
            (
                "from = films_v1::Rating, dropped(Unrated)",
                "from = films_v2::Rating, dropped(Adult)",
            ),
            (
                "    #[schema(renamed_from = G, rename = \"General\")]\n    General,\n    Adult,",
                "    #[schema(rename = \"General\")]\n    General,",
            ),
            ("from = films_v1::Money", "from = films_v2::Money"),
            (
                "    cents: f64,\n    #[schema(added)]\n    currency",
                "    #[schema(renamed_from = cents)]\n    amount: f64,\n    currency",
            ),
            (
                "version = 2, from = films_v1::Film, moved(director)",
                "version = 3, from = films_v2::Film",
            ),
            ("#[schema(effects(ensure(Director = by_name)))]\n", ""),
            ("    #[schema(added)]\n    director_id", "    director_id"),
        ],
    );
    let (code, _, err) = package.bump(&["films"]);
    assert_eq!(
        (code, err.as_str()),
        (
            0,
            "wrote films@2 to PACKAGE/src/schema/films_v2.rs\n\
             moved `impl NestedTransition for Money` out of PACKAGE/src/schema.rs\n\
             moved `impl NestedUnionTransition for Rating` out of PACKAGE/src/schema.rs\n\
             moved `impl TransitionWithEffects for Film` out of PACKAGE/src/schema.rs\n"
        )
    );
    assert_eq!(package.read("src/schema/films_v2.rs"), include_str!("bump/films_v2.rs.txt"));
    rustfmt_leaves(&package, "src/schema/films_v2.rs");
    package.write(
        "src/schema.rs",
        &(package.read("src/schema.rs") + include_str!("bump/films-3.rs.txt")),
    );
    assert_eq!(package.freeze(), Ok(vec!["films@3.json".into()]));
}

#[test]
fn what_cannot_be_done_is_said_with_the_way_out() {
    let package = Package::of_users();
    let (code, _, err) = package.bump(&["users"]);
    assert_eq!(
        (code, err.as_str()),
        (
            9,
            "error[nothing_frozen]: PACKAGE/frozen has no version of `users`; run the application's \
             `generate` once while its code compiles: it freezes every version\n"
        )
    );
    package.write("frozen/users@2.json", include_str!("frozen/users@2.json"));
    let (code, _, err) = package.bump(&["user"]);
    assert_eq!(code, 9);
    assert!(err.contains("did you mean `users`?"), "{err}");
    assert_eq!(package.bump(&["_users"]).0, 2);
    assert_eq!(package.bump(&[]).0, 2);
    assert_eq!(package.bump(&["--help"]).0, 0);

    package.write("frozen/users@3.json", "{");
    let (code, _, err) = package.bump(&["users"]);
    assert_eq!(code, 9);
    assert!(
        err.starts_with("error[bad_frozen_file]: PACKAGE/frozen/users@3.json: not JSON"),
        "{err}"
    );
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let package = Package::of_users();
    package.write("frozen/users@1.json", include_str!("frozen/users@1.json"));
    package.write("src/diff/users/v1/v1.rs", "// mine\n");
    let (code, out, err) = package.bump(&["users"]);
    assert_eq!((code, out.as_str()), (4, ""));
    assert_eq!(
        err,
        "error[file_differs]: PACKAGE/src/diff/users/v1/v1.rs is there and isn't what would be \
         written; move it away to have it written anew, or choose another file with `--out`\n"
    );
    assert_eq!(package.read("src/diff/users/v1/v1.rs"), "// mine\n");
    fs::remove_file(package.path("src/diff/users/v1/v1.rs")).unwrap();
    assert_eq!(package.bump(&["users"]).0, 0);
    let (code, _, err) = package.bump(&["users"]);
    assert_eq!((code, err.as_str()), (0, "PACKAGE/src/diff/users/v1/v1.rs has users@1 already\n"));
}

#[test]
fn a_function_that_is_the_new_version_s_already_stays_where_it_is() {
    let package = Package::of_users();
    package.write("frozen/users@2.json", include_str!("frozen/users@2.json"));
    let source = "pub mod v2;\n\npub struct User;\n\nimpl schema_core::Transition for User {\n    \
                  fn fill(old: &Doc<v2::User>) -> Result<UserFill, Refusal> {}\n}\n";
    package.write("src/diff/users.rs", source);
    let (code, _, err) = package.bump(&["users"]);
    assert_eq!(
        (code, err.as_str()),
        (
            0,
            "wrote users@2 to PACKAGE/src/diff/users/v2.rs\n`impl Transition for User` of users@2 \
             wasn't found: put its text into PACKAGE/src/diff/users/v2.rs, for example from `git show \
             HEAD:PACKAGE/src/diff/users.rs`\n"
        )
    );
    assert_eq!(package.read("src/diff/users.rs"), source);
}

#[test]
fn sources_that_are_not_even_rust_are_no_obstacle() {
    let package = Package::of_users();
    package.write("frozen/users@1.json", include_str!("frozen/users@1.json"));
    package.write("src/diff/users.rs", "pub struct User { \" \n");
    let (code, out, err) = package.bump(&["users"]);
    assert_eq!(code, 0);
    assert!(err.contains("src/diff/users.rs can't be read as Rust"), "{err}");
    assert!(out.starts_with("beside the current struct:\n    pub mod v1;\n"), "{out}");
    assert!(package.read("src/diff/users/v1/v1.rs").contains("pub enum Priority {"));
}

//! The temporary workspace under `target/`, with one package for each kind.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::structs::{self, Kind, TABLES};
use super::{Extent, hollow};

/// The temporary workspace.
pub(super) struct Workspace {
    pub(super) root: PathBuf,
}

impl Workspace {
    /// Writes it anew; what was compiled there before is kept.
    pub(super) fn write() -> io::Result<Self> {
        let project = project()?;
        let workspace = Self { root: target_folder()?.join("bench").join("compile") };
        let root = &workspace.root;
        fs::create_dir_all(root)?;
        write(&root.join("Cargo.toml"), &workspace_manifest(&project)?)?;
        // The same dependencies as the project's own, which are there without a network.
        fs::copy(project.join("Cargo.lock"), root.join("Cargo.lock"))?;
        let hollow_folder = root.join("schema-hollow");
        // A file that the product has no longer mustn't stay.
        if hollow_folder.is_dir() {
            fs::remove_dir_all(&hollow_folder)?;
        }
        hollow::write_sources(&project.join("schema-macros/src"), &hollow_folder.join("src"))?;
        write(&hollow_folder.join("Cargo.toml"), HOLLOW_MANIFEST)?;
        for kind in Kind::ALL {
            workspace.write_package(kind)?;
        }
        Ok(workspace)
    }

    fn write_package(&self, kind: Kind) -> io::Result<()> {
        let folder = self.root.join(kind.package());
        fs::create_dir_all(folder.join("src"))?;
        write(&folder.join("Cargo.toml"), &manifest(kind))?;
        write(&folder.join("src/lib.rs"), &lib(0))?;
        for table in 0..TABLES {
            write(&table_file(&folder, table), &structs::table(kind, table, None))?;
        }
        Ok(())
    }

    /// Makes the next check do its work: all of it, or what one more field in one file asks for.
    pub(super) fn edit(&self, kind: Kind, extent: Extent, round: usize) -> io::Result<()> {
        let folder = self.root.join(kind.package());
        match extent {
            Extent::Full => write(&folder.join("src/lib.rs"), &lib(round)),
            Extent::OneFile => {
                let extra = format!("note_{round}");
                write(&table_file(&folder, 0), &structs::table(kind, 0, Some(&extra)))
            }
        }
    }
}

/// The project's folder, from where this package was compiled.
fn project() -> io::Result<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(tests.parent().ok_or(io::ErrorKind::NotFound)?.to_path_buf())
}

/// The folder that this binary was compiled to, without its profile.
fn target_folder() -> io::Result<PathBuf> {
    let binary = std::env::current_exe()?;
    Ok(binary.ancestors().nth(2).ok_or(io::ErrorKind::NotFound)?.to_path_buf())
}

fn table_file(folder: &Path, table: usize) -> PathBuf {
    folder.join(format!("src/t{table:02}.rs"))
}

/// The crate's root; the number makes it another file in each round.
fn lib(round: usize) -> String {
    let modules: Vec<_> = (0..TABLES).map(|table| format!("pub mod t{table:02};\n")).collect();
    let modules = modules.concat();
    format!("//! Round {round}.\n\n{modules}")
}

/// The temporary workspace's manifest, with the project's own versions of everything.
fn workspace_manifest(project: &Path) -> io::Result<String> {
    let own = fs::read_to_string(project.join("Cargo.toml"))?;
    let versions = own
        .split_once("[workspace.dependencies]")
        .map(|(_, rest)| rest.split("\n[").next().unwrap_or_default())
        .ok_or_else(|| io::Error::other("the project's manifest has no workspace dependencies"))?;
    let project = project.display();
    let versions = versions.replace("path = \"", &format!("path = \"{project}/"));
    let members = Kind::ALL.map(|kind| format!("{:?}", kind.package())).join(", ");
    Ok(format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"schema-hollow\", {members}]\n\n\
         [workspace.dependencies]{versions}\n\
         [profile.dev]\nincremental = false\n\n\
         [profile.{}]\ninherits = \"dev\"\nincremental = true\n",
        Extent::OneFile.profile()
    ))
}

const HOLLOW_MANIFEST: &str = "\
[package]
name = \"schema-hollow\"
version = \"0.0.0\"
edition = \"2024\"

[lib]
proc-macro = true

[dependencies]
proc-macro2.workspace = true
quote.workspace = true
schema-names.workspace = true
syn.workspace = true
";

fn manifest(kind: Kind) -> String {
    let dependencies = match kind {
        Kind::Plain => "",
        Kind::Serde => "serde.workspace = true\n",
        Kind::Derives => "schema-core.workspace = true\n",
        Kind::Declared => {
            "schema-core.workspace = true\nschema-hollow.path = \"../schema-hollow\"\n"
        }
    };
    format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependencies}",
        kind.package()
    )
}

/// Writes a file of the temporary workspace.
#[expect(clippy::disallowed_methods, reason = "written again by every run, so half of one is fine")]
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)
}

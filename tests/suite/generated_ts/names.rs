//! Names that meet: of two structs, of the file's own types, of TypeScript's.

use schema_core::generate::{GenerateError, helpers_file};
use schema_core::{Schema, Table};
use workspace_tests::node::{Node, write_file};

mod one {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "members", version = 1)]
    pub(super) struct User {
        pub a: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub(super) struct OldUser {
        pub a: String,
    }

    #[derive(Table)]
    #[schema(table = "tables", version = 1)]
    pub(super) struct Table1 {
        pub a: String,
    }

    #[derive(Table)]
    #[schema(table = "arrays", version = 1)]
    pub(super) struct Array {
        pub a: String,
    }
}

mod two {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "members", version = 2, from = super::one::User)]
    pub(super) struct User {
        #[schema(renamed_from = a)]
        pub b: String,
    }
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = one::OldUser)]
struct User {
    #[schema(renamed_from = a)]
    b: String,
}

/// A name of the file's own.
#[derive(Table)]
#[schema(table = "tables", version = 2, from = one::Table1)]
struct Stored {
    #[schema(renamed_from = a)]
    b: String,
}

/// A name of TypeScript's.
#[derive(Table)]
#[schema(table = "arrays", version = 2, from = one::Array)]
struct Array {
    #[schema(renamed_from = a)]
    b: String,
}

#[derive(Schema)]
struct App {
    members: two::User,
    users: User,
    tables: Stored,
    arrays: Array,
}

#[test]
fn structs_of_one_name_are_told_apart_by_their_tables() {
    let node = Node::ready().unwrap();
    let file = helpers_file(&App::declaration()).unwrap().unwrap();
    for name in ["MembersUser", "UsersUser", "TablesStored", "ArraysArray"] {
        let function = format!("export function upgrade{name}(");
        assert!(file.text.contains(&function), "{function}");
    }
    let directory = node.directory("names").unwrap();
    write_file(&directory.join(file.path), &file.text).unwrap();
    let at = directory.display().to_string();
    node.run("pretty.mjs", &[&at]).unwrap_or_else(|error| panic!("{error}"));
    let project = node.project(&directory, "tsconfig.strictest.json").unwrap();
    for compiler in ["typescript", "typescript59"] {
        node.tsc(compiler, &project).unwrap_or_else(|error| panic!("{compiler}: {error}"));
    }
}

mod close {
    use schema_core::{Schema, Table};

    #[derive(Table)]
    #[schema(table = "a_b", version = 1)]
    pub(super) struct OldC {
        pub a: String,
    }

    #[derive(Table)]
    #[schema(table = "a_b", version = 2, from = OldC)]
    pub(super) struct C {
        #[schema(renamed_from = a)]
        pub b: String,
    }

    pub(super) mod other {
        use schema_core::Table;

        #[derive(Table)]
        #[schema(table = "aB", version = 1)]
        pub(crate) struct OldC {
            pub a: String,
        }

        #[derive(Table)]
        #[schema(table = "aB", version = 2, from = OldC)]
        pub(crate) struct C {
            #[schema(renamed_from = a)]
            pub b: String,
        }
    }

    #[derive(Schema)]
    #[expect(non_snake_case, reason = "a field is called as its table is")]
    pub(super) struct App {
        a_b: C,
        aB: other::C,
    }
}

#[test]
fn names_that_cannot_be_told_apart_are_refused_with_the_way_out() {
    let error = helpers_file(&close::App::declaration()).unwrap_err();
    assert!(matches!(error, GenerateError::NameTaken { .. }));
    let text = error.to_string();
    assert!(text.contains("schema_versions.ts") && text.contains("rename"), "{text}");
}

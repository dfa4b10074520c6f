//! Mistakes of types and of a schema's list of tables.

#![expect(unnameable_test_items, reason = "the schemas are mistaken, and their tests would fail")]

use schema_core::{Object, Schema, Table, Union};

use super::super::{Told, told};

pub(super) fn recursive() -> Told {
    #[derive(Object)]
    struct Folder {
        files: Vec<File>,
    }

    #[derive(Object)]
    struct File {
        links: Vec<Folder>,
    }

    #[derive(Table)]
    #[schema(table = "disks", version = 1)]
    struct Disk {
        root: Folder,
    }

    schema!(disks: Disk);
    told::<App>("Recursive")
}

pub(super) fn tag_without_object() -> Told {
    #[derive(Union)]
    #[schema(tag = "kind")]
    enum Contact {
        Email(String),
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct User {
        contact: Contact,
    }

    schema!(users: User);
    told::<App>("TagWithoutObject")
}

pub(super) fn tag_is_field() -> Told {
    #[derive(Object)]
    struct Email {
        kind: String,
    }

    #[derive(Union)]
    #[schema(tag = "kind")]
    enum Contact {
        Email(Email),
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct User {
        contact: Contact,
    }

    schema!(users: User);
    told::<App>("TagIsField")
}

pub(super) fn rule() -> Told {
    #[derive(Object)]
    struct Address {
        zip_code: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    #[schema(index(by_zip = ["address.zip"]), vector_index(by_face = name, dimensions = 2))]
    struct User {
        name: String,
        address: Address,
    }

    schema!(users: User);
    told::<App>("Rule")
}

pub(super) fn listed_under_another_name() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct User {
        name: String,
    }

    schema!(people: User);
    told::<App>("ListedUnderAnotherName")
}

pub(super) fn listed_twice() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct UserV1 {
        name: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1, dropped(name))]
    struct User {
        #[schema(added, default = 0)]
        age: u8,
    }

    schema!(users: User, old_users: UserV1);
    told::<App>("ListedTwice")
}

pub(super) fn reserved_table() -> Told {
    #[derive(Table)]
    #[schema(table = "migrate_runtime_runs", version = 1)]
    struct Run {
        name: String,
    }

    schema!(migrate_runtime_runs: Run);
    told::<App>("ReservedTable")
}

pub(super) fn listed_and_dropped() -> Told {
    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    struct User {
        name: String,
    }

    // By its type, whose table's name the derive of the schema doesn't know.
    #[derive(Schema)]
    #[schema(dropped(carried_away(User)))]
    struct App {
        users: User,
    }

    told::<App>("ListedAndDropped")
}

//! Everything that is supported, as one program.

#![deny(warnings)]

mod boxes;
mod effects_and_reads;
mod either_order;
mod export;
mod field_types;
mod indexes;
mod inside_functions;
mod modules;
mod nested;
mod no_prelude;
mod nothing_missing;
mod pasted;
mod raw_identifiers;
mod roles;
mod schema;
mod serde_names;
mod union_tables;
mod unions;
mod version_field;

fn main() {
    boxes::main();
    effects_and_reads::main();
    either_order::main();
    export::main();
    field_types::main();
    indexes::main();
    inside_functions::main();
    modules::main();
    nested::main();
    no_prelude::main();
    nothing_missing::main();
    raw_identifiers::main();
    roles::main();
    schema::main();
    serde_names::main();
    union_tables::main();
    unions::main();
    version_field::main();
}

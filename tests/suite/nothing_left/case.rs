//! A random declaration, the one before it, and what is stored in between.

use std::collections::BTreeMap;

use schema_core::declaration::{Declaration, Listed};
use schema_core::name::TableName;
use schema_core::value::Object;

use super::tables::{New, Table, any_table, log, name};
use crate::carry::pairs::Random;

/// The tables, in the order in which a deployment gives them numbers: ids are of the last two.
const TABLES: [&str; 4] = ["films", "notes", "teams", "users"];

/// What a seed stands for.
pub(super) struct Case {
    /// What is declared and shipped first.
    pub(super) old: Declaration,
    /// What is declared and shipped next.
    pub(super) new: Declaration,
    /// What the application stores between the two.
    pub(super) documents: BTreeMap<TableName, Vec<Object>>,
}

impl Case {
    /// The case of a seed; `gate` is the deployment that may be one.
    pub(super) fn of(seed: u64, gate: &str) -> Self {
        let mut random = Random::new(seed);
        loop {
            let case = Self::any(&mut random, gate);
            // What is rightly refused isn't shipped.
            if case.old.check().is_empty() && case.new.check().is_empty() {
                return case;
            }
        }
    }

    fn any(random: &mut Random, gate: &str) -> Self {
        let (mut old, mut new) = (Declaration::default(), Declaration::default());
        let mut documents = BTreeMap::new();
        for table in TABLES.map(name) {
            // Ids are of these two, so they are there.
            let may_lack = !["teams", "users"].contains(&table.as_str());
            if may_lack && random.is(2, 3) {
                continue;
            }
            let generated = loop {
                let generated = any_table(&table, random);
                if may_lack || generated.old.is_some() {
                    break generated;
                }
            };
            let Table { old: before, new: after, documents: stored } = generated;
            if let Some(before) = before {
                list(&mut old, &table);
                old.tables.insert(table.clone(), before);
                documents.insert(table.clone(), stored);
            }
            match after {
                New::Listed(history) => {
                    list(&mut new, &table);
                    new.tables.insert(table, history);
                }
                New::Dropped(dropped) => {
                    new.dropped.insert(table, dropped);
                }
            }
        }
        for declaration in [&mut old, &mut new] {
            list(declaration, &name("log"));
            declaration.tables.insert(name("log"), log());
        }
        if random.is(2, 3) {
            old.gates.insert(gate.to_owned());
            new.gates.insert(gate.to_owned());
        }
        Self { old, new, documents }
    }
}

fn list(declaration: &mut Declaration, table: &TableName) {
    let listed = Listed { listed_as: table.as_str().to_owned(), table: table.clone() };
    declaration.listed.push(listed);
}

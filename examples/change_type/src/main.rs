//! Changes the type of a field of `tasks`: `"low" | "medium" | "high"` becomes 1, 2, 3.

#[cfg(test)]
mod tests;

use std::process::ExitCode;

use schema_core::{Doc, Refusal, Schema, Table, Transition};

/// The version that the deployment holds.
pub mod v1 {
    use schema_core::{Table, Union};

    /// `tasks@1`
    #[derive(Debug, Table)]
    #[schema(table = "tasks", version = 1)]
    pub struct Task {
        /// What is to be done.
        pub title: String,
        /// How soon.
        pub priority: Priority,
    }

    /// How soon something is to be done.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Union)]
    pub enum Priority {
        /// Some day.
        Low,
        /// This week.
        Medium,
        /// Today.
        High,
    }
}

/// `tasks@2`
#[derive(Debug, Table)]
#[schema(table = "tasks", version = 2, from = v1::Task, index(by_priority = [priority]))]
pub struct Task {
    /// What is to be done.
    pub title: String,
    /// How soon: 1 some day, 2 this week, 3 today.
    #[schema(changed)]
    pub priority: u8,
}

impl Transition for Task {
    fn fill(old: &Doc<v1::Task>) -> Result<TaskFill, Refusal> {
        use v1::Priority::{High, Low, Medium};
        let priority = match old.priority {
            Low => 1,
            Medium => 2,
            High => 3,
        };
        Ok(TaskFill { priority })
    }
}

/// The whole schema.
#[derive(Schema)]
#[schema(gates(local))]
pub struct App {
    tasks: Task,
}

fn main() -> ExitCode {
    migrate_runtime::cli::main::<App>()
}

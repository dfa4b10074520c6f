//! A plan as a person reads it.

use std::fmt::Write as _;

use super::facts::Facts;
use super::step::{Action, Phase, ReceiptBasis, Step};
use super::{Count, Plan};

/// The steps in order, those that happen together under one number; what is lost, and what else to
/// know.
pub fn plan_text(plan: &Plan, facts: &Facts) -> String {
    let mut text = String::new();
    if plan.is_empty() {
        text.push_str("nothing to do\n");
    }
    let width = plan.steps.iter().map(|step| step.id.as_str().len()).max().unwrap_or(0);
    let numbers = plan.groups().count().to_string().len() + 1;
    for (number, group) in (1..).zip(plan.groups()) {
        for (index, step) in group.iter().enumerate() {
            let mark = if index == 0 { format!("{number}.") } else { String::new() };
            let done = if step.is_done { " (done)" } else { "" };
            let what = what(step, facts);
            // Writing to a string can't fail.
            let _ = writeln!(text, "{mark:>numbers$} {:width$}   {what}{done}", step.id.as_str());
        }
    }
    let is_all = plan.census.is_empty() && plan.notes.is_empty() && plan.destroys.is_empty();
    if !is_all {
        text.push('\n');
    }
    for note in &plan.census {
        let _ = writeln!(text, "census: {note}");
    }
    for note in &plan.notes {
        let _ = writeln!(text, "note: {note}");
    }
    if !plan.destroys.is_empty() {
        let _ = writeln!(text, "information is lost; where nobody can be asked, say so:");
        for destroy in &plan.destroys {
            let _ = writeln!(text, "  --destroy {}", quoted(&destroy.argument()));
        }
    }
    if let Some(age_ms) = plan.facts_age_ms {
        let _ = writeln!(text, "counted {}", ago(age_ms));
    }
    text
}

fn what(step: &Step, facts: &Facts) -> String {
    let documents = facts.of(&step.table).documents;
    let span = &step.span;
    match (&step.action, step.phase) {
        (Action::Push, Phase::Widen) if span.old == span.new => match step.receipt {
            Some(_) => "push: the table is new".into(),
            None => "push: every stored document stays valid".into(),
        },
        (Action::Push, Phase::Widen) => "push: documents of every version are accepted".into(),
        (Action::Push, _) => match step.receipt {
            Some(ReceiptBasis::NothingToCarry) if documents.is_none() => {
                "push: the table is empty, so straight to the new version".into()
            }
            Some(_) => "push: nothing must be rewritten, so straight to the new version".into(),
            None => format!("push: only version {} is accepted, by its receipt", span.new),
        },
        (Action::Remove, _) => "push: the table leaves the schema".into(),
        (Action::Carry { beside }, _) => {
            let beside =
                if beside.is_empty() { String::new() } else { format!("; {}", beside.join(", ")) };
            match documents {
                Count::Unknown => format!("carry every document{beside}"),
                known => format!("carry {known}{beside}"),
            }
        }
        (Action::DeleteDocuments, _) => match documents {
            Count::Unknown => "delete every document".into(),
            known => format!("delete {known}"),
        },
        (Action::Verify, _) => {
            format!("check every document against version {}, write the receipt", span.new)
        }
        (Action::VerifyEmpty, _) => "check that no document is left".into(),
    }
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    if argument.chars().all(plain) {
        argument.to_owned()
    } else {
        format!("'{}'", argument.replace('\'', r"'\''"))
    }
}

fn ago(age_ms: u64) -> String {
    let seconds = age_ms / 1000;
    match seconds {
        0..60 => format!("{seconds} s ago"),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..86_400 => format!("{} h ago", seconds / 3600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

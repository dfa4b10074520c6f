//! What differs and what is known -> the steps, in order.

mod films;
mod order;

use schema_core::declaration::{Declaration, DroppedTable};
use schema_core::diff::{Deployed, diff};
use schema_core::name::TableName;
use schema_core::plan::{Count, Destroy, Facts, Plan, StepId, TableFacts, plan, plan_text};

use crate::diff::{declaring, nested, since, users};

/// Facts in which a table has this many documents.
pub(crate) fn counted(table: &str, documents: u64) -> Facts {
    let mut facts = Facts::default();
    let known = TableFacts { documents: Count::Exactly(documents), ..TableFacts::default() };
    facts.tables.insert(TableName::from_checked(table), known);
    facts
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|step| step.id.as_str()).collect()
}

#[test]
fn a_change_of_data_is_widened_carried_verified_and_narrowed() {
    let facts = Facts { age_ms: Some(12_000), ..counted("users", 1_000_000) };
    let plan = plan(&since(&users::history(), 1), &facts).unwrap();
    assert_eq!(
        plan_text(&plan, &facts),
        "\
1. users@1->2/widen      push: documents of every version are accepted
2. users@1->2/backfill   carry 1,000,000 documents
3. users@1->2/verify     check every document against version 2, write the receipt
4. users@1->2/narrow     push: only version 2 is accepted, by its receipt

information is lost; where nobody can be asked, say so:
  --destroy users.legacyTheme
counted 12 s ago
"
    );
    let after: Vec<Vec<&str>> =
        plan.steps.iter().map(|step| step.after.iter().map(StepId::as_str).collect()).collect();
    let expected: [&[&str]; 4] =
        [&[], &["users@1->2/widen"], &["users@1->2/backfill"], &["users@1->2/verify"]];
    assert_eq!(after, expected);
}

#[test]
fn an_empty_table_goes_straight_to_narrow() {
    let facts = counted("users", 0);
    let plan = plan(&since(&users::history(), 1), &facts).unwrap();
    assert_eq!(ids(&plan), ["users@1->2/narrow"]);
    assert!(plan.steps[0].receipt.is_some());
    // An unknown count is no proof.
    let unsure = schema_core::plan::plan(&since(&users::history(), 1), &Facts::default()).unwrap();
    assert_eq!(unsure.steps.len(), 4);
}

#[test]
fn with_a_receipt_only_narrow_is_left() {
    let mut facts = counted("users", 10);
    facts.tables.get_mut(&TableName::from_checked("users")).unwrap().has_receipt = true;
    let plan = plan(&since(&users::history(), 1), &facts).unwrap();
    assert_eq!(ids(&plan), ["users@1->2/narrow"]);
    assert_eq!(plan.steps[0].receipt, None);
}

#[test]
fn what_the_ledger_has_done_is_marked() {
    let mut facts = counted("users", 10);
    facts.done.insert(StepId::from_text("users@1->2/widen"));
    let plan = plan(&since(&users::history(), 1), &facts).unwrap();
    assert_eq!(
        plan.steps.iter().map(|step| step.is_done).collect::<Vec<_>>(),
        [true, false, false, false]
    );
}

#[test]
fn nothing_to_do_is_an_empty_plan() {
    let declared = declaring(users::history());
    let plan = plan(&diff(&Deployed::of(&declared), &declared), &Facts::default()).unwrap();
    assert!(plan.is_empty());
    assert_eq!(plan_text(&plan, &Facts::default()), "nothing to do\n");
}

#[test]
fn a_table_is_dropped_as_it_is_said() {
    let deployed = Deployed::of(&declaring(users::history()));
    let dropping = |how: DroppedTable| {
        let mut declared = Declaration::default();
        declared.dropped.insert(TableName::from_checked("users"), how);
        plan(&diff(&deployed, &declared), &counted("users", 7)).unwrap()
    };
    let forgotten = dropping(DroppedTable::Forget);
    assert_eq!(ids(&forgotten), ["users@2/narrow"]);
    assert!(forgotten.destroys.is_empty());
    let deleted = dropping(DroppedTable::DeleteDocuments);
    assert_eq!(ids(&deleted), ["users@2/backfill", "users@2/verify", "users@2/narrow"]);
    assert_eq!(deleted.destroys[0].argument(), "users");
}

#[test]
fn everything_that_is_lost_must_be_named() {
    let plan = plan(&since(&nested::history(), 1), &Facts::default()).unwrap();
    let arguments: Vec<String> = plan.destroys.iter().map(Destroy::argument).collect();
    assert_eq!(
        arguments,
        [
            "orders.billing.floor",
            "orders.byName.values().floor",
            "orders.payment[kind=cheque]",
            "orders.status[\"draft\"]",
            "orders.stops[].floor",
        ]
    );
    assert_eq!(plan.ungranted(&[]).count(), 5);
    assert_eq!(plan.ungranted(&["orders.billing.floor".into()]).count(), 4);
    assert_eq!(plan.ungranted(&["orders".into()]).count(), 0);
}

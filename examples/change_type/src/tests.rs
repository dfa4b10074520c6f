use migrate_runtime::testing::{Seed, TestDeployment, TestError};

use super::{App, Task, v1};

#[test]
fn low_medium_and_high_become_one_two_and_three() -> Result<(), TestError> {
    use v1::Priority::{High, Low, Medium};
    let old =
        [Low, Medium, High].map(|priority| v1::Task { title: format!("{priority:?}"), priority });
    let deployment = TestDeployment::of::<App>(Seed::new().documents(&old))?;

    assert!(deployment.ship()?.is_empty());

    let mut tasks: Vec<(u8, String)> = deployment
        .documents::<Task>()?
        .into_iter()
        .map(|task| (task.priority, task.title.clone()))
        .collect();
    tasks.sort();
    assert_eq!(tasks, [(1, "Low".into()), (2, "Medium".into()), (3, "High".into())]);
    Ok(())
}

use migrate_runtime::testing::{Seed, TestDeployment, TestError};

use super::{App, Channel};

#[test]
fn an_index_needs_no_version_and_touches_no_document() -> Result<(), TestError> {
    let channel = Channel { name: "general".to_owned() };
    let deployment = TestDeployment::of::<App>(Seed::new().documents(&[channel]))?;

    assert!(deployment.ship()?.is_empty());

    let channels = deployment.documents::<Channel>()?;
    assert_eq!(channels.len(), 1);
    assert_eq!(channels[0].name, "general");
    Ok(())
}

use migrate_runtime::testing::{Seed, TestDeployment, TestError};

use super::{App, User, v1};

#[test]
fn what_moves_is_kept_and_what_is_dropped_is_gone() -> Result<(), TestError> {
    let old = v1::User {
        email: "ada@example.com".to_owned(),
        first: "Ada".to_owned(),
        last: "Lovelace".to_owned(),
        legacy_theme: Some("sepia".to_owned()),
    };
    let deployment = TestDeployment::of::<App>(Seed::new().documents(&[old]))?;

    assert!(deployment.ship()?.is_empty());

    let users = deployment.documents::<User>()?;
    assert_eq!(users.len(), 1);
    assert_eq!(
        (users[0].email.as_str(), users[0].name.as_str()),
        ("ada@example.com", "Ada Lovelace")
    );
    Ok(())
}

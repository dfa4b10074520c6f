use migrate_runtime::testing::{Seed, TestDeployment, TestError};

use super::{App, User, v1};

#[test]
fn values_stay_under_their_new_names() -> Result<(), TestError> {
    let old = v1::User {
        user_name: "ada".to_owned(),
        address: v1::Address { city: "London".to_owned(), zip: "W1".to_owned() },
    };
    let deployment = TestDeployment::of::<App>(Seed::new().documents(&[old]))?;

    assert!(deployment.ship()?.is_empty());

    let users = deployment.documents::<User>()?;
    assert_eq!(users.len(), 1);
    assert_eq!(users[0].display_name, "ada");
    let address = &users[0].address;
    assert_eq!((address.city.as_str(), address.post_code.as_str()), ("London", "W1"));
    Ok(())
}

use migrate_runtime::store::Patch;
use migrate_runtime::testing::{Seed, TestDeployment, TestError};
use schema_core::value::Value;

use super::{Address, App, User, v1};

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

#[test]
fn what_the_application_writes_meanwhile_is_kept() -> Result<(), TestError> {
    let address = || v1::Address { city: "London".to_owned(), zip: "W1".to_owned() };
    let old = v1::User { user_name: "ada".to_owned(), address: address() };
    let deployment = TestDeployment::of::<App>(Seed::new().documents(&[old]))?;
    let ada = deployment.documents::<v1::User>()?.remove(0);

    deployment.widen()?;
    // The old application still runs, and so does the new one already.
    let name = Value::String("ada lovelace".to_owned());
    deployment.patch(ada.id(), &Patch::new().set("userName", name))?;
    let address = Address { city: "New York".to_owned(), post_code: "10001".to_owned() };
    let grace = deployment.insert(&User { display_name: "grace".to_owned(), address })?;
    assert!(deployment.ship()?.is_empty());

    let users = deployment.documents::<User>()?;
    let named = |id| users.iter().find(|user| user.id() == id).map(|user| &*user.display_name);
    assert_eq!(named(&grace), Some("grace"));
    assert_eq!(users.iter().filter(|user| user.display_name == "ada lovelace").count(), 1);
    Ok(())
}

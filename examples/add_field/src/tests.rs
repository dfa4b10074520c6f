use migrate_runtime::testing::{Seed, TestDeployment, TestError};

use super::{App, Post, v1};

#[test]
fn old_posts_get_their_new_fields() -> Result<(), TestError> {
    let old = v1::Post { title: "Hello".to_owned(), body: "three short words".to_owned() };
    let deployment = TestDeployment::of::<App>(Seed::new().documents(&[old]))?;

    assert!(deployment.ship()?.is_empty());

    let posts = deployment.documents::<Post>()?;
    assert_eq!(posts.len(), 1);
    let post = &posts[0];
    assert_eq!((post.title.as_str(), post.body.as_str()), ("Hello", "three short words"));
    assert_eq!((post.subtitle.as_ref(), post.likes, post.words), (None, 0, 3));
    assert_eq!(post.published_at, post.creation_time());
    Ok(())
}

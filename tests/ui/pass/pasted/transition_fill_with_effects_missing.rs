//! case: transition/fill_with_effects_missing

pub mod given {
    use schema_core::{Id, Table};

    #[derive(Table)]
    #[schema(table = "events", version = 1, index(by_what = [what]))]
    pub struct Event {
        pub what: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub struct UserV1 {
        pub name: String,
    }

    #[derive(Table)]
    #[schema(table = "users", version = 2, from = UserV1, effects(insert(Event)), reads(Event))]
    pub struct User {
        pub name: String,
        #[schema(added)]
        pub event: Id<Event>,
    }

    // pasted:
    impl schema_core::TransitionWithReadsAndEffects for User {
        fn reads(old: &schema_core::Doc<Self::Old>) -> Vec<schema_core::AnyId> {
            todo!()
        }

        fn fill(
            old: &schema_core::Doc<Self::Old>,
            found: &schema_core::Found<'_, Self>,
            effects: &mut schema_core::Effects<Self>,
        ) -> Result<UserFill, schema_core::Refusal> {
            Ok(UserFill { event: todo!() })
        }
    }
    // as it was:
}

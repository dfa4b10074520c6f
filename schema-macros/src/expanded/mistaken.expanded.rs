::core::compile_error! {
    "`u64` has values that no Convex number holds\n\n  = help: use `schema_core::SafeInt` for whole numbers up to 2^53 in `v.number()`, `u32` for smaller ones, or `i64` for `v.int64()`"
}
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TableRef for UserV1 {
        const TABLE: &'static str = "users";
        type Line = Self;
    }
    #[automatically_derived]
    impl __p::Table for UserV1 {
        const VERSION: __p::VersionNumber = __p::VersionNumber(1);
        fn describe_document(_: &mut __p::Scope) -> __p::Shape {
            ::core::unreachable!()
        }
        fn encode_document(&self) -> __p::Encoded {
            ::core::unreachable!()
        }
        fn decode_document(_: &__p::Object) -> __p::Decoded<Self> {
            ::core::unreachable!()
        }
        fn history() -> __p::TableHistory {
            ::core::unreachable!()
        }
    }
};
#[allow(unused_macros)]
macro_rules! __schema_users_1_UserV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "users", version = 1)] pub struct UserV1 {
        pub name : u64, pub age : u32 } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_users_1_UserV1 as UserV1;
::core::compile_error! {
    "`()` holds nothing that could be stored\n\n  = help: remove the field; one that may be null is `schema_core::Nullable<T>`"
}
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TableRef for User {
        const TABLE: &'static str = "users";
        type Line = <UserV1 as __p::TableRef>::Line;
    }
    #[automatically_derived]
    impl __p::Table for User {
        const VERSION: __p::VersionNumber = __p::VersionNumber(1);
        fn describe_document(_: &mut __p::Scope) -> __p::Shape {
            ::core::unreachable!()
        }
        fn encode_document(&self) -> __p::Encoded {
            ::core::unreachable!()
        }
        fn decode_document(_: &__p::Object) -> __p::Decoded<Self> {
            ::core::unreachable!()
        }
        fn history() -> __p::TableHistory {
            ::core::unreachable!()
        }
    }
};
#[allow(unused_macros)]
macro_rules! __schema_users_2_User {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "users", version = 2, from = UserV1)] pub
        struct User { pub name : (), #[schema(added)] pub nick : String } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_users_2_User as User;
UserV1! {
    [::schema_core::__private::__transition] { Table #[schema(table = "users", version =
    2, from = UserV1)] pub struct User { pub name : (), #[schema(added)] pub nick :
    String } }
}
::core::compile_error! {
    "`users@2` says nothing about `age`, a field of `users@1`\n\n  = help: keep it with a field `pub age: u32`, or\n          rename it with `#[schema(renamed_from = age)]` on its new field, or\n          say that `fill` reads it, with `#[schema(moved(age))]`, or\n          drop it with `#[schema(dropped(age))]`"
}
///The values of `users@2` that a document of the version before can't give.
pub struct UserFill {
    ///`nick` of `users@2`.
    pub nick: String,
}
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::FillValues for UserFill {
        fn encode_fill(&self, __encoder: &mut __p::Encoder) -> __p::Object {
            let mut __out = __p::FieldsOut::of_object(__encoder);
            __out.add("nick", &self.nick);
            __out.object(__encoder)
        }
    }
    #[allow(unused_imports)]
    use __p::NotGiven as _;
    const _: () = if !__p::Given::<User>::TRANSITION {
        __p::explain(
            "`users@1` can't give these values of `users@2`: `nick: String`\n\n  = help: give them:\nimpl schema_core::Transition for User {\n    fn fill(old: &schema_core::Doc<Self::Old>) -> Result<UserFill, schema_core::Refusal> {\n        Ok(UserFill { nick: todo!() })\n    }\n}",
        )
    };
    #[automatically_derived]
    impl __p::TransitionSpec for User {
        type Old = UserV1;
        type Fill = UserFill;
        fn definition() -> __p::TransitionDef {
            __p::transition::<
                Self,
            >(__p::ObjectBuilder::new().added("nick", __p::Supply::Fill).document())
                .filled(__p::Given::<User>::fill())
                .finish()
        }
    }
};

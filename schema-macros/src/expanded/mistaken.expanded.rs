::core::compile_error! {
    "`u64` has values that no Convex number holds\n\n  = help: use `schema_core::SafeInt` for whole numbers up to 2^53 in `v.number()`, `u32` for smaller ones, or `i64` for `v.int64()`"
}
const _: () = {
    #[automatically_derived]
    impl ::schema_core::TableRef for UserV1 {
        const TABLE: &'static str = "users";
        type Line = Self;
    }
    #[automatically_derived]
    impl ::schema_core::Table for UserV1 {
        const VERSION: ::schema_core::version::VersionNumber = ::schema_core::version::VersionNumber(
            1,
        );
        fn describe_document(
            _: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::core::unreachable!()
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            ::core::unreachable!()
        }
        fn decode_document(
            _: &::schema_core::value::Object,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            ::core::unreachable!()
        }
        fn history() -> ::schema_core::history::TableHistory {
            ::core::unreachable!()
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_users_1_UserV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "users", version = 1)] pub struct UserV1 {
        pub name : u64, pub age : u32, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_users_1_UserV1 as UserV1;
::core::compile_error! {
    "`()` holds nothing that could be stored\n\n  = help: remove the field; one that may be null is `schema_core::Nullable<T>`"
}
const _: () = {
    #[automatically_derived]
    impl ::schema_core::TableRef for User {
        const TABLE: &'static str = "users";
        type Line = <UserV1 as ::schema_core::TableRef>::Line;
    }
    #[automatically_derived]
    impl ::schema_core::Table for User {
        const VERSION: ::schema_core::version::VersionNumber = ::schema_core::version::VersionNumber(
            1,
        );
        fn describe_document(
            _: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::core::unreachable!()
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            ::core::unreachable!()
        }
        fn decode_document(
            _: &::schema_core::value::Object,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            ::core::unreachable!()
        }
        fn history() -> ::schema_core::history::TableHistory {
            ::core::unreachable!()
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_users_2_User {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "users", version = 2, from = UserV1)] pub
        struct User { pub name : (), #[schema(added)] pub nick : String, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_users_2_User as User;
UserV1! {
    [::schema_core::__private::__transition] { Table #[schema(table = "users", version =
    2, from = UserV1)] pub struct User { pub name : (), #[schema(added)] pub nick :
    String, } }
}
::core::compile_error! {
    "`users@2` says nothing about `age`, a field of `users@1`\n\n  = help: keep it with a field `pub age: u32`, or\n          rename it with `#[schema(renamed_from = age)]` on its new field, or\n          say that `fill` reads it, with `#[schema(moved(age))]`, or\n          drop it with `#[schema(dropped(age))]`"
}
///The values of `users@2` that a document of the version before can't give.
pub struct UserFill {
    ///`nick` of `users@2`.
    pub nick: String,
}
#[automatically_derived]
impl ::schema_core::transition::FillValues for UserFill {
    fn encode_fill(
        &self,
        __encoder: &mut ::schema_core::convert::Encoder,
    ) -> ::schema_core::value::Object {
        let mut __out = ::schema_core::__private::FieldsOut::of_object(__encoder);
        __out.add("nick", &self.nick);
        __out.object(__encoder)
    }
}
const _: () = {
    #[allow(unused_imports)]
    use ::schema_core::__private::NotGiven as _;
    const _: () = if !::schema_core::__private::Given::<User>::TRANSITION {
        ::schema_core::__private::explain(
            "`users@1` can't give these values of `users@2`: `nick: String`\n\n  = help: give them:\nimpl schema_core::Transition for User {\n    fn fill(old: &schema_core::Doc<Self::Old>) -> Result<UserFill, schema_core::Refusal> {\n        Ok(UserFill { nick: todo!() })\n    }\n}",
        )
    };
    #[automatically_derived]
    impl ::schema_core::transition::TransitionSpec for User {
        type Old = UserV1;
        type Fill = UserFill;
        fn definition() -> ::schema_core::transition::TransitionDef {
            ::schema_core::__private::transition::<
                Self,
            >(
                    ::schema_core::__private::ObjectBuilder::new()
                        .added("nick", ::schema_core::transition::Supply::Fill)
                        .document(),
                )
                .filled(::schema_core::__private::Given::<User>::fill())
                .finish()
        }
    }
};

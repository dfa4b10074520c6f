const _: () = {
    #[automatically_derived]
    impl ::schema_core::TableRef for UserV1 {
        const TABLE: &'static str = "users";
        type Line = Self;
    }
    #[automatically_derived]
    impl ::schema_core::Table for UserV1 {
        const VERSION: ::schema_core::version::VersionNumber = ::schema_core::version::VersionNumber(
            1u32,
        );
        fn describe_document(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::object(
                __scope,
                ::core::module_path!(),
                "UserV1",
                &[
                    ::schema_core::__private::plain::<(String, String)>("first last"),
                    ::schema_core::__private::one(
                        "level",
                        <Level as ::schema_core::ConvexField>::describe_field,
                    ),
                    ::schema_core::__private::plain::<(Option<i64>,)>("age"),
                ],
            )
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            {
                let mut __out = ::schema_core::__private::FieldsOut::of_document();
                __out.add("first", &self.first);
                __out.add("last", &self.last);
                __out
                    .add_with(
                        "level",
                        <Level as ::schema_core::ConvexField>::encode_field,
                        &self.level,
                    );
                __out.add("age", &self.age);
                __out.document()
            }
        }
        fn decode_document(
            __object: &::schema_core::value::Object,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            {
                let mut __in = ::schema_core::__private::FieldsIn::of_document(
                    __object,
                    ::schema_core::__private::None,
                );
                let __read = if let (
                    ::schema_core::__private::Some(__0),
                    ::schema_core::__private::Some(__1),
                    ::schema_core::__private::Some(__2),
                    ::schema_core::__private::Some(__3),
                ) = (
                    __in.field("first"),
                    __in.field("last"),
                    __in
                        .field_with(
                            "level",
                            <Level as ::schema_core::ConvexField>::decode_field,
                        ),
                    __in.field("age"),
                ) {
                    ::schema_core::__private::Some(Self {
                        first: __0,
                        last: __1,
                        level: __2,
                        age: __3,
                    })
                } else {
                    ::schema_core::__private::None
                };
                __in.finish(__read)
            }
        }
        fn history() -> ::schema_core::history::TableHistory {
            ::schema_core::history::TableHistory::begin(
                ::schema_core::__private::table_version::<
                    Self,
                >(::schema_core::__private::list([]), ::schema_core::__private::None),
            )
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_users_1_UserV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "users", version = 1)] pub struct UserV1 {
        pub first : String, pub last : String, pub level : Level, pub age : Option < i64
        >, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_users_1_UserV1 as UserV1;
const _: () = {
    #[automatically_derived]
    impl ::schema_core::TableRef for User {
        const TABLE: &'static str = "users";
        type Line = <UserV1 as ::schema_core::TableRef>::Line;
    }
    #[automatically_derived]
    impl ::schema_core::Table for User {
        const VERSION: ::schema_core::version::VersionNumber = ::schema_core::version::VersionNumber(
            2u32,
        );
        fn describe_document(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::object(
                __scope,
                ::core::module_path!(),
                "User",
                &[
                    ::schema_core::__private::plain::<(String,)>("name"),
                    ::schema_core::__private::one(
                        "level",
                        <NewLevel as ::schema_core::ConvexField>::describe_field,
                    ),
                    ::schema_core::__private::plain::<(i64,)>("age"),
                ],
            )
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            {
                let mut __out = ::schema_core::__private::FieldsOut::of_document();
                __out.add("name", &self.name);
                __out
                    .add_with(
                        "level",
                        <NewLevel as ::schema_core::ConvexField>::encode_field,
                        &self.level,
                    );
                __out.add("age", &self.age);
                __out.document()
            }
        }
        fn decode_document(
            __object: &::schema_core::value::Object,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            {
                let mut __in = ::schema_core::__private::FieldsIn::of_document(
                    __object,
                    ::schema_core::__private::None,
                );
                let __read = if let (
                    ::schema_core::__private::Some(__0),
                    ::schema_core::__private::Some(__1),
                    ::schema_core::__private::Some(__2),
                ) = (
                    __in.field("name"),
                    __in
                        .field_with(
                            "level",
                            <NewLevel as ::schema_core::ConvexField>::decode_field,
                        ),
                    __in.field("age"),
                ) {
                    ::schema_core::__private::Some(Self {
                        name: __0,
                        level: __1,
                        age: __2,
                    })
                } else {
                    ::schema_core::__private::None
                };
                __in.finish(__read)
            }
        }
        fn history() -> ::schema_core::history::TableHistory {
            use ::schema_core::__private::{NoVersionBefore as _, VersionBefore as _};
            (&<::schema_core::__private::HistoryOf<
                Self,
            > as ::core::default::Default>::default())
                .then(
                    ::schema_core::__private::table_version::<
                        Self,
                    >(::schema_core::__private::list([]), ::schema_core::__private::None),
                )
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_users_2_User {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "users", version = 2, from = UserV1,
        moved(first, last))] pub struct User { #[schema(added)] pub name : String,
        #[schema(changed, keep_valid)] pub level : NewLevel, #[schema(changed, default =
        0)] pub age : i64, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_users_2_User as User;
UserV1! {
    [::schema_core::__private::__transition] { Table #[schema(table = "users", version =
    2, from = UserV1, moved(first, last))] pub struct User { #[schema(added)] pub name :
    String, #[schema(changed, keep_valid)] pub level : NewLevel, #[schema(changed,
    default = 0)] pub age : i64, } }
}
///The values of `users@2` that a document of the version before can't give.
pub struct UserFill {
    ///`name` of `users@2`.
    pub name: String,
    ///`level` of `users@2`.
    pub level: NewLevel,
}
#[automatically_derived]
impl ::schema_core::transition::FillValues for UserFill {
    fn encode_fill(
        &self,
        __encoder: &mut ::schema_core::convert::Encoder,
    ) -> ::schema_core::value::Object {
        let mut __out = ::schema_core::__private::FieldsOut::of_object(__encoder);
        __out.add("name", &self.name);
        __out
            .add_with(
                "level",
                <NewLevel as ::schema_core::ConvexField>::encode_field,
                &self.level,
            );
        __out.object(__encoder)
    }
}
const _: () = {
    #[allow(unused_imports)]
    use ::schema_core::__private::NotGiven as _;
    const _: () = if !::schema_core::__private::Given::<User>::TRANSITION {
        ::schema_core::__private::explain(
            "`users@1` can't give these values of `users@2`: `name: String`, `level: NewLevel`\n\n  = help: give them:\nimpl schema_core::Transition for User {\n    fn fill(old: &schema_core::Doc<Self::Old>) -> Result<UserFill, schema_core::Refusal> {\n        Ok(UserFill { name: todo!(), level: todo!() })\n    }\n}",
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
                        .added("name", ::schema_core::transition::Supply::Fill)
                        .changed_unless_valid(
                            "level",
                            ::schema_core::transition::Supply::Fill,
                        )
                        .changed("age", ::schema_core::__private::default::<i64>(&{ 0 }))
                        .moved(&["first", "last"])
                        .document(),
                )
                .filled(::schema_core::__private::Given::<User>::fill())
                .finish()
        }
    }
};

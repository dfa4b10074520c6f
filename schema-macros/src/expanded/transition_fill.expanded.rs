const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TableRef for UserV1 {
        const TABLE: &'static str = "users";
        type Line = Self;
    }
    #[automatically_derived]
    impl __p::Table for UserV1 {
        const VERSION: __p::VersionNumber = __p::VersionNumber(1u32);
        fn describe_document(__scope: &mut __p::Scope) -> __p::Shape {
            __p::object(
                __scope,
                ::core::module_path!(),
                "UserV1",
                &[
                    __p::plain::<(String, String)>("first last"),
                    __p::one("level", <Level as __p::ConvexField>::describe_field),
                    __p::plain::<(Option<i64>,)>("age"),
                ],
            )
        }
        fn encode_document(&self) -> __p::Encoded {
            {
                let mut __out = __p::FieldsOut::of_document();
                __out.add("first", &self.first);
                __out.add("last", &self.last);
                __out
                    .add_with(
                        "level",
                        <Level as __p::ConvexField>::encode_field,
                        &self.level,
                    );
                __out.add("age", &self.age);
                __out.document()
            }
        }
        fn decode_document(__object: &__p::Object) -> __p::Decoded<Self> {
            {
                let mut __in = __p::FieldsIn::of_document(__object, __p::None);
                let __read = if let (
                    __p::Some(__0),
                    __p::Some(__1),
                    __p::Some(__2),
                    __p::Some(__3),
                ) = (
                    __in.field("first"),
                    __in.field("last"),
                    __in.field_with("level", <Level as __p::ConvexField>::decode_field),
                    __in.field("age"),
                ) {
                    __p::Some(Self {
                        first: __0,
                        last: __1,
                        level: __2,
                        age: __3,
                    })
                } else {
                    __p::None
                };
                __in.finish(__read)
            }
        }
        fn history() -> __p::TableHistory {
            __p::TableHistory::begin(__p::plain_table_version::<Self>())
        }
    }
};
#[allow(unused_macros)]
macro_rules! __schema_users_1_UserV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "users", version = 1)] pub struct UserV1 {
        pub first : String, pub last : String, pub level : Level, pub age : Option < i64
        > } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_users_1_UserV1 as UserV1;
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TableRef for User {
        const TABLE: &'static str = "users";
        type Line = <UserV1 as __p::TableRef>::Line;
    }
    #[automatically_derived]
    impl __p::Table for User {
        const VERSION: __p::VersionNumber = __p::VersionNumber(2u32);
        fn describe_document(__scope: &mut __p::Scope) -> __p::Shape {
            __p::object(
                __scope,
                ::core::module_path!(),
                "User",
                &[
                    __p::plain::<(String,)>("name"),
                    __p::one("level", <NewLevel as __p::ConvexField>::describe_field),
                    __p::plain::<(i64,)>("age"),
                ],
            )
        }
        fn encode_document(&self) -> __p::Encoded {
            {
                let mut __out = __p::FieldsOut::of_document();
                __out.add("name", &self.name);
                __out
                    .add_with(
                        "level",
                        <NewLevel as __p::ConvexField>::encode_field,
                        &self.level,
                    );
                __out.add("age", &self.age);
                __out.document()
            }
        }
        fn decode_document(__object: &__p::Object) -> __p::Decoded<Self> {
            {
                let mut __in = __p::FieldsIn::of_document(__object, __p::None);
                let __read = if let (__p::Some(__0), __p::Some(__1), __p::Some(__2)) = (
                    __in.field("name"),
                    __in
                        .field_with(
                            "level",
                            <NewLevel as __p::ConvexField>::decode_field,
                        ),
                    __in.field("age"),
                ) {
                    __p::Some(Self {
                        name: __0,
                        level: __1,
                        age: __2,
                    })
                } else {
                    __p::None
                };
                __in.finish(__read)
            }
        }
        fn history() -> __p::TableHistory {
            use __p::NoVersionBefore as _;
            __p::HistoryOf::<Self>::then(__p::plain_table_version::<Self>())
        }
    }
};
#[allow(unused_macros)]
macro_rules! __schema_users_2_User {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "users", version = 2, from = UserV1,
        moved(first, last))] pub struct User { #[schema(added)] pub name : String,
        #[schema(changed, keep_valid)] pub level : NewLevel, #[schema(changed, default =
        0)] pub age : i64 } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_users_2_User as User;
UserV1! {
    [::schema_core::__private::__transition] { Table #[schema(table = "users", version =
    2, from = UserV1, moved(first, last))] pub struct User { #[schema(added)] pub name :
    String, #[schema(changed, keep_valid)] pub level : NewLevel, #[schema(changed,
    default = 0)] pub age : i64 } }
}
///The values of `users@2` that a document of the version before can't give.
pub struct UserFill {
    ///`name` of `users@2`.
    pub name: String,
    ///`level` of `users@2`.
    pub level: NewLevel,
}
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::FillValues for UserFill {
        fn encode_fill(&self, __encoder: &mut __p::Encoder) -> __p::Object {
            let mut __out = __p::FieldsOut::of_object(__encoder);
            __out.add("name", &self.name);
            __out
                .add_with(
                    "level",
                    <NewLevel as __p::ConvexField>::encode_field,
                    &self.level,
                );
            __out.object(__encoder)
        }
    }
    #[allow(unused_imports)]
    use __p::NotGiven as _;
    const _: () = if !__p::Given::<User>::TRANSITION {
        __p::explain(
            "`users@1` can't give these values of `users@2`: `name: String`, `level: NewLevel`\n\n  = help: give them:\nimpl schema_core::Transition for User {\n    fn fill(old: &schema_core::Doc<Self::Old>) -> Result<UserFill, schema_core::Refusal> {\n        Ok(UserFill { name: todo!(), level: todo!() })\n    }\n}",
        )
    };
    #[automatically_derived]
    impl __p::TransitionSpec for User {
        type Old = UserV1;
        type Fill = UserFill;
        fn definition() -> __p::TransitionDef {
            __p::transition::<
                Self,
            >(
                    __p::ObjectBuilder::new()
                        .added("name", __p::Supply::Fill)
                        .changed_unless_valid("level", __p::Supply::Fill)
                        .changed("age", __p::default::<i64>(&{ 0 }))
                        .moved(&["first", "last"])
                        .document(),
                )
                .filled(__p::Given::<User>::fill())
                .finish()
        }
    }
};

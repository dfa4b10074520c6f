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
                    ::schema_core::__private::plain::<
                        (String, u32, String, String),
                    >("user_name:userName age city theme"),
                    ::schema_core::__private::one(
                        "home",
                        <v1::Address as ::schema_core::ConvexField>::describe_field,
                    ),
                    ::schema_core::__private::plain::<(Vec<String>, i32)>("tags level"),
                    ::schema_core::__private::one(
                        "team",
                        <Id<Team> as ::schema_core::ConvexField>::describe_field,
                    ),
                ],
            )
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            {
                let mut __out = ::schema_core::__private::FieldsOut::of_document();
                __out.add("userName", &self.user_name);
                __out.add("age", &self.age);
                __out.add("city", &self.city);
                __out.add("theme", &self.theme);
                __out
                    .add_with(
                        "home",
                        <v1::Address as ::schema_core::ConvexField>::encode_field,
                        &self.home,
                    );
                __out.add("tags", &self.tags);
                __out.add("level", &self.level);
                __out
                    .add_with(
                        "team",
                        <Id<Team> as ::schema_core::ConvexField>::encode_field,
                        &self.team,
                    );
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
                    ::schema_core::__private::Some(__4),
                    ::schema_core::__private::Some(__5),
                    ::schema_core::__private::Some(__6),
                    ::schema_core::__private::Some(__7),
                ) = (
                    __in.field("userName"),
                    __in.field("age"),
                    __in.field("city"),
                    __in.field("theme"),
                    __in
                        .field_with(
                            "home",
                            <v1::Address as ::schema_core::ConvexField>::decode_field,
                        ),
                    __in.field("tags"),
                    __in.field("level"),
                    __in
                        .field_with(
                            "team",
                            <Id<Team> as ::schema_core::ConvexField>::decode_field,
                        ),
                ) {
                    ::schema_core::__private::Some(Self {
                        user_name: __0,
                        age: __1,
                        city: __2,
                        theme: __3,
                        home: __4,
                        tags: __5,
                        level: __6,
                        team: __7,
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
        pub user_name : String, pub age : u32, pub city : String, pub theme : String, pub
        home : v1::Address, pub tags : Vec < String >, pub level : i32, pub team : Id <
        Team >, } } $new }
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
                    ::schema_core::__private::plain::<
                        (String, u32, Option<String>),
                    >("display_name:displayName age city"),
                    ::schema_core::__private::one(
                        "home",
                        <Address as ::schema_core::ConvexField>::describe_field,
                    ),
                    ::schema_core::__private::plain::<
                        (Vec<String>, f64),
                    >("labels:tags level"),
                    ::schema_core::__private::one(
                        "team",
                        <Option<Id<Team>> as ::schema_core::ConvexField>::describe_field,
                    ),
                    ::schema_core::__private::plain::<
                        (String, Option<String>),
                    >("locale nick"),
                    ::schema_core::__private::one(
                        "role",
                        <Role as ::schema_core::ConvexField>::describe_field,
                    ),
                ],
            )
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            {
                let mut __out = ::schema_core::__private::FieldsOut::of_document();
                __out.add("displayName", &self.display_name);
                __out.add("age", &self.age);
                __out.add("city", &self.city);
                __out
                    .add_with(
                        "home",
                        <Address as ::schema_core::ConvexField>::encode_field,
                        &self.home,
                    );
                __out.add("tags", &self.labels);
                __out.add("level", &self.level);
                __out
                    .add_with(
                        "team",
                        <Option<Id<Team>> as ::schema_core::ConvexField>::encode_field,
                        &self.team,
                    );
                __out.add("locale", &self.locale);
                __out.add("nick", &self.nick);
                __out
                    .add_with(
                        "role",
                        <Role as ::schema_core::ConvexField>::encode_field,
                        &self.role,
                    );
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
                    ::schema_core::__private::Some(__4),
                    ::schema_core::__private::Some(__5),
                    ::schema_core::__private::Some(__6),
                    ::schema_core::__private::Some(__7),
                    ::schema_core::__private::Some(__8),
                    ::schema_core::__private::Some(__9),
                ) = (
                    __in.field("displayName"),
                    __in.field("age"),
                    __in.field("city"),
                    __in
                        .field_with(
                            "home",
                            <Address as ::schema_core::ConvexField>::decode_field,
                        ),
                    __in.field("tags"),
                    __in.field("level"),
                    __in
                        .field_with(
                            "team",
                            <Option<
                                Id<Team>,
                            > as ::schema_core::ConvexField>::decode_field,
                        ),
                    __in.field("locale"),
                    __in.field("nick"),
                    __in
                        .field_with(
                            "role",
                            <Role as ::schema_core::ConvexField>::decode_field,
                        ),
                ) {
                    ::schema_core::__private::Some(Self {
                        display_name: __0,
                        age: __1,
                        city: __2,
                        home: __3,
                        labels: __4,
                        level: __5,
                        team: __6,
                        locale: __7,
                        nick: __8,
                        role: __9,
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
        dropped(theme))] pub struct User { #[schema(renamed_from = user_name)] pub
        display_name : String, pub age : u32, pub city : Option < String >, pub home :
        Address, #[schema(renamed_from = tags, rename = "tags")] pub labels : Vec <
        String >, #[schema(kept)] pub level : f64, pub team : Option < Id < Team > >,
        #[schema(added, default = "en")] pub locale : String, #[schema(added, absent)]
        pub nick : Option < String >, #[schema(added, default = Role::Guest)] pub role :
        Role, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_users_2_User as User;
UserV1! {
    [::schema_core::__private::__transition] { Table #[schema(table = "users", version =
    2, from = UserV1, dropped(theme))] pub struct User { #[schema(renamed_from =
    user_name)] pub display_name : String, pub age : u32, pub city : Option < String >,
    pub home : Address, #[schema(renamed_from = tags, rename = "tags")] pub labels : Vec
    < String >, #[schema(kept)] pub level : f64, pub team : Option < Id < Team > >,
    #[schema(added, default = "en")] pub locale : String, #[schema(added, absent)] pub
    nick : Option < String >, #[schema(added, default = Role::Guest)] pub role : Role, }
    }
}
const _: () = {
    #[automatically_derived]
    impl ::schema_core::transition::TransitionSpec for User {
        type Old = UserV1;
        type Fill = ();
        fn definition() -> ::schema_core::transition::TransitionDef {
            ::schema_core::__private::transition::<
                Self,
            >(
                    ::schema_core::__private::ObjectBuilder::new()
                        .renamed(
                            "userName",
                            "displayName",
                            ::schema_core::transition::Carry::AsStored,
                        )
                        .as_stored("age city")
                        .kept(
                            "home",
                            ::schema_core::__private::keep(
                                |__old: &UserV1| &__old.home,
                                <_ as ::schema_core::transition::KeepAsAnother<
                                    Address,
                                >>::carry,
                            ),
                        )
                        .as_stored("tags")
                        .kept_as_stored("level")
                        .kept(
                            "team",
                            ::schema_core::__private::keep(
                                |__old: &UserV1| &__old.team,
                                <_ as ::schema_core::transition::KeepAsOptional<
                                    Option<Id<Team>>,
                                >>::carry,
                            ),
                        )
                        .added(
                            "locale",
                            ::schema_core::__private::default::<
                                String,
                            >(&{ ::std::string::String::from("en") }),
                        )
                        .added("nick", ::schema_core::transition::Supply::Absent)
                        .added(
                            "role",
                            ::schema_core::__private::default::<Role>(&{ Role::Guest }),
                        )
                        .dropped(&["theme"])
                        .document(),
                )
                .finish()
        }
    }
};

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
                    __p::plain::<
                        (String, u32, String, String),
                    >("user_name:userName age city theme"),
                    __p::one("home", <v1::Address as __p::ConvexField>::describe_field),
                    __p::plain::<(Vec<String>, i32)>("tags level"),
                    __p::one("team", <Id<Team> as __p::ConvexField>::describe_field),
                ],
            )
        }
        fn encode_document(&self) -> __p::Encoded {
            {
                let mut __out = __p::FieldsOut::of_document();
                __out.add("userName", &self.user_name);
                __out.add("age", &self.age);
                __out.add("city", &self.city);
                __out.add("theme", &self.theme);
                __out
                    .add_with(
                        "home",
                        <v1::Address as __p::ConvexField>::encode_field,
                        &self.home,
                    );
                __out.add("tags", &self.tags);
                __out.add("level", &self.level);
                __out
                    .add_with(
                        "team",
                        <Id<Team> as __p::ConvexField>::encode_field,
                        &self.team,
                    );
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
                    __p::Some(__4),
                    __p::Some(__5),
                    __p::Some(__6),
                    __p::Some(__7),
                ) = (
                    __in.field("userName"),
                    __in.field("age"),
                    __in.field("city"),
                    __in.field("theme"),
                    __in
                        .field_with(
                            "home",
                            <v1::Address as __p::ConvexField>::decode_field,
                        ),
                    __in.field("tags"),
                    __in.field("level"),
                    __in.field_with("team", <Id<Team> as __p::ConvexField>::decode_field),
                ) {
                    __p::Some(Self {
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
        pub user_name : String, pub age : u32, pub city : String, pub theme : String, pub
        home : v1::Address, pub tags : Vec < String >, pub level : i32, pub team : Id <
        Team > } } $new }
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
                    __p::plain::<
                        (String, u32, Option<String>),
                    >("display_name:displayName age city"),
                    __p::one("home", <Address as __p::ConvexField>::describe_field),
                    __p::plain::<(Vec<String>, f64)>("labels:tags level"),
                    __p::one(
                        "team",
                        <Option<Id<Team>> as __p::ConvexField>::describe_field,
                    ),
                    __p::plain::<(String, Option<String>)>("locale nick"),
                    __p::one("role", <Role as __p::ConvexField>::describe_field),
                ],
            )
        }
        fn encode_document(&self) -> __p::Encoded {
            {
                let mut __out = __p::FieldsOut::of_document();
                __out.add("displayName", &self.display_name);
                __out.add("age", &self.age);
                __out.add("city", &self.city);
                __out
                    .add_with(
                        "home",
                        <Address as __p::ConvexField>::encode_field,
                        &self.home,
                    );
                __out.add("tags", &self.labels);
                __out.add("level", &self.level);
                __out
                    .add_with(
                        "team",
                        <Option<Id<Team>> as __p::ConvexField>::encode_field,
                        &self.team,
                    );
                __out.add("locale", &self.locale);
                __out.add("nick", &self.nick);
                __out
                    .add_with(
                        "role",
                        <Role as __p::ConvexField>::encode_field,
                        &self.role,
                    );
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
                    __p::Some(__4),
                    __p::Some(__5),
                    __p::Some(__6),
                    __p::Some(__7),
                    __p::Some(__8),
                    __p::Some(__9),
                ) = (
                    __in.field("displayName"),
                    __in.field("age"),
                    __in.field("city"),
                    __in.field_with("home", <Address as __p::ConvexField>::decode_field),
                    __in.field("tags"),
                    __in.field("level"),
                    __in
                        .field_with(
                            "team",
                            <Option<Id<Team>> as __p::ConvexField>::decode_field,
                        ),
                    __in.field("locale"),
                    __in.field("nick"),
                    __in.field_with("role", <Role as __p::ConvexField>::decode_field),
                ) {
                    __p::Some(Self {
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
        dropped(theme))] pub struct User { #[schema(renamed_from = user_name)] pub
        display_name : String, pub age : u32, pub city : Option < String >, pub home :
        Address, #[schema(renamed_from = tags, rename = "tags")] pub labels : Vec <
        String >, #[schema(kept)] pub level : f64, pub team : Option < Id < Team > >,
        #[schema(added, default = "en")] pub locale : String, #[schema(added, absent)]
        pub nick : Option < String >, #[schema(added, default = Role::Guest)] pub role :
        Role } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_users_2_User as User;
UserV1! {
    [::schema_core::__private::__transition] { Table #[schema(table = "users", version =
    2, from = UserV1, dropped(theme))] pub struct User { #[schema(renamed_from =
    user_name)] pub display_name : String, pub age : u32, pub city : Option < String >,
    pub home : Address, #[schema(renamed_from = tags, rename = "tags")] pub labels : Vec
    < String >, #[schema(kept)] pub level : f64, pub team : Option < Id < Team > >,
    #[schema(added, default = "en")] pub locale : String, #[schema(added, absent)] pub
    nick : Option < String >, #[schema(added, default = Role::Guest)] pub role : Role } }
}
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TransitionSpec for User {
        type Old = UserV1;
        type Fill = ();
        fn definition() -> __p::TransitionDef {
            __p::transition::<
                Self,
            >(
                    __p::ObjectBuilder::new()
                        .renamed("userName", "displayName", __p::Carry::AsStored)
                        .as_stored("age city")
                        .kept(
                            "home",
                            __p::keep(
                                |__old: &UserV1| &__old.home,
                                <_ as __p::KeepAsAnother<Address>>::carry,
                            ),
                        )
                        .as_stored("tags")
                        .kept_as_stored("level")
                        .kept(
                            "team",
                            __p::keep(
                                |__old: &UserV1| &__old.team,
                                <_ as __p::KeepAsOptional<Option<Id<Team>>>>::carry,
                            ),
                        )
                        .added(
                            "locale",
                            __p::default::<
                                String,
                            >(&{ ::std::string::String::from("en") }),
                        )
                        .added("nick", __p::Supply::Absent)
                        .added("role", __p::default::<Role>(&{ Role::Guest }))
                        .dropped(&["theme"])
                        .document(),
                )
                .finish()
        }
    }
};

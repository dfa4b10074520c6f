const _: () = {
    #[automatically_derived]
    impl ::schema_core::TableRef for User {
        const TABLE: &'static str = "users";
        type Line = Self;
    }
    #[automatically_derived]
    impl ::schema_core::Table for User {
        const VERSION: ::schema_core::version::VersionNumber = ::schema_core::version::VersionNumber(
            1u32,
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
                        (String, u8, Vec<f64>),
                    >("name type face"),
                    ::schema_core::__private::one(
                        "address",
                        <Address as ::schema_core::ConvexField>::describe_field,
                    ),
                ],
            )
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            ::schema_core::__private::marked(
                {
                    let mut __out = ::schema_core::__private::FieldsOut::of_document();
                    __out.add("name", &self.name);
                    __out.add("type", &self.r#type);
                    __out.add("face", &self.face);
                    __out
                        .add_with(
                            "address",
                            <Address as ::schema_core::ConvexField>::encode_field,
                            &self.address,
                        );
                    __out.document()
                },
                "schemaVersion",
                1u32,
            )
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
                    ::schema_core::__private::Some("schemaVersion"),
                );
                let __read = if let (
                    ::schema_core::__private::Some(__0),
                    ::schema_core::__private::Some(__1),
                    ::schema_core::__private::Some(__2),
                    ::schema_core::__private::Some(__3),
                ) = (
                    __in.field("name"),
                    __in.field("type"),
                    __in.field("face"),
                    __in
                        .field_with(
                            "address",
                            <Address as ::schema_core::ConvexField>::decode_field,
                        ),
                ) {
                    ::schema_core::__private::Some(Self {
                        name: __0,
                        r#type: __1,
                        face: __2,
                        address: __3,
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
                >(
                    ::schema_core::__private::list([
                        ::schema_core::__private::index(
                            "by_name",
                            &["name", "type"],
                            false,
                        ),
                        ::schema_core::__private::index(
                            "by_city",
                            &["address.city"],
                            true,
                        ),
                        ::schema_core::__private::search_index(
                            "search_name",
                            "name",
                            &["type"],
                            false,
                        ),
                        ::schema_core::__private::vector_index(
                            "by_face",
                            "face",
                            3u32,
                            &[],
                            false,
                        ),
                    ]),
                    ::schema_core::__private::Some("schemaVersion"),
                ),
            )
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_users_1_User {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "users", version = 1, version_field =
        "schemaVersion")] #[schema(index(by_name = [name, r#type]), index(by_city =
        ["address.city"], staged))] #[schema(search_index(search_name = name, filter =
        [r#type]))] #[schema(vector_index(by_face = face, dimensions = 3))] pub struct
        User { pub name : String, pub r#type : u8, pub face : Vec < f64 >, pub address :
        Address, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_users_1_User as User;

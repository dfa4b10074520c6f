const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TableRef for User {
        const TABLE: &'static str = "users";
        type Line = Self;
    }
    #[automatically_derived]
    impl __p::Table for User {
        const VERSION: __p::VersionNumber = __p::VersionNumber(1u32);
        fn describe_document(__scope: &mut __p::Scope) -> __p::Shape {
            __p::object(
                __scope,
                ::core::module_path!(),
                "User",
                &[
                    __p::plain::<(String, u8, Vec<f64>)>("name type face"),
                    __p::one("address", <Address as __p::ConvexField>::describe_field),
                ],
            )
        }
        fn encode_document(&self) -> __p::Encoded {
            __p::marked(
                {
                    let mut __out = __p::FieldsOut::of_document();
                    __out.add("name", &self.name);
                    __out.add("type", &self.r#type);
                    __out.add("face", &self.face);
                    __out
                        .add_with(
                            "address",
                            <Address as __p::ConvexField>::encode_field,
                            &self.address,
                        );
                    __out.document()
                },
                "schemaVersion",
                1u32,
            )
        }
        fn decode_document(__object: &__p::Object) -> __p::Decoded<Self> {
            {
                let mut __in = __p::FieldsIn::of_document(
                    __object,
                    __p::Some("schemaVersion"),
                );
                let __read = if let (
                    __p::Some(__0),
                    __p::Some(__1),
                    __p::Some(__2),
                    __p::Some(__3),
                ) = (
                    __in.field("name"),
                    __in.field("type"),
                    __in.field("face"),
                    __in
                        .field_with(
                            "address",
                            <Address as __p::ConvexField>::decode_field,
                        ),
                ) {
                    __p::Some(Self {
                        name: __0,
                        r#type: __1,
                        face: __2,
                        address: __3,
                    })
                } else {
                    __p::None
                };
                __in.finish(__read)
            }
        }
        fn history() -> __p::TableHistory {
            __p::TableHistory::begin(
                __p::table_version::<
                    Self,
                >(
                    __p::list([
                        __p::index("by_name", &["name", "type"], false),
                        __p::index("by_city", &["address.city"], true),
                        __p::search_index("search_name", "name", &["type"], false),
                        __p::vector_index("by_face", "face", 3u32, &[], false),
                    ]),
                    __p::Some("schemaVersion"),
                ),
            )
        }
    }
};
#[allow(unused_macros)]
macro_rules! __schema_users_1_User {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "users", version = 1, version_field =
        "schemaVersion")] #[schema(index(by_name = [name, r#type]), index(by_city =
        ["address.city"], staged))] #[schema(search_index(search_name = name, filter =
        [r#type]))] #[schema(vector_index(by_face = face, dimensions = 3))] pub struct
        User { pub name : String, pub r#type : u8, pub face : Vec < f64 >, pub address :
        Address } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_users_1_User as User;

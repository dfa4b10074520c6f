const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Address {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::object(
                __scope,
                ::core::module_path!(),
                "Address",
                &[
                    __p::plain::<(String, Option<String>)>("street_name:streetName zip"),
                    __p::one("type", <Kind as __p::ConvexField>::describe_field),
                    __p::plain::<(Vec<Vec<Nullable<Millis>>>,)>("tags"),
                    __p::one("at", <geo::Point as __p::ConvexField>::describe_field),
                    __p::plain::<(bool,)>("match"),
                ],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            let mut __out = __p::FieldsOut::of_object(__encoder);
            __out.add("streetName", &self.street_name);
            __out.add("zip", &self.zip);
            __out
                .add_with(
                    "type",
                    <Kind as __p::ConvexField>::encode_field,
                    &self.r#type,
                );
            __out.add("tags", &self.tags);
            __out
                .add_with(
                    "at",
                    <geo::Point as __p::ConvexField>::encode_field,
                    &self.at,
                );
            __out.add("match", &self.r#match);
            __p::Value::Object(__out.object(__encoder))
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            {
                let mut __in = __p::FieldsIn::of_object(__stored, __p::None);
                let __read = if let (
                    __p::Some(__0),
                    __p::Some(__1),
                    __p::Some(__2),
                    __p::Some(__3),
                    __p::Some(__4),
                    __p::Some(__5),
                ) = (
                    __in.field("streetName"),
                    __in.field("zip"),
                    __in.field_with("type", <Kind as __p::ConvexField>::decode_field),
                    __in.field("tags"),
                    __in
                        .field_with(
                            "at",
                            <geo::Point as __p::ConvexField>::decode_field,
                        ),
                    __in.field("match"),
                ) {
                    __p::Some(Self {
                        street_name: __0,
                        zip: __1,
                        r#type: __2,
                        tags: __3,
                        at: __4,
                        r#match: __5,
                    })
                } else {
                    __p::None
                };
                __in.finish(__read)
            }
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<Address> for Address {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_Address {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object pub struct Address { pub street_name : String, pub zip :
        Option < String >, #[schema(rename = "type")] pub r#type : Kind, tags : Vec < Vec
        < Nullable < Millis > > >, pub at : geo::Point, pub r#match : bool } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Address as Address;
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Empty {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::object(__scope, ::core::module_path!(), "Empty", &[])
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            let __out = __p::FieldsOut::of_object(__encoder);
            __p::Value::Object(__out.object(__encoder))
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            __p::FieldsIn::of_object(__stored, __p::None).finish(__p::Some(Self {}))
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<Empty> for Empty {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_Empty {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object struct Empty {} } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Empty as Empty;

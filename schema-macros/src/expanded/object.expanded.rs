const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for Address {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::object(
                __scope,
                ::core::module_path!(),
                "Address",
                &[
                    ::schema_core::__private::plain::<
                        (String, Option<String>),
                    >("street_name:streetName zip"),
                    ::schema_core::__private::one(
                        "type",
                        <Kind as ::schema_core::ConvexField>::describe_field,
                    ),
                    ::schema_core::__private::plain::<
                        (Vec<Vec<Nullable<Millis>>>,),
                    >("tags"),
                    ::schema_core::__private::one(
                        "at",
                        <geo::Point as ::schema_core::ConvexField>::describe_field,
                    ),
                    ::schema_core::__private::plain::<(bool,)>("match"),
                ],
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            let mut __out = ::schema_core::__private::FieldsOut::of_object(__encoder);
            __out.add("streetName", &self.street_name);
            __out.add("zip", &self.zip);
            __out
                .add_with(
                    "type",
                    <Kind as ::schema_core::ConvexField>::encode_field,
                    &self.r#type,
                );
            __out.add("tags", &self.tags);
            __out
                .add_with(
                    "at",
                    <geo::Point as ::schema_core::ConvexField>::encode_field,
                    &self.at,
                );
            __out.add("match", &self.r#match);
            ::schema_core::Value::Object(__out.object(__encoder))
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            {
                let mut __in = ::schema_core::__private::FieldsIn::of_object(
                    __stored,
                    ::schema_core::__private::None,
                );
                let __read = if let (
                    ::schema_core::__private::Some(__0),
                    ::schema_core::__private::Some(__1),
                    ::schema_core::__private::Some(__2),
                    ::schema_core::__private::Some(__3),
                    ::schema_core::__private::Some(__4),
                    ::schema_core::__private::Some(__5),
                ) = (
                    __in.field("streetName"),
                    __in.field("zip"),
                    __in
                        .field_with(
                            "type",
                            <Kind as ::schema_core::ConvexField>::decode_field,
                        ),
                    __in.field("tags"),
                    __in
                        .field_with(
                            "at",
                            <geo::Point as ::schema_core::ConvexField>::decode_field,
                        ),
                    __in.field("match"),
                ) {
                    ::schema_core::__private::Some(Self {
                        street_name: __0,
                        zip: __1,
                        r#type: __2,
                        tags: __3,
                        at: __4,
                        r#match: __5,
                    })
                } else {
                    ::schema_core::__private::None
                };
                __in.finish(__read)
            }
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Address> for Address {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_Address {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object pub struct Address { pub street_name : String, pub zip :
        Option < String >, #[schema(rename = "type")] pub r#type : Kind, tags : Vec < Vec
        < Nullable < Millis > > >, pub at : geo::Point, pub r#match : bool, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Address as Address;
const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for Empty {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::object(
                __scope,
                ::core::module_path!(),
                "Empty",
                &[],
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            let __out = ::schema_core::__private::FieldsOut::of_object(__encoder);
            ::schema_core::Value::Object(__out.object(__encoder))
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            ::schema_core::__private::FieldsIn::of_object(
                    __stored,
                    ::schema_core::__private::None,
                )
                .finish(::schema_core::__private::Some(Self {}))
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Empty> for Empty {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_Empty {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object struct Empty {} } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Empty as Empty;

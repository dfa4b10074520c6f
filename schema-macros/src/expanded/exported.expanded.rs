const _: () = {
    #[automatically_derived]
    impl ::renamed::schema::ConvexValue for Address {
        fn describe(
            __scope: &mut ::renamed::schema::shape::Scope,
        ) -> ::renamed::schema::shape::Shape {
            ::renamed::schema::__private::object(
                __scope,
                ::core::module_path!(),
                "Address",
                &[
                    ::renamed::schema::__private::plain::<(String,)>("street"),
                    ::renamed::schema::__private::one(
                        "other",
                        <Other as ::renamed::schema::ConvexField>::describe_field,
                    ),
                ],
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::renamed::schema::convert::Encoder,
        ) -> ::renamed::schema::Value {
            let mut __out = ::renamed::schema::__private::FieldsOut::of_object(
                __encoder,
            );
            __out.add("street", &self.street);
            __out
                .add_with(
                    "other",
                    <Other as ::renamed::schema::ConvexField>::encode_field,
                    &self.other,
                );
            ::renamed::schema::Value::Object(__out.object(__encoder))
        }
        fn decode(
            __stored: &::renamed::schema::Value,
        ) -> ::renamed::schema::__private::Result<
            Self,
            ::renamed::schema::convert::DecodeError,
        > {
            {
                let mut __in = ::renamed::schema::__private::FieldsIn::of_object(
                    __stored,
                    ::renamed::schema::__private::None,
                );
                let __read = if let (
                    ::renamed::schema::__private::Some(__0),
                    ::renamed::schema::__private::Some(__1),
                ) = (
                    __in.field("street"),
                    __in
                        .field_with(
                            "other",
                            <Other as ::renamed::schema::ConvexField>::decode_field,
                        ),
                ) {
                    ::renamed::schema::__private::Some(Self { street: __0, other: __1 })
                } else {
                    ::renamed::schema::__private::None
                };
                __in.finish(__read)
            }
        }
    }
    #[automatically_derived]
    impl ::renamed::schema::transition::KeepAs<Address> for Address {}
};
#[doc(hidden)]
#[allow(unused_macros)]
#[macro_export]
macro_rules! __schema_nested_Address {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object #[schema(crate = "::renamed::schema", export)] pub struct
        Address { pub street : String, pub other : Other, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub use __schema_nested_Address as Address;

const _: () = {
    use ::renamed::schema::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Address {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::object(
                __scope,
                ::core::module_path!(),
                "Address",
                &[
                    __p::plain::<(String,)>("street"),
                    __p::one("other", <Other as __p::ConvexField>::describe_field),
                ],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            let mut __out = __p::FieldsOut::of_object(__encoder);
            __out.add("street", &self.street);
            __out
                .add_with(
                    "other",
                    <Other as __p::ConvexField>::encode_field,
                    &self.other,
                );
            __p::Value::Object(__out.object(__encoder))
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            {
                let mut __in = __p::FieldsIn::of_object(__stored, __p::None);
                let __read = if let (__p::Some(__0), __p::Some(__1)) = (
                    __in.field("street"),
                    __in.field_with("other", <Other as __p::ConvexField>::decode_field),
                ) {
                    __p::Some(Self { street: __0, other: __1 })
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
#[doc(hidden)]
#[macro_export]
macro_rules! __schema_nested_Address {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object #[schema(crate = "::renamed::schema", export)] pub struct
        Address { pub street : String, pub other : Other } } $new }
    };
}
#[allow(unused_imports)]
#[doc(hidden)]
pub use __schema_nested_Address as Address;

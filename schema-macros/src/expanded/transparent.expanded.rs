const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Plain {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __scope.transparent::<Vec<Other>>(::core::module_path!(), "Plain", __p::None)
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            <Vec<Other> as __p::ConvexValue>::encode(&self.0, __encoder)
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            __p::Ok(Self(<Vec<Other> as __p::ConvexValue>::decode(__stored)?))
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<Plain> for Plain {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_Plain {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object pub struct Plain(Vec < Other >); } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Plain as Plain;
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Email {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __scope
                .transparent::<
                    String,
                >(::core::module_path!(), "Email", __p::Some("checks::is_email"))
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            <String as __p::ConvexValue>::encode(&self.0, __encoder)
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            __p::checked(
                    <String as __p::ConvexValue>::decode(__stored)?,
                    __stored,
                    |__value: &String| checks::is_email(__value),
                )
                .map(Self)
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<Email> for Email {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_Email {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object #[schema(check = checks::is_email)] pub struct Email(pub
        String); } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Email as Email;

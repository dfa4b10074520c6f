const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for Plain {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            __scope
                .transparent::<
                    Vec<Other>,
                >(::core::module_path!(), "Plain", ::schema_core::__private::None)
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            <Vec<Other> as ::schema_core::ConvexValue>::encode(&self.0, __encoder)
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            ::schema_core::__private::Ok(
                Self(<Vec<Other> as ::schema_core::ConvexValue>::decode(__stored)?),
            )
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Plain> for Plain {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_Plain {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object pub struct Plain(Vec < Other >); } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Plain as Plain;
const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for Email {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            __scope
                .transparent::<
                    String,
                >(
                    ::core::module_path!(),
                    "Email",
                    ::schema_core::__private::Some("checks::is_email"),
                )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            <String as ::schema_core::ConvexValue>::encode(&self.0, __encoder)
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            ::schema_core::__private::checked(
                    <String as ::schema_core::ConvexValue>::decode(__stored)?,
                    __stored,
                    |__value: &String| checks::is_email(__value),
                )
                .map(Self)
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Email> for Email {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_Email {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object #[schema(check = checks::is_email)] pub struct Email(pub
        String); } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Email as Email;

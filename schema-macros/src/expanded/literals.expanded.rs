const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for Level {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::texts(
                __scope,
                ::core::module_path!(),
                "Level",
                &[
                    ("VeryLow", "very-low"),
                    ("Medium", "m/2"),
                    ("fn", "fn"),
                    ("None", "none"),
                ],
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            ::schema_core::__private::text(
                match self {
                    Self::VeryLow => "very-low",
                    Self::Medium => "m/2",
                    Self::r#fn => "fn",
                    Self::None => "none",
                },
            )
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            match ::schema_core::__private::text_of(__stored) {
                ::schema_core::__private::Some("very-low") => {
                    ::schema_core::__private::Ok(Self::VeryLow)
                }
                ::schema_core::__private::Some("m/2") => {
                    ::schema_core::__private::Ok(Self::Medium)
                }
                ::schema_core::__private::Some("fn") => {
                    ::schema_core::__private::Ok(Self::r#fn)
                }
                ::schema_core::__private::Some("none") => {
                    ::schema_core::__private::Ok(Self::None)
                }
                _ => {
                    ::schema_core::__private::Err(
                        ::schema_core::__private::no_variant("Level", __stored),
                    )
                }
            }
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Level> for Level {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_Level {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union #[schema(rename_all = "kebab-case")] pub enum Level {
        VeryLow, #[schema(rename = "m/2")] Medium, r#fn, None, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Level as Level;
const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for Every {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::literals(
                __scope,
                ::core::module_path!(),
                "Every",
                ::schema_core::__private::list([
                    ("Number", ::schema_core::validator::Literal::number(1f64)),
                    ("Int64", ::schema_core::validator::Literal::int64(-2i64)),
                    ("Boolean", ::schema_core::validator::Literal::boolean(true)),
                    ("Text", ::schema_core::validator::Literal::string("text")),
                ]),
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            match self {
                Self::Number => ::schema_core::Value::Float64(1f64),
                Self::Int64 => ::schema_core::Value::Int64(-2i64),
                Self::Boolean => ::schema_core::Value::Boolean(true),
                Self::Text => ::schema_core::__private::text("text"),
            }
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            if ::schema_core::__private::is_literal(
                __stored,
                &::schema_core::validator::Literal::number(1f64),
            ) {
                return ::schema_core::__private::Ok(Self::Number);
            }
            if ::schema_core::__private::is_literal(
                __stored,
                &::schema_core::validator::Literal::int64(-2i64),
            ) {
                return ::schema_core::__private::Ok(Self::Int64);
            }
            if ::schema_core::__private::is_literal(
                __stored,
                &::schema_core::validator::Literal::boolean(true),
            ) {
                return ::schema_core::__private::Ok(Self::Boolean);
            }
            if ::schema_core::__private::is_literal(
                __stored,
                &::schema_core::validator::Literal::string("text"),
            ) {
                return ::schema_core::__private::Ok(Self::Text);
            }
            ::schema_core::__private::Err(
                ::schema_core::__private::no_variant("Every", __stored),
            )
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Every> for Every {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_Every {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union pub enum Every { #[schema(value = 1)] Number,
        #[schema(value = - 2i64)] Int64, #[schema(value = true)] Boolean, Text, } } $new
        }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Every as Every;

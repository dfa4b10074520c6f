const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Level {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::texts(
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
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            __p::text(
                match self {
                    Self::VeryLow => "very-low",
                    Self::Medium => "m/2",
                    Self::r#fn => "fn",
                    Self::None => "none",
                },
            )
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            match __p::text_of(__stored) {
                __p::Some("very-low") => __p::Ok(Self::VeryLow),
                __p::Some("m/2") => __p::Ok(Self::Medium),
                __p::Some("fn") => __p::Ok(Self::r#fn),
                __p::Some("none") => __p::Ok(Self::None),
                _ => __p::Err(__p::no_variant("Level", __stored)),
            }
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<Level> for Level {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_Level {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union #[schema(rename_all = "kebab-case")] pub enum Level {
        VeryLow, #[schema(rename = "m/2")] Medium, r#fn, None } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Level as Level;
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Every {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::literals(
                __scope,
                ::core::module_path!(),
                "Every",
                __p::list([
                    ("Number", __p::Literal::number(1f64)),
                    ("Int64", __p::Literal::int64(-2i64)),
                    ("Boolean", __p::Literal::boolean(true)),
                    ("Text", __p::Literal::string("text")),
                ]),
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            match self {
                Self::Number => __p::Value::Float64(1f64),
                Self::Int64 => __p::Value::Int64(-2i64),
                Self::Boolean => __p::Value::Boolean(true),
                Self::Text => __p::text("text"),
            }
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            if __p::is_literal(__stored, &__p::Literal::number(1f64)) {
                return __p::Ok(Self::Number);
            }
            if __p::is_literal(__stored, &__p::Literal::int64(-2i64)) {
                return __p::Ok(Self::Int64);
            }
            if __p::is_literal(__stored, &__p::Literal::boolean(true)) {
                return __p::Ok(Self::Boolean);
            }
            if __p::is_literal(__stored, &__p::Literal::string("text")) {
                return __p::Ok(Self::Text);
            }
            __p::Err(__p::no_variant("Every", __stored))
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<Every> for Every {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_Every {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union pub enum Every { #[schema(value = 1)] Number,
        #[schema(value = - 2i64)] Int64, #[schema(value = true)] Boolean, Text } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Every as Every;

const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Loose {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::union(
                __scope,
                ::core::module_path!(),
                "Loose",
                __p::None,
                &[
                    __p::Variant {
                        ident: "None",
                        tag: "none",
                        content: __p::Content::Unit,
                    },
                    __p::Variant {
                        ident: "Text",
                        tag: "text",
                        content: __p::Content::Newtype(
                            <String as __p::ConvexValue>::describe,
                        ),
                    },
                    __p::Variant {
                        ident: "Fields",
                        tag: "fields",
                        content: __p::Content::Fields(
                            &[
                                __p::plain::<(f64,)>("a"),
                                __p::one("b", <Other as __p::ConvexField>::describe_field),
                            ],
                        ),
                    },
                ],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            match self {
                Self::None => __p::Value::Null,
                Self::Text(__content) => {
                    <String as __p::ConvexValue>::encode(__content, __encoder)
                }
                Self::Fields { a: __0, b: __1 } => {
                    let mut __out = __p::FieldsOut::of_object(__encoder);
                    __out.add("a", __0);
                    __out.add_with("b", <Other as __p::ConvexField>::encode_field, __1);
                    __p::Value::Object(__out.object(__encoder))
                }
            }
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            if let __p::Value::Null = __stored {
                return __p::Ok(Self::None);
            }
            if let __p::Ok(__value) = <String as __p::ConvexValue>::decode(__stored)
                .map(Self::Text)
            {
                return __p::Ok(__value);
            }
            if let __p::Ok(__value) = {
                let mut __in = __p::FieldsIn::of_object(__stored, __p::None);
                let __read = if let (__p::Some(__0), __p::Some(__1)) = (
                    __in.field("a"),
                    __in.field_with("b", <Other as __p::ConvexField>::decode_field),
                ) {
                    __p::Some(Self::Fields { a: __0, b: __1 })
                } else {
                    __p::None
                };
                __in.finish(__read)
            } {
                return __p::Ok(__value);
            }
            __p::Err(__p::no_variant("Loose", __stored))
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<Loose> for Loose {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_Loose {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union #[schema(untagged)] pub enum Loose { None, Text(String),
        Fields { a : f64, b : Other } } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Loose as Loose;

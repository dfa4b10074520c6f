const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for Loose {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::union(
                __scope,
                ::core::module_path!(),
                "Loose",
                ::schema_core::__private::None,
                &[
                    ::schema_core::__private::Variant {
                        ident: "None",
                        tag: "none",
                        content: ::schema_core::__private::Content::Unit,
                    },
                    ::schema_core::__private::Variant {
                        ident: "Text",
                        tag: "text",
                        content: ::schema_core::__private::Content::Newtype(
                            <String as ::schema_core::ConvexValue>::describe,
                        ),
                    },
                    ::schema_core::__private::Variant {
                        ident: "Fields",
                        tag: "fields",
                        content: ::schema_core::__private::Content::Fields(
                            &[
                                ::schema_core::__private::plain::<(f64,)>("a"),
                                ::schema_core::__private::one(
                                    "b",
                                    <Other as ::schema_core::ConvexField>::describe_field,
                                ),
                            ],
                        ),
                    },
                ],
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            match self {
                Self::None => ::schema_core::Value::Null,
                Self::Text(__content) => {
                    <String as ::schema_core::ConvexValue>::encode(__content, __encoder)
                }
                Self::Fields { a: __0, b: __1 } => {
                    let mut __out = ::schema_core::__private::FieldsOut::of_object(
                        __encoder,
                    );
                    __out.add("a", __0);
                    __out
                        .add_with(
                            "b",
                            <Other as ::schema_core::ConvexField>::encode_field,
                            __1,
                        );
                    ::schema_core::Value::Object(__out.object(__encoder))
                }
            }
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            if let ::schema_core::Value::Null = __stored {
                return ::schema_core::__private::Ok(Self::None);
            }
            if let ::schema_core::__private::Ok(__value) = <String as ::schema_core::ConvexValue>::decode(
                    __stored,
                )
                .map(Self::Text)
            {
                return ::schema_core::__private::Ok(__value);
            }
            if let ::schema_core::__private::Ok(__value) = {
                let mut __in = ::schema_core::__private::FieldsIn::of_object(
                    __stored,
                    ::schema_core::__private::None,
                );
                let __read = if let (
                    ::schema_core::__private::Some(__0),
                    ::schema_core::__private::Some(__1),
                ) = (
                    __in.field("a"),
                    __in
                        .field_with(
                            "b",
                            <Other as ::schema_core::ConvexField>::decode_field,
                        ),
                ) {
                    ::schema_core::__private::Some(Self::Fields { a: __0, b: __1 })
                } else {
                    ::schema_core::__private::None
                };
                __in.finish(__read)
            } {
                return ::schema_core::__private::Ok(__value);
            }
            ::schema_core::__private::Err(
                ::schema_core::__private::no_variant("Loose", __stored),
            )
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Loose> for Loose {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_Loose {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union #[schema(untagged)] pub enum Loose { None, Text(String),
        Fields { a : f64, b : Other }, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Loose as Loose;

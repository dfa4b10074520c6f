const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for Shape {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::union(
                __scope,
                ::core::module_path!(),
                "Shape",
                ::schema_core::__private::Some("kind"),
                &[
                    ::schema_core::__private::Variant {
                        ident: "Nothing",
                        tag: "nothing",
                        content: ::schema_core::__private::Content::Unit,
                    },
                    ::schema_core::__private::Variant {
                        ident: "Some",
                        tag: "some",
                        content: ::schema_core::__private::Content::Fields(
                            &[
                                ::schema_core::__private::plain::<(f64,)>("__out:out"),
                                ::schema_core::__private::one(
                                    "type",
                                    <Option<Unit> as ::schema_core::ConvexField>::describe_field,
                                ),
                            ],
                        ),
                    },
                    ::schema_core::__private::Variant {
                        ident: "Circle",
                        tag: "circle",
                        content: ::schema_core::__private::Content::Newtype(
                            <Circle as ::schema_core::ConvexValue>::describe,
                        ),
                    },
                    ::schema_core::__private::Variant {
                        ident: "Empty",
                        tag: "empty",
                        content: ::schema_core::__private::Content::Fields(&[]),
                    },
                ],
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            match self {
                Self::Nothing => ::schema_core::__private::only_tag("kind", "nothing"),
                Self::Some { __out: __0, r#type: __1 } => {
                    let mut __out = ::schema_core::__private::FieldsOut::of_object(
                        __encoder,
                    );
                    __out.add("out", __0);
                    __out
                        .add_with(
                            "type",
                            <Option<Unit> as ::schema_core::ConvexField>::encode_field,
                            __1,
                        );
                    ::schema_core::__private::with_tag(
                        ::schema_core::Value::Object(__out.object(__encoder)),
                        "kind",
                        "some",
                    )
                }
                Self::Circle(__content) => {
                    ::schema_core::__private::with_tag(
                        <Circle as ::schema_core::ConvexValue>::encode(
                            __content,
                            __encoder,
                        ),
                        "kind",
                        "circle",
                    )
                }
                Self::Empty {} => {
                    let __out = ::schema_core::__private::FieldsOut::of_object(
                        __encoder,
                    );
                    ::schema_core::__private::with_tag(
                        ::schema_core::Value::Object(__out.object(__encoder)),
                        "kind",
                        "empty",
                    )
                }
            }
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            match ::schema_core::__private::tag_of(__stored, "kind")? {
                "nothing" => {
                    ::schema_core::__private::FieldsIn::of_object(
                            __stored,
                            ::schema_core::__private::Some("kind"),
                        )
                        .finish(::schema_core::__private::Some(Self::Nothing {}))
                }
                "some" => {
                    let mut __in = ::schema_core::__private::FieldsIn::of_object(
                        __stored,
                        ::schema_core::__private::Some("kind"),
                    );
                    let __read = if let (
                        ::schema_core::__private::Some(__0),
                        ::schema_core::__private::Some(__1),
                    ) = (
                        __in.field("out"),
                        __in
                            .field_with(
                                "type",
                                <Option<Unit> as ::schema_core::ConvexField>::decode_field,
                            ),
                    ) {
                        ::schema_core::__private::Some(Self::Some {
                            __out: __0,
                            r#type: __1,
                        })
                    } else {
                        ::schema_core::__private::None
                    };
                    __in.finish(__read)
                }
                "circle" => {
                    <Circle as ::schema_core::ConvexValue>::decode(
                            &::schema_core::__private::without_tag(__stored, "kind")?,
                        )
                        .map(Self::Circle)
                }
                "empty" => {
                    ::schema_core::__private::FieldsIn::of_object(
                            __stored,
                            ::schema_core::__private::Some("kind"),
                        )
                        .finish(::schema_core::__private::Some(Self::Empty {}))
                }
                __other => {
                    ::schema_core::__private::Err(
                        ::schema_core::__private::unknown_tag(
                            "kind",
                            __other,
                            &["nothing", "some", "circle", "empty"],
                        ),
                    )
                }
            }
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Shape> for Shape {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_Shape {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union #[schema(tag = "kind")] pub enum Shape { Nothing, Some {
        __out : f64, r#type : Option < Unit > }, Circle(Circle), Empty {}, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Shape as Shape;

const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Shape {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::union(
                __scope,
                ::core::module_path!(),
                "Shape",
                __p::Some("kind"),
                &[
                    __p::Variant {
                        ident: "Nothing",
                        tag: "nothing",
                        content: __p::Content::Unit,
                    },
                    __p::Variant {
                        ident: "Some",
                        tag: "some",
                        content: __p::Content::Fields(
                            &[
                                __p::plain::<(f64,)>("__out:out"),
                                __p::one(
                                    "type",
                                    <Option<Unit> as __p::ConvexField>::describe_field,
                                ),
                            ],
                        ),
                    },
                    __p::Variant {
                        ident: "Circle",
                        tag: "circle",
                        content: __p::Content::Newtype(
                            <Circle as __p::ConvexValue>::describe,
                        ),
                    },
                    __p::Variant {
                        ident: "Empty",
                        tag: "empty",
                        content: __p::Content::Fields(&[]),
                    },
                ],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            match self {
                Self::Nothing => __p::only_tag("kind", "nothing"),
                Self::Some { __out: __0, r#type: __1 } => {
                    let mut __out = __p::FieldsOut::of_object(__encoder);
                    __out.add("out", __0);
                    __out
                        .add_with(
                            "type",
                            <Option<Unit> as __p::ConvexField>::encode_field,
                            __1,
                        );
                    __p::with_tag(
                        __p::Value::Object(__out.object(__encoder)),
                        "kind",
                        "some",
                    )
                }
                Self::Circle(__content) => {
                    __p::with_tag(
                        <Circle as __p::ConvexValue>::encode(__content, __encoder),
                        "kind",
                        "circle",
                    )
                }
                Self::Empty {} => {
                    let __out = __p::FieldsOut::of_object(__encoder);
                    __p::with_tag(
                        __p::Value::Object(__out.object(__encoder)),
                        "kind",
                        "empty",
                    )
                }
            }
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            match __p::tag_of(__stored, "kind")? {
                "nothing" => {
                    __p::FieldsIn::of_object(__stored, __p::Some("kind"))
                        .finish(__p::Some(Self::Nothing {}))
                }
                "some" => {
                    let mut __in = __p::FieldsIn::of_object(__stored, __p::Some("kind"));
                    let __read = if let (__p::Some(__0), __p::Some(__1)) = (
                        __in.field("out"),
                        __in
                            .field_with(
                                "type",
                                <Option<Unit> as __p::ConvexField>::decode_field,
                            ),
                    ) {
                        __p::Some(Self::Some {
                            __out: __0,
                            r#type: __1,
                        })
                    } else {
                        __p::None
                    };
                    __in.finish(__read)
                }
                "circle" => {
                    <Circle as __p::ConvexValue>::decode(
                            &__p::without_tag(__stored, "kind")?,
                        )
                        .map(Self::Circle)
                }
                "empty" => {
                    __p::FieldsIn::of_object(__stored, __p::Some("kind"))
                        .finish(__p::Some(Self::Empty {}))
                }
                __other => {
                    __p::Err(
                        __p::unknown_tag(
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
    impl __p::KeepAs<Shape> for Shape {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_Shape {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union #[schema(tag = "kind")] pub enum Shape { Nothing, Some {
        __out : f64, r#type : Option < Unit > }, Circle(Circle), Empty {} } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Shape as Shape;

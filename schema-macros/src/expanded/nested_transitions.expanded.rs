const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for AddressV1 {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::object(
                __scope,
                ::core::module_path!(),
                "AddressV1",
                &[
                    ::schema_core::__private::plain::<(String,)>("street"),
                    ::schema_core::__private::one(
                        "geo",
                        <v1::Geo as ::schema_core::ConvexField>::describe_field,
                    ),
                ],
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            let mut __out = ::schema_core::__private::FieldsOut::of_object(__encoder);
            __out.add("street", &self.street);
            __out
                .add_with(
                    "geo",
                    <v1::Geo as ::schema_core::ConvexField>::encode_field,
                    &self.geo,
                );
            ::schema_core::Value::Object(__out.object(__encoder))
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            {
                let mut __in = ::schema_core::__private::FieldsIn::of_object(
                    __stored,
                    ::schema_core::__private::None,
                );
                let __read = if let (
                    ::schema_core::__private::Some(__0),
                    ::schema_core::__private::Some(__1),
                ) = (
                    __in.field("street"),
                    __in
                        .field_with(
                            "geo",
                            <v1::Geo as ::schema_core::ConvexField>::decode_field,
                        ),
                ) {
                    ::schema_core::__private::Some(Self { street: __0, geo: __1 })
                } else {
                    ::schema_core::__private::None
                };
                __in.finish(__read)
            }
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<AddressV1> for AddressV1 {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_AddressV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object pub struct AddressV1 { pub street : String, pub geo :
        v1::Geo, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_AddressV1 as AddressV1;
const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for Address {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::object(
                __scope,
                ::core::module_path!(),
                "Address",
                &[
                    ::schema_core::__private::plain::<(String,)>("street"),
                    ::schema_core::__private::one(
                        "geo",
                        <Geo as ::schema_core::ConvexField>::describe_field,
                    ),
                    ::schema_core::__private::plain::<(String,)>("city"),
                ],
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            let mut __out = ::schema_core::__private::FieldsOut::of_object(__encoder);
            __out.add("street", &self.street);
            __out
                .add_with(
                    "geo",
                    <Geo as ::schema_core::ConvexField>::encode_field,
                    &self.geo,
                );
            __out.add("city", &self.city);
            ::schema_core::Value::Object(__out.object(__encoder))
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            {
                let mut __in = ::schema_core::__private::FieldsIn::of_object(
                    __stored,
                    ::schema_core::__private::None,
                );
                let __read = if let (
                    ::schema_core::__private::Some(__0),
                    ::schema_core::__private::Some(__1),
                    ::schema_core::__private::Some(__2),
                ) = (
                    __in.field("street"),
                    __in
                        .field_with(
                            "geo",
                            <Geo as ::schema_core::ConvexField>::decode_field,
                        ),
                    __in.field("city"),
                ) {
                    ::schema_core::__private::Some(Self {
                        street: __0,
                        geo: __1,
                        city: __2,
                    })
                } else {
                    ::schema_core::__private::None
                };
                __in.finish(__read)
            }
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Address> for Address {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_Address {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object #[schema(from = AddressV1)] pub struct Address { pub
        street : String, pub geo : Geo, #[schema(added)] pub city : String, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Address as Address;
AddressV1! {
    [::schema_core::__private::__transition] { Object #[schema(from = AddressV1)] pub
    struct Address { pub street : String, pub geo : Geo, #[schema(added)] pub city :
    String, } }
}
///The values of `Address` that a document of the version before can't give.
pub struct AddressFill {
    ///`city` of `Address`.
    pub city: String,
}
#[automatically_derived]
impl ::schema_core::transition::FillValues for AddressFill {
    fn encode_fill(
        &self,
        __encoder: &mut ::schema_core::convert::Encoder,
    ) -> ::schema_core::value::Object {
        let mut __out = ::schema_core::__private::FieldsOut::of_object(__encoder);
        __out.add("city", &self.city);
        __out.object(__encoder)
    }
}
const _: () = {
    #[allow(unused_imports)]
    use ::schema_core::__private::NotGiven as _;
    const _: () = if !::schema_core::__private::Given::<Address>::NESTED_TRANSITION {
        ::schema_core::__private::explain(
            "`AddressV1` can't give these values of `Address`: `city: String`\n\n  = help: give them:\nimpl schema_core::NestedTransition for Address {\n    fn fill(old: &Self::Old) -> Result<AddressFill, schema_core::Refusal> {\n        Ok(AddressFill { city: todo!() })\n    }\n}",
        )
    };
    #[automatically_derived]
    impl ::schema_core::transition::NestedSpec for Address {
        type Old = AddressV1;
        type Fill = AddressFill;
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Address> for AddressV1 {
        fn carry() -> ::schema_core::transition::Carry {
            ::schema_core::__private::ObjectBuilder::new()
                .as_stored("street")
                .kept(
                    "geo",
                    ::schema_core::__private::keep(
                        |__old: &AddressV1| &__old.geo,
                        <_ as ::schema_core::transition::KeepAsAnother<Geo>>::carry,
                    ),
                )
                .added("city", ::schema_core::transition::Supply::Fill)
                .filled(::schema_core::__private::Given::<Address>::nested_fill())
                .nested()
        }
    }
};
const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for LevelV1 {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::texts(
                __scope,
                ::core::module_path!(),
                "LevelV1",
                &[("Low", "low"), ("High", "high"), ("Odd", "odd")],
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            ::schema_core::__private::text(
                match self {
                    Self::Low => "low",
                    Self::High => "high",
                    Self::Odd => "odd",
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
                ::schema_core::__private::Some("low") => {
                    ::schema_core::__private::Ok(Self::Low)
                }
                ::schema_core::__private::Some("high") => {
                    ::schema_core::__private::Ok(Self::High)
                }
                ::schema_core::__private::Some("odd") => {
                    ::schema_core::__private::Ok(Self::Odd)
                }
                _ => {
                    ::schema_core::__private::Err(
                        ::schema_core::__private::no_variant("LevelV1", __stored),
                    )
                }
            }
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<LevelV1> for LevelV1 {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_LevelV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union pub enum LevelV1 { Low, High, Odd, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_LevelV1 as LevelV1;
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
                &[("Low", "low"), ("Top", "top"), ("New", "new")],
            )
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            ::schema_core::__private::text(
                match self {
                    Self::Low => "low",
                    Self::Top => "top",
                    Self::New => "new",
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
                ::schema_core::__private::Some("low") => {
                    ::schema_core::__private::Ok(Self::Low)
                }
                ::schema_core::__private::Some("top") => {
                    ::schema_core::__private::Ok(Self::Top)
                }
                ::schema_core::__private::Some("new") => {
                    ::schema_core::__private::Ok(Self::New)
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
        $($then)* ! { { Union #[schema(from = LevelV1, dropped(Odd))] pub enum Level {
        Low, #[schema(renamed_from = High)] Top, New, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Level as Level;
LevelV1! {
    [::schema_core::__private::__transition] { Union #[schema(from = LevelV1,
    dropped(Odd))] pub enum Level { Low, #[schema(renamed_from = High)] Top, New, } }
}
const _: () = {
    #[allow(unused_imports)]
    use ::schema_core::__private::NotGiven as _;
    const _: () = if !::schema_core::__private::Given::<Level>::NESTED_UNION_TRANSITION {
        ::schema_core::__private::explain(
            "nothing says what becomes of `Odd` of `LevelV1` in `Level`\n\n  = help: say it:\nimpl schema_core::NestedUnionTransition for Level {\n    fn carry(old: &Self::Old) -> Result<Self, schema_core::Refusal> {\n        todo!()\n    }\n}",
        )
    };
    #[automatically_derived]
    impl ::schema_core::transition::NestedSpec for Level {
        type Old = LevelV1;
        type Fill = ();
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Level> for LevelV1 {
        fn carry() -> ::schema_core::transition::Carry {
            ::schema_core::__private::union_carry_of(
                ::schema_core::__private::list([
                    ::schema_core::__private::variant(
                        "Low",
                        ::schema_core::transition::VariantMatch::Literal(
                            ::schema_core::validator::Literal::string("low"),
                        ),
                        ::schema_core::transition::VariantOrigin::Kept(
                            ::schema_core::transition::Carry::AsStored,
                        ),
                    ),
                    ::schema_core::__private::variant(
                        "High",
                        ::schema_core::transition::VariantMatch::Literal(
                            ::schema_core::validator::Literal::string("high"),
                        ),
                        ::schema_core::transition::VariantOrigin::Literal(
                            ::schema_core::validator::Literal::string("top"),
                        ),
                    ),
                    ::schema_core::__private::variant(
                        "Odd",
                        ::schema_core::transition::VariantMatch::Literal(
                            ::schema_core::validator::Literal::string("odd"),
                        ),
                        ::schema_core::transition::VariantOrigin::Fill {
                            dropped: true,
                        },
                    ),
                ]),
                ::schema_core::__private::Some(
                    ::schema_core::__private::Given::<Level>::nested_union_carry(),
                ),
            )
        }
    }
};
const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for ShapeV1 {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::union(
                __scope,
                ::core::module_path!(),
                "ShapeV1",
                ::schema_core::__private::Some("kind"),
                &[
                    ::schema_core::__private::Variant {
                        ident: "Nothing",
                        tag: "nothing",
                        content: ::schema_core::__private::Content::Unit,
                    },
                    ::schema_core::__private::Variant {
                        ident: "Circle",
                        tag: "circle",
                        content: ::schema_core::__private::Content::Fields(
                            &[
                                ::schema_core::__private::plain::<(f64,)>("radius"),
                                ::schema_core::__private::one(
                                    "center",
                                    <v1::Point as ::schema_core::ConvexField>::describe_field,
                                ),
                            ],
                        ),
                    },
                    ::schema_core::__private::Variant {
                        ident: "Other",
                        tag: "other",
                        content: ::schema_core::__private::Content::Newtype(
                            <v1::Other as ::schema_core::ConvexValue>::describe,
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
                Self::Nothing => ::schema_core::__private::only_tag("kind", "nothing"),
                Self::Circle { radius: __0, center: __1 } => {
                    let mut __out = ::schema_core::__private::FieldsOut::of_object(
                        __encoder,
                    );
                    __out.add("radius", __0);
                    __out
                        .add_with(
                            "center",
                            <v1::Point as ::schema_core::ConvexField>::encode_field,
                            __1,
                        );
                    ::schema_core::__private::with_tag(
                        ::schema_core::Value::Object(__out.object(__encoder)),
                        "kind",
                        "circle",
                    )
                }
                Self::Other(__content) => {
                    ::schema_core::__private::with_tag(
                        <v1::Other as ::schema_core::ConvexValue>::encode(
                            __content,
                            __encoder,
                        ),
                        "kind",
                        "other",
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
                "circle" => {
                    let mut __in = ::schema_core::__private::FieldsIn::of_object(
                        __stored,
                        ::schema_core::__private::Some("kind"),
                    );
                    let __read = if let (
                        ::schema_core::__private::Some(__0),
                        ::schema_core::__private::Some(__1),
                    ) = (
                        __in.field("radius"),
                        __in
                            .field_with(
                                "center",
                                <v1::Point as ::schema_core::ConvexField>::decode_field,
                            ),
                    ) {
                        ::schema_core::__private::Some(Self::Circle {
                            radius: __0,
                            center: __1,
                        })
                    } else {
                        ::schema_core::__private::None
                    };
                    __in.finish(__read)
                }
                "other" => {
                    <v1::Other as ::schema_core::ConvexValue>::decode(
                            &::schema_core::__private::without_tag(__stored, "kind")?,
                        )
                        .map(Self::Other)
                }
                __other => {
                    ::schema_core::__private::Err(
                        ::schema_core::__private::unknown_tag(
                            "kind",
                            __other,
                            &["nothing", "circle", "other"],
                        ),
                    )
                }
            }
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<ShapeV1> for ShapeV1 {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_ShapeV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union #[schema(tag = "kind")] pub enum ShapeV1 { Nothing, Circle
        { radius : f64, center : v1::Point }, Other(v1::Other), } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_ShapeV1 as ShapeV1;
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
                        ident: "Round",
                        tag: "round",
                        content: ::schema_core::__private::Content::Fields(
                            &[
                                ::schema_core::__private::plain::<(f64,)>("size"),
                                ::schema_core::__private::one(
                                    "center",
                                    <Point as ::schema_core::ConvexField>::describe_field,
                                ),
                            ],
                        ),
                    },
                    ::schema_core::__private::Variant {
                        ident: "Other",
                        tag: "other",
                        content: ::schema_core::__private::Content::Newtype(
                            <Other as ::schema_core::ConvexValue>::describe,
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
                Self::Nothing => ::schema_core::__private::only_tag("kind", "nothing"),
                Self::Round { size: __0, center: __1 } => {
                    let mut __out = ::schema_core::__private::FieldsOut::of_object(
                        __encoder,
                    );
                    __out.add("size", __0);
                    __out
                        .add_with(
                            "center",
                            <Point as ::schema_core::ConvexField>::encode_field,
                            __1,
                        );
                    ::schema_core::__private::with_tag(
                        ::schema_core::Value::Object(__out.object(__encoder)),
                        "kind",
                        "round",
                    )
                }
                Self::Other(__content) => {
                    ::schema_core::__private::with_tag(
                        <Other as ::schema_core::ConvexValue>::encode(
                            __content,
                            __encoder,
                        ),
                        "kind",
                        "other",
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
                "round" => {
                    let mut __in = ::schema_core::__private::FieldsIn::of_object(
                        __stored,
                        ::schema_core::__private::Some("kind"),
                    );
                    let __read = if let (
                        ::schema_core::__private::Some(__0),
                        ::schema_core::__private::Some(__1),
                    ) = (
                        __in.field("size"),
                        __in
                            .field_with(
                                "center",
                                <Point as ::schema_core::ConvexField>::decode_field,
                            ),
                    ) {
                        ::schema_core::__private::Some(Self::Round {
                            size: __0,
                            center: __1,
                        })
                    } else {
                        ::schema_core::__private::None
                    };
                    __in.finish(__read)
                }
                "other" => {
                    <Other as ::schema_core::ConvexValue>::decode(
                            &::schema_core::__private::without_tag(__stored, "kind")?,
                        )
                        .map(Self::Other)
                }
                __other => {
                    ::schema_core::__private::Err(
                        ::schema_core::__private::unknown_tag(
                            "kind",
                            __other,
                            &["nothing", "round", "other"],
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
        $($then)* ! { { Union #[schema(tag = "kind", from = ShapeV1)] pub enum Shape {
        Nothing, #[schema(renamed_from = Circle)] Round { #[schema(renamed_from =
        radius)] size : f64, center : Point, }, Other(Other), } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Shape as Shape;
ShapeV1! {
    [::schema_core::__private::__transition] { Union #[schema(tag = "kind", from =
    ShapeV1)] pub enum Shape { Nothing, #[schema(renamed_from = Circle)] Round {
    #[schema(renamed_from = radius)] size : f64, center : Point, }, Other(Other), } }
}
const _: () = {
    #[automatically_derived]
    impl ::schema_core::transition::NestedSpec for Shape {
        type Old = ShapeV1;
        type Fill = ();
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Shape> for ShapeV1 {
        fn carry() -> ::schema_core::transition::Carry {
            ::schema_core::__private::union_carry_of(
                ::schema_core::__private::list([
                    ::schema_core::__private::variant(
                        "Nothing",
                        ::schema_core::__private::by_tag("kind", "nothing"),
                        ::schema_core::__private::tagged_content(
                            ::schema_core::transition::Carry::AsStored,
                            "kind",
                            "nothing",
                            ::schema_core::__private::SameTag::Yes,
                        ),
                    ),
                    ::schema_core::__private::variant(
                        "Circle",
                        ::schema_core::__private::by_tag("kind", "circle"),
                        ::schema_core::__private::tagged_content(
                            ::schema_core::__private::ObjectBuilder::new()
                                .as_stored("kind")
                                .renamed(
                                    "radius",
                                    "size",
                                    ::schema_core::transition::Carry::AsStored,
                                )
                                .kept(
                                    "center",
                                    ::schema_core::__private::keep(
                                        |__old: &ShapeV1| match __old {
                                            ShapeV1::Circle { center: __value, .. } => __value,
                                            #[allow(unreachable_patterns)]
                                            _ => ::core::unreachable!(),
                                        },
                                        <_ as ::schema_core::transition::KeepAsAnother<
                                            Point,
                                        >>::carry,
                                    ),
                                )
                                .nested(),
                            "kind",
                            "round",
                            ::schema_core::__private::SameTag::No,
                        ),
                    ),
                    ::schema_core::__private::variant(
                        "Other",
                        ::schema_core::__private::by_tag("kind", "other"),
                        ::schema_core::__private::tagged_content(
                            ::schema_core::__private::keep(
                                |__old: &ShapeV1| match __old {
                                    ShapeV1::Other(__value) => __value,
                                    #[allow(unreachable_patterns)]
                                    _ => ::core::unreachable!(),
                                },
                                <_ as ::schema_core::transition::KeepAsAnother<
                                    Other,
                                >>::carry,
                            ),
                            "kind",
                            "other",
                            ::schema_core::__private::SameTag::Yes,
                        ),
                    ),
                ]),
                ::schema_core::__private::None,
            )
        }
    }
};
const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for LooseV1 {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::union(
                __scope,
                ::core::module_path!(),
                "LooseV1",
                ::schema_core::__private::None,
                &[
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
                            &[::schema_core::__private::plain::<(f64,)>("a")],
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
                Self::Text(__content) => {
                    <String as ::schema_core::ConvexValue>::encode(__content, __encoder)
                }
                Self::Fields { a: __0 } => {
                    let mut __out = ::schema_core::__private::FieldsOut::of_object(
                        __encoder,
                    );
                    __out.add("a", __0);
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
                let __read = if let (::schema_core::__private::Some(__0),) = (
                    __in.field("a"),
                ) {
                    ::schema_core::__private::Some(Self::Fields { a: __0 })
                } else {
                    ::schema_core::__private::None
                };
                __in.finish(__read)
            } {
                return ::schema_core::__private::Ok(__value);
            }
            ::schema_core::__private::Err(
                ::schema_core::__private::no_variant("LooseV1", __stored),
            )
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<LooseV1> for LooseV1 {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_LooseV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union #[schema(untagged)] pub enum LooseV1 { Text(String), Fields
        { a : f64 }, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_LooseV1 as LooseV1;
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
                            &[::schema_core::__private::plain::<(f64,)>("a")],
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
                Self::Text(__content) => {
                    <String as ::schema_core::ConvexValue>::encode(__content, __encoder)
                }
                Self::Fields { a: __0 } => {
                    let mut __out = ::schema_core::__private::FieldsOut::of_object(
                        __encoder,
                    );
                    __out.add("a", __0);
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
                let __read = if let (::schema_core::__private::Some(__0),) = (
                    __in.field("a"),
                ) {
                    ::schema_core::__private::Some(Self::Fields { a: __0 })
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
        $($then)* ! { { Union #[schema(untagged, from = LooseV1)] pub enum Loose {
        Text(String), #[schema(changed)] Fields { a : f64 }, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Loose as Loose;
LooseV1! {
    [::schema_core::__private::__transition] { Union #[schema(untagged, from = LooseV1)]
    pub enum Loose { Text(String), #[schema(changed)] Fields { a : f64 }, } }
}
const _: () = {
    #[allow(unused_imports)]
    use ::schema_core::__private::NotGiven as _;
    const _: () = if !::schema_core::__private::Given::<Loose>::NESTED_UNION_TRANSITION {
        ::schema_core::__private::explain(
            "nothing says what becomes of `Fields` of `LooseV1` in `Loose`\n\n  = help: say it:\nimpl schema_core::NestedUnionTransition for Loose {\n    fn carry(old: &Self::Old) -> Result<Self, schema_core::Refusal> {\n        todo!()\n    }\n}",
        )
    };
    #[automatically_derived]
    impl ::schema_core::transition::NestedSpec for Loose {
        type Old = LooseV1;
        type Fill = ();
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Loose> for LooseV1 {
        fn carry() -> ::schema_core::transition::Carry {
            ::schema_core::__private::union_carry_of(
                ::schema_core::__private::list([
                    ::schema_core::__private::variant(
                        "Text",
                        ::schema_core::__private::by_member::<LooseV1>(0usize),
                        ::schema_core::transition::VariantOrigin::Kept(
                            ::schema_core::__private::keep(
                                |__old: &LooseV1| match __old {
                                    LooseV1::Text(__value) => __value,
                                    #[allow(unreachable_patterns)]
                                    _ => ::core::unreachable!(),
                                },
                                <_ as ::schema_core::transition::KeepAsNamesake<
                                    String,
                                >>::carry,
                            ),
                        ),
                    ),
                    ::schema_core::__private::variant(
                        "Fields",
                        ::schema_core::__private::by_member::<LooseV1>(1usize),
                        ::schema_core::transition::VariantOrigin::Fill {
                            dropped: false,
                        },
                    ),
                ]),
                ::schema_core::__private::Some(
                    ::schema_core::__private::Given::<Loose>::nested_union_carry(),
                ),
            )
        }
    }
};
const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for NameV1 {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            __scope
                .transparent::<
                    v1::Text,
                >(::core::module_path!(), "NameV1", ::schema_core::__private::None)
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            <v1::Text as ::schema_core::ConvexValue>::encode(&self.0, __encoder)
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            ::schema_core::__private::Ok(
                Self(<v1::Text as ::schema_core::ConvexValue>::decode(__stored)?),
            )
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<NameV1> for NameV1 {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_NameV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object pub struct NameV1(v1::Text); } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_NameV1 as NameV1;
const _: () = {
    #[automatically_derived]
    impl ::schema_core::ConvexValue for Name {
        fn describe(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            __scope
                .transparent::<
                    Text,
                >(::core::module_path!(), "Name", ::schema_core::__private::None)
        }
        fn encode(
            &self,
            __encoder: &mut ::schema_core::convert::Encoder,
        ) -> ::schema_core::Value {
            <Text as ::schema_core::ConvexValue>::encode(&self.0, __encoder)
        }
        fn decode(
            __stored: &::schema_core::Value,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            ::schema_core::__private::Ok(
                Self(<Text as ::schema_core::ConvexValue>::decode(__stored)?),
            )
        }
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Name> for Name {}
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_nested_Name {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object #[schema(from = NameV1)] pub struct Name(Text); } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_nested_Name as Name;
NameV1! {
    [::schema_core::__private::__transition] { Object #[schema(from = NameV1)] pub struct
    Name(Text); }
}
const _: () = {
    #[automatically_derived]
    impl ::schema_core::transition::NestedSpec for Name {
        type Old = NameV1;
        type Fill = ();
    }
    #[automatically_derived]
    impl ::schema_core::transition::KeepAs<Name> for NameV1 {
        fn carry() -> ::schema_core::transition::Carry {
            ::schema_core::__private::keep(
                |__old: &NameV1| &__old.0,
                <_ as ::schema_core::transition::KeepAsAnother<Text>>::carry,
            )
        }
    }
};

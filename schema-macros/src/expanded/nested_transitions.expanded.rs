const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for AddressV1 {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::object(
                __scope,
                ::core::module_path!(),
                "AddressV1",
                &[
                    __p::plain::<(String,)>("street"),
                    __p::one("geo", <v1::Geo as __p::ConvexField>::describe_field),
                ],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            let mut __out = __p::FieldsOut::of_object(__encoder);
            __out.add("street", &self.street);
            __out
                .add_with("geo", <v1::Geo as __p::ConvexField>::encode_field, &self.geo);
            __p::Value::Object(__out.object(__encoder))
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            {
                let mut __in = __p::FieldsIn::of_object(__stored, __p::None);
                let __read = if let (__p::Some(__0), __p::Some(__1)) = (
                    __in.field("street"),
                    __in.field_with("geo", <v1::Geo as __p::ConvexField>::decode_field),
                ) {
                    __p::Some(Self { street: __0, geo: __1 })
                } else {
                    __p::None
                };
                __in.finish(__read)
            }
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<AddressV1> for AddressV1 {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_AddressV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object pub struct AddressV1 { pub street : String, pub geo :
        v1::Geo } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_AddressV1 as AddressV1;
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Address {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::object(
                __scope,
                ::core::module_path!(),
                "Address",
                &[
                    __p::plain::<(String,)>("street"),
                    __p::one("geo", <Geo as __p::ConvexField>::describe_field),
                    __p::plain::<(String,)>("city"),
                ],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            let mut __out = __p::FieldsOut::of_object(__encoder);
            __out.add("street", &self.street);
            __out.add_with("geo", <Geo as __p::ConvexField>::encode_field, &self.geo);
            __out.add("city", &self.city);
            __p::Value::Object(__out.object(__encoder))
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            {
                let mut __in = __p::FieldsIn::of_object(__stored, __p::None);
                let __read = if let (__p::Some(__0), __p::Some(__1), __p::Some(__2)) = (
                    __in.field("street"),
                    __in.field_with("geo", <Geo as __p::ConvexField>::decode_field),
                    __in.field("city"),
                ) {
                    __p::Some(Self {
                        street: __0,
                        geo: __1,
                        city: __2,
                    })
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
macro_rules! __schema_nested_Address {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object #[schema(from = AddressV1)] pub struct Address { pub
        street : String, pub geo : Geo, #[schema(added)] pub city : String } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Address as Address;
AddressV1! {
    [::schema_core::__private::__transition] { Object #[schema(from = AddressV1)] pub
    struct Address { pub street : String, pub geo : Geo, #[schema(added)] pub city :
    String } }
}
///The values of `Address` that a document of the version before can't give.
pub struct AddressFill {
    ///`city` of `Address`.
    pub city: String,
}
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::FillValues for AddressFill {
        fn encode_fill(&self, __encoder: &mut __p::Encoder) -> __p::Object {
            let mut __out = __p::FieldsOut::of_object(__encoder);
            __out.add("city", &self.city);
            __out.object(__encoder)
        }
    }
    #[allow(unused_imports)]
    use __p::NotGiven as _;
    const _: () = if !__p::Given::<Address>::NESTED_TRANSITION {
        __p::explain(
            "`AddressV1` can't give these values of `Address`: `city: String`\n\n  = help: give them:\nimpl schema_core::NestedTransition for Address {\n    fn fill(old: &Self::Old) -> Result<AddressFill, schema_core::Refusal> {\n        Ok(AddressFill { city: todo!() })\n    }\n}",
        )
    };
    #[automatically_derived]
    impl __p::NestedSpec for Address {
        type Old = AddressV1;
        type Fill = AddressFill;
    }
    #[automatically_derived]
    impl __p::KeepAs<Address> for AddressV1 {
        fn carry() -> __p::Carry {
            __p::ObjectBuilder::new()
                .as_stored("street")
                .kept(
                    "geo",
                    __p::keep(
                        |__old: &AddressV1| &__old.geo,
                        <_ as __p::KeepAsAnother<Geo>>::carry,
                    ),
                )
                .added("city", __p::Supply::Fill)
                .filled(__p::Given::<Address>::nested_fill())
                .nested()
        }
    }
};
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for LevelV1 {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::texts(
                __scope,
                ::core::module_path!(),
                "LevelV1",
                &[("Low", "low"), ("High", "high"), ("Odd", "odd")],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            __p::text(
                match self {
                    Self::Low => "low",
                    Self::High => "high",
                    Self::Odd => "odd",
                },
            )
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            match __p::text_of(__stored) {
                __p::Some("low") => __p::Ok(Self::Low),
                __p::Some("high") => __p::Ok(Self::High),
                __p::Some("odd") => __p::Ok(Self::Odd),
                _ => __p::Err(__p::no_variant("LevelV1", __stored)),
            }
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<LevelV1> for LevelV1 {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_LevelV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union pub enum LevelV1 { Low, High, Odd } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_LevelV1 as LevelV1;
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Level {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::texts(
                __scope,
                ::core::module_path!(),
                "Level",
                &[("Low", "low"), ("Top", "top"), ("New", "new")],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            __p::text(
                match self {
                    Self::Low => "low",
                    Self::Top => "top",
                    Self::New => "new",
                },
            )
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            match __p::text_of(__stored) {
                __p::Some("low") => __p::Ok(Self::Low),
                __p::Some("top") => __p::Ok(Self::Top),
                __p::Some("new") => __p::Ok(Self::New),
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
        $($then)* ! { { Union #[schema(from = LevelV1, dropped(Odd))] pub enum Level {
        Low, #[schema(renamed_from = High)] Top, New } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Level as Level;
LevelV1! {
    [::schema_core::__private::__transition] { Union #[schema(from = LevelV1,
    dropped(Odd))] pub enum Level { Low, #[schema(renamed_from = High)] Top, New } }
}
const _: () = {
    use ::schema_core::__private as __p;
    #[allow(unused_imports)]
    use __p::NotGiven as _;
    const _: () = if !__p::Given::<Level>::NESTED_UNION_TRANSITION {
        __p::explain(
            "nothing says what becomes of `Odd` of `LevelV1` in `Level`\n\n  = help: say it:\nimpl schema_core::NestedUnionTransition for Level {\n    fn carry(old: &Self::Old) -> Result<Self, schema_core::Refusal> {\n        todo!()\n    }\n}",
        )
    };
    #[automatically_derived]
    impl __p::NestedSpec for Level {
        type Old = LevelV1;
        type Fill = ();
    }
    #[automatically_derived]
    impl __p::KeepAs<Level> for LevelV1 {
        fn carry() -> __p::Carry {
            __p::union_carry_of(
                __p::list([
                    __p::variant(
                        "Low",
                        __p::VariantMatch::Literal(__p::Literal::string("low")),
                        __p::VariantOrigin::Kept(__p::Carry::AsStored),
                    ),
                    __p::variant(
                        "High",
                        __p::VariantMatch::Literal(__p::Literal::string("high")),
                        __p::VariantOrigin::Literal(__p::Literal::string("top")),
                    ),
                    __p::variant(
                        "Odd",
                        __p::VariantMatch::Literal(__p::Literal::string("odd")),
                        __p::VariantOrigin::Fill {
                            dropped: true,
                        },
                    ),
                ]),
                __p::Some(__p::Given::<Level>::nested_union_carry()),
            )
        }
    }
};
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for ShapeV1 {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::union(
                __scope,
                ::core::module_path!(),
                "ShapeV1",
                __p::Some("kind"),
                &[
                    __p::Variant {
                        ident: "Nothing",
                        tag: "nothing",
                        content: __p::Content::Unit,
                    },
                    __p::Variant {
                        ident: "Circle",
                        tag: "circle",
                        content: __p::Content::Fields(
                            &[
                                __p::plain::<(f64,)>("radius"),
                                __p::one(
                                    "center",
                                    <v1::Point as __p::ConvexField>::describe_field,
                                ),
                            ],
                        ),
                    },
                    __p::Variant {
                        ident: "Other",
                        tag: "other",
                        content: __p::Content::Newtype(
                            <v1::Other as __p::ConvexValue>::describe,
                        ),
                    },
                ],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            match self {
                Self::Nothing => __p::only_tag("kind", "nothing"),
                Self::Circle { radius: __0, center: __1 } => {
                    let mut __out = __p::FieldsOut::of_object(__encoder);
                    __out.add("radius", __0);
                    __out
                        .add_with(
                            "center",
                            <v1::Point as __p::ConvexField>::encode_field,
                            __1,
                        );
                    __p::with_tag(
                        __p::Value::Object(__out.object(__encoder)),
                        "kind",
                        "circle",
                    )
                }
                Self::Other(__content) => {
                    __p::with_tag(
                        <v1::Other as __p::ConvexValue>::encode(__content, __encoder),
                        "kind",
                        "other",
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
                "circle" => {
                    let mut __in = __p::FieldsIn::of_object(__stored, __p::Some("kind"));
                    let __read = if let (__p::Some(__0), __p::Some(__1)) = (
                        __in.field("radius"),
                        __in
                            .field_with(
                                "center",
                                <v1::Point as __p::ConvexField>::decode_field,
                            ),
                    ) {
                        __p::Some(Self::Circle {
                            radius: __0,
                            center: __1,
                        })
                    } else {
                        __p::None
                    };
                    __in.finish(__read)
                }
                "other" => {
                    <v1::Other as __p::ConvexValue>::decode(
                            &__p::without_tag(__stored, "kind")?,
                        )
                        .map(Self::Other)
                }
                __other => {
                    __p::Err(
                        __p::unknown_tag(
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
    impl __p::KeepAs<ShapeV1> for ShapeV1 {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_ShapeV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union #[schema(tag = "kind")] pub enum ShapeV1 { Nothing, Circle
        { radius : f64, center : v1::Point }, Other(v1::Other) } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_ShapeV1 as ShapeV1;
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
                        ident: "Round",
                        tag: "round",
                        content: __p::Content::Fields(
                            &[
                                __p::plain::<(f64,)>("size"),
                                __p::one(
                                    "center",
                                    <Point as __p::ConvexField>::describe_field,
                                ),
                            ],
                        ),
                    },
                    __p::Variant {
                        ident: "Other",
                        tag: "other",
                        content: __p::Content::Newtype(
                            <Other as __p::ConvexValue>::describe,
                        ),
                    },
                ],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            match self {
                Self::Nothing => __p::only_tag("kind", "nothing"),
                Self::Round { size: __0, center: __1 } => {
                    let mut __out = __p::FieldsOut::of_object(__encoder);
                    __out.add("size", __0);
                    __out
                        .add_with(
                            "center",
                            <Point as __p::ConvexField>::encode_field,
                            __1,
                        );
                    __p::with_tag(
                        __p::Value::Object(__out.object(__encoder)),
                        "kind",
                        "round",
                    )
                }
                Self::Other(__content) => {
                    __p::with_tag(
                        <Other as __p::ConvexValue>::encode(__content, __encoder),
                        "kind",
                        "other",
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
                "round" => {
                    let mut __in = __p::FieldsIn::of_object(__stored, __p::Some("kind"));
                    let __read = if let (__p::Some(__0), __p::Some(__1)) = (
                        __in.field("size"),
                        __in
                            .field_with(
                                "center",
                                <Point as __p::ConvexField>::decode_field,
                            ),
                    ) {
                        __p::Some(Self::Round {
                            size: __0,
                            center: __1,
                        })
                    } else {
                        __p::None
                    };
                    __in.finish(__read)
                }
                "other" => {
                    <Other as __p::ConvexValue>::decode(
                            &__p::without_tag(__stored, "kind")?,
                        )
                        .map(Self::Other)
                }
                __other => {
                    __p::Err(
                        __p::unknown_tag("kind", __other, &["nothing", "round", "other"]),
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
        $($then)* ! { { Union #[schema(tag = "kind", from = ShapeV1)] pub enum Shape {
        Nothing, #[schema(renamed_from = Circle)] Round { #[schema(renamed_from =
        radius)] size : f64, center : Point }, Other(Other) } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Shape as Shape;
ShapeV1! {
    [::schema_core::__private::__transition] { Union #[schema(tag = "kind", from =
    ShapeV1)] pub enum Shape { Nothing, #[schema(renamed_from = Circle)] Round {
    #[schema(renamed_from = radius)] size : f64, center : Point }, Other(Other) } }
}
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::NestedSpec for Shape {
        type Old = ShapeV1;
        type Fill = ();
    }
    #[automatically_derived]
    impl __p::KeepAs<Shape> for ShapeV1 {
        fn carry() -> __p::Carry {
            __p::union_carry_of(
                __p::list([
                    __p::variant(
                        "Nothing",
                        __p::by_tag("kind", "nothing"),
                        __p::tagged_content(
                            __p::Carry::AsStored,
                            "kind",
                            "nothing",
                            __p::SameTag::Yes,
                        ),
                    ),
                    __p::variant(
                        "Circle",
                        __p::by_tag("kind", "circle"),
                        __p::tagged_content(
                            __p::ObjectBuilder::new()
                                .as_stored("kind")
                                .renamed("radius", "size", __p::Carry::AsStored)
                                .kept(
                                    "center",
                                    __p::keep(
                                        |__old: &ShapeV1| match __old {
                                            ShapeV1::Circle { center: __value, .. } => __value,
                                            #[allow(unreachable_patterns)]
                                            _ => ::core::unreachable!(),
                                        },
                                        <_ as __p::KeepAsAnother<Point>>::carry,
                                    ),
                                )
                                .nested(),
                            "kind",
                            "round",
                            __p::SameTag::No,
                        ),
                    ),
                    __p::variant(
                        "Other",
                        __p::by_tag("kind", "other"),
                        __p::tagged_content(
                            __p::keep(
                                |__old: &ShapeV1| match __old {
                                    ShapeV1::Other(__value) => __value,
                                    #[allow(unreachable_patterns)]
                                    _ => ::core::unreachable!(),
                                },
                                <_ as __p::KeepAsAnother<Other>>::carry,
                            ),
                            "kind",
                            "other",
                            __p::SameTag::Yes,
                        ),
                    ),
                ]),
                __p::None,
            )
        }
    }
};
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for LooseV1 {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __p::union(
                __scope,
                ::core::module_path!(),
                "LooseV1",
                __p::None,
                &[
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
                        content: __p::Content::Fields(&[__p::plain::<(f64,)>("a")]),
                    },
                ],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            match self {
                Self::Text(__content) => {
                    <String as __p::ConvexValue>::encode(__content, __encoder)
                }
                Self::Fields { a: __0 } => {
                    let mut __out = __p::FieldsOut::of_object(__encoder);
                    __out.add("a", __0);
                    __p::Value::Object(__out.object(__encoder))
                }
            }
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            if let __p::Ok(__value) = <String as __p::ConvexValue>::decode(__stored)
                .map(Self::Text)
            {
                return __p::Ok(__value);
            }
            if let __p::Ok(__value) = {
                let mut __in = __p::FieldsIn::of_object(__stored, __p::None);
                let __read = if let (__p::Some(__0),) = (__in.field("a"),) {
                    __p::Some(Self::Fields { a: __0 })
                } else {
                    __p::None
                };
                __in.finish(__read)
            } {
                return __p::Ok(__value);
            }
            __p::Err(__p::no_variant("LooseV1", __stored))
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<LooseV1> for LooseV1 {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_LooseV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Union #[schema(untagged)] pub enum LooseV1 { Text(String), Fields
        { a : f64 } } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_LooseV1 as LooseV1;
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
                        ident: "Text",
                        tag: "text",
                        content: __p::Content::Newtype(
                            <String as __p::ConvexValue>::describe,
                        ),
                    },
                    __p::Variant {
                        ident: "Fields",
                        tag: "fields",
                        content: __p::Content::Fields(&[__p::plain::<(f64,)>("a")]),
                    },
                ],
            )
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            match self {
                Self::Text(__content) => {
                    <String as __p::ConvexValue>::encode(__content, __encoder)
                }
                Self::Fields { a: __0 } => {
                    let mut __out = __p::FieldsOut::of_object(__encoder);
                    __out.add("a", __0);
                    __p::Value::Object(__out.object(__encoder))
                }
            }
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            if let __p::Ok(__value) = <String as __p::ConvexValue>::decode(__stored)
                .map(Self::Text)
            {
                return __p::Ok(__value);
            }
            if let __p::Ok(__value) = {
                let mut __in = __p::FieldsIn::of_object(__stored, __p::None);
                let __read = if let (__p::Some(__0),) = (__in.field("a"),) {
                    __p::Some(Self::Fields { a: __0 })
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
        $($then)* ! { { Union #[schema(untagged, from = LooseV1)] pub enum Loose {
        Text(String), #[schema(changed)] Fields { a : f64 } } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Loose as Loose;
LooseV1! {
    [::schema_core::__private::__transition] { Union #[schema(untagged, from = LooseV1)]
    pub enum Loose { Text(String), #[schema(changed)] Fields { a : f64 } } }
}
const _: () = {
    use ::schema_core::__private as __p;
    #[allow(unused_imports)]
    use __p::NotGiven as _;
    const _: () = if !__p::Given::<Loose>::NESTED_UNION_TRANSITION {
        __p::explain(
            "nothing says what becomes of `Fields` of `LooseV1` in `Loose`\n\n  = help: say it:\nimpl schema_core::NestedUnionTransition for Loose {\n    fn carry(old: &Self::Old) -> Result<Self, schema_core::Refusal> {\n        todo!()\n    }\n}",
        )
    };
    #[automatically_derived]
    impl __p::NestedSpec for Loose {
        type Old = LooseV1;
        type Fill = ();
    }
    #[automatically_derived]
    impl __p::KeepAs<Loose> for LooseV1 {
        fn carry() -> __p::Carry {
            __p::union_carry_of(
                __p::list([
                    __p::variant(
                        "Text",
                        __p::by_member::<LooseV1>(0usize),
                        __p::VariantOrigin::Kept(
                            __p::keep(
                                |__old: &LooseV1| match __old {
                                    LooseV1::Text(__value) => __value,
                                    #[allow(unreachable_patterns)]
                                    _ => ::core::unreachable!(),
                                },
                                <_ as __p::KeepAsNamesake<String>>::carry,
                            ),
                        ),
                    ),
                    __p::variant(
                        "Fields",
                        __p::by_member::<LooseV1>(1usize),
                        __p::VariantOrigin::Fill {
                            dropped: false,
                        },
                    ),
                ]),
                __p::Some(__p::Given::<Loose>::nested_union_carry()),
            )
        }
    }
};
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for NameV1 {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __scope.transparent::<v1::Text>(::core::module_path!(), "NameV1", __p::None)
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            <v1::Text as __p::ConvexValue>::encode(&self.0, __encoder)
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            __p::Ok(Self(<v1::Text as __p::ConvexValue>::decode(__stored)?))
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<NameV1> for NameV1 {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_NameV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object pub struct NameV1(v1::Text); } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_NameV1 as NameV1;
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::ConvexValue for Name {
        fn describe(__scope: &mut __p::Scope) -> __p::Shape {
            __scope.transparent::<Text>(::core::module_path!(), "Name", __p::None)
        }
        fn encode(&self, __encoder: &mut __p::Encoder) -> __p::Value {
            <Text as __p::ConvexValue>::encode(&self.0, __encoder)
        }
        fn decode(__stored: &__p::Value) -> __p::Decoded<Self> {
            __p::Ok(Self(<Text as __p::ConvexValue>::decode(__stored)?))
        }
    }
    #[automatically_derived]
    impl __p::KeepAs<Name> for Name {}
};
#[allow(unused_macros)]
macro_rules! __schema_nested_Name {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Object #[schema(from = NameV1)] pub struct Name(Text); } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_nested_Name as Name;
NameV1! {
    [::schema_core::__private::__transition] { Object #[schema(from = NameV1)] pub struct
    Name(Text); }
}
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::NestedSpec for Name {
        type Old = NameV1;
        type Fill = ();
    }
    #[automatically_derived]
    impl __p::KeepAs<Name> for NameV1 {
        fn carry() -> __p::Carry {
            __p::keep(|__old: &NameV1| &__old.0, <_ as __p::KeepAsAnother<Text>>::carry)
        }
    }
};

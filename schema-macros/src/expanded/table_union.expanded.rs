const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TableRef for EventV1 {
        const TABLE: &'static str = "events";
        type Line = Self;
    }
    #[automatically_derived]
    impl __p::Table for EventV1 {
        const VERSION: __p::VersionNumber = __p::VersionNumber(1u32);
        fn describe_document(__scope: &mut __p::Scope) -> __p::Shape {
            __p::union(
                __scope,
                ::core::module_path!(),
                "EventV1",
                __p::Some("type"),
                &[
                    __p::Variant {
                        ident: "Opened",
                        tag: "opened",
                        content: __p::Content::Fields(&[__p::plain::<(String,)>("by")]),
                    },
                ],
            )
        }
        fn encode_document(&self) -> __p::Encoded {
            __p::document_of(|__encoder| match self {
                Self::Opened { by: __0 } => {
                    let mut __out = __p::FieldsOut::of_object(__encoder);
                    __out.add("by", __0);
                    __p::with_tag(
                        __p::Value::Object(__out.object(__encoder)),
                        "type",
                        "opened",
                    )
                }
            })
        }
        fn decode_document(__object: &__p::Object) -> __p::Decoded<Self> {
            let __stored = &__p::without_system_fields(__object, __p::None);
            match __p::tag_of(__stored, "type")? {
                "opened" => {
                    let mut __in = __p::FieldsIn::of_object(__stored, __p::Some("type"));
                    let __read = if let (__p::Some(__0),) = (__in.field("by"),) {
                        __p::Some(Self::Opened { by: __0 })
                    } else {
                        __p::None
                    };
                    __in.finish(__read)
                }
                __other => __p::Err(__p::unknown_tag("type", __other, &["opened"])),
            }
        }
        fn history() -> __p::TableHistory {
            __p::TableHistory::begin(__p::plain_table_version::<Self>())
        }
    }
};
#[allow(unused_macros)]
macro_rules! __schema_events_1_EventV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "events", version = 1, tag = "type")] pub
        enum EventV1 { Opened { by : String } } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_events_1_EventV1 as EventV1;
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TableRef for Event {
        const TABLE: &'static str = "events";
        type Line = <EventV1 as __p::TableRef>::Line;
    }
    #[automatically_derived]
    impl __p::Table for Event {
        const VERSION: __p::VersionNumber = __p::VersionNumber(2u32);
        fn describe_document(__scope: &mut __p::Scope) -> __p::Shape {
            __p::union(
                __scope,
                ::core::module_path!(),
                "Event",
                __p::Some("type"),
                &[
                    __p::Variant {
                        ident: "Opened",
                        tag: "opened",
                        content: __p::Content::Fields(&[__p::plain::<(String,)>("by")]),
                    },
                    __p::Variant {
                        ident: "Closed",
                        tag: "closed",
                        content: __p::Content::Unit,
                    },
                ],
            )
        }
        fn encode_document(&self) -> __p::Encoded {
            __p::document_of(|__encoder| match self {
                Self::Opened { by: __0 } => {
                    let mut __out = __p::FieldsOut::of_object(__encoder);
                    __out.add("by", __0);
                    __p::with_tag(
                        __p::Value::Object(__out.object(__encoder)),
                        "type",
                        "opened",
                    )
                }
                Self::Closed => __p::only_tag("type", "closed"),
            })
        }
        fn decode_document(__object: &__p::Object) -> __p::Decoded<Self> {
            let __stored = &__p::without_system_fields(__object, __p::None);
            match __p::tag_of(__stored, "type")? {
                "opened" => {
                    let mut __in = __p::FieldsIn::of_object(__stored, __p::Some("type"));
                    let __read = if let (__p::Some(__0),) = (__in.field("by"),) {
                        __p::Some(Self::Opened { by: __0 })
                    } else {
                        __p::None
                    };
                    __in.finish(__read)
                }
                "closed" => {
                    __p::FieldsIn::of_object(__stored, __p::Some("type"))
                        .finish(__p::Some(Self::Closed {}))
                }
                __other => {
                    __p::Err(__p::unknown_tag("type", __other, &["opened", "closed"]))
                }
            }
        }
        fn history() -> __p::TableHistory {
            use __p::NoVersionBefore as _;
            __p::HistoryOf::<Self>::then(__p::plain_table_version::<Self>())
        }
    }
};
#[allow(unused_macros)]
macro_rules! __schema_events_2_Event {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "events", version = 2, from = EventV1, tag
        = "type")] pub enum Event { Opened { by : String }, Closed } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_events_2_Event as Event;
EventV1! {
    [::schema_core::__private::__transition] { Table #[schema(table = "events", version =
    2, from = EventV1, tag = "type")] pub enum Event { Opened { by : String }, Closed } }
}
const _: () = {
    use ::schema_core::__private as __p;
    #[allow(unused_imports)]
    use __p::NotGiven as _;
    const _: () = if !__p::Given::<Event>::UNION_TRANSITION {
        __p::explain(
            "nothing says what becomes of the documents of `events@1` in `events@2`\n\n  = help: say it:\nimpl schema_core::UnionTransition for Event {\n    fn carry(old: &schema_core::Doc<Self::Old>) -> Result<Self, schema_core::Refusal> {\n        todo!()\n    }\n}",
        )
    };
    #[automatically_derived]
    impl __p::TransitionSpec for Event {
        type Old = EventV1;
        type Fill = ();
        fn definition() -> __p::TransitionDef {
            __p::transition::<Self>(__p::DocumentCarry::Whole)
                .filled(__p::Given::<Event>::union_carry())
                .finish()
        }
    }
};
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TableRef for Blob {
        const TABLE: &'static str = "blobs";
        type Line = Self;
    }
    #[automatically_derived]
    impl __p::Table for Blob {
        const VERSION: __p::VersionNumber = __p::VersionNumber(1u32);
        fn describe_document(__scope: &mut __p::Scope) -> __p::Shape {
            __scope.transparent::<Value>(::core::module_path!(), "Blob", __p::None)
        }
        fn encode_document(&self) -> __p::Encoded {
            __p::document_of(|__encoder| <Value as __p::ConvexValue>::encode(
                &self.0,
                __encoder,
            ))
        }
        fn decode_document(__object: &__p::Object) -> __p::Decoded<Self> {
            <Value as __p::ConvexValue>::decode(
                    &__p::without_system_fields(__object, __p::None),
                )
                .map(Self)
        }
        fn history() -> __p::TableHistory {
            __p::TableHistory::begin(__p::plain_table_version::<Self>())
        }
    }
};
#[allow(unused_macros)]
macro_rules! __schema_blobs_1_Blob {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "blobs", version = 1)] pub struct
        Blob(Value); } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_blobs_1_Blob as Blob;

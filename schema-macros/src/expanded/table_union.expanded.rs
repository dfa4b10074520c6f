const _: () = {
    #[automatically_derived]
    impl ::schema_core::TableRef for EventV1 {
        const TABLE: &'static str = "events";
        type Line = Self;
    }
    #[automatically_derived]
    impl ::schema_core::Table for EventV1 {
        const VERSION: ::schema_core::version::VersionNumber = ::schema_core::version::VersionNumber(
            1u32,
        );
        fn describe_document(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::union(
                __scope,
                ::core::module_path!(),
                "EventV1",
                ::schema_core::__private::Some("type"),
                &[
                    ::schema_core::__private::Variant {
                        ident: "Opened",
                        tag: "opened",
                        content: ::schema_core::__private::Content::Fields(
                            &[::schema_core::__private::plain::<(String,)>("by")],
                        ),
                    },
                ],
            )
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            ::schema_core::__private::document_of(|__encoder| match self {
                Self::Opened { by: __0 } => {
                    let mut __out = ::schema_core::__private::FieldsOut::of_object(
                        __encoder,
                    );
                    __out.add("by", __0);
                    ::schema_core::__private::with_tag(
                        ::schema_core::Value::Object(__out.object(__encoder)),
                        "type",
                        "opened",
                    )
                }
            })
        }
        fn decode_document(
            __object: &::schema_core::value::Object,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            let __stored = &::schema_core::__private::without_system_fields(
                __object,
                ::schema_core::__private::None,
            );
            match ::schema_core::__private::tag_of(__stored, "type")? {
                "opened" => {
                    let mut __in = ::schema_core::__private::FieldsIn::of_object(
                        __stored,
                        ::schema_core::__private::Some("type"),
                    );
                    let __read = if let (::schema_core::__private::Some(__0),) = (
                        __in.field("by"),
                    ) {
                        ::schema_core::__private::Some(Self::Opened { by: __0 })
                    } else {
                        ::schema_core::__private::None
                    };
                    __in.finish(__read)
                }
                __other => {
                    ::schema_core::__private::Err(
                        ::schema_core::__private::unknown_tag(
                            "type",
                            __other,
                            &["opened"],
                        ),
                    )
                }
            }
        }
        fn history() -> ::schema_core::history::TableHistory {
            ::schema_core::history::TableHistory::begin(
                ::schema_core::__private::table_version::<
                    Self,
                >(::schema_core::__private::list([]), ::schema_core::__private::None),
            )
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_events_1_EventV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "events", version = 1, tag = "type")] pub
        enum EventV1 { Opened { by : String }, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_events_1_EventV1 as EventV1;
const _: () = {
    #[automatically_derived]
    impl ::schema_core::TableRef for Event {
        const TABLE: &'static str = "events";
        type Line = <EventV1 as ::schema_core::TableRef>::Line;
    }
    #[automatically_derived]
    impl ::schema_core::Table for Event {
        const VERSION: ::schema_core::version::VersionNumber = ::schema_core::version::VersionNumber(
            2u32,
        );
        fn describe_document(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::union(
                __scope,
                ::core::module_path!(),
                "Event",
                ::schema_core::__private::Some("type"),
                &[
                    ::schema_core::__private::Variant {
                        ident: "Opened",
                        tag: "opened",
                        content: ::schema_core::__private::Content::Fields(
                            &[::schema_core::__private::plain::<(String,)>("by")],
                        ),
                    },
                    ::schema_core::__private::Variant {
                        ident: "Closed",
                        tag: "closed",
                        content: ::schema_core::__private::Content::Unit,
                    },
                ],
            )
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            ::schema_core::__private::document_of(|__encoder| match self {
                Self::Opened { by: __0 } => {
                    let mut __out = ::schema_core::__private::FieldsOut::of_object(
                        __encoder,
                    );
                    __out.add("by", __0);
                    ::schema_core::__private::with_tag(
                        ::schema_core::Value::Object(__out.object(__encoder)),
                        "type",
                        "opened",
                    )
                }
                Self::Closed => ::schema_core::__private::only_tag("type", "closed"),
            })
        }
        fn decode_document(
            __object: &::schema_core::value::Object,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            let __stored = &::schema_core::__private::without_system_fields(
                __object,
                ::schema_core::__private::None,
            );
            match ::schema_core::__private::tag_of(__stored, "type")? {
                "opened" => {
                    let mut __in = ::schema_core::__private::FieldsIn::of_object(
                        __stored,
                        ::schema_core::__private::Some("type"),
                    );
                    let __read = if let (::schema_core::__private::Some(__0),) = (
                        __in.field("by"),
                    ) {
                        ::schema_core::__private::Some(Self::Opened { by: __0 })
                    } else {
                        ::schema_core::__private::None
                    };
                    __in.finish(__read)
                }
                "closed" => {
                    ::schema_core::__private::FieldsIn::of_object(
                            __stored,
                            ::schema_core::__private::Some("type"),
                        )
                        .finish(::schema_core::__private::Some(Self::Closed {}))
                }
                __other => {
                    ::schema_core::__private::Err(
                        ::schema_core::__private::unknown_tag(
                            "type",
                            __other,
                            &["opened", "closed"],
                        ),
                    )
                }
            }
        }
        fn history() -> ::schema_core::history::TableHistory {
            use ::schema_core::__private::{NoVersionBefore as _, VersionBefore as _};
            (&<::schema_core::__private::HistoryOf<
                Self,
            > as ::core::default::Default>::default())
                .then(
                    ::schema_core::__private::table_version::<
                        Self,
                    >(::schema_core::__private::list([]), ::schema_core::__private::None),
                )
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_events_2_Event {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "events", version = 2, from = EventV1, tag
        = "type")] pub enum Event { Opened { by : String }, Closed, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_events_2_Event as Event;
EventV1! {
    [::schema_core::__private::__transition] { Table #[schema(table = "events", version =
    2, from = EventV1, tag = "type")] pub enum Event { Opened { by : String }, Closed, }
    }
}
const _: () = {
    #[allow(unused_imports)]
    use ::schema_core::__private::NotGiven as _;
    const _: () = if !::schema_core::__private::Given::<Event>::UNION_TRANSITION {
        ::schema_core::__private::explain(
            "nothing says what becomes of the documents of `events@1` in `events@2`\n\n  = help: say it:\nimpl schema_core::UnionTransition for Event {\n    fn carry(old: &schema_core::Doc<Self::Old>) -> Result<Self, schema_core::Refusal> {\n        todo!()\n    }\n}",
        )
    };
    #[automatically_derived]
    impl ::schema_core::transition::TransitionSpec for Event {
        type Old = EventV1;
        type Fill = ();
        fn definition() -> ::schema_core::transition::TransitionDef {
            ::schema_core::__private::transition::<
                Self,
            >(::schema_core::transition::DocumentCarry::Whole)
                .filled(::schema_core::__private::Given::<Event>::union_carry())
                .finish()
        }
    }
};
const _: () = {
    #[automatically_derived]
    impl ::schema_core::TableRef for Blob {
        const TABLE: &'static str = "blobs";
        type Line = Self;
    }
    #[automatically_derived]
    impl ::schema_core::Table for Blob {
        const VERSION: ::schema_core::version::VersionNumber = ::schema_core::version::VersionNumber(
            1u32,
        );
        fn describe_document(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            __scope
                .transparent::<
                    Value,
                >(::core::module_path!(), "Blob", ::schema_core::__private::None)
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            ::schema_core::__private::document_of(|__encoder| <Value as ::schema_core::ConvexValue>::encode(
                &self.0,
                __encoder,
            ))
        }
        fn decode_document(
            __object: &::schema_core::value::Object,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            <Value as ::schema_core::ConvexValue>::decode(
                    &::schema_core::__private::without_system_fields(
                        __object,
                        ::schema_core::__private::None,
                    ),
                )
                .map(Self)
        }
        fn history() -> ::schema_core::history::TableHistory {
            ::schema_core::history::TableHistory::begin(
                ::schema_core::__private::table_version::<
                    Self,
                >(::schema_core::__private::list([]), ::schema_core::__private::None),
            )
        }
    }
};
#[doc(hidden)]
#[allow(unused_macros)]
macro_rules! __schema_blobs_1_Blob {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "blobs", version = 1)] pub struct
        Blob(Value); } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_blobs_1_Blob as Blob;

const _: () = {
    #[automatically_derived]
    impl ::schema_core::TableRef for FilmV1 {
        const TABLE: &'static str = "films";
        type Line = Self;
    }
    #[automatically_derived]
    impl ::schema_core::Table for FilmV1 {
        const VERSION: ::schema_core::version::VersionNumber = ::schema_core::version::VersionNumber(
            1u32,
        );
        fn describe_document(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::object(
                __scope,
                ::core::module_path!(),
                "FilmV1",
                &[::schema_core::__private::plain::<(String, String)>("title director")],
            )
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            {
                let mut __out = ::schema_core::__private::FieldsOut::of_document();
                __out.add("title", &self.title);
                __out.add("director", &self.director);
                __out.document()
            }
        }
        fn decode_document(
            __object: &::schema_core::value::Object,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            {
                let mut __in = ::schema_core::__private::FieldsIn::of_document(
                    __object,
                    ::schema_core::__private::None,
                );
                let __read = if let (
                    ::schema_core::__private::Some(__0),
                    ::schema_core::__private::Some(__1),
                ) = (__in.field("title"), __in.field("director")) {
                    ::schema_core::__private::Some(Self { title: __0, director: __1 })
                } else {
                    ::schema_core::__private::None
                };
                __in.finish(__read)
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
macro_rules! __schema_films_1_FilmV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "films", version = 1)] pub struct FilmV1 {
        pub title : String, pub director : String, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_films_1_FilmV1 as FilmV1;
const _: () = {
    #[automatically_derived]
    impl ::schema_core::TableRef for Film {
        const TABLE: &'static str = "films";
        type Line = <FilmV1 as ::schema_core::TableRef>::Line;
    }
    #[automatically_derived]
    impl ::schema_core::Table for Film {
        const VERSION: ::schema_core::version::VersionNumber = ::schema_core::version::VersionNumber(
            2u32,
        );
        fn describe_document(
            __scope: &mut ::schema_core::shape::Scope,
        ) -> ::schema_core::shape::Shape {
            ::schema_core::__private::object(
                __scope,
                ::core::module_path!(),
                "Film",
                &[
                    ::schema_core::__private::plain::<(String,)>("title"),
                    ::schema_core::__private::one(
                        "director_id:directorId",
                        <Id<Director> as ::schema_core::ConvexField>::describe_field,
                    ),
                ],
            )
        }
        fn encode_document(&self) -> ::schema_core::convert::Encoded {
            {
                let mut __out = ::schema_core::__private::FieldsOut::of_document();
                __out.add("title", &self.title);
                __out
                    .add_with(
                        "directorId",
                        <Id<Director> as ::schema_core::ConvexField>::encode_field,
                        &self.director_id,
                    );
                __out.document()
            }
        }
        fn decode_document(
            __object: &::schema_core::value::Object,
        ) -> ::schema_core::__private::Result<
            Self,
            ::schema_core::convert::DecodeError,
        > {
            {
                let mut __in = ::schema_core::__private::FieldsIn::of_document(
                    __object,
                    ::schema_core::__private::None,
                );
                let __read = if let (
                    ::schema_core::__private::Some(__0),
                    ::schema_core::__private::Some(__1),
                ) = (
                    __in.field("title"),
                    __in
                        .field_with(
                            "directorId",
                            <Id<Director> as ::schema_core::ConvexField>::decode_field,
                        ),
                ) {
                    ::schema_core::__private::Some(Self {
                        title: __0,
                        director_id: __1,
                    })
                } else {
                    ::schema_core::__private::None
                };
                __in.finish(__read)
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
macro_rules! __schema_films_2_Film {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "films", version = 2, from = FilmV1,
        moved(director), reads(Studio))] #[schema(effects(ensure(Director = by_name),
        insert(log::Event), delete_self), effects_for_old_only)] pub struct Film { pub
        title : String, #[schema(added)] pub director_id : Id < Director >, } } $new }
    };
}
#[doc(hidden)]
#[allow(unused_imports)]
pub(crate) use __schema_films_2_Film as Film;
FilmV1! {
    [::schema_core::__private::__transition] { Table #[schema(table = "films", version =
    2, from = FilmV1, moved(director), reads(Studio))] #[schema(effects(ensure(Director =
    by_name), insert(log::Event), delete_self), effects_for_old_only)] pub struct Film {
    pub title : String, #[schema(added)] pub director_id : Id < Director >, } }
}
///The values of `films@2` that a document of the version before can't give.
pub struct FilmFill {
    ///`director_id` of `films@2`.
    pub director_id: Id<Director>,
}
#[automatically_derived]
impl ::schema_core::transition::FillValues for FilmFill {
    fn encode_fill(
        &self,
        __encoder: &mut ::schema_core::convert::Encoder,
    ) -> ::schema_core::value::Object {
        let mut __out = ::schema_core::__private::FieldsOut::of_object(__encoder);
        __out
            .add_with(
                "directorId",
                <Id<Director> as ::schema_core::ConvexField>::encode_field,
                &self.director_id,
            );
        __out.object(__encoder)
    }
}
const _: () = {
    #[automatically_derived]
    impl ::schema_core::transition::InsertedBy<Film> for log::Event {}
    #[automatically_derived]
    impl ::schema_core::transition::EnsuredBy<Film> for Director {
        const INDEX: &'static str = "by_name";
    }
    #[automatically_derived]
    impl ::schema_core::transition::DeletesSelf for Film {}
    #[automatically_derived]
    impl ::schema_core::transition::Reads<Studio> for Film {}
    #[allow(unused_imports)]
    use ::schema_core::__private::NotGiven as _;
    const _: () = if !::schema_core::__private::Given::<
        Film,
    >::TRANSITION_WITH_READS_AND_EFFECTS {
        ::schema_core::__private::explain(
            "`films@1` can't give these values of `films@2`: `director_id: Id<Director>`\n\n  = help: give them:\nimpl schema_core::TransitionWithReadsAndEffects for Film {\n    fn reads(old: &schema_core::Doc<Self::Old>) -> Vec<schema_core::AnyId> {\n        todo!()\n    }\n\n    fn fill(\n        old: &schema_core::Doc<Self::Old>,\n        found: &schema_core::Found<'_, Self>,\n        effects: &mut schema_core::Effects<Self>,\n    ) -> Result<FilmFill, schema_core::Refusal> {\n        Ok(FilmFill { director_id: todo!() })\n    }\n}",
        )
    };
    #[automatically_derived]
    impl ::schema_core::transition::TransitionSpec for Film {
        type Old = FilmV1;
        type Fill = FilmFill;
        fn definition() -> ::schema_core::transition::TransitionDef {
            ::schema_core::__private::transition::<
                Self,
            >(
                    ::schema_core::__private::ObjectBuilder::new()
                        .as_stored("title")
                        .added("directorId", ::schema_core::transition::Supply::Fill)
                        .moved(&["director"])
                        .document(),
                )
                .insert::<log::Event>()
                .ensure::<Director>("by_name")
                .delete_self()
                .for_old_only()
                .reads::<Studio>()
                .reading(::schema_core::__private::Given::<Film>::reads_with_effects())
                .filled(
                    ::schema_core::__private::Given::<
                        Film,
                    >::fill_with_reads_and_effects(),
                )
                .finish()
        }
    }
};

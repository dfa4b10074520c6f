const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TableRef for FilmV1 {
        const TABLE: &'static str = "films";
        type Line = Self;
    }
    #[automatically_derived]
    impl __p::Table for FilmV1 {
        const VERSION: __p::VersionNumber = __p::VersionNumber(1u32);
        fn describe_document(__scope: &mut __p::Scope) -> __p::Shape {
            __p::object(
                __scope,
                ::core::module_path!(),
                "FilmV1",
                &[__p::plain::<(String, String)>("title director")],
            )
        }
        fn encode_document(&self) -> __p::Encoded {
            {
                let mut __out = __p::FieldsOut::of_document();
                __out.add("title", &self.title);
                __out.add("director", &self.director);
                __out.document()
            }
        }
        fn decode_document(__object: &__p::Object) -> __p::Decoded<Self> {
            {
                let mut __in = __p::FieldsIn::of_document(__object, __p::None);
                let __read = if let (__p::Some(__0), __p::Some(__1)) = (
                    __in.field("title"),
                    __in.field("director"),
                ) {
                    __p::Some(Self { title: __0, director: __1 })
                } else {
                    __p::None
                };
                __in.finish(__read)
            }
        }
        fn history() -> __p::TableHistory {
            __p::TableHistory::begin(__p::plain_table_version::<Self>())
        }
    }
};
#[allow(unused_macros)]
macro_rules! __schema_films_1_FilmV1 {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "films", version = 1)] pub struct FilmV1 {
        pub title : String, pub director : String } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_films_1_FilmV1 as FilmV1;
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::TableRef for Film {
        const TABLE: &'static str = "films";
        type Line = <FilmV1 as __p::TableRef>::Line;
    }
    #[automatically_derived]
    impl __p::Table for Film {
        const VERSION: __p::VersionNumber = __p::VersionNumber(2u32);
        fn describe_document(__scope: &mut __p::Scope) -> __p::Shape {
            __p::object(
                __scope,
                ::core::module_path!(),
                "Film",
                &[
                    __p::plain::<(String,)>("title"),
                    __p::one(
                        "director_id:directorId",
                        <Id<Director> as __p::ConvexField>::describe_field,
                    ),
                ],
            )
        }
        fn encode_document(&self) -> __p::Encoded {
            {
                let mut __out = __p::FieldsOut::of_document();
                __out.add("title", &self.title);
                __out
                    .add_with(
                        "directorId",
                        <Id<Director> as __p::ConvexField>::encode_field,
                        &self.director_id,
                    );
                __out.document()
            }
        }
        fn decode_document(__object: &__p::Object) -> __p::Decoded<Self> {
            {
                let mut __in = __p::FieldsIn::of_document(__object, __p::None);
                let __read = if let (__p::Some(__0), __p::Some(__1)) = (
                    __in.field("title"),
                    __in
                        .field_with(
                            "directorId",
                            <Id<Director> as __p::ConvexField>::decode_field,
                        ),
                ) {
                    __p::Some(Self {
                        title: __0,
                        director_id: __1,
                    })
                } else {
                    __p::None
                };
                __in.finish(__read)
            }
        }
        fn history() -> __p::TableHistory {
            use __p::NoVersionBefore as _;
            __p::HistoryOf::<Self>::then(__p::plain_table_version::<Self>())
        }
    }
};
#[allow(unused_macros)]
macro_rules! __schema_films_2_Film {
    ([$($then:tt)*] $new:tt) => {
        $($then)* ! { { Table #[schema(table = "films", version = 2, from = FilmV1,
        moved(director), reads(Studio))] #[schema(effects(ensure(Director = by_name),
        insert(log::Event), delete_self), effects_for_old_only)] pub struct Film { pub
        title : String, #[schema(added)] pub director_id : Id < Director > } } $new }
    };
}
#[allow(unused_imports)]
pub(crate) use __schema_films_2_Film as Film;
FilmV1! {
    [::schema_core::__private::__transition] { Table #[schema(table = "films", version =
    2, from = FilmV1, moved(director), reads(Studio))] #[schema(effects(ensure(Director =
    by_name), insert(log::Event), delete_self), effects_for_old_only)] pub struct Film {
    pub title : String, #[schema(added)] pub director_id : Id < Director > } }
}
///The values of `films@2` that a document of the version before can't give.
pub struct FilmFill {
    ///`director_id` of `films@2`.
    pub director_id: Id<Director>,
}
const _: () = {
    use ::schema_core::__private as __p;
    #[automatically_derived]
    impl __p::FillValues for FilmFill {
        fn encode_fill(&self, __encoder: &mut __p::Encoder) -> __p::Object {
            let mut __out = __p::FieldsOut::of_object(__encoder);
            __out
                .add_with(
                    "directorId",
                    <Id<Director> as __p::ConvexField>::encode_field,
                    &self.director_id,
                );
            __out.object(__encoder)
        }
    }
    #[automatically_derived]
    impl __p::Inserts<log::Event> for Film {}
    #[automatically_derived]
    impl __p::Ensures<Director> for Film {
        const INDEX: &'static str = "by_name";
    }
    #[automatically_derived]
    impl __p::DeletesSelf for Film {}
    #[automatically_derived]
    impl __p::Reads<Studio> for Film {}
    #[allow(unused_imports)]
    use __p::NotGiven as _;
    const _: () = if !__p::Given::<Film>::TRANSITION_WITH_READS_AND_EFFECTS {
        __p::explain(
            "`films@1` can't give these values of `films@2`: `director_id: Id<Director>`\n\n  = help: give them:\nimpl schema_core::TransitionWithReadsAndEffects for Film {\n    fn reads(old: &schema_core::Doc<Self::Old>) -> Vec<schema_core::AnyId> {\n        todo!()\n    }\n\n    fn fill(\n        old: &schema_core::Doc<Self::Old>,\n        found: &schema_core::Found<'_, Self>,\n        effects: &mut schema_core::Effects<Self>,\n    ) -> Result<FilmFill, schema_core::Refusal> {\n        Ok(FilmFill { director_id: todo!() })\n    }\n}",
        )
    };
    #[automatically_derived]
    impl __p::TransitionSpec for Film {
        type Old = FilmV1;
        type Fill = FilmFill;
        fn definition() -> __p::TransitionDef {
            __p::transition::<
                Self,
            >(
                    __p::ObjectBuilder::new()
                        .as_stored("title")
                        .added("directorId", __p::Supply::Fill)
                        .moved(&["director"])
                        .document(),
                )
                .insert::<log::Event>()
                .ensure::<Director>("by_name")
                .delete_self()
                .for_old_only()
                .reads::<Studio>()
                .reading(__p::Given::<Film>::reads_with_effects())
                .filled(__p::Given::<Film>::fill_with_reads_and_effects())
                .finish()
        }
    }
};

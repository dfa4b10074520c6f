//! A split with `ensure`, text that becomes literals, and indexes that change.

#![expect(clippy::unwrap_used, reason = "what a test writes is right, or the test fails")]

use schema_core::declaration::Declaration;
use schema_core::diff::{Census, Deployed, DeployedTable, Diff, Place, diff, diff_text};
use schema_core::history::TableHistory;
use schema_core::name::{FieldName, TableName};
use schema_core::plan::{Facts, plan, plan_text};
use schema_core::version::{Meaning, VersionNumber};
use schema_core::{Doc, Effects, Id, Refusal, Table, TransitionWithEffects, Union, Value};

use super::counted;

mod v1 {
    #[derive(schema_core::Table)]
    #[schema(table = "films", version = 1)]
    #[schema(index(by_rating = [rating]), index(by_title = [title]))]
    pub(super) struct Film {
        pub(super) title: String,
        pub(super) rating: String,
        pub(super) director: String,
    }
}

#[derive(Union)]
enum Rating {
    #[schema(rename = "G")]
    G,
    #[schema(rename = "PG")]
    Pg,
}

#[derive(Table)]
#[schema(table = "films", version = 2, from = v1::Film, moved(director))]
#[schema(effects(ensure(Director = by_name)))]
#[schema(index(by_rating = [rating, title]), index(by_director = [director_id], staged))]
struct Film {
    title: String,
    #[schema(changed, keep_valid)]
    rating: Rating,
    #[schema(added)]
    director_id: Id<Director>,
}

impl TransitionWithEffects for Film {
    fn fill(old: &Doc<v1::Film>, effects: &mut Effects<Self>) -> Result<FilmFill, Refusal> {
        let rating = match old.rating.as_str() {
            "G" => Rating::G,
            "PG" => Rating::Pg,
            _ => return Err(Refusal::new("no such rating").at("rating")),
        };
        let director = effects.ensure(&Director { name: old.director.clone() });
        let _ = &old.title;
        Ok(FilmFill { rating, director_id: director.into() })
    }
}

#[derive(Table)]
#[schema(table = "directors", version = 1, index(by_name = [name]))]
struct Director {
    name: String,
}

fn split() -> (Diff, Facts) {
    let mut declared = Declaration::default();
    for history in [TableHistory::of::<Film>(), TableHistory::of::<Director>()] {
        declared.tables.insert(history.newest().name.table.clone(), history);
    }
    let films = TableName::from_checked("films");
    let first = &declared.tables[&films].versions()[0];
    let old = DeployedTable { version: VersionNumber(1), meaning: Meaning::of(first) };
    let deployed = Deployed { tables: [(films.clone(), old)].into_iter().collect() };
    let mut facts = counted("films", 3201);
    let text = |text: &str| Some(Value::String(text.to_owned()));
    let census = Census {
        values: vec![(text("G"), 2000), (text("Approved"), 3), (text("R"), 1000), (None, 198)],
        others: 0,
    };
    let place = Place::field(&FieldName::from_checked("rating"));
    facts.tables.get_mut(&films).unwrap().census.insert(place, census);
    (diff(&deployed, &declared), facts)
}

#[test]
fn a_split_says_what_it_does_beside_and_what_must_be_known() {
    let (diff, facts) = split();
    assert_eq!(
        diff_text(&diff),
        "\
+ directors@1   additive: a new table
films@1 -> films@2
  + directorId   data: computed for every document
  ~ rating       data: computed where it isn't valid as it is
  - director     data: moved, read by fill
  + index by_director [directorId] staged
  ~ index by_rating [rating] -> [rating, title]
  - index by_title
"
    );
    let plan = plan(&diff, &facts).unwrap();
    assert_eq!(
        plan_text(&plan, &facts),
        "\
1. directors@1/widen     push: the table is new
   films@1->2/widen      push: documents of every version are accepted
2. films@1->2/backfill   carry 3,201 documents; ensures directors@1 by its index by_name
3. films@1->2/verify     check every document against version 2, write the receipt
4. films@1->2/narrow     push: only version 2 is accepted, by its receipt

census: films.rating becomes one of \"G\", \"PG\"; without a literal of their own:
    \"R\" 1,000
    \"Approved\" 3
note: index `by_rating` of `films` covers [rating, title] instead of [rating] from widen on; \
queries that use it must change in the same push
note: index `by_director` of `films` is staged: Convex fills it in the background, and queries can \
use it once `staged` is taken out
note: index `by_title` of `films` stays until narrow; queries that use it must be gone by then
"
    );
}

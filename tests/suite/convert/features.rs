//! Types of other crates, in derived tables and through a transition.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use schema_core::shape::RustType;
use schema_core::transition::TransitionSpec as _;
use schema_core::validator::Validator;
use schema_core::{Nullable, Table, Value};
use url::Url;
use uuid::Uuid;

use super::{fields, number, text};

#[derive(Clone, Debug, PartialEq, Table)]
#[schema(table = "visits", version = 1)]
struct VisitV1 {
    at: DateTime<Utc>,
    day: NaiveDate,
    key: Uuid,
    page: Url,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[schema(table = "visits", version = 2, from = VisitV1)]
struct Visit {
    at: DateTime<Utc>,
    day: Option<NaiveDate>,
    key: Uuid,
    #[schema(renamed_from = page)]
    url: Url,
    #[schema(added, default = Vec::new())]
    seen: Vec<Nullable<DateTime<Utc>>>,
}

#[test]
fn documents_hold_them_as_numbers_and_text() {
    let stored = fields([
        ("at", number(1_709_210_096_789.5)),
        ("day", text("2024-02-29")),
        ("key", text("67e55044-10b1-426f-9247-bb680e5fe0c8")),
        ("page", text("https://example.org/?q=1")),
    ]);
    let visit = VisitV1 {
        at: DateTime::from_timestamp_millis(1_709_210_096_789).unwrap()
            + TimeDelta::microseconds(500),
        day: NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        key: Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8),
        page: "https://example.org/?q=1".parse().unwrap(),
    };
    assert_eq!(visit.encode_document().fields, stored);
    assert_eq!(VisitV1::decode_document(&stored), Ok(visit));
    let version = VisitV1::history().newest().clone();
    assert!(version.document.accepts(&Value::Object(stored)));
    assert_eq!(version.errors, []);
}

#[test]
fn they_are_kept_as_stored() {
    assert_eq!(Visit::history().check(), []);
    let definition = Visit::definition();
    assert!(definition.fill.is_none());
    let newest = Visit::history().newest().clone();
    let Validator::Object(document) = &newest.document else { panic!("{}", newest.document) };
    let shown: Vec<String> = document
        .fields
        .iter()
        .map(|(name, field)| format!("{name}: {}", field.validator))
        .collect();
    assert_eq!(
        shown,
        [
            "at: v.number()",
            "day: v.string()",
            "key: v.string()",
            "seen: v.array(v.union(v.number(), v.null()))",
            "url: v.string()",
        ]
    );
    let schema_core::shape::RustDef::Object { fields } = newest.types.values().next().unwrap()
    else {
        panic!("{:?}", newest.types)
    };
    assert_eq!(fields[3].rust, RustType::Leaf("url::Url".to_owned()));
}

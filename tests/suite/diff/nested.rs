//! Changes inside objects, arrays, records and unions, to the leaf.

use std::collections::BTreeMap;

use schema_core::history::TableHistory;
use schema_core::{
    NestedTransition, NestedUnionTransition, Nullable, Object, Refusal, Table, Union,
};

use super::text_since;

mod v1 {
    use super::{BTreeMap, Nullable, Object, Table, Union};

    #[derive(Object)]
    pub(super) struct Address {
        pub(super) street: String,
        pub(super) zip: String,
        pub(super) floor: Option<f64>,
    }

    #[derive(Union)]
    pub(super) enum Status {
        Draft,
        Open,
        Archived,
    }

    #[derive(Union)]
    #[schema(tag = "kind")]
    pub(super) enum Payment {
        Card { number: String, holder: String },
        Transfer { iban: String },
        Cheque,
    }

    #[derive(Table)]
    #[schema(table = "orders", version = 1)]
    pub(super) struct Order {
        pub(super) billing: Address,
        pub(super) stops: Vec<Address>,
        pub(super) by_name: BTreeMap<String, Nullable<Address>>,
        pub(super) status: Status,
        pub(super) payment: Payment,
    }
}

#[derive(Object)]
#[schema(from = v1::Address, dropped(floor))]
struct Address {
    street: String,
    #[schema(renamed_from = zip)]
    post_code: String,
    #[schema(added)]
    country: String,
}

impl NestedTransition for Address {
    fn fill(old: &v1::Address) -> Result<AddressFill, Refusal> {
        let _ = (&old.street, &old.zip, &old.floor);
        Ok(AddressFill { country: "NL".into() })
    }
}

#[derive(Union)]
#[schema(from = v1::Status, dropped(Draft))]
enum Status {
    Open,
    #[schema(renamed_from = Archived, rename = "closed")]
    Closed,
    Lost,
}

impl NestedUnionTransition for Status {
    fn carry(old: &v1::Status) -> Result<Self, Refusal> {
        match old {
            v1::Status::Draft => Err(Refusal::new("a draft was never ordered")),
            v1::Status::Open => Ok(Self::Open),
            v1::Status::Archived => Ok(Self::Closed),
        }
    }
}

#[derive(Union)]
#[schema(tag = "kind", from = v1::Payment, dropped(Cheque))]
enum Payment {
    Card {
        #[schema(renamed_from = number)]
        digits: String,
        holder: String,
    },
    #[schema(renamed_from = Transfer)]
    Bank { iban: String },
}

impl NestedUnionTransition for Payment {
    fn carry(old: &v1::Payment) -> Result<Self, Refusal> {
        match old {
            v1::Payment::Card { number, holder } => {
                Ok(Self::Card { digits: number.clone(), holder: holder.clone() })
            }
            v1::Payment::Transfer { iban } => Ok(Self::Bank { iban: iban.clone() }),
            v1::Payment::Cheque => Err(Refusal::new("cheques are no longer taken")),
        }
    }
}

#[derive(Table)]
#[schema(table = "orders", version = 2, from = v1::Order)]
struct Order {
    billing: Address,
    stops: Vec<Address>,
    by_name: BTreeMap<String, Nullable<Address>>,
    status: Status,
    payment: Payment,
}

pub(crate) fn history() -> TableHistory {
    TableHistory::of::<Order>()
}

#[test]
fn changes_are_shown_at_the_leaf_whatever_holds_it() {
    assert_eq!(
        text_since(&history(), 1),
        "\
orders@1 -> orders@2
  + status[\"lost\"]                                           additive: a new member
  + billing.country                                          data: computed for every document
  + byName.values().country                                  data: computed for every document
  + stops[].country                                          data: computed for every document
  ~ billing.zip -> billing.postCode                          data: renamed
  ~ byName.values().zip -> byName.values().postCode          data: renamed
  ~ payment[kind=card].number -> payment[kind=card].digits   data: renamed
  ~ payment[kind=transfer] -> payment[kind=bank]             data: renamed
  ~ status[\"archived\"] -> status[\"closed\"]                   data: renamed
  ~ stops[].zip -> stops[].postCode                          data: renamed
  - billing.floor                                            destructive: information is lost
  - byName.values().floor                                    destructive: information is lost
  - payment[kind=cheque]                                     destructive: information is lost
  - status[\"draft\"]                                          destructive: information is lost
  - stops[].floor                                            destructive: information is lost
"
    );
}

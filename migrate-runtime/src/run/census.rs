//! Which values are stored, and how often.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schema_core::diff::{Census, CensusRequest};
use schema_core::name::TableName;
use schema_core::value::Value;

use crate::range::IdRange;
use crate::store::{PageLimit, Store};

use super::{RunError, Runner};

/// How many different values are counted one by one at a place; the rest counts as others.
const VALUES_MAX: usize = 1_000;

#[derive(Default)]
struct Counter {
    counts: BTreeMap<Option<Value>, u64>,
    others: u64,
}

impl Counter {
    fn count(&mut self, value: Option<&Value>) {
        let value = value.cloned();
        if let Some(count) = self.counts.get_mut(&value) {
            *count += 1;
        } else if self.counts.len() < VALUES_MAX {
            self.counts.insert(value, 1);
        } else {
            self.others += 1;
        }
    }

    fn finish(self) -> Census {
        let mut values: Vec<_> = self.counts.into_iter().collect();
        // A stable sort, so that values that are equally frequent stay in Convex's order.
        values.sort_by_key(|(_, count)| Reverse(*count));
        Census { values, others: self.others }
    }
}

impl<S: Store> Runner<'_, S> {
    /// Counts what is stored at some places of a table, in one walk.
    ///
    /// # Errors
    ///
    /// The deployment fails.
    pub async fn census(
        &self,
        table: &TableName,
        requests: &[CensusRequest],
    ) -> Result<Vec<Census>, RunError> {
        let mut counters: Vec<_> = requests.iter().map(|_| Counter::default()).collect();
        let limit = PageLimit::of(self.pacing.batch_max);
        let mut rest = IdRange::WHOLE;
        loop {
            let page = self.insist(|| self.store.page(table, &rest, limit)).await?;
            for read in &page.documents {
                for (counter, request) in counters.iter_mut().zip(requests) {
                    let values = request.values_in(&read.document.fields);
                    if values.is_empty() {
                        counter.count(None);
                    }
                    for value in values {
                        counter.count(Some(value));
                    }
                }
            }
            if page.is_done {
                return Ok(counters.into_iter().map(Counter::finish).collect());
            }
            rest.after = page.cursor;
        }
    }
}

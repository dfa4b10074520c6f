//! Which values are stored, and how often.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schema_core::diff::{Census, CensusRequest};
use schema_core::name::TableName;
use schema_core::value::{Object, Value};

use crate::range::IdRange;
use crate::store::{PageLimit, Store};

use super::{RunError, Runner};

/// How many different values are counted one by one at a place; the rest counts as others.
const VALUES_MAX: usize = 1_000;

/// Counts the values that stand at one place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counter {
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

    /// Takes note of what a document holds at the place.
    pub(crate) fn note(&mut self, request: &CensusRequest, fields: &Object) {
        let values = request.values_in(fields);
        if values.is_empty() {
            self.count(None);
        }
        for value in values {
            self.count(Some(value));
        }
    }

    /// Adds what was counted in later documents.
    pub(crate) fn merge(&mut self, later: Self) {
        for (value, more) in later.counts {
            if let Some(count) = self.counts.get_mut(&value) {
                *count += more;
            } else if self.counts.len() < VALUES_MAX {
                self.counts.insert(value, more);
            } else {
                self.others += more;
            }
        }
        self.others += later.others;
    }

    pub(crate) fn finish(self) -> Census {
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
                    counter.note(request, &read.document.fields);
                }
            }
            if page.is_done {
                return Ok(counters.into_iter().map(Counter::finish).collect());
            }
            rest.after = page.cursor;
        }
    }
}

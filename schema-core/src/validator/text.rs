//! Whether a validator accepts what a canonical text stands for, without making a value of it.
//!
//! Most documents that a run meets are as they should be, and nothing needs to be known of them
//! but that. So this never says yes where [`Validator::check_object`] would say no; where it says
//! no, that is to be asked.

use super::accepts::accepts_id;
use super::{Literal, ObjectValidator, TableNumbers, Validator};
use crate::value::{Scanner, Value};

/// That the text goes on after what was scanned; nothing where it isn't known to be accepted.
type Accepted = Option<()>;

impl Validator {
    /// Returns whether a text is surely the canonical text of an object that is accepted.
    pub fn surely_accepts_canonical(&self, text: &str, tables: &impl TableNumbers) -> bool {
        let checker = Checker { tables };
        let is_object = text.starts_with('{') && !text.starts_with("{\"$");
        is_object && Scanner::whole(text, |scanner| checker.item(self, scanner)).is_some()
    }
}

struct Checker<'a, T> {
    tables: &'a T,
}

impl<T: TableNumbers> Checker<'_, T> {
    fn item(&self, validator: &Validator, scanner: &mut Scanner<'_>) -> Accepted {
        match validator {
            Validator::Any => scanner.skip(),
            Validator::String => scanner.string().map(drop),
            Validator::Id(_) => self.text(validator, scanner.string()?.plain()?),
            Validator::Literal(literal) => is_literal(literal, scanner),
            Validator::Null => scanner.word("null"),
            Validator::Boolean => scanner.word("true").or_else(|| scanner.word("false")),
            Validator::Float64 if !scanner.is_token() => scanner.number().map(drop),
            Validator::Float64 => of(&scanner.token()?, |value| matches!(value, Value::Float64(_))),
            Validator::Int64 | Validator::CommitTs => {
                of(&scanner.token()?, |value| matches!(value, Value::Int64(_)))
            }
            Validator::Bytes => of(&scanner.token()?, |value| matches!(value, Value::Bytes(_))),
            Validator::Array(element) => scanner.array(|scanner| self.item(element, scanner)),
            Validator::Object(object) => self.object(object, scanner),
            Validator::Record(record) => scanner.object(|scanner, key| {
                self.text(&record.keys, key)?;
                self.item(&record.values, scanner)
            }),
            Validator::Union(members) => members.iter().find_map(|member| {
                let mut trial = *scanner;
                self.item(member, &mut trial)?;
                *scanner = trial;
                Some(())
            }),
        }
    }

    fn object(&self, validator: &ObjectValidator, scanner: &mut Scanner<'_>) -> Accepted {
        // Both are in the order of their names.
        let mut declared = validator.fields.iter();
        scanner.object(|scanner, key| {
            loop {
                let (name, field) = declared.next()?;
                if name.as_str() == key {
                    return self.item(&field.validator, scanner);
                }
                field.optional.then_some(())?;
            }
        })?;
        declared.all(|(_, field)| field.optional).then_some(())
    }

    /// The same for a text that has been scanned, such as a key of a record.
    fn text(&self, validator: &Validator, text: &str) -> Accepted {
        let is_accepted = match validator {
            Validator::Any | Validator::String => true,
            Validator::Id(table) => accepts_id(table, text, self.tables),
            Validator::Literal(literal) => {
                matches!(literal.value(), Value::String(literal) if literal == text)
            }
            Validator::Union(members) => {
                members.iter().any(|member| self.text(member, text).is_some())
            }
            _ => false,
        };
        is_accepted.then_some(())
    }
}

fn is_literal(literal: &Literal, scanner: &mut Scanner<'_>) -> Accepted {
    match literal.value() {
        Value::String(text) => (scanner.string()?.plain()? == text).then_some(()),
        literal => of(&scanner.value()?, |value| value == literal),
    }
}

fn of(value: &Value, is_accepted: impl FnOnce(&Value) -> bool) -> Accepted {
    is_accepted(value).then_some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::super::{NoDeployment, NumberedTable};
    use super::*;
    use crate::id::TableNumber;
    use crate::name::TableName;
    use crate::testing;
    use crate::value::{Object, canonical_object};

    /// A deployment where some numbers are those of tables, and some of none.
    struct Numbered([TableName; 2]);

    impl TableNumbers for Numbered {
        fn table(&self, number: TableNumber) -> NumberedTable<'_> {
            let Self([first, second]) = self;
            match number.0 % 4 {
                0 => NumberedTable::Table(first),
                1 => NumberedTable::System(second),
                2 => NumberedTable::Table(second),
                _ => NumberedTable::Nothing,
            }
        }
    }

    /// The validator of a document, one like it, and a value that the first one accepts.
    fn document() -> impl Strategy<Value = (Validator, Validator, Value)> {
        testing::object_validator().prop_map(Validator::Object).prop_flat_map(|validator| {
            let other = prop_oneof![testing::altered(&validator), testing::widened(&validator)];
            let values = testing::accepted(&validator);
            (Just(validator), other, values)
        })
    }

    fn is_sure(validator: &Validator, text: &str) -> bool {
        validator.surely_accepts_canonical(text, &NoDeployment)
    }

    proptest! {
        // Cases are cheap here, and what is sought are rare meetings.
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn it_is_sure_of_what_is_accepted_and_of_nothing_else((validator, other, value) in document()) {
            let text = value.to_canonical();
            for validator in [validator, other] {
                let is_accepted = matches!(value, Value::Object(_)) && validator.accepts(&value);
                if text.contains('\\') {
                    prop_assert!(is_accepted || !is_sure(&validator, &text), "{validator} {text}");
                } else {
                    prop_assert_eq!(is_sure(&validator, &text), is_accepted, "{} {}", validator, text);
                }
            }
        }

        #[test]
        fn it_is_sure_of_no_text_that_was_broken(
            (validator, _, value) in document(),
            at in any::<Index>(),
            byte in "[-+$0-9.eE{}\\[\\]\",:a-z\\\\ \u{1}]?",
        ) {
            let mut text = value.to_canonical();
            let at = at.index(text.len());
            prop_assume!(text.is_char_boundary(at) && text.is_char_boundary(at + 1));
            text.replace_range(at..=at, &byte);
            if is_sure(&validator, &text) {
                // Read by the rules, not as it was scanned.
                let read = Value::from_encoded_text(&text);
                prop_assert!(read.is_ok_and(|read| validator.accepts(&read)), "{validator} {text}");
            }
        }
    }

    proptest! {
        #[test]
        fn ids_are_judged_by_what_their_tables_are(
            ids in proptest::collection::vec(testing::document_id(), 1..4),
        ) {
            let names = ["users", "posts"].map(|name| TableName::new(name).unwrap());
            let one = Validator::Id(names[0].clone());
            let either = Validator::Union(names.iter().cloned().map(Validator::Id).collect());
            let tables = Numbered(names);
            let texts = || ids.iter().map(|id| Value::String(id.to_string()));
            let as_keys: Object = ids.iter().map(|id| (id.to_string(), Value::Null)).collect();
            let in_array = Object::from([("a".to_owned(), Value::Array(texts().collect()))]);
            for id in [one, either] {
                let keys = Validator::record(id.clone(), Validator::Null);
                let elements = Validator::record(Validator::String, Validator::array(id));
                for (validator, object) in [(keys, &as_keys), (elements, &in_array)] {
                    let text = canonical_object(object);
                    let is_sure = validator.surely_accepts_canonical(&text, &tables);
                    prop_assert_eq!(is_sure, validator.accepts_object(object, &tables), "{}", text);
                }
            }
        }
    }

    #[test]
    fn what_is_no_object_is_no_document() {
        for text in ["1", "[]", "\"x\"", "null", r#"{"$integer":"AQAAAAAAAAA="}"#, "", "{", "{}{}"]
        {
            assert!(!is_sure(&Validator::Any, text), "{text}");
        }
        assert!(is_sure(&Validator::Any, "{}"));
    }
}

//! What holds for every validator.

use proptest::prelude::*;

use super::{NoDeployment, Validator};
use crate::testing;

/// A validator with a value that it (usually) accepts, or any value.
fn with_value() -> impl Strategy<Value = (Validator, crate::value::Value)> {
    testing::validator().prop_flat_map(|validator| {
        let values = prop_oneof![testing::accepted(&validator), testing::value()];
        (Just(validator), values)
    })
}

/// Two validators, often such that the second one accepts more, with a value for the first.
fn pair_with_value() -> impl Strategy<Value = (Validator, Validator, crate::value::Value)> {
    testing::validator().prop_flat_map(|validator| {
        let other = prop_oneof![testing::altered(&validator), testing::widened(&validator)];
        let value = testing::accepted(&validator);
        (Just(validator), other, value)
    })
}

proptest! {
    // Cases are cheap here, and what is sought are rare meetings.
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_subset_is_never_wrong((a, b, value) in pair_with_value()) {
        if a.is_subset(&b) && a.accepts(&value) {
            prop_assert!(b.accepts(&value), "{a} as {b}");
        }
    }

    #[test]
    fn what_was_widened_is_a_superset(
        (a, b) in testing::validator()
            .prop_flat_map(|a| { let b = testing::widened(&a); (Just(a), b) }),
    ) {
        prop_assert!(a.is_subset(&b), "{a} in {b}");
    }

    #[test]
    fn every_validator_is_a_subset_of_itself_and_of_any(validator in testing::validator()) {
        prop_assert!(validator.is_subset(&validator));
        prop_assert!(validator.is_subset(&Validator::Any));
    }

    #[test]
    fn the_three_ways_to_ask_agree((validator, value) in with_value()) {
        let failures = validator.failures(&value, &NoDeployment);
        let first = validator.check(&value, &NoDeployment).err();
        prop_assert_eq!(validator.accepts(&value), failures.is_empty());
        prop_assert_eq!(first.as_ref(), failures.first());
    }

    #[test]
    fn generated_values_are_accepted(
        (validator, value) in testing::validator().prop_flat_map(|validator| {
            let values = testing::accepted(&validator);
            (Just(validator), values)
        }),
    ) {
        // No value is accepted by an empty union.
        let impossible = validator.to_string().contains("v.union()");
        prop_assert!(impossible || validator.accepts(&value), "{validator}");
    }

    #[test]
    fn the_json_of_a_validator_gives_it_back(validator in testing::validator()) {
        prop_assert_eq!(validator.errors(), vec![]);
        let json = validator.to_json().to_string();
        prop_assert_eq!(Validator::from_json(&json).unwrap(), validator);
    }
}

//! The methods of a store: a test that makes things go wrong shows that each of them was called.

/// Returns the names of all methods of [`Store`](crate::store::Store), read where they are declared:
/// a list by hand would fall behind.
pub fn methods_of_store() -> Vec<&'static str> {
    let names = declared().lines().filter_map(|line| line.strip_prefix("    fn "));
    names.filter_map(|rest| rest.split(['(', '<']).next()).collect()
}

/// The text between the braces of the trait.
fn declared() -> &'static str {
    let source = include_str!("../../store.rs");
    let declared = source.split_once("pub trait Store").map(|(_, rest)| rest);
    declared.and_then(|rest| rest.split_once("\n}\n")).map_or("", |(declared, _)| declared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_of_a_store_is_listed() {
        let methods = methods_of_store();
        assert!(methods.len() > 20, "{methods:?}");
        for method in ["deployment", "suspects", "estimate", "allowance", "admit", "receipts"] {
            assert!(methods.contains(&method), "{method} isn't in {methods:?}");
        }
    }

    #[test]
    fn no_method_of_a_store_has_a_default_body_that_a_wrapper_could_leave_out() {
        let code = declared().lines().filter(|line| !line.trim_start().starts_with("//"));
        let bodies: Vec<_> = code.filter(|line| line.trim_end().ends_with('}')).collect();
        assert!(bodies.is_empty(), "{bodies:#?}");
    }
}

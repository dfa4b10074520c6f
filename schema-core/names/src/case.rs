//! Spellings of a name, as serde's `rename_all` makes them.
//!
//! Rust structs are often read by serde too, so both must agree on what `rename_all` means. As in
//! serde, fields are taken to be in `snake_case` and variants in `PascalCase`.

/// A convention for writing names of several words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Case {
    /// `lowercase`
    Lower,
    /// `UPPERCASE`
    Upper,
    /// `PascalCase`
    Pascal,
    /// `camelCase`
    Camel,
    /// `snake_case`
    Snake,
    /// `SCREAMING_SNAKE_CASE`
    ScreamingSnake,
    /// `kebab-case`
    Kebab,
    /// `SCREAMING-KEBAB-CASE`
    ScreamingKebab,
}

impl Case {
    /// All conventions, in serde's order.
    pub const ALL: [Self; 8] = [
        Self::Lower,
        Self::Upper,
        Self::Pascal,
        Self::Camel,
        Self::Snake,
        Self::ScreamingSnake,
        Self::Kebab,
        Self::ScreamingKebab,
    ];

    /// Returns the convention as `rename_all` names it, written in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lower => "lowercase",
            Self::Upper => "UPPERCASE",
            Self::Pascal => "PascalCase",
            Self::Camel => "camelCase",
            Self::Snake => "snake_case",
            Self::ScreamingSnake => "SCREAMING_SNAKE_CASE",
            Self::Kebab => "kebab-case",
            Self::ScreamingKebab => "SCREAMING-KEBAB-CASE",
        }
    }

    /// Finds a convention by its [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|case| case.name() == name)
    }

    /// Rewrites a field's Rust name, taken to be in `snake_case`.
    pub fn field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => {
                name.split('_').map(|word| first_char(word, char::to_ascii_uppercase)).collect()
            }
            Self::Camel => first_char(&Self::Pascal.field(name), char::to_ascii_lowercase),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// Rewrites a variant's Rust name, taken to be in `PascalCase`.
    pub fn variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => first_char(name, char::to_ascii_lowercase),
            Self::Snake => snake_from_pascal(name),
            Self::ScreamingSnake => snake_from_pascal(name).to_ascii_uppercase(),
            Self::Kebab => snake_from_pascal(name).replace('_', "-"),
            Self::ScreamingKebab => snake_from_pascal(name).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn first_char(word: &str, change: fn(&char) -> char) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| change(&first)).into_iter().chain(chars).collect()
}

/// Each capital begins a word of its own, so `HTTPServer` becomes `h_t_t_p_server`, as in serde.
fn snake_from_pascal(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for (position, c) in name.char_indices() {
        if position > 0 && c.is_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    // The expected spellings are those that serde's derive gives for the same names.
    #[test]
    fn fields_come_out_as_serde_writes_them() {
        let all = |name| Case::ALL.map(|case| case.field(name));
        let first_name = [
            "first_name",
            "FIRST_NAME",
            "FirstName",
            "firstName",
            "first_name",
            "FIRST_NAME",
            "first-name",
            "FIRST-NAME",
        ];
        assert_eq!(all("first_name"), first_name);
        assert_eq!(all("x"), ["x", "X", "X", "x", "x", "X", "x", "X"]);
        assert_eq!(Case::Camel.field("line_2_text"), "line2Text");
        assert_eq!(Case::Camel.field("_private"), "private");
        assert_eq!(Case::Camel.field("trailing_"), "trailing");
    }

    #[test]
    fn variants_come_out_as_serde_writes_them() {
        let all = |name| Case::ALL.map(|case| case.variant(name));
        let very_tasty = [
            "verytasty",
            "VERYTASTY",
            "VeryTasty",
            "veryTasty",
            "very_tasty",
            "VERY_TASTY",
            "very-tasty",
            "VERY-TASTY",
        ];
        assert_eq!(all("VeryTasty"), very_tasty);
        assert_eq!(Case::Snake.variant("HTTPServer"), "h_t_t_p_server");
        assert_eq!(Case::Kebab.variant("Z42"), "z42");
        assert_eq!(Case::Camel.variant("A"), "a");
    }

    #[test]
    fn every_case_is_found_by_its_name() {
        for case in Case::ALL {
            assert_eq!(Case::from_name(case.name()), Some(case));
        }
        assert_eq!(Case::from_name("camelcase"), None);
    }
}

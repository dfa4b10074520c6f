//! `crate = "..."`: where `schema_core` is in the user's crate.

use syn::{LitStr, Path};

use crate::diag::{Errors, text};

use super::attr::Key;

/// The path to `schema_core`: `::schema_core` unless the user says another one.
pub(super) fn crate_path(keys: &[Key], errors: &mut Errors) -> Path {
    let default = || syn::parse_quote!(::schema_core);
    let Some(key) = keys.iter().find(|key| key.is("crate")) else { return default() };
    let example = "crate = \"::my_crate::schema_core\"";
    let Some(lit) = key.equals::<LitStr>(example, errors) else { return default() };
    let Ok(path) = lit.parse_with(Path::parse_mod_style) else {
        errors.push(lit.span(), text::crate_path_not_absolute(&lit.value()));
        return default();
    };
    let is_absolute = path.leading_colon.is_some() || path.segments[0].ident == "crate";
    if !is_absolute {
        errors.push(lit.span(), text::crate_path_not_absolute(&lit.value()));
    }
    path
}

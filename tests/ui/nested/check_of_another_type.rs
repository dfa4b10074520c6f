// message: rustc: type of a check
use schema_core::Object;

#[derive(Object)]
#[schema(check = is_email)]
pub struct Email(pub String);

fn is_email(text: &str) -> bool {
    text.contains('@')
}

fn main() {}

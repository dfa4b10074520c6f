// message: word_elsewhere
use schema_core::Object;

#[derive(Object)]
#[schema(check = is_email)]
pub struct Email {
    pub text: String,
}

fn is_email(_: &str) -> Result<(), String> {
    Ok(())
}

fn main() {}

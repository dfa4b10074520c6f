#[derive(Object)]
pub struct Plain(Vec<Other>);

#[derive(Object)]
#[schema(check = checks::is_email)]
pub struct Email(pub String);

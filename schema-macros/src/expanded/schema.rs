#[derive(Schema)]
#[schema(gates(prod, "eu-west"))]
#[schema(dropped(forget(sessions), delete_documents(logs), carried_away(v3::Guest)))]
pub struct App {
    pub users: User,
    r#types: v2::Type,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub user_name: String,
    pub age: u32,
    pub city: String,
    pub theme: String,
    pub home: v1::Address,
    pub tags: Vec<String>,
    pub level: i32,
    pub team: Id<Team>,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, dropped(theme))]
pub struct User {
    #[schema(renamed_from = user_name)]
    pub display_name: String,
    pub age: u32,
    pub city: Option<String>,
    pub home: Address,
    #[schema(renamed_from = tags, rename = "tags")]
    pub labels: Vec<String>,
    #[schema(kept)]
    pub level: f64,
    pub team: Option<Id<Team>>,
    #[schema(added, default = "en")]
    pub locale: String,
    #[schema(added, absent)]
    pub nick: Option<String>,
    #[schema(added, default = Role::Guest)]
    pub role: Role,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub first: String,
    pub last: String,
    pub level: Level,
    pub age: Option<i64>,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, moved(first, last))]
pub struct User {
    #[schema(added)]
    pub name: String,
    #[schema(changed, keep_valid)]
    pub level: NewLevel,
    #[schema(changed, default = 0)]
    pub age: i64,
}

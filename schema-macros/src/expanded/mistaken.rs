/// One mistake each: what is left is hollow, so that nothing else fails.
#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub name: u64,
    pub age: u32,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1)]
pub struct User {
    pub name: (),
    #[schema(added)]
    pub nick: String,
}

// message: Reads
use schema_core::{AnyId, Doc, Found, Id, Refusal, Table, TransitionWithReads};

#[derive(Table)]
#[schema(table = "events", version = 1, index(by_what = [what]))]
pub struct Event {
    pub what: String,
}

#[derive(Table)]
#[schema(table = "teams", version = 1)]
pub struct Team {
    pub name: String,
}

#[derive(Table)]
#[schema(table = "users", version = 1)]
pub struct UserV1 {
    pub team: Id<Team>,
}

#[derive(Table)]
#[schema(table = "users", version = 2, from = UserV1, reads(Event))]
pub struct User {
    pub team: Id<Team>,
    #[schema(added)]
    pub team_name: String,
}

impl TransitionWithReads for User {
    fn reads(old: &Doc<UserV1>) -> Vec<AnyId> {
        vec![AnyId::from(&old.team)]
    }

    fn fill(old: &Doc<UserV1>, found: &Found<Self>) -> Result<UserFill, Refusal> {
        let team = found.get::<Team>(&old.team)?;
        let team_name = team.map_or_else(String::new, |team| team.name.clone());
        Ok(UserFill { team_name })
    }
}

fn main() {}

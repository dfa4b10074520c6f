// message: direct_recursion
use schema_core::Object;

#[derive(Object)]
pub struct Node {
    pub next: Option<Box<Self>>,
}

fn main() {}

// message: direct_recursion
use schema_core::Object;

#[derive(Object)]
pub struct Node {
    pub children: Vec<Node>,
}

fn main() {}

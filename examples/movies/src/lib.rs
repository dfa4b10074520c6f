//! 3,201 real films from `movies@1` to `movies@2`, on the embedded engine.
//!
//! [`model`] declares the tables and how old films become new ones, [`seed`] imports the films as
//! they came, and [`story`] ships them. With arguments the binary is the command line itself.

pub mod model;
pub mod seed;
pub mod story;

//! The endpoints over engine and store.
//!
//! [`serve`] runs from a listener until it is told to stop. The whole table of
//! routes is in [`router`]; a handler is a plain function from a typed request
//! to a typed answer, and [`call`] does the rest around it.

mod answers;
mod app;
mod auth;
mod body;
mod call;
mod connections;
mod constraints;
mod default_job;
mod failure;
mod identity;
mod journal;
mod live;
mod locks;
mod observe;
mod openai;
mod openapi;
mod page;
mod patience;
mod respond;
mod route;
mod router;
mod serve;
mod settings;
mod sound;
mod study;
pub mod token;

pub use app::CatalogFault;
pub use auth::Guard;
pub use serve::{ServeError, Server, serve};
pub use settings::{Credentials, Exposed, Limits, Settings, refuse_exposed};

use app::App;
use call::Call;
use failure::Failure;

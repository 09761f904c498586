//! The embedded server: the one that `dse serve` runs, inside this process.

use secrecy::SecretString;

use super::{CommandError, Context};

/// A running embedded server.
pub struct Embedded {}

impl Embedded {
    pub async fn start(_: &Context) -> Result<Self, CommandError> {
        Err(CommandError::usage("the embedded server is not wired up yet"))
    }

    pub fn base_url(&self) -> String {
        String::new()
    }

    pub fn secret(&self) -> SecretString {
        SecretString::from(String::new())
    }

    pub async fn stop(self) {}
}

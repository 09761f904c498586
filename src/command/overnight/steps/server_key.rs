//! What a check command that asks for it talks to the server with: the secret of
//! the run, or a key of its own that can do less and ends with the command.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::api::keys::{CreateRequest, RevokeRequest};
use crate::command::CommandError;
use crate::command::overnight::session::Session;
use crate::model::secrets::Secrets;

/// How much longer than its command a key is good, for one that nobody ends.
const REST: Duration = Duration::from_secs(60);

/// The longest that it is good where commands have no limit.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Characters of the run's id in the name of a key.
const RUN: usize = 32;

pub struct ServerKey {
    secret: Option<SecretString>,
    /// The id of a key that was made for one command.
    made: Option<String>,
}

impl ServerKey {
    /// For a command that asks for none.
    pub const NONE: Self = Self { secret: None, made: None };

    /// # Errors
    /// When a key is to be made and the server makes none: the command does not
    /// get the server's own secret instead.
    pub async fn of(session: &Session, limit: Duration) -> Result<Self, CommandError> {
        let secret = session.client.secret().cloned();
        let scopes = &session.plan.settings.check_scopes;
        if secret.is_none() || scopes.is_empty() {
            return Ok(Self { secret, made: None });
        }
        let request = CreateRequest {
            name: name(session.record.run_id().unwrap_or_default()),
            scopes: scopes.clone(),
            expires_in_seconds: Some((limit.min(LONGEST) + REST).as_secs_f64()),
            ..CreateRequest::default()
        };
        let issued = session.client.create_key(&request).await?.body;
        Ok(Self { secret: Some(issued.key.into()), made: Some(issued.key_id) })
    }

    pub fn text(&self) -> Option<&str> {
        self.secret.as_ref().map(ExposeSecret::expose_secret)
    }

    /// The key as what is kept must not show it; the server's secret is known
    /// already.
    pub fn secrets(&self) -> Secrets {
        Secrets::of(self.text().filter(|_| self.made.is_some()))
    }

    /// Ends a key that was made. One that cannot be ended now ends by itself.
    pub async fn end(self, session: &Session) {
        let Some(key) = self.made else { return };
        let request = RevokeRequest { key };
        if let Err(error) = session.client.revoke_key(&request).await {
            let error = error.to_string();
            session.context.ui.warn(crate::ui::shown!(
                "the key of a check command could not be revoked and ends by itself: {}",
                error
            ));
        }
    }
}

/// Each command has a key of its own, and its name says whose it is.
fn name(run_id: &str) -> String {
    let plain = |character: &char| character.is_ascii_alphanumeric() || *character == '-';
    let run: String = run_id.chars().filter(plain).take(RUN).collect();
    let own = uuid::Uuid::new_v4().simple().to_string();
    format!("check-{run}-{}", &own[..8])
}

#[cfg(test)]
mod tests {
    use crate::model::key::fault_of_name;

    #[test]
    fn the_name_is_one_that_a_key_may_have() {
        for run_id in ["", "night 2026/11", &"x".repeat(200), "01J9-abc"] {
            let name = super::name(run_id);
            assert_eq!(fault_of_name(&name), None, "{name}");
            assert_ne!(super::name(run_id), name);
        }
    }
}

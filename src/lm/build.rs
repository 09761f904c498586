//! From settings to a model.

use std::{path::Path, sync::Arc};

use super::{
    Limited, Lm, Recorder, Replay, Script, Shutdown, Stoppable, Timed, nearest::Nearest,
    openai::OpenAi,
};
use crate::model::lm_settings::{LmSettings, Provider};

/// A setting that no model can be made from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct LmBuildError {
    /// The key in `dse.toml`, for example `lm.base_url`.
    pub setting: String,
    pub reason: String,
}

impl LmBuildError {
    pub(super) fn new(setting: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { setting: setting.into(), reason: reason.into() }
    }
}

/// The model that the settings describe, held to its concurrency. Its calls end
/// with `shutdown`.
///
/// # Errors
/// The first setting that is missing or cannot be used.
pub fn build(settings: &LmSettings, shutdown: &Shutdown) -> Result<Arc<dyn Lm>, LmBuildError> {
    let provider: Arc<dyn Lm> = match settings.provider {
        Provider::Nearest => Arc::new(Nearest),
        Provider::Openai => Arc::new(OpenAi::new(settings, shutdown.clone())?),
        Provider::Script => Arc::new(Script::open(named("lm.script", &settings.script)?)?),
        Provider::Replay => {
            let path = named("lm.replay", &settings.replay)?;
            Arc::new(Replay::open(path, settings.models.clone())?)
        }
    };
    // What is replayed took as long as it took when it was recorded.
    let provider: Arc<dyn Lm> = match settings.provider {
        Provider::Replay => provider,
        _ => Arc::new(Timed::new(provider)),
    };
    let kept: Arc<dyn Lm> = match (settings.provider, settings.record.as_str()) {
        (_, "") => provider,
        (Provider::Replay, _) => {
            return Err(LmBuildError::new("lm.record", "a replay has nothing new to record"));
        }
        (_, record) => {
            let name = settings.provider.name();
            Arc::new(Recorder::open(provider, name, settings.models.clone(), Path::new(record))?)
        }
    };
    Ok(Arc::new(Limited::new(Arc::new(Stoppable::new(kept, shutdown.clone())))))
}

fn named<'a>(setting: &str, path: &'a str) -> Result<&'a Path, LmBuildError> {
    if path.is_empty() {
        return Err(LmBuildError::new(setting, "this provider needs a file"));
    }
    Ok(Path::new(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::testing::request;

    fn error(settings: &LmSettings) -> String {
        build(settings, &Shutdown::default()).err().unwrap().to_string()
    }

    #[tokio::test]
    async fn the_default_is_the_baseline_and_says_so() {
        let lm = build(&LmSettings::default(), &Shutdown::default()).unwrap();
        assert_eq!(lm.label(), "nearest (baseline, not an LLM)");
        assert!(lm.concurrency() >= 1);
        assert!(lm.complete(&request("Hello.")).await.is_ok());
    }

    #[test]
    fn what_is_missing_is_named_by_its_key() {
        let openai = LmSettings { provider: Provider::Openai, ..LmSettings::default() };
        assert!(error(&openai).starts_with("lm.models.main:"));
        let mut named = openai;
        named.models.main = "small".to_owned();
        assert!(error(&named).starts_with("lm.base_url:"));
        named.base_url = "ftp://x".to_owned();
        assert!(error(&named).contains("`ftp`"));
        named.base_url = "http://user:pass@x/v1".to_owned();
        assert!(error(&named).contains("keep the key out"));
        named.base_url = "http://x/v1".to_owned();
        named.api_key_env = "UNSET_KEY".to_owned();
        assert!(error(&named).contains("UNSET_KEY is not set"));
        let script = LmSettings { provider: Provider::Script, ..LmSettings::default() };
        assert!(error(&script).starts_with("lm.script:"));
    }

    #[tokio::test]
    async fn a_recorded_run_is_replayed_under_the_same_settings() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run.ndjson").display().to_string();
        let recording = LmSettings { record: file.clone(), ..LmSettings::default() };
        let kept = build(&recording, &Shutdown::default())
            .unwrap()
            .complete(&request("Hello."))
            .await
            .unwrap();
        let replaying =
            LmSettings { provider: Provider::Replay, replay: file, ..LmSettings::default() };
        let replay = build(&replaying, &Shutdown::default()).unwrap();
        assert_eq!(replay.label(), "replay of nearest");
        assert_eq!(replay.complete(&request("Hello.")).await.unwrap(), kept);
        let both = LmSettings { record: "x".to_owned(), ..replaying };
        assert!(error(&both).starts_with("lm.record:"));
    }
}

//! Any endpoint that speaks the OpenAI chat protocol: OpenRouter, OpenAI,
//! Ollama, vLLM, llama.cpp and others.
//!
//! The protocol is one request and one response, so it is written out here:
//! a client crate for it would bring types for everything that is not used,
//! and its own ideas of retries, redirects and body sizes.

mod breaker;
mod endpoint;
mod failure;
mod streamed;
mod wire;

use std::time::Duration;

use async_trait::async_trait;
use backon::{ExponentialBuilder, Retryable};
use reqwest::{Client, Url, redirect::Policy};
use tokio::time::{Instant, timeout_at};

use super::{Identity, Lm, LmBuildError, LmError, LmErrorKind, LmReply, LmRequest, Shutdown};
use crate::{
    model::lm_settings::{LmSettings, Price, Rate, RoleModels, StructuredOutput},
    tls,
};
use breaker::Breaker;
use endpoint::Endpoint;
use failure::{Again, Failure};

/// Time to make a connection. A repetition fits in before a dead endpoint is
/// given up.
const CONNECT: Duration = Duration::from_secs(4);
/// Requests under way at once unless the settings say otherwise.
const CONCURRENCY: usize = 8;
/// The first pause before a repetition; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause of the client's own choice.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// A model behind one or more endpoints.
pub struct OpenAi {
    client: Client,
    endpoints: Vec<Endpoint>,
    structured: StructuredOutput,
    concurrency: usize,
    retries: usize,
    prices: Vec<Price>,
    first_pause: Duration,
    deadline: Duration,
    shutdown: Shutdown,
}

impl OpenAi {
    /// A client for the endpoints of `settings`, which repeats nothing after
    /// `shutdown` began.
    ///
    /// # Errors
    /// When an address, a model or a key that the settings name is missing or
    /// cannot be used.
    pub fn new(settings: &LmSettings, shutdown: Shutdown) -> Result<Self, LmBuildError> {
        tls::install();
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .build()
            .map_err(|error| LmBuildError::new("lm", error.to_string()))?;
        let deadline = Duration::try_from_secs_f64(settings.timeout_seconds)
            .ok()
            .filter(|deadline| !deadline.is_zero())
            .ok_or_else(|| LmBuildError::new("lm.timeout_seconds", "must be above 0"))?;
        Ok(Self {
            client,
            endpoints: endpoints(settings)?,
            structured: settings.structured_output,
            concurrency: match settings.concurrency {
                0 => CONCURRENCY,
                chosen => chosen,
            },
            retries: settings.retries,
            prices: settings.price.clone(),
            first_pause: FIRST_PAUSE,
            deadline,
            shutdown,
        })
    }

    async fn ask(
        &self,
        endpoint: &Endpoint,
        request: &LmRequest,
        until: Instant,
    ) -> Result<LmReply, Failure> {
        let model = super::model_of(&endpoint.models, request);
        let body = wire::body(request, model, self.structured);
        let pauses = ExponentialBuilder::new()
            .with_min_delay(self.first_pause)
            .with_max_delay(LONGEST_PAUSE)
            .with_max_times(self.retries)
            .with_jitter();
        let attempt = || async {
            // A pause may have ended after the shutdown began.
            self.shutdown.check().map_err(|error| Failure::lasting(error.message))?;
            endpoint.send(&self.client, &body, &request.pieces).await
        };
        let with_retries = attempt
            .retry(pauses)
            .when(|failure: &Failure| failure.again != Again::Never)
            .adjust(|failure, pause| {
                let pause = match failure.again {
                    Again::After(told) => pause.map(|own| own.max(told)),
                    Again::Never | Again::Later => pause,
                };
                // A pause that ends after the deadline is not worth waiting.
                pause.filter(|pause| *pause < until.saturating_duration_since(Instant::now()))
            });
        match timeout_at(until, with_retries).await {
            Ok(outcome) => outcome.map(|reply| self.priced(model, reply)),
            Err(_) => Err(Failure::timeout("it did not answer in time")),
        }
    }
}

impl OpenAi {
    /// The endpoints in the order in which they are asked, with the models of
    /// those that have another than `model`.
    fn addresses(&self, model: &str, request: &LmRequest) -> String {
        let addresses = self.endpoints.iter().map(|endpoint| {
            let own = super::model_of(&endpoint.models, request);
            let address = endpoint.address();
            if own == model { address } else { format!("{address} ({own})") }
        });
        addresses.collect::<Vec<_>>().join(", else ")
    }

    fn rate_of(&self, model: &str) -> Option<Rate> {
        self.prices.iter().find(|price| price.model == model).map(Price::rate)
    }

    /// The reply with what it cost, where the endpoint did not say so itself.
    fn priced(&self, model: &str, reply: LmReply) -> LmReply {
        let computed = || {
            let usage = reply.usage?;
            Some(self.rate_of(model)?.cost(usage.prompt_tokens?, usage.completion_tokens?))
        };
        LmReply { spend_usd: reply.spend_usd.or_else(computed), ..reply }
    }
}

#[async_trait]
impl Lm for OpenAi {
    fn label(&self) -> String {
        let Some(first) = self.endpoints.first() else { return "openai".to_owned() };
        let host = first.url.host_str().unwrap_or("unknown host");
        format!("{} at {host}", first.models.main)
    }

    fn concurrency(&self) -> usize {
        self.concurrency
    }

    fn identity(&self, request: &LmRequest) -> Identity {
        let models = self.endpoints.first().map(|endpoint| &endpoint.models);
        let model = models.map_or("", |models| super::model_of(models, request));
        Identity {
            provider: "openai".to_owned(),
            endpoint: self.addresses(model, request),
            model: model.to_owned(),
            structured_output: match self.structured {
                StructuredOutput::Off => String::new(),
                other => other.name().to_owned(),
            },
        }
    }

    /// The dearest of the models that may answer; unknown where one of them is.
    fn rate(&self, request: &LmRequest) -> Option<Rate> {
        let models = self.endpoints.iter().map(|one| super::model_of(&one.models, request));
        let rates: Option<Vec<Rate>> = models.map(|model| self.rate_of(model)).collect();
        rates?.into_iter().reduce(Rate::dearer)
    }

    /// Asks the endpoints in their order. Each gets an equal share of the time
    /// that is left, so that one that hangs does not use up the others'.
    async fn reach(&self) -> Result<(), LmError> {
        let mut reasons = Vec::new();
        for endpoint in &self.endpoints {
            match endpoint.reach(&self.client).await {
                Ok(()) => return Ok(()),
                Err(reason) => reasons.push(format!("{}: {reason}", endpoint.url)),
            }
        }
        Err(LmError { kind: LmErrorKind::Unreachable, message: reasons.join("; then ") })
    }

    async fn complete(&self, request: &LmRequest) -> Result<LmReply, LmError> {
        let until = Instant::now() + self.deadline;
        let mut reasons = Vec::new();
        let mut kind = LmErrorKind::Failed;
        let mut unreachable = true;
        for (at, endpoint) in self.endpoints.iter().enumerate() {
            let left = until.saturating_duration_since(Instant::now());
            let share = left / (self.endpoints.len() - at) as u32;
            match self.ask(endpoint, request, Instant::now() + share).await {
                Ok(reply) => return Ok(reply),
                Err(failure) => {
                    reasons.push(format!("{}: {}", endpoint.url, failure.reason));
                    kind =
                        if failure.timed_out { LmErrorKind::Timeout } else { LmErrorKind::Failed };
                    unreachable &= failure.unreachable;
                    if request.pieces.began() {
                        break;
                    }
                }
            }
        }
        // While one of them answers at all, the next request may fare better.
        if unreachable {
            kind = LmErrorKind::Unreachable;
        }
        self.shutdown.check()?;
        Err(LmError { kind, message: reasons.join("; then ") })
    }
}

fn endpoints(settings: &LmSettings) -> Result<Vec<Endpoint>, LmBuildError> {
    let read = |place: &str, base_url: &str, key_env: &str, models: RoleModels| {
        if models.main.is_empty() {
            return Err(LmBuildError::new("lm.models.main", "no model is named"));
        }
        Ok(Endpoint {
            url: chat_url(base_url)
                .map_err(|reason| LmBuildError::new(format!("{place}.base_url"), reason))?,
            key: key(settings, key_env)
                .map_err(|reason| LmBuildError::new(format!("{place}.api_key_env"), reason))?,
            models,
            max_answer_bytes: settings.max_answer_bytes,
            breaker: Breaker::default(),
        })
    };
    let first = read("lm", &settings.base_url, &settings.api_key_env, settings.models.clone())?;
    let mut all = vec![first];
    for (at, one) in settings.fallback.iter().enumerate() {
        let place = format!("lm.fallback[{at}]");
        let models = overlay(&settings.models, &one.models);
        all.push(read(&place, &one.base_url, &one.api_key_env, models)?);
    }
    Ok(all)
}

fn chat_url(base_url: &str) -> Result<Url, String> {
    if base_url.is_empty() {
        return Err("no address is set, for example http://127.0.0.1:11434/v1".to_owned());
    }
    let text = format!("{}/chat/completions", base_url.trim_end_matches('/'));
    let url = Url::parse(&text).map_err(|error| format!("`{base_url}` is no address: {error}"))?;
    match url.scheme() {
        "http" | "https" if !url.username().is_empty() || url.password().is_some() => {
            Err("keep the key out of the address; name its variable in api_key_env".to_owned())
        }
        "http" | "https" => Ok(url),
        other => Err(format!("`{other}` is not http or https")),
    }
}

fn key(settings: &LmSettings, name: &str) -> Result<Option<secrecy::SecretString>, String> {
    match (name, settings.keys.get(name)) {
        ("", _) => Ok(None),
        (_, Some(key)) => Ok(Some(key.clone())),
        (_, None) => Err(format!("the environment variable {name} is not set")),
    }
}

/// Models of a further endpoint: those it names, else the first endpoint's.
/// One that names its own `main` has no use for the other's further roles.
fn overlay(base: &RoleModels, own: &RoleModels) -> RoleModels {
    if own.main.is_empty() {
        let pick = |own: &String, base: &String| if own.is_empty() { base } else { own }.clone();
        return RoleModels {
            main: base.main.clone(),
            sub: pick(&own.sub, &base.sub),
            repair: pick(&own.repair, &base.repair),
            judge: pick(&own.judge, &base.judge),
            propose: pick(&own.propose, &base.propose),
        };
    }
    own.clone()
}

#[cfg(test)]
mod tests;

//! One request, from its bytes to its answer.

use std::{future::Future, ops::Deref, sync::Arc};

use axum::{
    body::Body,
    extract::{FromRequestParts, Query, RawPathParams, Request},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Response},
};
use futures::stream;
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::mpsc;
use tracing::Instrument;

use super::{
    App, Failure,
    auth::{self, Access, Asked, Caller, Peer, Reach},
    body, respond,
    sound::{self, Unsound},
};
use crate::{
    api::{self, Success, endpoint::Method, error::Code, progress::ProgressEvent},
    engine::ports::{Progress, ProgressSink},
    store::Store,
};

/// Progress events that wait for a slow reader; more are left out.
const WAITING_EVENTS: usize = 256;

/// A request under way: the server, who asks, the variable parts of the path,
/// and where progress goes.
pub struct Call {
    app: Arc<App>,
    /// The server's store, whose histories name who asks.
    pub store: Store,
    pub caller: Arc<Caller>,
    asked: Arc<Asked>,
    pub headers: HeaderMap,
    parts: Vec<(String, String)>,
    progress: Option<mpsc::Sender<ProgressEvent>>,
}

impl Deref for Call {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl Call {
    /// A request that the server makes to itself, for whoever asked this one.
    pub fn own(&self, parts: &[(&str, &str)]) -> Self {
        let parts = parts.iter().map(|&(key, value)| (key.to_owned(), value.to_owned()));
        Self {
            app: Arc::clone(&self.app),
            store: self.store.clone(),
            caller: Arc::clone(&self.caller),
            asked: Arc::clone(&self.asked),
            headers: HeaderMap::new(),
            parts: parts.collect(),
            progress: None,
        }
    }

    /// Refuses a caller that is bound to other signatures than this one. Routes
    /// that are registered as [`Reach::Found`] ask it of all that they give.
    pub fn reach(&self, signature_id: &str) -> Result<(), Failure> {
        self.refused(self.caller.reach(signature_id))
    }

    /// As [`Self::reach`], for what is about several signatures, or none.
    pub fn reach_each(&self, signature_ids: &[String]) -> Result<(), Failure> {
        if signature_ids.is_empty() {
            return self.refused(self.caller.reach_all());
        }
        signature_ids.iter().try_for_each(|id| self.reach(id))
    }

    /// Where the request comes from.
    pub fn peer(&self) -> Peer {
        self.asked.peer
    }

    /// Writes it down where it is a refusal.
    ///
    /// # Errors
    /// As it was given.
    pub fn refused(&self, result: Result<(), Failure>) -> Result<(), Failure> {
        result.inspect_err(|failure| self.asked.refused(Some(&self.caller), failure))
    }

    /// What all requests share.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// The part of the path that stands at `{name}`.
    pub fn part(&self, name: &str) -> &str {
        self.parts.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Tells a client that asked for progress. A client that reads too slowly
    /// misses events, but never the last one.
    pub fn tell(&self, event: ProgressEvent) {
        if let Some(progress) = &self.progress {
            let _ = progress.try_send(event);
        }
    }
}

impl ProgressSink for Call {
    fn report(&self, progress: Progress) {
        self.tell(match progress {
            Progress::Candidate { index, of, compiled_id, reward, best } => {
                ProgressEvent::Candidate {
                    index: index as u64,
                    of: of as u64,
                    compiled_id,
                    reward,
                    best,
                }
            }
            Progress::Example { done, of } => {
                ProgressEvent::Example { done: done as u64, of: of as u64 }
            }
        });
    }
}

/// How the body of a request is taken.
#[derive(Clone, Copy)]
pub enum Taken {
    Query,
    /// JSON of at most that many bytes.
    Json(usize),
    /// Not at all.
    Ignored,
}

impl Taken {
    pub fn of(method: Method, max: usize) -> Self {
        match (method, max) {
            (Method::Get, _) => Self::Query,
            (Method::Post, 0) => Self::Ignored,
            (Method::Post, max) => Self::Json(max),
        }
    }
}

/// A request whose caller may ask the route. Its body was not read yet.
pub struct Admitted {
    pub head: Parts,
    body: Body,
    caller: Caller,
    asked: Asked,
    reach: Reach,
}

impl Admitted {
    /// A request whose caller was proved already.
    pub fn new(request: Request, caller: Caller, reach: Reach) -> Self {
        let (head, body) = request.into_parts();
        let asked = Asked::of(&head);
        Self { head, body, caller, asked, reach }
    }
}

/// Lets a request through whose caller has the scope, with its body unread.
///
/// # Errors
/// The refusal, when not.
pub async fn admit(app: &App, access: Access, request: Request) -> Result<Admitted, Response> {
    let admitted = Admitted::new(request, Caller::nobody(), access.reach);
    let Some(scope) = access.scope else { return Ok(admitted) };
    match auth::authorize(app, &admitted.head.headers, &admitted.asked, scope).await {
        Ok(caller) => Ok(Admitted { caller, ..admitted }),
        Err(failure) => Err(failure.into_response()),
    }
}

/// Reads a request into its call and its typed input.
pub async fn open<Input: DeserializeOwned>(
    app: Arc<App>,
    request: Admitted,
    taken: Taken,
) -> Result<(Call, Input), Failure> {
    let Admitted { mut head, body, caller, asked, reach } = request;
    let parts = path_parts(&mut head).await?;
    let mut named = names_of(&parts, head.uri.query().unwrap_or_default());
    let input = match taken {
        Taken::Query => {
            refuse_control(head.uri.query().unwrap_or_default())?;
            let query = Query::try_from_uri(&head.uri);
            let Query(input) = query.map_err(|error| Failure::invalid(error.body_text()))?;
            input
        }
        Taken::Json(max) => {
            let bytes = body::read(&head.headers, body, max, &app.limits).await?;
            let bytes: &[u8] = if bytes.trim_ascii().is_empty() { b"{}" } else { &bytes };
            let input = parse(bytes)?;
            if caller.is_bound() {
                named.extend(parse::<Named>(bytes)?.signature_id);
            }
            input
        }
        Taken::Ignored => parse(b"{}")?,
    };
    let store = app.store.acting_as(&caller.name);
    let (caller, asked) = (Arc::new(caller), Arc::new(asked));
    let headers = head.headers;
    let call = Call { app, store, caller, asked, headers, parts, progress: None };
    match reach {
        Reach::Named => call.reach_each(&named)?,
        Reach::Whole => call.reach_each(&[])?,
        Reach::Found | Reach::Nothing => {}
    }
    Ok((call, input))
}

/// The field by which bodies name their signature.
#[derive(serde::Deserialize)]
struct Named {
    #[serde(rename = "signatureId")]
    signature_id: Option<String>,
}

/// The signatures that the path and the query name.
fn names_of(parts: &[(String, String)], query: &str) -> Vec<String> {
    let in_path = parts.iter().filter(|(key, _)| key == "signatureId");
    let in_query = form_urlencoded::parse(query.as_bytes());
    let in_query = in_query.filter(|(key, _)| key == "signatureId");
    let in_path = in_path.map(|(_, value)| value.clone());
    in_path.chain(in_query.map(|(_, value)| value.into_owned())).collect()
}

async fn path_parts(head: &mut Parts) -> Result<Vec<(String, String)>, Failure> {
    let parts = RawPathParams::from_request_parts(head, &()).await;
    let parts = parts.map_err(|error| Failure::invalid(error.body_text()))?;
    if parts.iter().any(|(_, value)| sound::has_control(value)) {
        return Err(Failure::invalid("an id in the path holds control characters"));
    }
    Ok(parts.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
}

/// What a query asks for is named by ids and numbers.
fn refuse_control(query: &str) -> Result<(), Failure> {
    match form_urlencoded::parse(query.as_bytes()).find(|(_, value)| sound::has_control(value)) {
        Some((name, _)) => Err(Failure::invalid(format!("{name} holds control characters"))),
        None => Ok(()),
    }
}

/// The whole text must be sound, also where nobody reads it; then come the types.
fn parse<Input: DeserializeOwned>(bytes: &[u8]) -> Result<Input, Failure> {
    let invalid = |error| Failure::invalid(format!("the body of the request: {error}"));
    sound::Allowance::default().body(bytes).map_err(|unsound| match unsound {
        Unsound::Text(error) => invalid(error),
        Unsound::Heavy => heavy(&unsound),
    })?;
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Failure::invalid("the body of the request must be a JSON object"));
    }
    serde_json::from_slice(bytes).map_err(invalid)
}

/// A body whose values would take too much memory.
pub fn heavy(unsound: &Unsound) -> Failure {
    Failure::new(Code::TooLarge, format!("the body of the request: {unsound}"))
}

/// The answer of a handler that is quickly done.
pub fn answer<Output: Serialize>(result: Result<Output, Failure>) -> Response {
    match result {
        Ok(output) => respond::json(200, &Success::of(output)),
        Err(failure) => failure.into_response(),
    }
}

/// Runs a handler that may take long. It goes on when its client is gone, so
/// that what it has paid for is kept; a server that stops waits for it a while.
pub async fn run<Input, Output, Handler, Work>(
    mut call: Call,
    input: Input,
    headers: &HeaderMap,
    handler: Handler,
) -> Response
where
    Output: Serialize + Send + 'static,
    Handler: Fn(Call, Input) -> Work,
    Work: Future<Output = Result<Output, Failure>> + Send + 'static,
{
    let app = Arc::clone(&call.app);
    let events = wants_progress(headers).then(|| {
        let (sender, events) = mpsc::channel(WAITING_EVENTS);
        call.progress = Some(sender);
        events
    });
    let killed = app.killed.clone();
    let work = handler(call, input);
    let work = async move {
        tokio::select! {
            result = work => result,
            () = killed.cancelled() => Err(Failure::new(
                Code::Unavailable,
                "the server was stopped before the work was done",
            )),
        }
    };
    let task = app.tasks.spawn(work.in_current_span());
    let ended = async { task.await.unwrap_or_else(|error| Err(Failure::panicked(&error))) };
    match events {
        None => answer(ended.await),
        Some(events) => respond::lines(stream_lines(events, ended)),
    }
}

fn wants_progress(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    accepted.filter_map(|value| value.to_str().ok()).any(|kinds| kinds.contains(api::NDJSON))
}

/// The events as they come, then the result.
fn stream_lines<Output: Serialize + Send + 'static>(
    events: mpsc::Receiver<ProgressEvent>,
    ended: impl Future<Output = Result<Output, Failure>> + Send + 'static,
) -> Body {
    let progress = stream::unfold(events, |mut events| async {
        let event = events.recv().await?;
        Some((respond::line(&event), events))
    });
    let last = stream::once(async move {
        respond::line(&match ended.await {
            Ok(output) => ProgressEvent::Result(
                serde_json::to_value(Success::of(output)).expect("answers serialize to JSON"),
            ),
            Err(failure) => failure.into_event(),
        })
    });
    let lines = futures::StreamExt::chain(progress, last);
    Body::from_stream(futures::StreamExt::map(lines, Ok::<_, std::convert::Infallible>))
}

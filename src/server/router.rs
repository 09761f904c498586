//! The whole table of routes.

use std::{future::Future, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodFilter, get, on},
};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    App, Call, Failure, auth, body,
    call::{self, Taken},
    connections, observe, openai,
    openapi::{self, Operation},
    page, respond,
    route::{
        artifacts, canary, catalog, compile, eval, examples, exercise, history, judge, leases,
        metrics, ops, pages, predict, prompt, receipts, resolve, rollout, trace,
    },
};
use crate::api::{
    self,
    endpoint::{Endpoint, Method},
    error::Code,
};

/// Bytes that a body may have: none is read, a few fields, a record, rows.
const NONE: usize = 0;
const FIELDS: usize = 64 << 10;
const RECORD: usize = 1 << 20;
const ROWS: usize = 8 << 20;

/// The service that answers every request.
pub fn router(app: Arc<App>) -> Router {
    let Table { router: guarded, operations } = Table::default()
        .quick(&api::ops::START, RECORD, ops::start)
        .quick(&api::ops::EVENT, RECORD, ops::event)
        .quick(&api::ops::FINISH, RECORD, ops::finish)
        .quick(&api::ops::LIST, NONE, ops::list)
        .quick(&api::ops::SHOW, NONE, ops::show)
        .quick(&api::ops::ACQUIRE_LEASE, FIELDS, leases::acquire)
        .quick(&api::ops::RENEW_LEASE, FIELDS, leases::renew)
        .quick(&api::ops::RELEASE_LEASE, FIELDS, leases::release)
        .quick(&api::ops::LEASE, NONE, leases::show)
        .long(&api::examples::IMPORT, ROWS, examples::import)
        .quick(&api::examples::ABANDON, FIELDS, examples::abandon)
        .quick(&api::examples::REMOVE, RECORD, examples::remove)
        .long(&api::examples::FORGET, RECORD, examples::forget)
        .quick(&api::examples::LIST, NONE, examples::list)
        .quick(&api::examples::IMPORTS, NONE, examples::imports)
        .long(&api::compile::COMPILE, RECORD, compile::compile)
        .quick(&api::compile::PLAN, RECORD, compile::plan)
        .quick(&api::compile::REPORT, NONE, compile::report)
        .quick(&api::compile::REPORTS, NONE, compile::reports)
        .long(&api::eval::EVAL, FIELDS, eval::eval)
        .quick(&api::eval::REPORT, NONE, eval::report)
        .quick(&api::eval::REPORTS, NONE, eval::reports)
        .long(&api::canary::START, FIELDS, canary::start)
        .quick(&api::canary::STATUS, NONE, canary::status)
        .quick(&api::canary::STOP, FIELDS, canary::stop)
        .quick(&api::canary::RENEW, FIELDS, canary::renew)
        .long(&api::rollout::PROMOTE, FIELDS, rollout::promote)
        .quick(&api::rollout::ROLLBACK, FIELDS, rollout::rollback)
        .quick(&api::rollout::ACTIVE, NONE, rollout::active)
        .quick(&api::rollout::HISTORY, NONE, rollout::history)
        .quick(&api::history::HEAD, NONE, history::head)
        .quick(&api::history::VERIFY, NONE, history::verify)
        .long(&api::judge::CALIBRATE, ROWS, judge::calibrate)
        .quick(&api::judge::CALIBRATIONS, NONE, judge::calibrations)
        .quick(&api::exercise::ENSURE_THREAD, NONE, exercise::ensure_thread)
        .long(&api::exercise::PREDICT, FIELDS, exercise::predict)
        .raw(&api::predict::PREDICT, RECORD, predict::predict)
        .quick(&api::prompt::PROMPT, RECORD, prompt::prompt)
        .quick(&api::receipts::LIST, NONE, receipts::list)
        .quick(&api::receipts::SHOW, NONE, receipts::show)
        .quick(&api::receipts::FORGET, FIELDS, receipts::forget)
        .text(&api::receipts::BLOB, receipts::blob)
        .quick(&api::trace::EXPORT, FIELDS, trace::export)
        .quick(&api::catalog::SIGNATURES, NONE, catalog::signatures)
        .quick(&api::catalog::SIGNATURE, NONE, catalog::signature)
        .quick(&api::resolve::RESOLVE, NONE, resolve::resolve)
        .quick(&api::catalog::ARTIFACT, NONE, catalog::artifact)
        .quick(&api::artifact::LIST, NONE, artifacts::list)
        .quick(&api::artifact::IMPORT, RECORD, artifacts::import)
        .text(&api::predict::METRICS, metrics::metrics)
        .quick(&api::pages::LINK, NONE, pages::link)
        .quick(&api::catalog::DOCTOR, NONE, catalog::doctor);
    let open = Table::default().quick(&api::catalog::HEALTH, NONE, catalog::health);
    let described = Arc::new(openapi::document(&operations, &open.operations));
    guarded
        .route_layer(middleware::from_fn_with_state(Arc::clone(&app), auth::require))
        .merge(open.router)
        .merge(openai::routes(&app))
        .merge(page::routes(&app, &described))
        .route("/openapi.json", get(async move || respond::json(200, &*described)))
        .fallback(|| async { Failure::new(Code::NotFound, "there is no such path") })
        .method_not_allowed_fallback(|| async {
            Failure::new(Code::MethodNotAllowed, "this path takes another method")
        })
        .layer(CatchPanicLayer::custom(|_| {
            Failure::panicked(&"its message is on stderr").into_response()
        }))
        .layer(middleware::from_fn(observe::one_host))
        .layer(middleware::from_fn(connections::shed))
        .layer(middleware::from_fn(body::close_over_unread))
        .layer(middleware::from_fn(observe::observe))
        .with_state(app)
}

/// Routes from endpoints: their types are the types of the handlers.
#[derive(Default)]
struct Table {
    router: Router<Arc<App>>,
    operations: Vec<Operation>,
}

impl Table {
    /// A handler that is soon done. It ends when its client goes away.
    fn quick<Input, Output, Handler, Work>(
        self,
        endpoint: &Endpoint<Input, Output>,
        max_body: usize,
        handler: Handler,
    ) -> Self
    where
        Input: DeserializeOwned + JsonSchema + Send,
        Output: Serialize + JsonSchema,
        Handler: Fn(Call, Input) -> Work + Clone + Send + Sync + 'static,
        Work: Future<Output = Result<Output, Failure>> + Send,
    {
        self.described(Operation::quick(endpoint)).route(
            endpoint,
            max_body,
            move |app, request, taken| {
                let handler = handler.clone();
                async move {
                    match call::open(app, request, taken).await {
                        Ok((call, input)) => call::answer(handler(call, input).await),
                        Err(failure) => failure.into_response(),
                    }
                }
            },
        )
    }

    /// A handler that makes its own answer. It ends when its client goes away.
    fn raw<Input, Output, Handler, Work>(
        self,
        endpoint: &Endpoint<Input, Output>,
        max_body: usize,
        handler: Handler,
    ) -> Self
    where
        Input: DeserializeOwned + JsonSchema + Send,
        Output: JsonSchema,
        Handler: Fn(Call, Input) -> Work + Clone + Send + Sync + 'static,
        Work: Future<Output = Result<Response, Failure>> + Send,
    {
        self.described(Operation::quick(endpoint)).route(
            endpoint,
            max_body,
            move |app, request, taken| {
                let handler = handler.clone();
                async move {
                    let answered = async {
                        let (call, input) = call::open(app, request, taken).await?;
                        handler(call, input).await
                    };
                    answered.await.unwrap_or_else(IntoResponse::into_response)
                }
            },
        )
    }

    /// A handler that may take long: it can tell its progress, and it goes on
    /// when its client goes away.
    fn long<Input, Output, Handler, Work>(
        self,
        endpoint: &Endpoint<Input, Output>,
        max_body: usize,
        handler: Handler,
    ) -> Self
    where
        Input: DeserializeOwned + JsonSchema + Send,
        Output: Serialize + JsonSchema + Send + 'static,
        Handler: Fn(Call, Input) -> Work + Clone + Send + Sync + 'static,
        Work: Future<Output = Result<Output, Failure>> + Send + 'static,
    {
        self.described(Operation::long(endpoint)).route(
            endpoint,
            max_body,
            move |app, request, taken| {
                let handler = handler.clone();
                async move {
                    let headers = request.headers().clone();
                    match call::open(app, request, taken).await {
                        Ok((call, input)) => call::run(call, input, &headers, handler).await,
                        Err(failure) => failure.into_response(),
                    }
                }
            },
        )
    }

    /// A handler that answers with a text as it is.
    fn text<Input, Handler, Work>(
        self,
        endpoint: &Endpoint<Input, String>,
        handler: Handler,
    ) -> Self
    where
        Input: DeserializeOwned + JsonSchema + Send,
        Handler: Fn(Call, Input) -> Work + Clone + Send + Sync + 'static,
        Work: Future<Output = Result<String, Failure>> + Send,
    {
        self.described(Operation::text(endpoint)).route(
            endpoint,
            NONE,
            move |app, request, taken| {
                let handler = handler.clone();
                async move {
                    let answered = async {
                        let (call, input) = call::open(app, request, taken).await?;
                        handler(call, input).await
                    };
                    answered.await.map_or_else(IntoResponse::into_response, respond::text)
                }
            },
        )
    }

    fn described(mut self, operation: Operation) -> Self {
        self.operations.push(operation);
        self
    }

    fn route<Input, Output, Serve, Work>(
        self,
        endpoint: &Endpoint<Input, Output>,
        max_body: usize,
        serve: Serve,
    ) -> Self
    where
        Serve: Fn(Arc<App>, Request, Taken) -> Work + Clone + Send + Sync + 'static,
        Work: Future<Output = Response> + Send,
    {
        let filter = match endpoint.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
        };
        let taken = Taken::of(endpoint.method, max_body);
        let handler =
            move |State(app): State<Arc<App>>, request: Request| serve(app, request, taken);
        let router = self.router.route(endpoint.path, on(filter, handler));
        Self { router, ..self }
    }
}

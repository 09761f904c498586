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
    App, Call, Failure,
    auth::{Access, OPEN, found, named, nothing, whole},
    body,
    call::{self, Admitted, Taken},
    connections, observe, openai,
    openapi::{self, Operation},
    page, respond,
    route::{
        artifacts, canary, catalog, compile, eval, examples, exercise, history, judge, keys,
        leases, metrics, ops, pages, predict, prompt, receipts, resolve, rollout, token, trace,
    },
};
use crate::api::{
    self,
    endpoint::{Endpoint, Method},
    error::Code,
    keys::Scope::{Admin, Import, Predict, Read, Review, Rollout, Run},
};

/// Bytes that a body may have: none is read, a few fields, a record, rows.
const NONE: usize = 0;
const FIELDS: usize = 64 << 10;
const RECORD: usize = 1 << 20;
const ROWS: usize = 8 << 20;

/// The service that answers every request.
pub fn router(app: Arc<App>) -> Router {
    let Table { router, operations } = Table::default()
        .quick(found(Run), &api::ops::START, RECORD, ops::start)
        .quick(found(Run), &api::ops::EVENT, RECORD, ops::event)
        .quick(found(Run), &api::ops::FINISH, RECORD, ops::finish)
        .quick(whole(Read), &api::ops::LIST, NONE, ops::list)
        .quick(found(Read), &api::ops::SHOW, NONE, ops::show)
        .quick(named(Run), &api::ops::ACQUIRE_LEASE, FIELDS, leases::acquire)
        .quick(named(Run), &api::ops::RENEW_LEASE, FIELDS, leases::renew)
        .quick(named(Run), &api::ops::RELEASE_LEASE, FIELDS, leases::release)
        .quick(named(Read), &api::ops::LEASE, NONE, leases::show)
        .long(named(Import), &api::examples::IMPORT, ROWS, examples::import)
        .quick(named(Import), &api::examples::ABANDON, FIELDS, examples::abandon)
        .quick(named(Import), &api::examples::REMOVE, RECORD, examples::remove)
        .long(named(Admin), &api::examples::FORGET, RECORD, examples::forget)
        .quick(named(Read), &api::examples::LIST, NONE, examples::list)
        .quick(named(Read), &api::examples::IMPORTS, NONE, examples::imports)
        .long(named(Run), &api::compile::COMPILE, RECORD, compile::compile)
        .quick(named(Run), &api::compile::PLAN, RECORD, compile::plan)
        .quick(named(Read), &api::compile::REPORT, NONE, compile::report)
        .quick(named(Read), &api::compile::REPORTS, NONE, compile::reports)
        .long(named(Run), &api::eval::EVAL, FIELDS, eval::eval)
        .quick(named(Read), &api::eval::REPORT, NONE, eval::report)
        .quick(named(Read), &api::eval::REPORTS, NONE, eval::reports)
        .long(named(Rollout), &api::canary::START, FIELDS, canary::start)
        .quick(named(Read), &api::canary::STATUS, NONE, canary::status)
        .quick(named(Rollout), &api::canary::STOP, FIELDS, canary::stop)
        .quick(named(Rollout), &api::canary::RENEW, FIELDS, canary::renew)
        .long(named(Rollout), &api::rollout::PROMOTE, FIELDS, rollout::promote)
        .quick(named(Rollout), &api::rollout::ROLLBACK, FIELDS, rollout::rollback)
        .quick(named(Read), &api::rollout::ACTIVE, NONE, rollout::active)
        .quick(named(Read), &api::rollout::HISTORY, NONE, rollout::history)
        .quick(nothing(Read), &api::history::HEAD, NONE, history::head)
        .quick(whole(Read), &api::history::VERIFY, NONE, history::verify)
        .long(named(Review), &api::judge::CALIBRATE, ROWS, judge::calibrate)
        .quick(named(Read), &api::judge::CALIBRATIONS, NONE, judge::calibrations)
        .quick(nothing(Run), &api::exercise::ENSURE_THREAD, NONE, exercise::ensure_thread)
        .long(named(Run), &api::exercise::PREDICT, FIELDS, exercise::predict)
        .raw(named(Predict), &api::predict::PREDICT, RECORD, predict::predict)
        .quick(named(Predict), &api::prompt::PROMPT, RECORD, prompt::prompt)
        .quick(named(Read), &api::receipts::LIST, NONE, receipts::list)
        .quick(found(Read), &api::receipts::SHOW, NONE, receipts::show)
        .long(found(Predict), &api::receipts::IMPORT, ROWS, receipts::import)
        .quick(whole(Admin), &api::receipts::FORGET, FIELDS, receipts::forget)
        .text(found(Read), &api::receipts::BLOB, receipts::blob)
        .quick(found(Import), &api::trace::EXPORT, FIELDS, trace::export)
        .quick(found(Read), &api::catalog::SIGNATURES, NONE, catalog::signatures)
        .quick(named(Read), &api::catalog::SIGNATURE, NONE, catalog::signature)
        .quick(found(Read), &api::resolve::RESOLVE, NONE, resolve::resolve)
        .quick(named(Read), &api::catalog::ARTIFACT, NONE, catalog::artifact)
        .quick(named(Read), &api::artifact::LIST, NONE, artifacts::list)
        .quick(found(Run), &api::artifact::IMPORT, RECORD, artifacts::import)
        .text(whole(Read), &api::predict::METRICS, metrics::metrics)
        .quick(nothing(Read), &api::pages::LINK, NONE, pages::link)
        .quick(nothing(Read), &api::catalog::DOCTOR, NONE, catalog::doctor)
        .quick(whole(Admin), &api::keys::CREATE, FIELDS, keys::create)
        .quick(whole(Admin), &api::keys::LIST, NONE, keys::list)
        .quick(whole(Admin), &api::keys::REVOKE, FIELDS, keys::revoke)
        .quick(whole(Admin), &api::keys::ROTATE, FIELDS, keys::rotate)
        .quick(whole(Admin), &api::token::MINT, FIELDS, token::mint)
        .quick(OPEN, &api::token::KEY_SET, NONE, token::key_set)
        .quick(OPEN, &api::token::E2E_KEY_SET, NONE, token::key_set)
        .raw(OPEN, &api::token::E2E_LOGIN, FIELDS, token::login)
        .quick(OPEN, &api::catalog::READY, NONE, catalog::ready)
        .quick(OPEN, &api::catalog::HEALTH, NONE, catalog::health);
    let described = Arc::new(openapi::document(&operations));
    router
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
        .layer(middleware::from_fn_with_state(Arc::clone(&app), observe::one_host))
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
        access: Access,
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
        self.described(Operation::quick(endpoint), access).route(
            access,
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
        access: Access,
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
        self.described(Operation::quick(endpoint), access).route(
            access,
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
        access: Access,
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
        self.described(Operation::long(endpoint), access).route(
            access,
            endpoint,
            max_body,
            move |app, request, taken| {
                let handler = handler.clone();
                async move {
                    let headers = request.head.headers.clone();
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
        access: Access,
        endpoint: &Endpoint<Input, String>,
        handler: Handler,
    ) -> Self
    where
        Input: DeserializeOwned + JsonSchema + Send,
        Handler: Fn(Call, Input) -> Work + Clone + Send + Sync + 'static,
        Work: Future<Output = Result<String, Failure>> + Send,
    {
        self.described(Operation::text(endpoint), access).route(
            access,
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

    fn described(mut self, operation: Operation, access: Access) -> Self {
        self.operations.push(operation.asking(access.scope));
        self
    }

    fn route<Input, Output, Serve, Work>(
        self,
        access: Access,
        endpoint: &Endpoint<Input, Output>,
        max_body: usize,
        serve: Serve,
    ) -> Self
    where
        Serve: Fn(Arc<App>, Admitted, Taken) -> Work + Clone + Send + Sync + 'static,
        Work: Future<Output = Response> + Send,
    {
        let filter = match endpoint.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
        };
        let taken = Taken::of(endpoint.method, max_body);
        let handler = move |State(app): State<Arc<App>>, request: Request| {
            let serve = serve.clone();
            async move {
                match call::admit(&app, access, request).await {
                    Ok(admitted) => serve(app, admitted, taken).await,
                    Err(refusal) => refusal,
                }
            }
        };
        let router = self.router.route(endpoint.path, on(filter, handler));
        Self { router, ..self }
    }
}

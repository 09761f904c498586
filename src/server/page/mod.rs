//! Read-only pages over the same documents that `dse report` writes.
//!
//! Nothing here changes what the server holds; a cookie that reads pages is no
//! use for anything else. The pages work without scripts, and a strict policy
//! keeps scripts and other places out.

mod api_table;
mod chrome;
mod dataset;
mod eval_report;
mod import;
mod paging;
mod receipt;
mod receipts;
mod reports;
mod run;
mod runs;
mod session;
mod sign_in;
mod signature;
mod source;

use std::{future::Future, sync::Arc};

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    App, Call, Failure,
    auth::{Caller, Reach},
    call::{self, Admitted, Taken},
};
use chrome::Page;
pub use session::{Sessions, TICKET_TIME};
pub use sign_in::{open_path, with_session};

/// The pages, those that ask who reads and those that do not.
pub fn routes(app: &Arc<App>, described: &Arc<Value>) -> Router<Arc<App>> {
    Router::new()
        .route("/dse", page(Reach::Whole, runs::page))
        .route("/dse/ops/{runId}", page(Reach::Found, run::page))
        .route("/dse/signature/{signatureId}", page(Reach::Named, signature::page))
        .route("/dse/signature/{signatureId}/dataset", page(Reach::Named, dataset::page))
        .route("/dse/signature/{signatureId}/receipts", page(Reach::Named, receipts::page))
        .route("/dse/signature/{signatureId}/imports", page(Reach::Named, import::list))
        .route(
            "/dse/signature/{signatureId}/compile-reports",
            page(Reach::Named, reports::compiles),
        )
        .route("/dse/signature/{signatureId}/eval-reports", page(Reach::Named, reports::evals))
        .route(
            "/dse/compile-report/{jobHash}/{datasetHash}/{signatureId}",
            page(Reach::Named, reports::compile_report),
        )
        .route("/dse/eval-report/{evalHash}/{signatureId}", page(Reach::Named, eval_report::page))
        .route("/dse/import/{importId}/{signatureId}", page(Reach::Named, import::page))
        .route("/dse/receipt/{receiptId}", page(Reach::Found, receipt::page))
        .route("/dse/api", page(Reach::Nothing, api_table::page(described)))
        .route("/dse/{*rest}", page(Reach::Nothing, nowhere))
        .route_layer(middleware::from_fn_with_state(Arc::clone(app), sign_in::require))
        .route("/dse/sign-in", get(sign_in::form).post(sign_in::check))
        .route("/dse/sign-out", post(sign_in::end))
        .route("/dse/open/{ticket}", get(sign_in::open))
        .route("/dse/style.css", get(chrome::style))
        .route("/dse/icon.svg", get(chrome::icon))
        .layer(middleware::from_fn(guarded))
}

/// What keeps scripts, frames and other places out of every page.
const POLICY: &[(HeaderName, &str)] = &[
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
];

async fn guarded(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in POLICY {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A page from a plain function, as routes are; what it refuses is a page too.
fn page<Input, Handler, Work>(reach: Reach, handler: Handler) -> MethodRouter<Arc<App>>
where
    Input: DeserializeOwned + Send + 'static,
    Handler: Fn(Call, Input) -> Work + Clone + Send + Sync + 'static,
    Work: Future<Output = Result<Page, Failure>> + Send + 'static,
{
    get(
        async move |State(app): State<Arc<App>>,
                    Extension(caller): Extension<Arc<Caller>>,
                    request: Request| {
            let answered = async {
                let admitted = Admitted::new(request, caller.as_ref().clone(), reach);
                let (call, input) = call::open(Arc::clone(&app), admitted, Taken::Query).await?;
                let page = handler(call, input).await?;
                let (head, _) = app.store.chain_head().await?;
                Ok::<_, Failure>(page.with_history_head(head))
            };
            answered.await.unwrap_or_else(|failure| Page::of_failure(&failure)).into_response()
        },
    )
}

async fn nowhere(_: Call, _: crate::api::Empty) -> Result<Page, Failure> {
    Err(Failure::new(crate::api::error::Code::NotFound, "there is no such page"))
}

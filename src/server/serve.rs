//! Accepting connections, and ending them.

use std::{convert::Infallible, future::Future, io, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{io::AsyncWriteExt, net::TcpListener, sync::Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::{
    App, Failure, Limits, Settings,
    app::CatalogFault,
    auth::Peer,
    connections::{Connections, Seat},
    patience::Patient,
    router::router,
};
use crate::api::error::Code;

/// Bytes that the head of a request may have; a longer one is answered with 431.
const LONGEST_HEAD: usize = 64 << 10;

/// Why a server did not start or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the catalog cannot be served: {0}")]
    Catalog(#[from] CatalogFault),
}

/// Serves until `shutdown` resolves, as [`Server::run`] does.
///
/// # Errors
/// When the catalog is not whole.
pub async fn serve(
    listener: TcpListener,
    settings: Settings,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    Server::new(settings)?.run(listener, shutdown).await;
    Ok(())
}

/// A server that has all it needs but a place to listen.
pub struct Server {
    app: Arc<App>,
}

impl Server {
    /// # Errors
    /// When the catalog is not whole.
    pub fn new(settings: Settings) -> Result<Self, ServeError> {
        Ok(Self { app: Arc::new(App::new(settings)?) })
    }

    /// Serves until `shutdown` resolves. Then no connection is accepted and no
    /// model is asked any more, and what is under way gets its time of grace.
    pub async fn run(self, listener: TcpListener, shutdown: impl Future<Output = ()>) {
        run(self.app, listener, shutdown).await;
    }
}

async fn run(app: Arc<App>, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let connections = TaskTracker::new();
    let stopping = CancellationToken::new();
    let service = router(Arc::clone(&app));
    tokio::select! {
        never = accept(&listener, &app, &service, &connections, &stopping) => never,
        () = sweep(&app) => {}
        () = shutdown => {}
    }
    drop(listener);
    app.shutdown.begin();
    stopping.cancel();
    connections.close();
    app.tasks.close();
    let ended = async { tokio::join!(connections.wait(), app.tasks.wait()) };
    if tokio::time::timeout(app.limits.grace, ended).await.is_err() {
        tracing::warn!("work that did not end in time is cut off");
        app.killed.cancel();
        tokio::join!(connections.wait(), app.tasks.wait());
    }
    app.store.close().await;
}

/// How often old content is looked for.
const SWEEP: Duration = Duration::from_secs(3_600);

/// Deletes old content now and then, for ever.
async fn sweep(app: &App) {
    loop {
        app.live.sweep(app).await;
        tokio::time::sleep(SWEEP).await;
    }
}

async fn accept(
    listener: &TcpListener,
    app: &Arc<App>,
    service: &Router,
    tasks: &TaskTracker,
    stopping: &CancellationToken,
) {
    let connections = Arc::new(Connections::new(&app.limits, descriptors()));
    let refusing = Arc::new(Semaphore::new(REFUSED_AT_ONCE));
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        let stream = Patient::new(stream, app.limits.write_idle_time);
        let Some(seat) = connections.join(peer.ip()) else {
            if let Ok(permit) = Arc::clone(&refusing).try_acquire_owned() {
                tasks.spawn(async move {
                    refuse(stream).await;
                    drop(permit);
                });
            }
            continue;
        };
        let leave = seat.leave.clone();
        let peer = Peer(peer.ip());
        let connection =
            connection(stream, peer, seat, service.clone(), app.limits, stopping.clone());
        let killed = app.killed.clone();
        tasks.spawn(async move {
            tokio::select! {
                () = connection => {}
                () = leave.cancelled() => {}
                () = killed.cancelled() => {}
            }
        });
    }
}

/// Connections that are told at once that there is no place; more are only closed.
const REFUSED_AT_ONCE: usize = 64;

/// Descriptors that the process may have besides those of connections.
const OTHER_DESCRIPTORS: u64 = 128;

/// How many connections the process has descriptors for.
fn descriptors() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    limit.map_or(usize::MAX, |limit| limit.saturating_sub(OTHER_DESCRIPTORS) as usize)
}

/// Answers whatever is asked that there is no place.
async fn refuse(mut stream: Patient) {
    let message = "all connections have requests under way";
    let body = Failure::new(Code::Overloaded, message).body();
    let body = serde_json::to_string(&body).expect("answers serialize to JSON");
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json; charset=utf-8\r\n\
         content-length: {}\r\nretry-after: 1\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    if stream.write_all(answer.as_bytes()).await.is_ok() {
        let _ = stream.shutdown().await;
    }
}

/// A client that went away is nothing; a lack of descriptors needs time to pass.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    if !matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted) {
        tracing::warn!(%error, "a connection was not accepted");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn connection(
    stream: Patient,
    peer: Peer,
    seat: Seat,
    router: Router,
    limits: Limits,
    stopping: CancellationToken,
) {
    let seat = Arc::new(seat);
    let service = tower::service_fn(move |request: Request<Incoming>| {
        let (under_way, router) = (seat.begin(), router.clone());
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(peer);
            under_way.mark(&mut request);
            let response = router.oneshot(request).await?;
            Ok::<_, Infallible>(under_way.until_sent(response))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

//! Accepting connections, and ending them.

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, net::TcpStream, sync::Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::{
    App, Limits, Settings, app::CatalogFault, auth::Peer, patience::Patient, router::router,
};

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
    connections: &TaskTracker,
    stopping: &CancellationToken,
) {
    let permits = Arc::new(Semaphore::new(app.limits.connections));
    loop {
        let permit = Arc::clone(&permits).acquire_owned().await;
        let permit = permit.expect("the semaphore is never closed");
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        let connection = connection(stream, service.clone(), app.limits, stopping.clone());
        let killed = app.killed.clone();
        connections.spawn(async move {
            tokio::select! {
                () = connection => {}
                () = killed.cancelled() => {}
            }
            drop(permit);
        });
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
    stream: TcpStream,
    service: Router,
    limits: Limits,
    stopping: CancellationToken,
) {
    let _ = stream.set_nodelay(true);
    let peer = stream.peer_addr().ok().map(|address| Peer(address.ip()));
    let io = TokioIo::new(Patient::new(stream, limits.write_idle_time));
    let service = service.map_request(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(io, TowerToHyperService::new(service));
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

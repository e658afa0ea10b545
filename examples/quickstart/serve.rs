//! Runs a hyper server until Ctrl-C. Nothing here is about authentication.

use std::{convert::Infallible, future::poll_fn, io, net::SocketAddr, pin::pin, task::Poll, time::Duration};

use http::{Request, Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{net::TcpListener, signal, time};

use crate::handlers::Body;

/// How long open requests may take after Ctrl-C.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) fn run<F, Fut>(port: u16, route: F, ready: impl FnOnce(SocketAddr)) -> Result<(), String>
where
    F: Fn(Request<Incoming>) -> Fut + Copy + Send + 'static,
    Fut: Future<Output = Response<Body>> + Send,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| format!("no async runtime: {error}"))?.block_on(async {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let listener = TcpListener::bind(address).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => format!("port {port} is taken; choose another: PORT=3001 cargo run --example quickstart"),
            _ => format!("cannot listen on {address}: {error}"),
        })?;
        let mut stop = pin!(signal::ctrl_c());
        // The first poll registers the signal, before the address is printed.
        if poll_fn(|context| Poll::Ready(stop.as_mut().poll(context).is_ready())).await {
            return Ok(());
        }
        ready(listener.local_addr().map_err(|error| format!("cannot tell the address: {error}"))?);

        let connections = GracefulShutdown::new();
        loop {
            let accepted = {
                let mut accept = pin!(listener.accept());
                poll_fn(|context| match stop.as_mut().poll(context) {
                    Poll::Ready(_) => Poll::Ready(None),
                    Poll::Pending => accept.as_mut().poll(context).map(Some),
                })
                .await
            };
            let Some(accepted) = accepted else { break };
            let Ok((stream, _)) = accepted else {
                // Most likely there are no free file descriptors: wait until some connections end.
                time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let service = service_fn(move |request| async move { Ok::<_, Infallible>(route(request).await) });
            let connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
            let connection = connections.watch(connection);
            tokio::spawn(async move {
                let _ = connection.await;
            });
        }
        let _ = time::timeout(PATIENCE, connections.shutdown()).await;
        println!("stopped");
        Ok(())
    })
}

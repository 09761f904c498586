//! A connection that does not wait forever for its client to read, and that ends
//! so that the last answer arrives.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep},
};

/// Bytes that are still taken in once all is said, and for how long. A connection
/// that is closed over unread bytes may lose the answer on its way; so a client
/// that sends more than this has a while to see that nobody listens.
const LAST_BYTES: usize = 40 << 10;
const LAST_WAIT: Duration = Duration::from_millis(500);

/// A stream whose writes fail when the other side takes nothing for a while.
pub struct Patient {
    stream: TcpStream,
    limit: Duration,
    /// Runs only while a write waits.
    waiting: Option<Pin<Box<Sleep>>>,
    ending: Option<Ending>,
}

/// All is said; the other side may hang up.
struct Ending {
    until: Pin<Box<Sleep>>,
    taken: usize,
}

impl Patient {
    pub fn new(stream: TcpStream, limit: Duration) -> Self {
        let _ = stream.set_nodelay(true);
        Self { stream, limit, waiting: None, ending: None }
    }

    /// Takes in what is on its way, up to the end of it, of the bytes or of the
    /// time.
    fn poll_last_bytes(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let ending = self
            .ending
            .get_or_insert_with(|| Ending { until: Box::pin(sleep(LAST_WAIT)), taken: 0 });
        let mut space = [0; 4 << 10];
        while ending.taken < LAST_BYTES {
            let mut buffer = ReadBuf::new(&mut space);
            match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    ending.taken += buffer.filled().len();
                }
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => break,
            }
        }
        ending.until.as_mut().poll(context)
    }

    fn bounded<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let limit = self.limit;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(waiting.as_mut().poll(context));
        waiting.as_mut().reset(Instant::now() + limit);
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bounded(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.bounded(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.ending.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        }
        self.poll_last_bytes(context).map(Ok)
    }
}

//! What is done with every connection: how many there may be, no delay, and a limit on how long a reader may
//! take nothing.

mod plain;

use std::future::Ready;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Sleep;

pub(super) use plain::TlsOnly;

/// Lets connections in while there is a place.
#[derive(Clone, Debug)]
pub(super) struct Door {
    places: Arc<Semaphore>,
    send_timeout: Duration,
}

impl Door {
    pub(super) fn new(connections: usize, send_timeout: Duration) -> Self {
        Self { places: Arc::new(Semaphore::new(connections)), send_timeout }
    }

    fn admit(&self, stream: TcpStream) -> io::Result<Watched<TcpStream>> {
        let place = self.places.clone().try_acquire_owned().map_err(io::Error::other)?;
        stream.set_nodelay(true)?;
        Ok(Watched { stream, send_timeout: self.send_timeout, stall: None, _place: place })
    }
}

impl<S> Accept<TcpStream, S> for Door {
    type Stream = Watched<TcpStream>;
    type Service = S;
    type Future = Ready<io::Result<(Self::Stream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        std::future::ready(self.admit(stream).map(|stream| (stream, service)))
    }
}

/// A connection that fails when the other side takes nothing for too long.
#[derive(Debug)]
pub(super) struct Watched<S> {
    stream: S,
    send_timeout: Duration,
    /// Runs while a write cannot go on.
    stall: Option<Pin<Box<Sleep>>>,
    _place: OwnedSemaphorePermit,
}

impl<S> Watched<S> {
    fn watch<T>(&mut self, sent: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if sent.is_ready() {
            self.stall = None;
            return sent;
        }
        let timeout = self.send_timeout;
        let stall = self.stall.get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
        stall.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(sent, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.watch(sent, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let sent = Pin::new(&mut self.stream).poll_flush(context);
        self.watch(sent, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

    use super::*;

    fn watched() -> (Watched<DuplexStream>, DuplexStream) {
        let (ours, theirs) = tokio::io::duplex(8);
        let place = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        let send_timeout = Duration::from_secs(10);
        (Watched { stream: ours, send_timeout, stall: None, _place: place }, theirs)
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_takes_nothing_is_dropped() {
        let (mut ours, _theirs) = watched();
        let began = tokio::time::Instant::now();
        let error = ours.write_all(b"more than eight bytes").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_reader_that_takes_something_stays() {
        let (mut ours, mut theirs) = watched();
        let reader = tokio::spawn(async move {
            let mut taken = Vec::new();
            let mut bytes = [0; 4];
            while taken.len() < 20 {
                tokio::time::sleep(Duration::from_secs(9)).await;
                let count = theirs.read(&mut bytes).await.unwrap();
                taken.extend_from_slice(&bytes[..count]);
            }
            taken
        });
        ours.write_all(b"twenty bytes of text").await.unwrap();
        assert_eq!(reader.await.unwrap(), b"twenty bytes of text");
    }

    #[tokio::test]
    async fn no_more_connections_than_places() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let door = Door::new(1, Duration::from_secs(1));
        let connect = async || {
            let (client, server) = tokio::join!(TcpStream::connect(address), listener.accept());
            (client.unwrap(), server.unwrap().0)
        };
        let (_one, server) = connect().await;
        let inside = door.admit(server).unwrap();
        let (_two, server) = connect().await;
        assert!(door.admit(server).is_err());
        drop(inside);
        let (_three, server) = connect().await;
        assert!(door.admit(server).is_ok());
    }
}

//! A port that speaks TLS and is spoken to in plain words says so, where it would otherwise just hang up.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Door, Watched};

/// A connection that has said nothing for so long is closed.
const FIRST_BYTE_WITHIN: Duration = Duration::from_secs(10);
/// The first byte of a TLS handshake; no HTTP request begins with it.
const HANDSHAKE: u8 = 0x16;
/// As much of a plain request is read, bytes.
const REQUEST_BYTES_MAX: u64 = 64 * 1024;
/// What a plain request is answered.
const ANSWER: &[u8] =
    b"HTTP/1.1 426 Upgrade Required\r\nUpgrade: TLS/1.3, HTTP/1.1\r\nConnection: Upgrade, close\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Length: 34\r\n\r\nThis port speaks https, not http.\n";

/// A door that lets nothing but TLS in.
#[derive(Clone, Debug)]
pub(in crate::serve) struct TlsOnly(pub Door);

impl<S: Send + 'static> Accept<TcpStream, S> for TlsOnly {
    type Stream = Watched<TcpStream>;
    type Service = S;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, S)>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let admitted = self.0.admit(stream);
        Box::pin(async move {
            let mut watched = admitted?;
            timeout(FIRST_BYTE_WITHIN, turn_plain_away(&mut watched.stream)).await??;
            Ok((watched, service))
        })
    }
}

/// Leaves what begins a handshake as it is; answers anything else.
async fn turn_plain_away(stream: &mut TcpStream) -> io::Result<()> {
    let mut first = [0];
    if stream.peek(&mut first).await? == 0 || first[0] == HANDSHAKE {
        return Ok(());
    }
    stream.write_all(ANSWER).await?;
    stream.shutdown().await?;
    // Closing with unread bytes would cut the answer off.
    tokio::io::copy(&mut stream.take(REQUEST_BYTES_MAX), &mut tokio::io::sink()).await?;
    Err(io::Error::new(io::ErrorKind::InvalidData, "spoken to without TLS"))
}

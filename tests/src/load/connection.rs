//! One kept HTTP/1.1 connection to a server on loopback.

use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Largest reply read, bytes.
const REPLY_MAX: usize = 1 << 20;

/// A kept connection; requests go one after another.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A reply: status and body.
pub struct Reply<'a> {
    /// HTTP status.
    pub status: u16,
    /// The body's bytes.
    pub body: &'a [u8],
}

impl Connection {
    /// Connects; refuses any address that is not loopback.
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        ensure!(address.ip().is_loopback(), "{address} is not on this machine");
        let stream = TcpStream::connect(address).await.with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(4096) })
    }

    /// Sends the bytes of a whole request and reads its reply.
    pub async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Reply<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if let Some((status, body)) = complete(&self.buffer)? {
                return Ok(Reply { status, body: &self.buffer[body..] });
            }
            ensure!(self.buffer.len() < REPLY_MAX, "the reply is larger than {REPLY_MAX} bytes");
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection");
            }
        }
    }

    /// Sends a request whose reply never ends, and gives the stream to read it from.
    pub async fn into_stream(mut self, request: &[u8]) -> anyhow::Result<TcpStream> {
        self.stream.write_all(request).await?;
        Ok(self.stream)
    }
}

/// Status and start of the body, once the whole reply is there.
fn complete(buffer: &[u8]) -> anyhow::Result<Option<(u16, usize)>> {
    let Some(head_len) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&buffer[..head_len]).context("reading the reply's head")?;
    let status = head.split(' ').nth(1).context("a reply has a status")?.parse()?;
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(Ok(0), |(_, value)| value.trim().parse::<usize>())?;
    let body = head_len + 4;
    Ok((buffer.len() >= body + length).then_some((status, body)))
}

#[cfg(test)]
mod tests {
    use super::complete;

    #[test]
    fn a_reply_is_complete_with_its_last_byte() {
        let reply = b"HTTP/1.1 201 Created\r\ncontent-length: 3\r\n\r\nabc";
        for end in 0..reply.len() {
            assert_eq!(complete(&reply[..end]).expect("a good head"), None, "{end} bytes");
        }
        assert_eq!(complete(reply).expect("a good head"), Some((201, reply.len() - 3)));
    }
}

//! A site's own authority, and the certificates it signs for servers.

use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

/// How good a server's certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Good {
    /// For 127.0.0.1, now.
    Yes,
    /// It was.
    Expired,
    /// From some year on.
    NotYet,
    /// Of another name.
    Elsewhere,
}

/// An authority of a site.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    /// A new one, which nobody trusts yet.
    pub fn new() -> anyhow::Result<Self> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Ok(Self { issuer: CertifiedIssuer::self_signed(params, KeyPair::generate()?)? })
    }

    /// Its own certificate, PEM: what clients are given to trust.
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// Signs a server's certificate, and leaves it with its key where the stage's configuration names them.
    pub(super) fn sign(&self, good: Good, folder: &Path) -> anyhow::Result<()> {
        let name = if good == Good::Elsewhere { "hall.example" } else { "127.0.0.1" };
        let mut params = CertificateParams::new([name.to_owned()])?;
        match good {
            Good::Yes | Good::Elsewhere => {}
            Good::Expired => params.not_after = rcgen::date_time_ymd(2020, 1, 1),
            Good::NotYet => params.not_before = rcgen::date_time_ymd(2100, 1, 1),
        }
        let key = KeyPair::generate()?;
        std::fs::write(folder.join("server.crt"), params.signed_by(&key, &self.issuer)?.pem())?;
        std::fs::write(folder.join("server.key"), key.serialize_pem())?;
        Ok(())
    }
}

//! The cable: a pseudo-terminal whose far end is the serial port programs open.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, ioctl_tiocnxcl, tcgetattr, tcsetattr};

/// Both ends; dropping it is pulling the plug.
#[derive(Debug)]
pub struct Cable {
    printer: File,
    /// Kept open so that what programs send while none is listening to us is not lost, nor their leaving an error.
    port: OwnedFd,
    link: Option<PathBuf>,
    path: PathBuf,
}

impl Cable {
    /// Makes a port, and a link to it if wanted.
    ///
    /// # Errors
    /// The system has no pseudo-terminal left, or the link's place is taken by a file.
    pub fn plug(link: Option<&Path>) -> anyhow::Result<Self> {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let printer = openpt(flags).context("opening a pseudo-terminal")?;
        grantpt(&printer)?;
        unlockpt(&printer)?;
        let name = ptsname(&printer, Vec::new())?.into_string()?;
        let port = ioctl_tiocgptpeer(&printer, flags).context("opening the port's end")?;
        let mut settings = tcgetattr(&port)?;
        settings.make_raw();
        tcsetattr(&port, OptionalActions::Now, &settings)?;
        if let Some(link) = link {
            unlink(link)?;
            symlink(&name, link).with_context(|| format!("linking {}", link.display()))?;
        }
        Ok(Self {
            printer: File::from(printer),
            port,
            link: link.map(Path::to_owned),
            path: PathBuf::from(name),
        })
    }

    /// The port programs open: the link, or else the device.
    pub fn path(&self) -> &Path {
        self.link.as_deref().unwrap_or(&self.path)
    }

    /// Reads what arrives within the time, at most the buffer's length; 0 if nothing does.
    ///
    /// # Errors
    /// The pseudo-terminal broke.
    pub fn read(&mut self, buffer: &mut [u8], wait: Duration) -> anyhow::Result<usize> {
        let wait = Timespec::try_from(wait)?;
        let mut ends = [PollFd::new(&self.printer, PollFlags::IN)];
        if poll(&mut ends, Some(&wait))? == 0 {
            // A program that was killed leaves the port marked as its own; a real port forgets that when the last one closes it, and
            // this one is held open by us.
            ioctl_tiocnxcl(&self.port)?;
            return Ok(0);
        }
        match self.printer.read(buffer) {
            Ok(count) => Ok(count),
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(0),
            Err(error) => Err(error).context("reading from the port"),
        }
    }

    /// Sends to the computer.
    ///
    /// # Errors
    /// The pseudo-terminal broke.
    pub fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.printer.write_all(bytes).context("answering on the port")
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        if let Some(link) = &self.link
            && let Err(error) = unlink(link)
        {
            tracing::warn!(%error, "the link to the port stays behind");
        }
    }
}

/// Removes a link, and nothing but a link.
fn unlink(link: &Path) -> anyhow::Result<()> {
    match link.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Ok(found) if found.is_symlink() => Ok(std::fs::remove_file(link)?),
        Ok(_) => anyhow::bail!("{} exists and is not a link", link.display()),
        Err(error) => Err(error).with_context(|| format!("looking at {}", link.display())),
    }
}

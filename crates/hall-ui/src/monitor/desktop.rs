//! The desktop as the X server and its window manager have it, on a connection of its own.

use x11rb::connection::Connection;
use x11rb::errors::{ConnectError, ReplyError, ReplyOrIdError};
use x11rb::protocol::randr::ConnectionExt as _;
use x11rb::protocol::xproto::{
    ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, EventMask, Window,
};
use x11rb::rust_connection::RustConnection;

use super::{Area, Monitor};

x11rb::atom_manager! {
    /// Names of what is asked of the window manager (Extended Window Manager Hints 1.5).
    Atoms: AtomsCookie {
        _NET_WM_STATE,
        _NET_WM_STATE_FULLSCREEN,
    }
}

/// Takes a state from a window, or gives it (`_NET_WM_STATE`).
const REMOVE: u32 = 0;
const ADD: u32 = 1;
/// Asked by a program, not by a person.
const BY_PROGRAM: u32 = 1;

/// Why the desktop cannot be asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DesktopError {
    /// There is no X server, as under Wayland.
    #[error("the X server cannot be reached")]
    Connect(#[from] ConnectError),
    /// It does not answer as it should.
    #[error("the X server refuses")]
    Refused(#[from] ReplyError),
    /// It went away.
    #[error("the X server has gone")]
    Gone(#[from] x11rb::errors::ConnectionError),
    /// It has no names to give.
    #[error("the X server gives no names")]
    Names(#[from] ReplyOrIdError),
}

/// A connection to the X server.
pub(crate) struct Desktop {
    connection: RustConnection,
    root: Window,
    atoms: Atoms,
}

impl Desktop {
    /// Connects to the X server of `DISPLAY`.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn connect() -> Result<Self, DesktopError> {
        let (connection, screen) = x11rb::connect(None)?;
        let root = connection.setup().roots[screen].root;
        let atoms = Atoms::new(&connection)?.reply()?;
        Ok(Self { connection, root, atoms })
    }

    /// The monitors that are on, in the order of their connectors.
    ///
    /// # Errors
    /// The X server does not answer.
    pub(crate) fn monitors(&self) -> Result<Vec<Monitor>, DesktopError> {
        let listed = self.connection.randr_get_monitors(self.root, true)?.reply()?.monitors;
        let named = listed.into_iter().map(|monitor| {
            let name = self.connection.get_atom_name(monitor.name)?.reply()?.name;
            let place = (monitor.x.into(), monitor.y.into());
            let size = (monitor.width.into(), monitor.height.into());
            Ok(Monitor { name: String::from_utf8_lossy(&name).into_owned(), area: Area { place, size } })
        });
        named.collect()
    }

    /// Where a window is.
    ///
    /// # Errors
    /// The X server does not answer, or there is no such window.
    pub(crate) fn window(&self, window: Window) -> Result<Area, DesktopError> {
        let size = self.connection.get_geometry(window)?.reply()?;
        let place = self.connection.translate_coordinates(window, self.root, 0, 0)?.reply()?;
        Ok(Area {
            place: (place.dst_x.into(), place.dst_y.into()),
            size: (size.width.into(), size.height.into()),
        })
    }

    /// Has a window fill an area: a window manager moves no window that fills the screen already, and one that is to fill it
    /// fills the monitor it is on.
    ///
    /// # Errors
    /// The X server has gone.
    pub(crate) fn fill(&self, window: Window, area: Area) -> Result<(), DesktopError> {
        self.set_fullscreen(window, REMOVE)?;
        let (place, size) = (area.place, area.size);
        let there = ConfigureWindowAux::new().x(place.0).y(place.1).width(size.0).height(size.1);
        self.connection.configure_window(window, &there)?;
        self.set_fullscreen(window, ADD)?;
        self.connection.flush()?;
        Ok(())
    }

    fn set_fullscreen(&self, window: Window, how: u32) -> Result<(), DesktopError> {
        let data = [how, self.atoms._NET_WM_STATE_FULLSCREEN, 0, BY_PROGRAM, 0];
        let message = ClientMessageEvent::new(32, window, self.atoms._NET_WM_STATE, data);
        let mask = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
        self.connection.send_event(false, self.root, mask, message)?;
        Ok(())
    }
}

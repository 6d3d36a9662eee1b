//! Who is asking: a device by its token, or a staff member by a session.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use hall_api::requests::Role;
use hall_core::command::{AtWindow, Caller, TicketAtWindow};
use hall_core::ids::{DeviceId, StaffId, TicketId, WindowId};

use super::token::SecretHash;
use crate::problem::AppError;
use crate::store::devices::DeviceKind;

/// The name of a role in commands, records and documents: that of its JSON.
pub const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Clerk => "clerk",
        Role::Supervisor => "supervisor",
        Role::Department => "department",
        Role::Editor => "editor",
        Role::Auditor => "auditor",
        Role::Administrator => "administrator",
    }
}

/// A device that showed a valid token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its name.
    pub id: DeviceId,
    /// What it is.
    pub kind: DeviceKind,
    /// Its token, digested.
    pub token: SecretHash,
}

/// A staff member with a valid session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Opaque reference, as in the log.
    pub id: StaffId,
    /// Shown to colleagues.
    pub name: Arc<str>,
    /// Roles held.
    pub roles: Arc<[Role]>,
    /// The session's token, digested.
    pub session: SecretHash,
}

impl Staff {
    /// Does the staff member hold the role?
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The staff member at a window.
    pub fn at(&self, window: WindowId) -> AtWindow {
        AtWindow { window, clerk: self.id.clone() }
    }

    /// The staff member at a window with the ticket the desk shows.
    pub fn with(&self, window: WindowId, ticket: TicketId) -> TicketAtWindow {
        TicketAtWindow { window, clerk: self.id.clone(), ticket }
    }
}

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// A device.
    Device(Device),
    /// A staff member.
    Staff(Staff),
}

impl Identity {
    /// To whom idempotency keys belong.
    pub fn caller(&self) -> Caller {
        match self {
            Self::Device(device) => Caller::Device(device.id.clone()),
            Self::Staff(staff) => Caller::Staff(staff.id.clone()),
        }
    }

    /// The device's name, or the staff member's reference.
    pub fn name(&self) -> &str {
        match self {
            Self::Device(device) => device.id.as_str(),
            Self::Staff(staff) => staff.id.as_str(),
        }
    }

    /// The digest of the token or session that was shown.
    pub fn proof(&self) -> SecretHash {
        match self {
            Self::Device(device) => device.token,
            Self::Staff(staff) => staff.session,
        }
    }
}

/// Put into the request by `auth::guard` for every route that is not open to anyone.
impl<S: Sync> FromRequestParts<S> for Identity {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, AppError> {
        parts.extensions.get::<Self>().cloned().ok_or(AppError::Unauthorized)
    }
}

impl<S: Sync> FromRequestParts<S> for Device {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, AppError> {
        match parts.extensions.get::<Identity>() {
            Some(Identity::Device(device)) => Ok(device.clone()),
            Some(Identity::Staff(_)) => Err(AppError::Forbidden { needs: "a device".into() }),
            None => Err(AppError::Unauthorized),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Staff {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, AppError> {
        match parts.extensions.get::<Identity>() {
            Some(Identity::Staff(staff)) => Ok(staff.clone()),
            Some(Identity::Device(_)) => Err(AppError::Forbidden { needs: "staff".into() }),
            None => Err(AppError::Unauthorized),
        }
    }
}

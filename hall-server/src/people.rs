//! Names of the staff who have worked here since the server started, for colleagues. Memory only.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use hall_core::ids::StaffId;

/// Names by reference. Cheap to clone: all clones are one.
#[derive(Clone, Debug, Default)]
pub struct People(Arc<RwLock<HashMap<StaffId, Arc<str>>>>);

impl People {
    /// Remembers the names of who is signed in. Who signs out may still hold a window, so nobody is forgotten.
    pub fn know<'a>(&self, people: impl Iterator<Item = (&'a StaffId, &'a Arc<str>)>) {
        let mut names = self.0.write().expect("invariant: nothing panics under this lock");
        for (staff, name) in people {
            if names.get(staff) != Some(name) {
                names.insert(staff.clone(), name.clone());
            }
        }
    }

    /// The name behind a reference.
    pub fn name(&self, staff: &StaffId) -> Option<Arc<str>> {
        self.0.read().expect("invariant: nothing panics under this lock").get(staff).cloned()
    }
}

//! Places for files that anybody sends: so many in all, so that memory is enough for them, and so many of one address, so
//! that whoever sends slowly keeps nobody else out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Files held in memory at once.
const FILES_AT_ONCE: usize = 32;
/// Of these, files of one address.
pub const FILES_AT_ONCE_PER_ADDRESS: usize = 4;

/// Cheap to clone: all clones are one.
#[derive(Clone, Debug)]
pub struct Places {
    all: Arc<Semaphore>,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Default for Places {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(FILES_AT_ONCE)), taken: Arc::default() }
    }
}

/// A place that is taken until it is dropped.
#[derive(Debug)]
pub struct Place {
    of: Places,
    from: IpAddr,
    _permit: OwnedSemaphorePermit,
}

impl Places {
    /// A place for a file of an address, if there is one.
    pub fn take(&self, from: IpAddr) -> Option<Place> {
        let permit = self.all.clone().try_acquire_owned().ok()?;
        let mut taken = self.lock();
        let of_address = taken.entry(from).or_default();
        if *of_address == FILES_AT_ONCE_PER_ADDRESS {
            return None;
        }
        *of_address += 1;
        Some(Place { of: self.clone(), from, _permit: permit })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.taken.lock().expect("invariant: nothing panics under this lock")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.of.lock();
        if let Some(of_address) = taken.get_mut(&self.from) {
            *of_address -= 1;
            if *of_address == 0 {
                taken.remove(&self.from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_by_address_and_in_all_and_given_back() {
        let places = Places::default();
        let address = |at: usize| IpAddr::from([10, 0, 0, at as u8]);
        let all: Vec<Place> = (0..FILES_AT_ONCE)
            .filter_map(|at| places.take(address(at / FILES_AT_ONCE_PER_ADDRESS)))
            .collect();
        assert_eq!(all.len(), FILES_AT_ONCE);
        assert!(places.take(address(100)).is_none(), "none is left");
        drop(all);
        assert_eq!(*places.lock(), HashMap::new(), "nobody is remembered");
        let own: Vec<Place> = (0..FILES_AT_ONCE).filter_map(|_| places.take(address(1))).collect();
        assert_eq!(own.len(), FILES_AT_ONCE_PER_ADDRESS);
        assert!(places.take(address(2)).is_some());
    }
}

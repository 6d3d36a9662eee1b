//! Counts what somebody may do only so often: requests of an address, failed sign-ins.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;

use hall_core::time::Timestamp;

/// Keys remembered at most; beyond that the forgotten are those that have recovered, or else all.
const KEYS_MAX: usize = 20_000;

/// A bucket a key: `burst` at once, refilled evenly over `window_ms`.
#[derive(Debug)]
pub struct Throttle<K> {
    burst: f64,
    window_ms: f64,
    buckets: Mutex<HashMap<K, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Timestamp,
}

impl<K: Hash + Eq> Throttle<K> {
    /// Allows `burst` within `window_ms`.
    pub fn new(burst: u32, window_ms: i64) -> Self {
        Self { burst: f64::from(burst), window_ms: window_ms as f64, buckets: Mutex::default() }
    }

    /// Takes one from the key's bucket.
    ///
    /// # Errors
    /// Seconds to wait, at least 1, if nothing is left.
    pub fn take(&self, key: K, now: Timestamp) -> Result<(), u64> {
        self.spend(key, now, 1.0)
    }

    /// Tells whether the key has something left, taking nothing.
    ///
    /// # Errors
    /// As [`Throttle::take`].
    pub fn look(&self, key: K, now: Timestamp) -> Result<(), u64> {
        self.spend(key, now, 0.0)
    }

    /// Gives one back: it went well.
    pub fn give_back(&self, key: &K) {
        if let Some(bucket) = self.lock().get_mut(key) {
            bucket.left = (bucket.left + 1.0).min(self.burst);
        }
    }

    /// Forgets a key: a sign-in went well.
    pub fn clear(&self, key: &K) {
        self.lock().remove(key);
    }

    fn spend(&self, key: K, now: Timestamp, cost: f64) -> Result<(), u64> {
        let mut buckets = self.lock();
        if buckets.len() >= KEYS_MAX && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| self.refilled(*bucket, now) < self.burst);
            if buckets.len() >= KEYS_MAX {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket { left: self.burst, at: now });
        let left = self.refilled(*bucket, now);
        if left < 1.0 {
            let wait_ms = (1.0 - left) * self.window_ms / self.burst;
            return Err((wait_ms / 1000.0).ceil().max(1.0) as u64);
        }
        *bucket = Bucket { left: left - cost, at: now };
        Ok(())
    }

    fn refilled(&self, bucket: Bucket, now: Timestamp) -> f64 {
        let gained = now.since(bucket.at) as f64 * self.burst / self.window_ms;
        (bucket.left + gained).min(self.burst)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<K, Bucket>> {
        self.buckets.lock().expect("invariant: nothing panics while counting")
    }
}

/// The part of an address one customer has: all of IPv4, the network half of IPv6.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let s = v6.segments();
            IpAddr::V6(Ipv6Addr::new(s[0], s[1], s[2], s[3], 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(1_000_000);

    #[test]
    fn a_burst_then_an_even_flow() {
        let throttle = Throttle::new(5, 60_000);
        for _ in 0..5 {
            assert_eq!(throttle.take("a", START), Ok(()));
        }
        assert_eq!(throttle.take("a", START), Err(12));
        assert_eq!(throttle.look("a", START), Err(12));
        assert_eq!(throttle.take("b", START), Ok(()), "another key has its own");
        assert_eq!(throttle.take("a", START + 12_000), Ok(()));
        assert_eq!(throttle.take("a", START + 12_000), Err(12));
        assert_eq!(throttle.take("a", START - 60_000), Err(12), "a clock set back gives nothing");
    }

    #[test]
    fn looking_takes_nothing_and_clearing_forgets() {
        let throttle = Throttle::new(1, 60_000);
        assert_eq!(throttle.look("a", START), Ok(()));
        assert_eq!(throttle.take("a", START), Ok(()));
        assert!(throttle.look("a", START).is_err());
        throttle.clear(&"a");
        assert_eq!(throttle.take("a", START), Ok(()));
    }

    #[test]
    fn what_is_given_back_is_there_again_and_no_more() {
        let throttle = Throttle::new(1, 60_000);
        throttle.give_back(&"a");
        assert_eq!(throttle.take("a", START), Ok(()));
        throttle.give_back(&"a");
        throttle.give_back(&"a");
        assert_eq!(throttle.take("a", START), Ok(()));
        assert!(throttle.take("a", START).is_err());
    }

    #[test]
    fn memory_is_bounded() {
        let throttle = Throttle::new(2, 60_000);
        for key in 0..3 * KEYS_MAX {
            assert_eq!(throttle.take(key, START), Ok(()));
        }
        assert!(throttle.lock().len() <= KEYS_MAX);
    }

    #[test]
    fn an_ipv6_customer_has_one_bucket() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}

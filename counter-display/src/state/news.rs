//! Which calls of a view are new: calls count up, so what is larger than the largest seen is news.

use hall_api::views::Call;

/// Remembers the largest call seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct News {
    seen: Option<u64>,
}

impl News {
    /// The calls not seen before, in the order of calling; those whose visitor is at the window already are no news. Nothing in
    /// the very first view is: it was called, flashed and spoken before this display was on.
    pub(super) fn of(&mut self, calls: &[Call]) -> Vec<Call> {
        let before = self.seen;
        let largest = calls.iter().map(|call| call.call).max().unwrap_or(0);
        self.seen = Some(before.unwrap_or(0).max(largest));
        let Some(before) = before else { return Vec::new() };
        let mut news: Vec<Call> =
            calls.iter().filter(|call| call.call > before && !call.serving).cloned().collect();
        news.sort_by_key(|call| call.call);
        news
    }
}

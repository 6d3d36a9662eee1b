//! What the programs with a screen keep of the memory they once needed.

/// Buffers from this size on go back to the system when they are freed, bytes. glibc would raise its own bound to the largest
/// that was ever freed, and pictures and glyphs would leave holes that nothing fills.
const RETURNED_FROM: libc::c_int = 256 * 1024;

/// Has freed memory given back. Before the first window.
#[expect(unsafe_code, reason = "glibc has no safe way to say it")]
pub(crate) fn return_what_is_freed() {
    // SAFETY: sets a number of the allocator, under the allocator's own lock: mallopt(3).
    let set = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, RETURNED_FROM) };
    debug_assert_eq!(set, 1, "mallopt(3) knows the setting");
}

//! The binary: its command line is `hall_server::cli`.

/// Under load every request allocates on one thread and frees on another, which the system's allocator does under a
/// lock.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    hall_server::cli::main()
}

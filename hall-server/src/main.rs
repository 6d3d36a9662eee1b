//! The binary: its command line is `hall_server::cli`.

fn main() -> std::process::ExitCode {
    hall_server::cli::main()
}

fn main() -> std::process::ExitCode {
    dse::cli::main()
}

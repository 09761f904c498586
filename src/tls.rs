//! TLS, set up once for whoever makes outgoing connections.

/// Makes ring the process's provider of cryptography. Calling it again does
/// nothing.
pub fn install() {
    // An error says that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

//! The store beneath the server: files, several writers, and what its tables
//! promise.

mod files;
mod traffic;

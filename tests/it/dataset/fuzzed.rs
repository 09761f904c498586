//! What fuzzing has found stays found.

use std::{fs, path::Path};

#[path = "../../../fuzz/fuzz_targets/properties.rs"]
mod properties;

#[test]
fn what_fuzzing_has_found_stays_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/found");
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        properties::hold(&fs::read(entry.unwrap().path()).unwrap());
        files += 1;
    }
    assert!(files > 0);
}

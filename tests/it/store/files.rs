//! Database files.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Arc};

use dse::{
    engine::memory::SystemClock,
    model::example::Example,
    store::{ExampleFilter, ImportOf, Store, StoreError},
};
use serde_json::json;

const IMPORT: ImportOf<'_> = ImportOf { import_id: "i", source: "test", ops_run_id: None };

async fn open(path: &Path) -> Store {
    Store::open(path, Arc::new(SystemClock)).await.unwrap()
}

fn rows(prefix: &str, count: usize) -> Vec<Example> {
    let row = |n: usize| {
        Example::judge(&json!({"exampleId": format!("{prefix}-{n}"), "inputJson": n})).unwrap()
    };
    (0..count).map(row).collect()
}

#[tokio::test]
async fn a_file_is_made_with_its_folder_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep er/%20 #?/dse.db");
    let store = open(&path).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    store.import_examples("s", &rows("a", 3), IMPORT, 50_000).await.unwrap();
    store.close().await;
    let again = open(&path).await;
    assert_eq!(
        again.examples("s", &ExampleFilter::default(), None, 10).await.unwrap().examples.len(),
        3
    );
}

#[tokio::test]
async fn what_is_no_database_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let opened = Store::open(folder.path(), Arc::new(SystemClock)).await;
    let Err(StoreError::File { path, .. }) = opened else { panic!("a folder is no file") };
    assert_eq!(path, folder.path());
    let text = folder.path().join("notes.txt");
    fs::write(&text, "no database, but long enough to be looked at as one".repeat(100)).unwrap();
    assert!(Store::open(&text, Arc::new(SystemClock)).await.is_err());
}

#[tokio::test]
async fn a_database_in_memory_is_a_store_of_its_own() {
    let (one, two) = (open(Path::new(":memory:")).await, open(Path::new(":memory:")).await);
    one.import_examples("s", &rows("a", 2), IMPORT, 50_000).await.unwrap();
    assert_eq!(
        one.examples("s", &ExampleFilter::default(), None, 10).await.unwrap().examples.len(),
        2
    );
    assert!(
        two.examples("s", &ExampleFilter::default(), None, 10).await.unwrap().examples.is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn several_stores_on_one_file_all_get_their_writes_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dse.db");
    // They also race to make the tables.
    let stores = futures::future::join_all((0..4).map(|_| open(&path))).await;
    let mut writers = Vec::new();
    for (number, store) in stores.iter().cloned().enumerate() {
        for round in 0..10 {
            let store = store.clone();
            writers.push(tokio::spawn(async move {
                let rows = rows(&format!("{number}-{round}"), 20);
                store.import_examples("s", &rows, IMPORT, 50_000).await.unwrap();
            }));
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let page = stores[0].examples("s", &ExampleFilter::default(), None, 1_000).await.unwrap();
    assert_eq!(page.examples.len(), 800);
}

#[tokio::test]
async fn an_import_of_ten_thousand_rows_counts_right() {
    let store = open(Path::new(":memory:")).await;
    let rows = rows("a", 10_000);
    let first = store.import_examples("s", &rows, IMPORT, 50_000).await.unwrap();
    assert_eq!((first.inserted, first.updated, first.unchanged), (10_000, 0, 0));
    let again = store.import_examples("s", &rows, IMPORT, 50_000).await.unwrap();
    assert_eq!((again.inserted, again.updated, again.unchanged), (0, 10_000, 10_000));
}

//! Databases of every earlier version, opened by this one.

use std::{borrow::Cow, collections::BTreeMap, path::Path};

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, migrate::Migrator, query_as};

use super::{Store, StoreError, check_file, open, restore, testing};

/// Before the histories had a chain.
const ROWS_OF_1: &str = "
    INSERT INTO dseArtifacts VALUES ('s', 'a', '{}', 1000), ('s', 'b', '{}', 1000);
    INSERT INTO dseActiveArtifactHistory VALUES (1, 's', 'set', NULL, 'a', 'first', NULL, 1000);
    INSERT INTO dseActiveArtifacts VALUES ('s', 'a', 1000);
    INSERT INTO dseCanaryHistory VALUES (1, 's', 'start', 'a', 'b', 20, 0, 0, NULL, NULL, 1000);
    INSERT INTO dseCanaries VALUES
        ('s', 1, 'a', 'b', 20, 'salt', 3, 1, 20, 0.2, 1000, 1500, NULL, NULL);
    INSERT INTO dseOpsRuns (runId, seq, status, startedAtMs, updatedAtMs, signatureIdsJson)
        VALUES ('r', 1, 'running', 1000, 1000, '[]');
    INSERT INTO dseOpsRunEvents VALUES (1, 'r', 1000, 'info', NULL, 'one', NULL);
    INSERT INTO dseEvalReports VALUES ('s', 'e', 'a', 'holdout', 'd', 0.1, 3, '{}', 1000, 1);
";
/// Since then new rows were linked, and the earlier ones were not. The hashes
/// are those of the program of that time.
const ROWS_OF_2: &str = "
    INSERT INTO dseActiveArtifactHistory
        VALUES (2, 's', 'set', 'a', 'b', 'better', 'user_dse_admin', 2000);
    UPDATE dseActiveArtifacts SET compiled_id = 'b', updatedAtMs = 2000;
    INSERT INTO dseOpsRunEvents VALUES (2, 'r', 2000, 'info', NULL, 'two', NULL);
    INSERT INTO dseHoldoutLooks VALUES (1, 's', 'gate', 'd', '[]', 'a', 'b', 0.1, 2000);
    INSERT INTO dseHistoryChain VALUES
        (1, 'pointer', 2, 'sha256:29ea6749f1b4f33e9b34be5c145021c63b3aa087646a66520fab42d5ea488f4d'), (2, 'event', 2, 'sha256:c3e233c2d3f6d9d78d5f344f465083fbebb520e851f14db522d93f2690c85c42'), (3, 'gate', 1, 'sha256:8a1f3e13061fcde1ab2f58b186cd9e8bf052883020c170e6de7a071eea0a29c6');
";
const ROWS_OF_12: &str = "INSERT INTO dseJudgeCalibrations VALUES (1, 'k', '{}', 3000);";
const ROWS_OF_13: &str =
    "INSERT INTO dseImports VALUES (1, 's', 'i', 'file', NULL, 3, 0, 0, 0, 3000, 3000);";
const ROWS_OF_14: &str = "INSERT INTO dseGateResults VALUES ('s', 'd', 'j', 'b', 'h', '{}', 4000);";

fn rows_of(version: i64) -> &'static str {
    match version {
        1 => ROWS_OF_1,
        2 => ROWS_OF_2,
        12 => ROWS_OF_12,
        13 => ROWS_OF_13,
        14 => ROWS_OF_14,
        _ => "",
    }
}

/// A database as the program left it whose newest migration was `version`.
async fn database_of(path: &Path, version: i64) {
    sqlx::any::install_default_drivers();
    std::fs::write(path, "").unwrap();
    let mut file = AnyConnection::connect(&open::url(path).unwrap()).await.unwrap();
    for known in open::MIGRATIONS.iter().filter(|known| known.version <= version) {
        let until = open::MIGRATIONS.iter().filter(|each| each.version <= known.version);
        let migrations = Cow::Owned(until.cloned().collect());
        let migrator = Migrator { migrations, ..Migrator::DEFAULT };
        migrator.run_direct(None, &mut file, false).await.unwrap();
        file.execute(AssertSqlSafe(rows_of(known.version).to_owned())).await.unwrap();
    }
    file.close().await.unwrap();
}

async fn open(path: &Path) -> Result<Store, StoreError> {
    Store::open(path, testing::clock()).await
}

#[tokio::test]
async fn a_database_of_each_version_opens_and_its_history_verifies() {
    let folder = tempfile::tempdir().unwrap();
    // What is from later versions is linked as it is written.
    let unlinked = |version: i64| version < open::ALL_IS_LINKED;
    for migration in open::MIGRATIONS.iter().filter(|migration| unlinked(migration.version)) {
        let path = folder.path().join(format!("{}.db", migration.version));
        database_of(&path, migration.version).await;
        let store = open(&path).await.unwrap();
        let check = store.check_chain(None, false).await.unwrap();
        assert_eq!(check.bad, [], "version {}", migration.version);
        // What had a link keeps it; the rest is linked now, and that is said.
        let genesis = check.genesis.unwrap();
        assert!(genesis.rows >= 8, "{genesis:?}");
        assert_eq!(genesis.created_at_ms, 1_700_000_000_000);
        let active = store.active("s").await.unwrap().unwrap().value;
        assert_eq!(active, if migration.version == 1 { "a" } else { "b" });
        store.close().await;
        // Later rows without a link are not taken for old ones.
        let mut file = AnyConnection::connect(&open::url(&path).unwrap()).await.unwrap();
        let forged = "INSERT INTO dseOpsRunEvents VALUES (0, 'r', 1, 'info', NULL, 'x', NULL)";
        file.execute(forged).await.unwrap();
        file.close().await.unwrap();
        let store = open(&path).await.unwrap();
        let bad = store.check_chain(None, false).await.unwrap().bad;
        assert_eq!(bad.len(), 1, "{bad:?}");
        assert_eq!((bad[0].kind.as_str(), bad[0].row_seq), ("event", 0));
    }
}

#[tokio::test]
async fn a_backup_of_an_older_version_is_put_back_as_one_of_this() {
    let folder = tempfile::tempdir().unwrap();
    let (old, here) = (folder.path().join("old.db"), folder.path().join("dse.db"));
    for version in [1, 14] {
        let _ = std::fs::remove_file(&old);
        database_of(&old, version).await;
        let found = check_file(&old).await.unwrap();
        assert!(found.is_sound() && found.history.is_none(), "{found:?}");
        let restored = restore(&old, &here, testing::clock()).await.unwrap();
        assert_eq!(restored.history.bad, []);
        assert_eq!(restored.kept.is_some(), version > 1);
        let store = open(&here).await.unwrap();
        assert!(store.run("r").await.unwrap().is_some());
        store.close().await;
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_named_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dse.db");
    open(&path).await.unwrap().close().await;
    let mut file = AnyConnection::connect(&open::url(&path).unwrap()).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations \
                 (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'time travel', TRUE, x'00', 0)";
    file.execute(newer).await.unwrap();
    file.close().await.unwrap();
    let Err(error) = open(&path).await else { panic!("it was opened") };
    let said = error.to_string();
    let known = open::MIGRATIONS.iter().map(|known| known.version).max().unwrap();
    for part in ["written by a newer dse", "9999 (time travel)", &format!("above {known}")] {
        assert!(said.contains(part), "{said}");
    }
    assert!(matches!(error, StoreError::Newer { found: 9999, .. }));
    // It is left as it was.
    let mut file = AnyConnection::connect(&open::url(&path).unwrap()).await.unwrap();
    let (rows,): (i64,) = query_as("SELECT COUNT(*) FROM _sqlx_migrations WHERE version = 9999")
        .fetch_one(&mut file)
        .await
        .unwrap();
    assert_eq!(rows, 1);
    assert!(open::newer(&BTreeMap::from([(1, "tables".to_owned())])).is_none());
}

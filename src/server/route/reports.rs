//! Which of the stored reports that share their hashes is meant.

use std::future::Future;

use crate::{
    engine::gate::StoredCompile,
    model::{
        compile::CompileReport,
        identity::{Outdated, ReportIdentity},
    },
    server::{Call, Failure, study::Study},
    store::{StoreError, StoredReport, Which},
};

/// The report of a job over the study's dataset.
///
/// # Errors
/// When the store fails.
pub async fn compiled(
    call: &Call,
    study: &Study<'_>,
    job_hash: &str,
) -> Result<StoredCompile<StoredReport<CompileReport>>, Failure> {
    let signature_id = study.known.contract.signature_id();
    let read =
        |which| call.store.compile_report(signature_id, job_hash, study.dataset.hash(), which);
    if let Some(stored) = read(Which::Of(&study.identity)).await? {
        return Ok(StoredCompile::Current(stored));
    }
    let newest = read(Which::Newest).await?;
    Ok(newest
        .and_then(|old| Outdated::of(old.identity.as_ref(), &study.identity, old.created_at_ms))
        .map_or(StoredCompile::Missing, StoredCompile::Outdated))
}

/// The report that a request asks for: the one of that report hash; else the
/// newest that holds for `now`, else the newest.
///
/// # Errors
/// When the store fails.
pub async fn read<'a, Report, Reading>(
    now: &'a ReportIdentity,
    report_hash: Option<&'a str>,
    read: impl Fn(Which<'a>) -> Reading,
) -> Result<Option<Report>, StoreError>
where
    Reading: Future<Output = Result<Option<Report>, StoreError>>,
{
    if let Some(hash) = report_hash {
        return read(Which::Exactly(hash)).await;
    }
    match read(Which::Of(now)).await? {
        Some(found) => Ok(Some(found)),
        None => read(Which::Newest).await,
    }
}

//! `dseJudgeCalibrations`: how far judges agree with people.

use sqlx::{query, query_as};

use super::{
    Store, chain,
    error::Result,
    sql::{document, text_of},
};
use crate::model::judge::JudgeCalibration;

const TABLE: &str = "dseJudgeCalibrations";

impl Store {
    /// Keeps a calibration; from now on it is the one of `judge_key` that counts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_judge_calibration(
        &self,
        judge_key: &str,
        calibration: &JudgeCalibration,
    ) -> Result<()> {
        let mut write = self.write().await?;
        query(
            "INSERT INTO dseJudgeCalibrations (seq, judgeKey, json, createdAtMs) VALUES \
             ((SELECT COALESCE(MAX(seq), 0) + 1 FROM dseJudgeCalibrations), $1, $2, $3)",
        )
        .bind(judge_key)
        .bind(text_of(calibration))
        .bind(calibration.created_at_ms)
        .execute(write.connection())
        .await?;
        chain::link(write.connection(), &chain::JUDGE).await?;
        write.commit().await
    }

    /// The newest calibration of a judge, if it has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn judge_calibration(&self, judge_key: &str) -> Result<Option<JudgeCalibration>> {
        let found: Option<(String,)> = query_as(
            "SELECT json FROM dseJudgeCalibrations WHERE judgeKey = $1 ORDER BY seq DESC LIMIT 1",
        )
        .bind(judge_key)
        .fetch_optional(&mut *self.read().await?)
        .await?;
        found.map(|(text,)| document(TABLE, judge_key, &text)).transpose()
    }
}

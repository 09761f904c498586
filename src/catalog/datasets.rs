//! The datasets that the program ships.

/// The rows of the dataset that is shipped for a signature, as JSONL.
pub fn shipped_dataset(signature_id: &str) -> Option<&'static str> {
    match signature_id {
        "@openagents/autopilot/blueprint/SelectTool.v1" => {
            Some(include_str!("../../fixtures/datasets/select-tool.v1.jsonl"))
        }
        "@openagents/autopilot/canary/RecapThread.v1"
        | "@openagents/autopilot/rlm/SummarizeThread.v1" => {
            Some(include_str!("../../fixtures/datasets/recap-thread.v1.jsonl"))
        }
        "@openagents/autopilot/rlm/FindLogLine.v1" => {
            Some(include_str!("../../fixtures/datasets/find-log-line.v1.jsonl"))
        }
        _ => None,
    }
}

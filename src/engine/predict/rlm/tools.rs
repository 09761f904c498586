//! `ToolCall`: only what the parameters allow by name.

use serde_json::{Value, json};

use super::super::{Failure, run::Run};
use super::kernel::{put_text, put_var, stored};
use crate::{
    canon,
    engine::{core::budget::Counter, ports::Variable},
    model::{params::ToolParams, text},
};

/// Units of a result that a variable holds itself; longer ones become blobs.
const INLINE: usize = 20_000;

pub(super) async fn call(
    run: &mut Run<'_>,
    name: &str,
    input: &Value,
    wanted_ms: Option<f64>,
    into_var: &str,
) -> Result<Value, Failure> {
    let policy = run.request.params.tools.clone().unwrap_or_default();
    let allowed = policy.allowed_tool_names.iter().flatten().any(|allowed| allowed == name);
    if !allowed {
        return Err(Failure::Kernel(format!("the tool {name:?} is not among the allowed ones")));
    }
    run.count(Counter::ToolCalls)?;
    if let Some(limit) = policy.max_tool_calls.map(|limit| limit.floor().max(0.0))
        && run.budget.usage().tool_calls as f64 > limit
    {
        return Err(Failure::Kernel(format!("tools.maxToolCalls allows {limit} calls")));
    }
    let Some(tools) = run.env.tools else {
        return Err(Failure::Kernel("no tools are configured".to_owned()));
    };
    let timeout_ms = timeout(&policy, name, wanted_ms);
    let answer = run.patience().in_time(tools.call(name, input, timeout_ms)).await?;
    let output = stored(answer)?;
    let text = canon::to_string(&output);
    let (kind, variable) = if text::units(&text) <= INLINE {
        ("json", Variable::Json(output))
    } else {
        ("blob", Variable::Blob(put_text(run, &text, "application/json").await?))
    };
    put_var(run, into_var, variable).await?;
    Ok(json!({
        "_tag": "ToolCallResult",
        "trust": "untrusted",
        "origin": "tool",
        "toolName": name,
        "intoVar": into_var,
        "kind": kind,
    }))
}

/// The stricter of the policy's and the action's own, in milliseconds.
fn timeout(policy: &ToolParams, name: &str, wanted_ms: Option<f64>) -> Option<u64> {
    let by_name = policy.timeout_ms_by_tool_name.as_ref();
    let stated = by_name.and_then(|timeouts| timeouts.get(name)).and_then(Value::as_f64);
    [stated, wanted_ms].into_iter().flatten().map(|ms| ms.floor().max(0.0) as u64).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_timeout_holds() {
        let policy = ToolParams {
            timeout_ms_by_tool_name: json!({"a": 700.9}).as_object().cloned(),
            ..ToolParams::default()
        };
        assert_eq!(timeout(&policy, "a", Some(2_000.0)), Some(700));
        assert_eq!(timeout(&policy, "a", Some(-5.0)), Some(0));
        assert_eq!(timeout(&policy, "b", Some(80.0)), Some(80));
        assert_eq!(timeout(&policy, "b", None), None);
    }
}

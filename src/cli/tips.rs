//! Tips for arguments that are given to the wrong one of two similar options.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Forms that only `--output` takes.
const FORMS: [&str; 6] = ["sarif", "html", "junit", "github", "gitlab", "markdown"];

/// Adds to an error of clap's what was probably meant.
pub fn add(error: &mut clap::Error) {
    if error.kind() != ErrorKind::InvalidValue {
        return;
    }
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    };
    let (option, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let Some(tip) = tip(&option, &value) else { return };
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
}

fn tip(option: &str, value: &str) -> Option<String> {
    let is = |name: &str| option.split_whitespace().next() == Some(name);
    if is("--format") && FORMS.contains(&value) {
        return Some(format!(
            "`--output {value}` chooses the form of a report; --format is that of every command"
        ));
    }
    let is_file = value.contains(['.', '/', '\\']);
    (is("--output") && is_file).then(|| {
        "--output names a form; `--output-file FILE` writes a report to a file, `> FILE` what any \
         command prints"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_files_are_told_apart() {
        assert!(tip("--format <FORMAT>", "sarif").unwrap().contains("`--output sarif`"));
        assert!(tip("--output <FORM>", "report.html").unwrap().contains("--output-file"));
        assert_eq!(tip("--format <FORMAT>", "yaml"), None);
        assert_eq!(tip("--output <FORM>", "pdf"), None);
        assert_eq!(tip("--output-file <FILE>", "a.b"), None);
    }
}

//! Choosing among listed answers: the one whose examples, descriptions and
//! name are most like the input.

use serde_json::Value;

use super::{
    candidates::telling_values,
    prompt::{Prompt, main_text},
    similarity::{Corpus, Vector, cosine, features},
};
use crate::canon;

/// A text that speaks of one value.
struct Evidence {
    /// Which value, by number.
    value: usize,
    kind: Kind,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The input of an example that is answered so.
    Example,
    /// An instruction line that names the value.
    Line,
    /// The value itself: names are chosen to mean something.
    Name,
}

/// The candidate with the highest score; of equal ones the first.
///
/// A value's score is its best example plus all its instruction lines plus its
/// name, each as likeness to the input; a candidate's is the mean over the
/// values that tell it from the others.
pub(super) fn choose<'a>(prompt: &Prompt, candidates: &'a [Value]) -> Option<&'a Value> {
    let telling = telling_values(candidates);
    let mut values: Vec<(String, String)> = Vec::new();
    for value in telling.iter().flatten() {
        if !values.contains(value) {
            values.push(value.clone());
        }
    }
    let (path, question) = main_text(&prompt.input);
    let evidence = evidence(prompt, &path, &values);
    let scores = scores(&evidence, &question, values.len());
    let mean = |own: &Vec<(String, String)>| {
        let score =
            |value| values.iter().position(|known| known == value).map_or(0.0, |at| scores[at]);
        own.iter().map(score).sum::<f64>() / own.len().max(1) as f64
    };
    let mut best: Option<(f64, &Value)> = None;
    for (candidate, own) in candidates.iter().zip(&telling) {
        let score = mean(own);
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn evidence(prompt: &Prompt, path: &str, values: &[(String, String)]) -> Vec<Evidence> {
    let mut found = Vec::new();
    for shot in &prompt.shots {
        let text = shot.input.pointer(path).and_then(Value::as_str);
        let text = text.map_or_else(|| main_text(&shot.input).1, str::to_owned);
        for (value, (at, label)) in values.iter().enumerate() {
            let answered = shot.output.pointer(at).is_some_and(|output| match output {
                Value::String(output) => output == label,
                output => canon::to_string(output) == *label,
            });
            if answered {
                found.push(Evidence { value, kind: Kind::Example, text: text.clone() });
            }
        }
    }
    for line in &prompt.instructions {
        // A line about several values tells none of them from the others.
        let mut named = values.iter().enumerate().filter(|(_, (_, label))| names(line, label));
        if let (Some((value, (_, label))), None) = (named.next(), named.next()) {
            let text = line.replace(label.as_str(), " ");
            found.push(Evidence { value, kind: Kind::Line, text });
        }
    }
    let name = |(value, (_, label)): (usize, &(String, String))| Evidence {
        value,
        kind: Kind::Name,
        text: label.replace('_', " "),
    };
    found.extend(values.iter().enumerate().map(name));
    found
}

/// Whether a line holds the label as a word of its own.
fn names(line: &str, label: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(label).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + label.len()..].chars().next();
        !before.is_some_and(joins) && !after.is_some_and(joins)
    })
}

fn scores(evidence: &[Evidence], question: &str, values: usize) -> Vec<f64> {
    let texts: Vec<Vector> = evidence.iter().map(|one| features(&one.text)).collect();
    let corpus = Corpus::new(evidence.iter().map(|one| one.value).zip(&texts));
    let question = corpus.vector(&features(question));
    let mut best_example = vec![0.0_f64; values];
    let mut scores = vec![0.0; values];
    for (one, text) in evidence.iter().zip(&texts) {
        let likeness = cosine(&question, &corpus.vector(text));
        match one.kind {
            Kind::Example => best_example[one.value] = best_example[one.value].max(likeness),
            Kind::Line | Kind::Name => scores[one.value] += likeness,
        }
    }
    scores.iter().zip(best_example).map(|(score, example)| score + example).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::nearest::prompt::Shot;
    use serde_json::json;

    fn prompt(instructions: &[&str], shots: &[(&str, &str)], input: &str) -> Prompt {
        Prompt {
            instructions: instructions.iter().map(|&line| line.to_owned()).collect(),
            shots: shots
                .iter()
                .map(|&(text, label)| Shot { input: json!({"m": text}), output: json!(label) })
                .collect(),
            input: json!({"m": input}),
            ..Prompt::default()
        }
    }

    fn answer(prompt: &Prompt) -> Value {
        choose(prompt, &[json!("rain_alert"), json!("sun_note")]).unwrap().clone()
    }

    #[test]
    fn names_examples_and_lines_all_speak() {
        assert_eq!(answer(&prompt(&[], &[], "a note on the sun")), "sun_note");
        let shots = [("umbrella and boots", "rain_alert"), ("deck chair", "sun_note")];
        assert_eq!(answer(&prompt(&[], &shots, "where is my deck chair")), "sun_note");
        let lines = ["sun_note: hats, beach", "rain_alert: puddles, mud"];
        assert_eq!(answer(&prompt(&lines, &shots, "mud everywhere")), "rain_alert");
    }

    #[test]
    fn a_line_about_both_speaks_of_neither() {
        let lines = ["rain_alert or sun_note: never mud", "sun_notes: mud"];
        assert_eq!(answer(&prompt(&lines, &[], "mud, sun")), "sun_note");
        assert_eq!(answer(&prompt(&lines, &[], "mud")), "rain_alert", "ties go to the first");
    }
}

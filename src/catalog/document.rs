//! Reading the documents of a catalog, each kind by its own rules.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    CatalogFault,
    fault::{Fault, Kind},
    locate::{Step, key},
    shape::Shape,
    source::Source,
};
use crate::model::diagnostic::Severity;

/// Faults of one file that are told; a file that has more is another file.
const TOLD: usize = 100;

/// A document and the text it was read from.
#[derive(Clone, Debug)]
pub(super) struct Loaded<T> {
    /// None where something is wrong with it.
    pub value: Option<T>,
    pub source: Source,
}

impl<T> Loaded<T> {
    /// The document as it is written.
    pub fn raw(&self) -> Value {
        serde_json::from_str(&self.source.text).unwrap_or_default()
    }
}

/// A kind of document.
pub(super) trait Document: DeserializeOwned {
    /// The folder that holds this kind.
    const FOLDER: &'static str;
    /// What one is called.
    const NOUN: &'static str;
    /// The field that identifies a document.
    const ID_FIELD: &'static str;
    /// The JSON Schema of the kind.
    const SHAPE: &'static str;

    fn id(&self) -> &str;

    /// Whether the object at `path` keeps fields that nothing reads.
    fn keeps_unknown(_path: &[Step]) -> bool {
        false
    }

    /// Looks at what the shape alone does not rule out. The document may be
    /// of another shape, which is told elsewhere.
    fn check(_document: &Value) -> Vec<Fault> {
        Vec::new()
    }
}

/// The documents of one kind, by id.
#[derive(Debug)]
pub(super) struct Known<T>(pub BTreeMap<String, Loaded<T>>);

impl<T> Known<T> {
    /// A document that nothing is wrong with.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.0.get(id)?.value.as_ref()
    }

    /// Whether a document has this id: what names a faulty one is not at fault.
    pub fn names(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// What is shipped, which a test has looked at. Every command that needs a
/// contract reads it, and looking at it again would take longer than checking
/// a small dataset.
///
/// # Panics
/// When an embedded document is faulty, which the test rules out.
pub(super) fn trusted<T: Document>(sources: Vec<Source>) -> Known<T> {
    let load = |source: Source| {
        let value: T = serde_json::from_str(&source.text).expect("shipped documents are whole");
        (value.id().to_owned(), Loaded { value: Some(value), source })
    };
    Known(sources.into_iter().map(load).collect())
}

/// Lays the documents of a layer over the known ones, each looked at in every
/// way, and adds what is wrong with them to `faults`.
pub(super) fn overlay<T: Document>(
    known: &mut Known<T>,
    sources: Vec<Source>,
    faults: &mut Vec<CatalogFault>,
) {
    if sources.is_empty() {
        return;
    }
    let shape = Shape::new(T::SHAPE);
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for source in sources {
        let raw: Value = match serde_json::from_str(&source.text) {
            Ok(raw) => raw,
            Err(error) => {
                faults.push(source.syntax_fault(&error));
                continue;
            }
        };
        let id = raw.get(T::ID_FIELD).and_then(Value::as_str).map(str::to_owned);
        let mut own = source.repeated_keys();
        let (value, found) = read::<T>(&shape, &raw);
        own.extend(found.into_iter().take(TOLD + 1).map(|fault| source.fault(fault)));
        if let Some(id) = id {
            if let Some(first) = seen.get(&id) {
                let reason = format!("`{id}` is already defined in {first}");
                own.push(source.fault(Fault::error(Kind::DuplicateId, [key(T::ID_FIELD)], reason)));
            }
            seen.entry(id.clone()).or_insert_with(|| source.origin.to_string());
            let value = value.filter(|_| !own.iter().any(CatalogFault::is_error));
            known.0.insert(id, Loaded { value, source });
        }
        faults.extend(bounded(own));
    }
}

/// The first faults of a file, in its order, and how many there are beyond.
fn bounded(mut faults: Vec<CatalogFault>) -> Vec<CatalogFault> {
    let place = |fault: &CatalogFault| {
        fault.diagnostic.region.as_ref().map(|region| (region.line, region.columns.start))
    };
    faults.sort_by_key(place);
    if faults.len() > TOLD {
        let mut last = faults[TOLD - 1].clone();
        last.reason = "there are more faults after this one".to_owned();
        last.field.clear();
        last.diagnostic.message.clone_from(&last.reason);
        last.diagnostic.severity = Severity::Error;
        last.diagnostic.help = None;
        faults.truncate(TOLD - 1);
        faults.push(last);
    }
    faults
}

/// A document as far as it can be read, and what is wrong with it.
pub(super) fn read<T: Document>(shape: &Shape, raw: &Value) -> (Option<T>, Vec<Fault>) {
    let mut faults = shape.faults(raw, T::keeps_unknown);
    faults.extend(T::check(raw));
    match decode::<T>(raw) {
        Ok(value) => (Some(value), faults),
        // The shape has usually said the same, in better words.
        Err(fault) => {
            let is_told = faults.iter().any(|fault| fault.severity == Severity::Error);
            faults.extend((!is_told).then_some(fault));
            (None, faults)
        }
    }
}

fn decode<T: DeserializeOwned>(raw: &Value) -> Result<T, Fault> {
    use serde_path_to_error::Segment;
    serde_path_to_error::deserialize(raw).map_err(|error| {
        let path = error.path().iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        Fault::error(Kind::WrongValue, path, error.inner().to_string())
    })
}

//! A schema as steps over the tape.

use serde_json::Value;

use crate::dataset::json::{Kind, Node, Tape};

/// Whether a value conforms, as far as a plan can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Valid,
    Invalid,
    /// The value has something that only the full validator judges: a key that
    /// may occur twice, a number that doubles may not carry exactly.
    Unsure,
}

/// A compiled schema; step 0 is the root.
#[derive(Debug, Default)]
pub struct Plan {
    pub(super) steps: Vec<Step>,
}

/// The checks of one subschema. Absent ones pass.
#[derive(Debug, Default)]
pub(super) struct Step {
    /// The schema `false`.
    pub never: bool,
    pub types: Types,
    pub allowed: Option<Vec<Constant>>,
    pub length: Bounds,
    pub range: Range,
    pub object: Option<ObjectStep>,
    pub array: Option<ArrayStep>,
    /// Each group passes when one of its steps does.
    pub any_of: Vec<Vec<usize>>,
    /// All of these pass too: `allOf` and `$ref`.
    pub all_of: Vec<usize>,
}

/// Which kinds are allowed, one bit a [`Kind`], and whether of numbers only
/// whole ones are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Types {
    pub kinds: u8,
    pub whole: bool,
}

impl Default for Types {
    fn default() -> Self {
        Self { kinds: u8::MAX, whole: false }
    }
}

/// A value of `enum` or `const`.
#[derive(Debug)]
pub(super) struct Constant {
    pub hash: u64,
    pub value: Value,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub min: usize,
    pub max: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { min: 0, max: usize::MAX }
    }
}

impl Bounds {
    pub fn contains(self, count: usize) -> bool {
        (self.min..=self.max).contains(&count)
    }

    fn is_free(self) -> bool {
        self.min == 0 && self.max == usize::MAX
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Range {
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub above: Option<f64>,
    pub below: Option<f64>,
}

impl Range {
    pub fn contains(self, number: f64) -> bool {
        self.min.is_none_or(|min| number >= min)
            && self.max.is_none_or(|max| number <= max)
            && self.above.is_none_or(|above| number > above)
            && self.below.is_none_or(|below| number < below)
    }
}

/// What holds for parts that are not named.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Rest {
    #[default]
    Allowed,
    Denied,
    Step(usize),
}

#[derive(Debug, Default)]
pub(super) struct ObjectStep {
    pub properties: Vec<Property>,
    /// How many of the properties are required.
    pub required: usize,
    pub rest: Rest,
    pub count: Bounds,
}

#[derive(Debug)]
pub(super) struct Property {
    pub name: String,
    pub required: bool,
    /// The step of a property that `properties` names; one that only
    /// `required` names is subject to the rest.
    pub step: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct ArrayStep {
    /// Steps of the first items.
    pub first: Vec<usize>,
    pub rest: Rest,
    pub count: Bounds,
}

impl ObjectStep {
    /// The property of that key; `guess` is where it is expected.
    #[inline]
    pub fn property(
        &self,
        tape: &Tape,
        line: &[u8],
        key: usize,
        guess: usize,
    ) -> Option<&Property> {
        let node = tape.node(key);
        if node.special {
            let name = tape.text(line, key);
            return self.properties.iter().find(|property| property.name == name);
        }
        let name = &line[node.start as usize + 1..node.end as usize - 1];
        let is_it = |property: &&Property| property.name.as_bytes() == name;
        self.properties.get(guess).filter(is_it).or_else(|| self.properties.iter().find(is_it))
    }
}

impl Plan {
    /// Checks the value at `node` against the whole schema.
    #[inline]
    pub fn check(&self, tape: &Tape, line: &[u8], node: usize) -> Verdict {
        self.run(0, tape, line, node)
    }

    pub(super) fn run(&self, step: usize, tape: &Tape, line: &[u8], index: usize) -> Verdict {
        let step = &self.steps[step];
        let node = tape.node(index);
        if node.special && matches!(node.kind, Kind::Number | Kind::Object) {
            return Verdict::Unsure;
        }
        if step.never || !step.types.allow(node) {
            return Verdict::Invalid;
        }
        if let Some(allowed) = &step.allowed {
            match is_allowed(allowed, tape, line, index) {
                Verdict::Valid => {}
                other => return other,
            }
        }
        let own = match node.kind {
            Kind::String => step.string(tape, line, index),
            Kind::Number => step.range.contains(f64::from_bits(node.payload)).into(),
            Kind::Object => self.object(step, tape, line, index),
            Kind::Array => self.array(step, tape, line, index),
            Kind::Null | Kind::Bool => Verdict::Valid,
        };
        if own != Verdict::Valid {
            return own;
        }
        self.combined(step, tape, line, index)
    }

    #[inline]
    fn combined(&self, step: &Step, tape: &Tape, line: &[u8], index: usize) -> Verdict {
        for &part in &step.all_of {
            let verdict = self.run(part, tape, line, index);
            if verdict != Verdict::Valid {
                return verdict;
            }
        }
        for group in &step.any_of {
            let mut best = Verdict::Invalid;
            for &part in group {
                match self.run(part, tape, line, index) {
                    Verdict::Invalid => {}
                    verdict => {
                        best = verdict;
                        break;
                    }
                }
            }
            if best != Verdict::Valid {
                return best;
            }
        }
        Verdict::Valid
    }

    fn object(&self, step: &Step, tape: &Tape, line: &[u8], index: usize) -> Verdict {
        let Some(object) = &step.object else { return Verdict::Valid };
        if !object.count.contains(tape.node(index).count as usize) {
            return Verdict::Invalid;
        }
        let mut required = 0;
        for (at, (key, value)) in tape.members(index).enumerate() {
            let property = object.property(tape, line, key, at);
            required += usize::from(property.is_some_and(|property| property.required));
            let verdict = match property.and_then(|property| property.step) {
                Some(part) => self.run(part, tape, line, value),
                None => self.rest(object.rest, tape, line, value),
            };
            if verdict != Verdict::Valid {
                return verdict;
            }
        }
        (required == object.required).into()
    }

    fn array(&self, step: &Step, tape: &Tape, line: &[u8], index: usize) -> Verdict {
        let Some(array) = &step.array else { return Verdict::Valid };
        if !array.count.contains(tape.node(index).count as usize) {
            return Verdict::Invalid;
        }
        for (at, item) in tape.items(index).enumerate() {
            let verdict = match array.first.get(at) {
                Some(&part) => self.run(part, tape, line, item),
                None => self.rest(array.rest, tape, line, item),
            };
            if verdict != Verdict::Valid {
                return verdict;
            }
        }
        Verdict::Valid
    }

    fn rest(&self, rest: Rest, tape: &Tape, line: &[u8], index: usize) -> Verdict {
        match rest {
            Rest::Allowed => Verdict::Valid,
            Rest::Denied => Verdict::Invalid,
            Rest::Step(part) => self.run(part, tape, line, index),
        }
    }
}

impl From<bool> for Verdict {
    fn from(valid: bool) -> Self {
        if valid { Self::Valid } else { Self::Invalid }
    }
}

impl Types {
    #[inline]
    pub fn allow(self, node: &Node) -> bool {
        self.kinds & 1 << node.kind as u8 != 0
            && (!self.whole
                || node.kind != Kind::Number
                || f64::from_bits(node.payload).fract() == 0.0)
    }
}

impl Step {
    /// Lengths are counted in characters, as JSON Schema has it.
    #[inline]
    fn string(&self, tape: &Tape, line: &[u8], index: usize) -> Verdict {
        if self.length.is_free() {
            return Verdict::Valid;
        }
        self.length.contains(tape.text(line, index).chars().count()).into()
    }
}

/// Whether the value at `index` is one of `allowed`. Only scalars are certain
/// by their hash alone.
#[inline]
fn is_allowed(allowed: &[Constant], tape: &Tape, line: &[u8], index: usize) -> Verdict {
    let node = tape.node(index);
    let hash = node.value_hash();
    let Some(constant) = allowed.iter().find(|constant| constant.hash == hash) else {
        // A special number deep inside could still make an equal value.
        let scalar = !matches!(node.kind, Kind::Array | Kind::Object);
        return if scalar { Verdict::Invalid } else { Verdict::Unsure };
    };
    match &constant.value {
        Value::String(text) => match tape.plain(line, index) {
            Some(plain) => (plain == text.as_bytes()).into(),
            None => (tape.text(line, index) == text.as_str()).into(),
        },
        Value::Array(_) | Value::Object(_) => Verdict::Unsure,
        _ => Verdict::Valid,
    }
}

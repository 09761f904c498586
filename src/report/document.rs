//! What a report says, apart from how it is written.

use super::link::Link;

/// A report: what was decided, in one sentence, and what stands behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub title: String,
    /// The decision, in one sentence that needs no context.
    pub lead: Inline,
    pub blocks: Vec<Block>,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Heading(String),
    Paragraph(Inline),
    /// Names and their values.
    Facts(Vec<(String, Inline)>),
    Table(Table),
    List(Vec<Inline>),
    Chart(Chart),
    /// Text whose lines and spaces matter.
    Code(String),
}

/// Numbers that say more as a picture. Every series has a value for each label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    pub title: String,
    pub shape: Shape,
    /// A table beside it has the same numbers, so they need not be told again.
    pub told: bool,
    /// What the values belong to, from left to right.
    pub labels: Vec<String>,
    pub series: Vec<Series>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Things side by side.
    #[default]
    Bars,
    /// What changed over time.
    Lines,
}

/// The values of one kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    pub name: String,
    pub values: Vec<f64>,
}

/// Rows under a head.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub head: Vec<String>,
    /// Columns of numbers are set to the right.
    pub numeric: Vec<bool>,
    pub rows: Vec<Vec<Inline>>,
}

/// Running text.
pub type Inline = Vec<Span>;

/// A piece of running text and what it means. The text is as it came from the
/// data; each renderer escapes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub role: Role,
    /// The page that tells more, for renderers that can point to pages.
    pub link: Option<Link>,
    /// All of what the text says in short, for renderers that can unfold it.
    pub whole: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Plain,
    Strong,
    Faint,
    /// An id, a command, a piece of JSON.
    Code,
    Good,
    Bad,
    Warn,
    /// Words that the new text has and the old one lacks.
    Inserted,
    /// Words that the old text has and the new one lacks.
    Deleted,
}

impl Span {
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self { text: text.into(), role, link: None, whole: None }
    }

    /// The same piece, leading to a page.
    pub fn to(self, link: Link) -> Self {
        Self { link: Some(link), ..self }
    }
}

/// Plain running text.
pub fn plain(text: impl Into<String>) -> Inline {
    vec![Span::new(Role::Plain, text)]
}

/// Our own words, in which what stands between backticks is code.
pub fn prose(text: &str) -> Inline {
    let parts = text.split('`').enumerate();
    let role = |index: usize| if index % 2 == 1 { Role::Code } else { Role::Plain };
    parts.map(|(index, part)| Span::new(role(index), part)).collect()
}

/// An id, a command, a piece of JSON.
pub fn code(text: impl Into<String>) -> Inline {
    vec![Span::new(Role::Code, text)]
}

/// An id that leads to its page.
pub fn linked(text: impl Into<String>, link: Link) -> Inline {
    vec![Span::new(Role::Code, text).to(link)]
}

/// Running text in one role.
pub fn role(role: Role, text: impl Into<String>) -> Inline {
    vec![Span::new(role, text)]
}

impl Document {
    pub fn new(title: impl Into<String>, lead: Inline) -> Self {
        Self { title: title.into(), lead, blocks: Vec::new() }
    }

    pub fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(text.into()));
    }

    pub fn paragraph(&mut self, text: Inline) {
        self.blocks.push(Block::Paragraph(text));
    }

    pub fn facts(&mut self, facts: Vec<(&str, Inline)>) {
        let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value));
        self.blocks.push(Block::Facts(facts.collect()));
    }

    /// A table; the names of numeric columns begin with `#`.
    pub fn table(&mut self, head: &[&str], rows: Vec<Vec<Inline>>) {
        let numeric = head.iter().map(|name| name.starts_with('#')).collect();
        let head = head.iter().map(|name| name.trim_start_matches('#').to_owned()).collect();
        self.blocks.push(Block::Table(Table { head, numeric, rows }));
    }

    pub fn list(&mut self, items: Vec<Inline>) {
        self.blocks.push(Block::List(items));
    }

    pub fn chart(&mut self, chart: Chart) {
        self.blocks.push(Block::Chart(chart));
    }

    pub fn code(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Code(text.into()));
    }
}

//! What a new signature and its files are called.

use crate::model::name::{short, without_version};

/// The name of a new signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// `@acme/support/RouteTicket.v1`
    pub id: String,
    /// `RouteTicket`
    pub short: String,
    /// `route-ticket.v1`, which the files are called.
    pub stem: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` cannot be the name of a signature: {why}")]
pub struct NameError {
    pub given: String,
    pub why: &'static str,
}

impl Name {
    /// The name that `given` means: an id, or a short name that is put below the
    /// workspace's own.
    ///
    /// # Errors
    /// When it is no name that commands, files and paths of the API take.
    pub fn of(given: &str, workspace: &str) -> Result<Self, NameError> {
        let fail = |why| Err(NameError { given: given.to_owned(), why });
        let is_plain =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '@');
        if !given.chars().all(is_plain) {
            return fail("letters, digits, `.`, `-` and `_` are allowed");
        }
        let last = short(given);
        if !last.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return fail("its last part must begin with a letter");
        }
        if given.contains('/') != given.starts_with('@') || given.rfind('@').unwrap_or(0) > 0 {
            return fail("an id looks like @acme/support/RouteTicket.v1");
        }
        if given.split('/').any(|part| part.is_empty() || part.starts_with('.') || part == "@") {
            return fail("a part of it is empty or begins with a dot");
        }
        let versioned = if without_version(last) == last { ".v1" } else { "" };
        let id = if given.starts_with('@') {
            format!("{given}{versioned}")
        } else {
            format!("@{}/{given}{versioned}", owner(workspace))
        };
        let whole = short(&id);
        let front = without_version(whole);
        let stem = format!("{}{}", kebab(front), &whole[front.len()..]);
        Ok(Self { short: front.to_owned(), stem, id })
    }
}

/// The name of a folder as the first part of an id.
fn owner(folder: &str) -> String {
    let name = kebab(folder).trim_matches(['-', '.', '_']).to_owned();
    if name.is_empty() { "local".to_owned() } else { name }
}

/// `RouteTicket` as `route-ticket`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    let mut before_lower = false;
    for character in name.chars() {
        if character.is_ascii_uppercase() && before_lower {
            out.push('-');
        }
        before_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
        let kept = character.is_ascii_alphanumeric() || matches!(character, '.' | '_');
        out.push(if kept { character.to_ascii_lowercase() } else { '-' });
    }
    out
}

/// A column's name as that of a field: as it is where it is a plain name.
pub fn field(column: &str, taken: &[String]) -> String {
    let mut name = String::new();
    for character in column.trim().chars() {
        match character {
            c if c.is_alphanumeric() || c == '_' => name.push(c),
            _ if name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    let name = name.trim_matches('_');
    let is_plain = name == column || name.chars().all(|c| !c.is_uppercase());
    let name = if is_plain { name.to_owned() } else { name.to_lowercase() };
    let name = if name.is_empty() { "field".to_owned() } else { name };
    let mut numbered = (2u32..).map(|number| format!("{name}_{number}"));
    let free = |name: &String| !taken.contains(name);
    if free(&name) { name } else { numbered.find(free).expect("some number is free") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(given: &str) -> Name {
        Name::of(given, "Acme Support").unwrap()
    }

    #[test]
    fn ids_short_names_and_files() {
        assert_eq!(named("RouteTicket").id, "@acme-support/RouteTicket.v1");
        let name = named("@acme/support/RouteTicket.v2");
        assert_eq!(name.id, "@acme/support/RouteTicket.v2");
        assert_eq!((&*name.short, &*name.stem), ("RouteTicket", "route-ticket.v2"));
        assert_eq!(named("triage").stem, "triage.v1");
        for wrong in ["", "a b", "@a//b", "a/b", "@a/../b", "9x", "@a/", "x@y"] {
            assert!(Name::of(wrong, "w").is_err(), "{wrong}");
        }
        assert_eq!(Name::of("X", "…").unwrap().id, "@local/X.v1");
    }

    #[test]
    fn fields_are_plain_and_different() {
        assert_eq!(field("ticketBody", &[]), "ticketBody");
        assert_eq!(field("Ticket Body (raw)", &[]), "ticket_body_raw");
        assert_eq!(field("a b", &["a_b".to_owned()]), "a_b_2");
        assert_eq!(field("größe", &[]), "größe");
        assert_eq!(field("?", &[]), "field");
    }
}

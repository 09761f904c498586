//! What each command needs to be allowed, so that an agent is offered no more
//! than the person who starts `dse mcp` has named.

use crate::model::key::Scope;

/// What must be allowed before a tool, or an argument of one, may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// What a server asks of a key for the same request.
    Scope(Scope),
    /// Writes files, or names files outside of the workspace.
    Files,
    /// Shows secrets, decides about trust, waits for ever, or is for a terminal.
    Never,
}

use Need::{Files, Never};

const READ: Need = Need::Scope(Scope::Read);
const IMPORT: Need = Need::Scope(Scope::Import);
const RUN: Need = Need::Scope(Scope::Run);
const ROLLOUT: Need = Need::Scope(Scope::Rollout);
const PREDICT: Need = Need::Scope(Scope::Predict);
const REVIEW: Need = Need::Scope(Scope::Review);
const ADMIN: Need = Need::Scope(Scope::Admin);

/// The word for [`Need::Files`] on the command line.
pub const FILES: &str = "files";

impl Need {
    /// What `--allow` takes for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scope(scope) => scope.name(),
            Self::Files => FILES,
            Self::Never => "never",
        }
    }
}

/// Every command that does something by itself. One that is missing here fails
/// a test.
pub const COMMANDS: &[(&str, &[Need])] = &[
    ("artifact export", &[READ]),
    ("artifact import", &[RUN]),
    ("artifact list", &[READ]),
    ("artifact show", &[READ]),
    ("blob show", &[READ]),
    ("canary start", &[ROLLOUT]),
    ("canary status", &[READ]),
    ("canary stop", &[ROLLOUT]),
    ("canary watch", &[READ]),
    ("compile", &[RUN]),
    ("completions", &[Never]),
    ("config show", &[READ]),
    ("dataset apply", &[Files]),
    ("dataset diff", &[READ]),
    ("dataset export", &[READ]),
    ("dataset fmt", &[Files]),
    ("dataset forget", &[ADMIN]),
    ("dataset import", &[IMPORT]),
    ("dataset remove", &[IMPORT]),
    ("dataset split", &[Files]),
    ("dataset stats", &[READ]),
    ("dataset validate", &[READ]),
    ("db backup", &[ADMIN, Files]),
    ("db check", &[READ]),
    ("db restore", &[Never]),
    ("diff", &[READ]),
    ("doctor", &[READ]),
    ("eval", &[RUN]),
    ("exercise", &[RUN]),
    ("explain", &[READ]),
    ("history verify", &[READ]),
    ("import", &[IMPORT]),
    ("init", &[Files]),
    ("judge calibrate", &[REVIEW]),
    ("judge show", &[READ]),
    ("key create", &[Never]),
    ("key list", &[ADMIN]),
    ("key revoke", &[ADMIN]),
    ("key rotate", &[Never]),
    ("man", &[Never]),
    ("mcp", &[Never]),
    ("new", &[Files]),
    ("open", &[Never]),
    ("ops event", &[RUN]),
    ("ops finish", &[RUN]),
    ("ops list", &[READ]),
    ("ops show", &[READ]),
    ("ops start", &[RUN]),
    ("overnight", &[IMPORT, RUN, ROLLOUT]),
    ("predict", &[PREDICT]),
    ("promote", &[ROLLOUT]),
    ("prompt", &[READ]),
    ("receipt forget", &[ADMIN]),
    ("receipt import", &[PREDICT]),
    ("receipt list", &[READ]),
    ("receipt show", &[READ]),
    ("report", &[READ]),
    ("report compile", &[READ]),
    ("report eval", &[READ]),
    ("report ops", &[READ]),
    ("report signature", &[READ]),
    ("rollback", &[ROLLOUT]),
    ("schema", &[READ]),
    ("secret bootstrap", &[Never]),
    ("secret generate", &[Never]),
    ("secret list", &[READ]),
    ("serve", &[Never]),
    ("signature check", &[READ]),
    ("signature list", &[READ]),
    ("signature show", &[READ]),
    ("trace show", &[READ]),
    ("trace-mine", &[IMPORT]),
    ("trust", &[Never]),
    ("validate", &[READ]),
];

/// Arguments with which a command does more than without: the command, or the
/// front of its name up to a blank, and the argument.
pub const ARGUMENTS: &[(&str, &str, Need)] = &[
    ("artifact export", "output", Files),
    ("canary start", "allow-leak", REVIEW),
    ("compile", "record", Files),
    ("dataset export", "output", Files),
    ("dataset validate", "fix", Files),
    ("doctor", "fix", ROLLOUT),
    ("promote", "allow-leak", REVIEW),
    // A person's name under a judge's word: only where a person lets an agent say it.
    ("promote", "reason", REVIEW),
    ("promote", "reviewed-by", REVIEW),
    ("prompt", "ask", PREDICT),
    ("report", "github-summary", Files),
    ("report", "output-file", Files),
    ("validate", "fix", Files),
];

/// Commands that tell how far they are.
pub const TELL_PROGRESS: &[&str] = &["canary watch", "compile", "eval", "overnight"];

/// What the person at the other end has allowed.
#[derive(Clone, Debug)]
pub struct Allowed(Vec<String>);

impl Allowed {
    /// `names` are scopes, [`FILES`], or tools.
    pub fn of(names: &[String]) -> Self {
        Self(names.to_vec())
    }

    fn names(&self, name: &str) -> bool {
        self.0.iter().any(|allowed| allowed == name)
    }

    pub fn has(&self, need: Need) -> bool {
        match need {
            Need::Scope(Scope::Read) => true,
            Need::Scope(scope) => self.names(scope.name()) || self.names(Scope::Admin.name()),
            Need::Files => self.names(FILES),
            Need::Never => false,
        }
    }

    /// What a tool lacks. One that is named itself may do what it is there for;
    /// nothing that is never offered can be named.
    pub fn lacks(&self, tool: &str, needs: &[Need]) -> Vec<Need> {
        let lacks: Vec<Need> = needs.iter().copied().filter(|need| !self.has(*need)).collect();
        if self.names(tool) && !needs.contains(&Never) { Vec::new() } else { lacks }
    }
}

//! The few tones that output is coloured in.

use anstyle::{AnsiColor, Style};

use super::shown::Shown;

/// What a piece of text means to its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Strong,
    Faint,
    Good,
    Bad,
    Warn,
    Accent,
}

impl Tone {
    fn style(self) -> Style {
        let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Good => color(AnsiColor::Green).bold(),
            Self::Bad => color(AnsiColor::Red).bold(),
            Self::Warn => color(AnsiColor::Yellow).bold(),
            Self::Accent => color(AnsiColor::Cyan),
        }
    }

    /// `text` in this tone; the stream that it is written to drops the codes
    /// where colour is not wanted.
    pub fn paint(self, text: impl Into<Shown>) -> Shown {
        let style = self.style();
        Shown::between(style, &text.into(), format_args!("{style:#}"))
    }
}

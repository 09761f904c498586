//! A terminal of a test's own: what a person's would be sent.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// The bytes that reach the terminal when stdout and stderr are one.
pub fn bytes_of(command: Command) -> Vec<u8> {
    seen(command, None).0
}

/// The exit code of a command whose question somebody answers, and what they
/// see.
pub fn answered(command: Command, answer: &str) -> (i32, String) {
    let (bytes, code) = seen(command, Some(answer));
    (code, String::from_utf8_lossy(&bytes).into_owned())
}

fn seen(mut command: Command, answer: Option<&str>) -> (Vec<u8>, i32) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal can be opened");
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap();
    let theirs = File::options()
        .read(true)
        .write(true)
        .custom_flags(libc::O_NOCTTY)
        .open(name.to_str().unwrap())
        .unwrap();
    if answer.is_some() {
        command.stdin(Stdio::from(theirs.try_clone().unwrap()));
    }
    command.stdout(Stdio::from(theirs.try_clone().unwrap())).stderr(Stdio::from(theirs));
    let mut child = command.spawn().expect("dse starts");
    // Its end of the terminal must be held by the child alone.
    drop(command);
    let mut bytes = Vec::new();
    let mut piece = [0; 1 << 16];
    let mut terminal = File::from(ours);
    // The terminal keeps what is typed before it is asked for.
    terminal.write_all(answer.unwrap_or_default().as_bytes()).unwrap();
    // The end of the last writer is an error here.
    while let Ok(count @ 1..) = terminal.read(&mut piece) {
        bytes.extend_from_slice(&piece[..count]);
    }
    let status = child.wait().expect("dse ends");
    (bytes, status.code().unwrap_or(-1))
}

/// What of `bytes` a terminal would act on that is none of ours: all but text,
/// line ends, tabs, colours and the few moves that a progress bar makes.
pub fn foreign(bytes: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some("bytes that are no UTF-8".to_owned());
    };
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if next == '\u{1b}' {
            let Some(length) = our_code(rest) else {
                return Some(rest.chars().take(20).collect());
            };
            rest = &rest[length..];
            continue;
        }
        if dse::ui::escape::is_hidden(next) && !matches!(next, '\n' | '\r' | '\t') {
            return Some(format!("{next:?}"));
        }
        rest = &rest[next.len_utf8()..];
    }
    None
}

/// The length of a code at the start of `text` that we write ourselves.
fn our_code(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| c.is_ascii_alphabetic())?;
    let (parameters, ours) = (&parameters[..end], &parameters[end..=end]);
    let known = match ours {
        // Colours, but for the one that a stranger asks for.
        "m" => !parameters.contains("201"),
        "A" | "B" | "C" | "D" | "G" | "J" | "K" => true,
        "h" | "l" => parameters == "?25",
        _ => false,
    };
    let is_plain = parameters.chars().all(|c| c.is_ascii_digit() || matches!(c, ';' | '?'));
    (known && is_plain).then_some(2 + end + 1)
}

#[test]
fn strangers_codes_are_told_from_ours() {
    assert_eq!(
        foreign("\u{1b}[1;31mred\u{1b}[0m\r\n\u{1b}[2K\u{1b}[1A\u{1b}[?25l".as_bytes()),
        None
    );
    for text in ["\u{1b}[38;5;201m", "\u{1b}]0;x\u{7}", "\u{9b}31m", "\u{202e}", "\u{7}", "\u{1b}c"]
    {
        assert!(foreign(text.as_bytes()).is_some(), "{text:?}");
    }
    assert!(foreign(b"\x9b31m").is_some());
}

//! What surrounds every page.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};

use crate::{
    report::{
        Document,
        link::Link,
        render::html::{self, Links, STYLE},
    },
    server::Failure,
};

/// A page before its surroundings.
pub struct Page {
    status: StatusCode,
    title: String,
    /// The way from the front page to this one.
    trail: Vec<(String, String)>,
    body: Markup,
    /// Whether the reader is signed in.
    inside: bool,
    /// The newest hash of the histories, as of this page.
    history_head: Option<String>,
}

impl Page {
    pub fn new(title: impl Into<String>, body: Markup) -> Self {
        Self {
            status: StatusCode::OK,
            title: title.into(),
            trail: Vec::new(),
            body,
            inside: true,
            history_head: None,
        }
    }

    /// A document, and what this page shows below it.
    pub fn of_document(document: &Document, below: &Markup) -> Self {
        let body = html! { (html::article(document, Links::Pages)) (below) };
        Self::new(&document.title, body)
    }

    /// A page that anybody may see.
    pub fn outside(title: &str, status: StatusCode, body: Markup) -> Self {
        Self { status, inside: false, ..Self::new(title, body) }
    }

    pub fn refused(status: StatusCode, message: &str) -> Self {
        let name = status.canonical_reason().unwrap_or("Refused");
        let body = html! { h1 { (name) } p { (html::line(message)) } };
        Self { status, ..Self::new(name, body) }
    }

    pub fn of_failure(failure: &Failure) -> Self {
        let status = StatusCode::from_u16(failure.code.status()).expect("codes have statuses");
        let body = html! {
            h1 { (status.canonical_reason().unwrap_or("Refused")) }
            @if let Some(message) = &failure.message { p { (html::line(message)) } }
            p { a href="/dse" { "Back to the runs" } }
        };
        Self { status, ..Self::new("Not shown", body) }
    }

    /// Notes the newest hash of the histories, which tells later whether
    /// somebody has changed what stands before it.
    pub fn with_history_head(mut self, head: String) -> Self {
        self.history_head = Some(head);
        self
    }

    /// Says that the page belongs to a signature.
    pub fn under_signature(mut self, signature_id: &str) -> Self {
        self.trail.push((signature_id.to_owned(), Link::signature(signature_id).path()));
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let text = self.surrounded().into_string();
        let mut response = (self.status, text).into_response();
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

impl Page {
    fn surrounded(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (html::line(&self.title)) " · dse" }
                    link rel="stylesheet" href="/dse/style.css";
                    link rel="icon" type="image/svg+xml" href="/dse/icon.svg";
                }
                body {
                    a.skip href="#content" { "Skip to the content" }
                    (self.head())
                    main #content tabindex="-1" {
                        @if !self.trail.is_empty() { (self.trail()) }
                        (self.body)
                    }
                    @if let Some(head) = &self.history_head {
                        footer.site { div { p.faint { "History head " code { (head) } } } }
                    }
                }
            }
        }
    }

    fn head(&self) -> Markup {
        html! {
            header.site { div {
                a.name href="/dse" { "dse" }
                @if self.inside {
                    nav aria-label="Pages" {
                        a href="/dse" { "Runs" }
                        a href="/dse#signatures" { "Signatures" }
                        a href="/dse/api" { "API" }
                    }
                    form method="post" action="/dse/sign-out" {
                        button.plain type="submit" { "Sign out" }
                    }
                }
            } }
        }
    }

    fn trail(&self) -> Markup {
        html! {
            nav.trail aria-label="Where this page belongs" {
                a href="/dse" { "Runs" }
                @for (name, path) in &self.trail { " / " a href=(path) { (html::line(name)) } }
            }
        }
    }
}

pub async fn style() -> Response {
    typed("text/css; charset=utf-8", STYLE)
}

pub async fn icon() -> Response {
    typed("image/svg+xml", include_str!("icon.svg"))
}

fn typed(kind: &'static str, text: &'static str) -> Response {
    let mut response = text.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

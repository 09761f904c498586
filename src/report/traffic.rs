//! A canary's predictions over time.

use super::document::{Chart, Document, Role, Series, Shape, Span};
use super::link::Link;
use super::words;
use crate::model::receipt::ReceiptRow;

/// How many receipts are named.
const NAMED: usize = 5;

/// Adds how the counters went, and the newest receipts behind them. `receipts`
/// are the canary's own, oldest first.
pub fn describe(receipts: &[ReceiptRow], document: &mut Document) {
    let Some(last) = receipts.last() else { return };
    let counted = |wanted: fn(&ReceiptRow) -> bool| {
        let mut count = 0.0;
        let step = |receipt: &ReceiptRow| {
            count += f64::from(u8::from(wanted(receipt)));
            count
        };
        receipts.iter().map(step).collect()
    };
    if receipts.len() > 1 {
        document.chart(Chart {
            title: "The canary's predictions, counted".to_owned(),
            shape: Shape::Lines,
            told: false,
            labels: receipts
                .iter()
                .map(|receipt| words::time(receipt.created_at_ms)[11..19].to_owned())
                .collect(),
            series: vec![
                Series { name: "ok".to_owned(), values: counted(is_ok) },
                Series { name: "failed".to_owned(), values: counted(|receipt| !is_ok(receipt)) },
            ],
        });
    }
    let mut named = vec![Span::new(Role::Plain, "Receipts, the newest first:")];
    for receipt in receipts.iter().rev().take(NAMED) {
        let id = words::short_id(&receipt.receipt_id);
        named.push(Span::new(Role::Plain, " "));
        named.push(Span::new(Role::Code, id).to(Link::receipt(&receipt.receipt_id)));
    }
    named.push(Span::new(Role::Plain, ". All are listed by "));
    named.push(Span::new(Role::Code, format!("dse receipt list {}", last.signature_id)));
    named.push(Span::new(Role::Plain, "."));
    document.paragraph(named);
}

fn is_ok(receipt: &ReceiptRow) -> bool {
    receipt.result_tag.as_deref() == Some("Ok")
}

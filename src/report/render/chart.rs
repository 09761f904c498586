//! A chart as SVG. The colours are attributes, which the stylesheet replaces
//! where the page is dark.

use plotters::coord::types::RangedCoordf64;
use plotters::coord::{Shift, cartesian::Cartesian2d};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::model::escape;
use crate::report::document::{Chart, Shape};
use crate::report::words;

/// Width and height, in the picture's own units; the page scales it.
const SIZE: (u32, u32) = (720, 220);

/// A colour for each series, told apart also without seeing colour; the
/// stylesheet knows them.
const COLORS: [RGBColor; 4] = [
    RGBColor(0x1f, 0x6f, 0xeb),
    RGBColor(0xbc, 0x4c, 0x00),
    RGBColor(0x1a, 0x7f, 0x37),
    RGBColor(0x82, 0x50, 0xdf),
];

/// How many labels have room below the picture.
const LABELS: usize = 8;

type Plot<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Failed<'b> = DrawingAreaErrorKind<<SVGBackend<'b> as DrawingBackend>::ErrorType>;

/// The picture; nothing when there is no number to draw.
pub fn svg(chart: &Chart) -> Option<String> {
    let range = range(chart)?;
    let mut out = String::new();
    draw(chart, range, &SVGBackend::with_string(&mut out, SIZE).into_drawing_area()).ok()?;
    Some(out)
}

/// From zero, or what lies below it, to a little over the greatest value.
fn range(chart: &Chart) -> Option<(f64, f64)> {
    let values = chart.series.iter().flat_map(|series| &series.values).copied();
    let (mut low, mut high) = (0.0_f64, f64::MIN);
    for value in values.filter(|value| value.is_finite()) {
        (low, high) = (low.min(value), high.max(value));
    }
    let high = if high <= low { low + 1.0 } else { high + (high - low) * 0.06 };
    let known = chart.series.iter().any(|series| series.values.iter().any(|v| v.is_finite()));
    known.then_some((low, high))
}

fn draw<'b>(
    chart: &Chart,
    (low, high): (f64, f64),
    area: &DrawingArea<SVGBackend<'b>, Shift>,
) -> Result<(), Failed<'b>> {
    let right = chart.labels.len().max(1) as f64 - 0.5;
    let mut plot = ChartBuilder::on(area)
        .margin(8)
        .margin_bottom(26)
        .y_label_area_size(52)
        .build_cartesian_2d(-0.5..right, low..high)?;
    plot.configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .y_labels(5)
        .y_label_formatter(&|value| words::number((value * 1e6).round() / 1e6))
        .light_line_style(TRANSPARENT)
        .bold_line_style(RGBColor(0xcc, 0xcc, 0xcc))
        .axis_style(RGBColor(0xcc, 0xcc, 0xcc))
        .label_style(("sans-serif", 13))
        .draw()?;
    for (index, series) in chart.series.iter().enumerate() {
        let color = COLORS[index % COLORS.len()];
        let points = series.values.iter().enumerate().filter(|(_, value)| value.is_finite());
        let points: Vec<(f64, f64)> = points.map(|(at, value)| (at as f64, *value)).collect();
        match chart.shape {
            Shape::Bars => bars(&mut plot, &points, index, chart.series.len(), color)?,
            Shape::Lines => lines(&mut plot, &points, color)?,
        }
    }
    labels(chart, &plot, area, low)
}

fn bars<'b>(
    plot: &mut Plot<'_, 'b>,
    points: &[(f64, f64)],
    index: usize,
    of: usize,
    color: RGBColor,
) -> Result<(), Failed<'b>> {
    let width = 0.7 / of as f64;
    let bar = |&(at, value): &(f64, f64)| {
        let left = at - 0.35 + width * index as f64;
        Rectangle::new([(left, 0.0), (left + width * 0.9, value)], color.filled())
    };
    plot.draw_series(points.iter().map(bar)).map(drop)
}

fn lines<'b>(
    plot: &mut Plot<'_, 'b>,
    points: &[(f64, f64)],
    color: RGBColor,
) -> Result<(), Failed<'b>> {
    plot.draw_series(std::iter::once(PathElement::new(points.to_vec(), color.stroke_width(2))))?;
    let dots = points.iter().map(|&point| Circle::new(point, 3, color.filled()));
    plot.draw_series(dots).map(drop)
}

/// Every label that has room, below its place.
fn labels<'b>(
    chart: &Chart,
    plot: &Plot<'_, 'b>,
    area: &DrawingArea<SVGBackend<'b>, Shift>,
    low: f64,
) -> Result<(), Failed<'b>> {
    let every = chart.labels.len().div_ceil(LABELS).max(1);
    let room = 88 / chart.labels.len().clamp(1, LABELS);
    let style = TextStyle::from(("sans-serif", 13)).pos(Pos::new(HPos::Center, VPos::Top));
    for (at, label) in chart.labels.iter().enumerate().step_by(every) {
        let (x, y) = plot.backend_coord(&(at as f64, low));
        area.draw_text(&escape::brief(label, room.max(3)), &style, (x, y + 8))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::Series;

    #[test]
    fn a_chart_is_drawn_and_its_labels_are_escaped() {
        let chart = Chart {
            title: "t".to_owned(),
            shape: Shape::Bars,
            told: false,
            labels: vec!["<b>".to_owned(), "two".to_owned()],
            series: vec![Series { name: "s".to_owned(), values: vec![0.5, f64::NAN] }],
        };
        let drawn = svg(&chart).unwrap();
        assert!(drawn.contains("&lt;b&gt;") && !drawn.contains("<b>"), "{drawn}");
        assert_eq!(drawn.matches("#1F6FEB").count(), 1, "what is no number has no bar: {drawn}");
        assert_eq!(svg(&Chart::default()), None);
    }
}

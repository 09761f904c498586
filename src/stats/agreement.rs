//! How far a judge agrees with people: the calibration of judge-based gates.

use serde::{Deserialize, Serialize};

/// One answer, scored by a judge and labelled by a person, both 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Labelled {
    pub judge: f64,
    pub human: f64,
}

/// What a comparison of judge and people found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Calibration {
    /// Answers compared.
    pub n: u64,
    /// Scores from here on count as a pass.
    pub threshold: f64,
    /// Share of answers on which judge and person both pass or both fail.
    pub agreement: f64,
    /// Agreement beyond what chance gives, Cohen's kappa: 1 is full, 0 is
    /// chance. `None` where both always say the same one thing, which proves nothing.
    pub kappa: Option<f64>,
    /// The same over the bands of both scores, where a miss by one band counts
    /// little and a miss by many counts much (quadratic weights).
    pub weighted_kappa: Option<f64>,
    /// Mean of judge − human: above 0 the judge is too kind.
    pub bias: f64,
    /// Mean absolute difference.
    pub mean_error: f64,
    /// The same by bands of the judge's score; bands without answers are left out.
    pub bands: Vec<Band>,
}

/// The answers whose judge score lies in one band.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Band {
    /// The band's lower edge, in it.
    pub from: f64,
    /// The band's upper edge, not in it but for the last band.
    pub to: f64,
    pub n: u64,
    pub bias: f64,
    pub mean_error: f64,
}

/// Compares judge and human labels, passes being scores of `threshold` or more,
/// errors in `bands` equal bands of the judge's score. `None` without labels.
pub fn calibrate(labels: &[Labelled], threshold: f64, bands: u32) -> Option<Calibration> {
    if labels.is_empty() {
        return None;
    }
    let mut table = [[0u64; 2]; 2];
    for label in labels {
        table[usize::from(label.judge >= threshold)][usize::from(label.human >= threshold)] += 1;
    }
    let n = labels.len() as u64;
    let (bias, mean_error) = errors(labels.iter());
    let mut by_band = vec![vec![0u64; bands as usize]; bands as usize];
    for label in labels {
        by_band[place(label.judge, bands)][place(label.human, bands)] += 1;
    }
    Some(Calibration {
        n,
        threshold,
        agreement: (table[0][0] + table[1][1]) as f64 / n as f64,
        kappa: cohens_kappa(&[&table[0], &table[1]]),
        weighted_kappa: weighted_kappa(&by_band),
        bias,
        mean_error,
        bands: (0..bands).filter_map(|band| in_band(labels, band, bands)).collect(),
    })
}

fn in_band(labels: &[Labelled], band: u32, bands: u32) -> Option<Band> {
    let inside = || labels.iter().filter(|label| place(label.judge, bands) == band as usize);
    let n = inside().count() as u64;
    let (bias, mean_error) = errors(inside());
    let edge = |band: u32| f64::from(band) / f64::from(bands);
    (n > 0).then(|| Band { from: edge(band), to: edge(band + 1), n, bias, mean_error })
}

/// The band that a score lies in; the last one holds 1 as well.
fn place(score: f64, bands: u32) -> usize {
    ((score * f64::from(bands)).floor().max(0.0) as usize).min(bands as usize - 1)
}

/// Mean error and mean absolute error of the judge.
fn errors<'a>(labels: impl Iterator<Item = &'a Labelled>) -> (f64, f64) {
    let (mut n, mut signed, mut absolute) = (0.0, 0.0, 0.0);
    for label in labels {
        let error = label.judge - label.human;
        n += 1.0;
        signed += error;
        absolute += error.abs();
    }
    (signed / n, absolute / n)
}

/// Cohen's kappa (1960) of a square table of counts, `table[judge][human]`.
/// `None` where chance alone would agree always, or nothing was counted.
pub fn cohens_kappa(table: &[&[u64]]) -> Option<f64> {
    let total: u64 = table.iter().flat_map(|row| row.iter()).sum();
    let agreed: u64 = table.iter().enumerate().map(|(place, row)| row[place]).sum();
    let by_chance: u64 = (0..table.len())
        .map(|place| {
            let judge: u64 = table[place].iter().sum();
            let human: u64 = table.iter().map(|row| row[place]).sum();
            judge * human
        })
        .sum();
    if total == 0 || by_chance == total * total {
        return None;
    }
    let observed = agreed as f64 / total as f64;
    let chance = by_chance as f64 / (total as f64).powi(2);
    Some((observed - chance) / (1.0 - chance))
}

/// Cohen's weighted kappa (1968) of a square table of counts with quadratic
/// weights: the squared distance of both places. `None` where chance alone
/// would never miss.
pub fn weighted_kappa(table: &[Vec<u64>]) -> Option<f64> {
    let total: u64 = table.iter().flatten().sum();
    let (mut missed, mut by_chance) = (0.0, 0.0);
    for (judge, row) in table.iter().enumerate() {
        let of_judge: u64 = row.iter().sum();
        for (human, &count) in row.iter().enumerate() {
            let of_human: u64 = table.iter().map(|row| row[human]).sum();
            let weight = (judge.abs_diff(human) as f64).powi(2);
            missed += weight * count as f64;
            by_chance += weight * (of_judge * of_human) as f64;
        }
    }
    (by_chance > 0.0).then(|| 1.0 - missed * total as f64 / by_chance)
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    /// `statsmodels.stats.inter_rater.cohens_kappa`.
    #[test]
    fn kappa_is_statsmodels() {
        assert_close(cohens_kappa(&[&[20, 5], &[10, 15]]).unwrap(), 0.4, 1e-12);
        let three: [&[u64]; 3] = [&[11, 2, 1], &[3, 9, 2], &[0, 4, 8]];
        assert_close(cohens_kappa(&three).unwrap(), 0.5480225988700564, 1e-12);
        assert_eq!(cohens_kappa(&[&[9, 0], &[0, 0]]), None);
        assert_eq!(cohens_kappa(&[&[0, 0], &[0, 0]]), None);
        assert_eq!(cohens_kappa(&[&[5, 0], &[0, 5]]), Some(1.0));
    }

    /// `statsmodels.stats.inter_rater.cohens_kappa` with `wt='quadratic'`.
    #[test]
    fn weighted_kappa_is_statsmodels() {
        let three = [vec![11, 2, 1], vec![3, 9, 2], vec![0, 4, 8]];
        assert_close(weighted_kappa(&three).unwrap(), 0.7041420118343196, 1e-12);
        // Of two places the weights make no difference.
        assert_close(weighted_kappa(&[vec![20, 5], vec![10, 15]]).unwrap(), 0.4, 1e-12);
        assert_eq!(weighted_kappa(&[vec![9, 0], vec![0, 0]]), None);
        assert_eq!(weighted_kappa(&[vec![0, 9], vec![0, 0]]), Some(0.0));
    }

    #[test]
    fn calibration_by_hand() {
        let labels: Vec<Labelled> = [(1.0, 1.0), (0.75, 0.5), (0.5, 0.25), (0.25, 0.5), (0.0, 0.0)]
            .map(|(judge, human)| Labelled { judge, human })
            .into();
        let found = calibrate(&labels, 0.5, 2).unwrap();
        assert_eq!((found.n, found.threshold, found.agreement), (5, 0.5, 0.6));
        // Table [[1, 1], [1, 2]]: observed .6, chance (2·2 + 3·3)/25 = .52.
        assert_close(found.kappa.unwrap(), 0.08 / 0.48, 1e-12);
        assert_close(found.weighted_kappa.unwrap(), 0.08 / 0.48, 1e-12);
        assert_close(found.bias, 0.05, 1e-15);
        assert_close(found.mean_error, 0.15, 1e-15);
        let low = Band { from: 0.0, to: 0.5, n: 2, bias: -0.125, mean_error: 0.125 };
        assert_eq!(found.bands[0], low);
        assert_eq!((found.bands[1].from, found.bands[1].to, found.bands[1].n), (0.5, 1.0, 3));
        assert_close(found.bands[1].bias, 0.5 / 3.0, 1e-15);
    }

    #[test]
    fn empty_bands_are_left_out_and_empty_labels_say_nothing() {
        let found = calibrate(&[Labelled { judge: 1.0, human: 0.0 }], 0.5, 5).unwrap();
        assert_eq!(found.bands.len(), 1);
        assert_eq!((found.bands[0].from, found.bands[0].to), (0.8, 1.0));
        assert_eq!(found.kappa, Some(0.0));
        assert_eq!(calibrate(&[], 0.5, 5), None);
    }
}

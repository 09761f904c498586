//! Datasets as sets of examples: order, hash, filter and sample.

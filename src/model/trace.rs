//! Traces of `rlm_lite.v1`: the actions a controller took and what it saw.

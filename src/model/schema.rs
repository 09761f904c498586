//! JSON Schema as the wire reads it: unlisted keys are dropped, the first fitting union member wins.

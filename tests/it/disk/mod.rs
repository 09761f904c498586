//! What stays after the power fails, and what is said when the disk does.

mod every_command;
mod faults;
mod power;
mod record;

//! The last of what a command has said, from which its outcome is told.

use std::collections::VecDeque;

/// How many lines are kept; more than any refusal has.
const LINES_MAX: usize = 2_000;

/// How many bytes of them are kept.
const BYTES_MAX: usize = 4 << 20;

/// The last lines of a command.
#[derive(Debug, Default)]
pub(super) struct Kept {
    lines: VecDeque<String>,
    bytes: usize,
}

impl Kept {
    pub(super) fn push(&mut self, line: String) {
        self.bytes += line.len();
        self.lines.push_back(line);
        while self.lines.len() > LINES_MAX || self.bytes > BYTES_MAX {
            let first = self.lines.pop_front().unwrap_or_default();
            self.bytes -= first.len();
        }
    }

    pub(super) fn lines(&mut self) -> &[String] {
        self.lines.make_contiguous()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_many_lines_nor_long_ones_take_more_than_a_bounded_room() {
        let mut kept = Kept::default();
        (0..5_000).for_each(|number| kept.push(number.to_string()));
        assert_eq!(kept.lines().len(), LINES_MAX);
        assert_eq!(kept.lines().last().unwrap(), "4999");
        for _ in 0..200 {
            kept.push("x".repeat(64 << 10));
            assert!(kept.lines().iter().map(String::len).sum::<usize>() <= BYTES_MAX);
        }
    }
}

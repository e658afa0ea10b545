//! The nearest known word.

/// The candidate that `word` was probably meant to be: the same letters in another case, or few slips away.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = folded(word);
    let (mut nearest, mut least) = (None, word.len());
    for candidate in candidates {
        let slips = distance(&word, &folded(candidate));
        // One letter may be wrong, or a third of a long word's; never all of them.
        if slips < least && slips <= (candidate.chars().count() / 3).max(1) {
            (nearest, least) = (Some(candidate), slips);
        }
    }
    nearest
}

/// `onReject`, `On-Reject` and `on_reject` are one word.
pub(crate) fn folded(word: &str) -> Vec<char> {
    word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Edits between two words, by single letters; two swapped neighbours count as one.
fn distance(from: &[char], to: &[char]) -> usize {
    // One row of the usual table each: two rows ago (for swaps), the last one, and the one being filled.
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, a) in from.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, b) in to.iter().enumerate() {
            let kept = cell(&last, column) + usize::from(a != b);
            let edited = cell(&last, column + 1).min(cell(&next, column)) + 1;
            let swapped = row > 0 && column > 0 && from.get(row - 1) == Some(b) && to.get(column - 1) == Some(a);
            let swap = if swapped { cell(&before, column - 1) + 1 } else { usize::MAX };
            next.push(kept.min(edited).min(swap));
        }
        before = std::mem::replace(&mut last, next);
    }
    cell(&last, to.len())
}

fn cell(row: &[usize], column: usize) -> usize {
    row.get(column).copied().unwrap_or(usize::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::{distance, folded, nearest};

    #[test]
    fn counts_edits_and_swaps() {
        for (from, to, edits) in
            [("", "", 0), ("a", "", 1), ("scope", "scopes", 1), ("olny", "only", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(&folded(from), &folded(to)), edits, "{from} -> {to}");
        }
    }

    #[test]
    fn finds_the_word_that_was_meant() {
        let known = ["verifier", "scopes", "only", "optional", "on_reject", "crate"];
        for (word, meant) in [("verifer", "verifier"), ("Scopes", "scopes"), ("onReject", "on_reject"), ("olny", "only")] {
            assert_eq!(nearest(word, known), Some(meant));
        }
        for word in ["check", "state", "xyz", "", "o", "author"] {
            assert_eq!(nearest(word, known), None, "{word}");
        }
    }
}

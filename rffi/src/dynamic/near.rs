//! Names that may be meant.

/// How many names are told.
const MAX_NAMES: usize = 3;

/// The names that are nearest to one that is not there, the nearest first.
pub(super) fn names<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Vec<String> {
    // An edit of a long name takes long to find.
    let limit = match name.chars().count() {
        0 | 65.. => return Vec::new(),
        1..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    let close = known.filter(|other| other.len().abs_diff(name.len()) <= limit);
    let rated = close.map(|other| (strsim::osa_distance(name, other), other));
    let mut near: Vec<_> = rated
        .filter(|(distance, _)| (1..=limit).contains(distance))
        .collect();
    near.sort_unstable();
    near.dedup();
    let Some(&(best, _)) = near.first() else {
        return Vec::new();
    };
    let near = near
        .into_iter()
        .take_while(|(distance, _)| *distance == best);
    near.take(MAX_NAMES)
        .map(|(_, name)| name.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn the_nearest_come_first_and_far_ones_not_at_all() {
        let known = ["sin", "sinh", "cos", "strtod", "strtold"];
        assert_eq!(names("sinn", known.into_iter()), ["sin", "sinh"]);
        assert_eq!(names("strtdo", known.into_iter()), ["strtod"]);
        assert!(names("completely_else", known.into_iter()).is_empty());
        assert!(names("", known.into_iter()).is_empty());
    }
}

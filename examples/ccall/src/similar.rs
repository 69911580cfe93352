//! [`similar`]: what may be meant by a name that is not known.

/// The name that is most like another, if any is.
pub(crate) fn similar<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let rated = names
        .into_iter()
        .map(|known| (strsim::jaro_winkler(name, known), known));
    let best = rated.max_by(|(a, _), (b, _)| a.total_cmp(b));
    let (_, found) = best.filter(|(rate, _)| *rate > 0.85)?;
    Some(found.to_owned())
}

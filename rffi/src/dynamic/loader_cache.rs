//! The loader's cache: which libraries the system has, by the names that programs ask for
//! (`libm.so.6`). It is what `ldconfig -p` prints.

use super::near;

const CACHE: &str = "/etc/ld.so.cache";
const MAGIC: &[u8] = b"glibc-ld.so.cache1.1";
const HEADER: usize = 48;
const ENTRY: usize = 24;

/// The names of a library's versions, the newest first: `libm.so.6` for `m`. Nothing, where there is no
/// such cache.
pub(super) fn versions(library: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    with_names(|name| {
        if is_version(name, library) && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    });
    found
}

/// `libm.so.6` and `libm.so` are versions of `m`.
fn is_version(name: &str, library: &str) -> bool {
    let rest = name.strip_prefix("lib").unwrap_or(name);
    let rest = rest.strip_prefix(library);
    let rest = rest.and_then(|rest| rest.strip_prefix(".so"));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The name that may be meant by one that is not there.
pub(super) fn similar(name: &str) -> Option<String> {
    let mut known = Vec::new();
    with_names(|name| known.push(name.to_owned()));
    let bare = name.strip_suffix(".so").unwrap_or(name);
    let version = known.iter().find(|other| is_version(other, bare));
    let version = version.or_else(|| known.iter().find(|other| is_begin(name, other)));
    version.cloned().or_else(|| {
        near::names(name, known.iter().map(String::as_str))
            .into_iter()
            .next()
    })
}

/// `libm.so` begins `libm.so.6`.
fn is_begin(name: &str, other: &str) -> bool {
    name.ends_with(".so")
        && other
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('.'))
}

fn with_names(found: impl FnMut(&str)) {
    if let Ok(cache) = std::fs::read(CACHE) {
        names(&cache)
            .unwrap_or_default()
            .into_iter()
            .for_each(found);
    }
}

/// The names that a cache has; `None` if it is of another format.
fn names(cache: &[u8]) -> Option<Vec<&str>> {
    // An older format may stand before it, for older loaders.
    let start = memchr::memmem::find(cache, MAGIC)?;
    let cache = &cache[start..];
    let number = |at: usize| {
        let bytes = cache.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_ne_bytes(bytes)).ok()
    };
    let count = number(MAGIC.len())?;
    let entries = (0..count).map(|index| {
        // flags, key, value, ..: the key is an offset.
        let key = number(HEADER + index * ENTRY + 4)?;
        let text = cache.get(key..)?;
        let end = memchr::memchr(0, text)?;
        core::str::from_utf8(&text[..end]).ok()
    });
    entries.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_from_other_libraries() {
        assert!(is_version("libm.so.6", "m"));
        assert!(is_version("libm.so", "m"));
        assert!(is_version("plugin.so", "plugin"));
        assert!(!is_version("libm.so.6", "libm"));
        assert!(!is_version("libmvec.so.1", "m"));
        assert!(!is_version("libm.song", "m"));
    }

    #[test]
    fn names_are_read_from_a_cache_behind_an_older_one() {
        let mut cache = MAGIC.to_vec();
        let strings = HEADER + 2 * ENTRY;
        cache.extend(2_u32.to_ne_bytes());
        cache.resize(HEADER, 0);
        for key in [strings, strings + 10] {
            cache.extend(0_u32.to_ne_bytes());
            cache.extend(u32::try_from(key).unwrap().to_ne_bytes());
            cache.resize(cache.len() + 16, 0);
        }
        cache.extend(b"libm.so.6\0libz.so.1\0");
        assert_eq!(names(&cache).unwrap(), ["libm.so.6", "libz.so.1"]);
        let older = [b"ld.so-1.7.0\0 and so on".as_slice(), &cache].concat();
        assert_eq!(names(&older).unwrap(), ["libm.so.6", "libz.so.1"]);
        // Cut anywhere, it is refused, and nothing else happens.
        for end in 0..cache.len() {
            assert_eq!(names(&cache[..end]), None, "{end}");
        }
    }
}

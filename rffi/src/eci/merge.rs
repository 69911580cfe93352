//! What several compilation infos say together.

use super::{CompilationInfoError, ExternalCompilationInfo, Field};

/// The lists in which a repetition means something: `-Xclang -a -Xclang -b`.
const REPEATABLE: [Field; 2] = [Field::CompileExtra, Field::LinkExtra];

impl ExternalCompilationInfo {
    /// What this one and the others say: each list in the order in which its items were first seen,
    /// without repetitions (`compile_extra` and `link_extra` keep theirs). The C++ linker is used if
    /// one of them uses it. An info that comes again, this one too, adds nothing.
    ///
    /// ```
    /// use rffi::ExternalCompilationInfo;
    ///
    /// static MATH: ExternalCompilationInfo = ExternalCompilationInfo::new().libraries(&["m"]);
    /// static ZLIB: ExternalCompilationInfo = ExternalCompilationInfo::new().libraries(&["z", "m"]);
    ///
    /// let all = ExternalCompilationInfo::new().merge([&MATH, &ZLIB, &MATH])?;
    /// assert_eq!(all, ExternalCompilationInfo::new().libraries(&["m", "z"]));
    /// # Ok::<(), rffi::Error>(())
    /// ```
    ///
    /// # Errors
    /// If two are for different platforms.
    pub fn merge<'a>(
        &self,
        others: impl IntoIterator<Item = &'a ExternalCompilationInfo>,
    ) -> Result<Self, CompilationInfoError> {
        // Into an empty one: this one's own repetitions go, too.
        let mut merged = Self::new();
        merged.absorb(self)?;
        let mut seen = vec![self];
        for other in others {
            if !seen.contains(&other) {
                merged.absorb(other)?;
                seen.push(other);
            }
        }
        Ok(merged)
    }

    fn absorb(&mut self, other: &ExternalCompilationInfo) -> Result<(), CompilationInfoError> {
        match (&self.platform, &other.platform) {
            (Some(first), Some(second)) if first != second => {
                return Err(CompilationInfoError::DifferentPlatforms {
                    first: first.to_string(),
                    second: second.to_string(),
                });
            }
            (None, platform) => self.platform.clone_from(platform),
            (Some(_), _) => {}
        }
        self.uses_cpp_linker |= other.uses_cpp_linker;
        for field in Field::ALL {
            for item in other.list(*field).iter() {
                if REPEATABLE.contains(field) || !self.list(*field).contains(item) {
                    self.add(*field, item.to_owned());
                }
            }
        }
        Ok(())
    }
}

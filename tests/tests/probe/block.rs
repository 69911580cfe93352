//! The answers of a compiler: a block of bytes in an object file of any format.

/// What a block begins with; no compiler writes it by itself.
pub(crate) const MARK: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03];

/// The bytes from the mark on, in the order that the mark shows.
#[derive(Debug)]
pub(crate) struct Block<'o> {
    bytes: &'o [u8],
    is_little: bool,
}

impl<'o> Block<'o> {
    /// The block of an object file, if it has one.
    pub(crate) fn find(object: &'o [u8]) -> Option<Self> {
        let little = MARK.map(u64::to_le_bytes).concat();
        let big = MARK.map(u64::to_be_bytes).concat();
        let mut ends = object.windows(little.len());
        let start = ends.position(|bytes| bytes == little || bytes == big)?;
        let bytes = &object[start..];
        let is_little = bytes.starts_with(&little);
        Some(Block { bytes, is_little })
    }

    /// The number at an index, the mark not counted.
    pub(crate) fn number(&self, index: usize) -> u64 {
        let at = (MARK.len() + index) * 8;
        let bytes = self.bytes[at..][..8].try_into().unwrap();
        match self.is_little {
            true => u64::from_le_bytes(bytes),
            false => u64::from_be_bytes(bytes),
        }
    }

    /// The bits that are set in an object that begins at a byte of the block, counted as the target
    /// fills bytes.
    pub(crate) fn ones(&self, start: u64, size: u64) -> Vec<u64> {
        let (start, size) = (
            usize::try_from(start).unwrap(),
            usize::try_from(size).unwrap(),
        );
        let bytes = self.bytes[start..][..size].iter().enumerate();
        let bits = bytes
            .filter(|(_, byte)| **byte != 0)
            .flat_map(|(at, byte)| {
                let is_one = move |bit: &usize| match self.is_little {
                    true => byte >> bit & 1 == 1,
                    false => byte << bit & 0x80 != 0,
                };
                (0..8).filter(is_one).map(move |bit| (at * 8 + bit) as u64)
            });
        bits.collect()
    }
}

//! Chance that is the same every time, so that two demos of one size tell the same year.

/// A stream of numbers: `SplitMix64` (Steele, Lea and Flood, 2014, doi:10.1145/2660193.2660195).
pub(super) struct Chance(u64);

impl Chance {
    /// The same seed, the same stream.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// Less than `n`; 0 for 0.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        u32::try_from(self.next() % u64::from(n.max(1))).unwrap_or_default()
    }
    /// From the first to the last, both included.
    pub(super) fn from(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last.saturating_sub(first) + 1)
    }
    /// So often in a hundred.
    pub(super) fn percent(&mut self, often: u32) -> bool {
        self.below(100) < often
    }
    /// One of some; the first of none is a mistake of the table, and shows as such.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        let n = self.below(u32::try_from(of.len()).unwrap_or_default());
        of.get(usize::try_from(n).unwrap_or_default()).copied()
    }
    /// One of some, each as often as its weight says.
    pub(super) fn weighted<T: Copy>(&mut self, of: &[(u32, T)]) -> Option<T> {
        let mut left = self.below(of.iter().map(|(weight, _)| weight).sum());
        of.iter().find_map(|(weight, value)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here.then_some(*value)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_tells_the_same_year_and_weights_are_kept() {
        let (mut a, mut b) = (Chance::new(7), Chance::new(7));
        assert!((0..100).all(|_| a.below(1000) == b.below(1000)));
        let often = (0..10_000).filter(|_| a.weighted(&[(30, true), (70, false)]) == Some(true)).count();
        assert!((2_700..3_300).contains(&often), "{often}");
        assert!((0..1000).all(|_| (3..=5).contains(&a.from(3, 5))));
        assert_eq!(a.one::<u8>(&[]), None);
    }
}

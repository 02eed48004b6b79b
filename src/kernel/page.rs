//! One page of a list, by keyset: what to show, and where the next one begins.
use super::clock::Instant;
use uuid::Uuid;

/// Where a page begins: after this key, in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// First sort key of lists that are grouped (0 elsewhere).
    pub rank: i64,
    /// The time by which the list is ordered.
    pub at: Instant,
    /// The id that tells equal times apart.
    pub id: Uuid,
}

/// What a caller asks of a list.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// At most so many rows, from 1 to 100.
    pub limit: i64,
    /// Begin after this key.
    pub after: Option<After>,
}
impl Paging {
    /// The most rows of one page.
    pub const MOST: i64 = 100;
    /// The rows of a page when the caller does not say.
    pub const USUAL: i64 = 25;

    /// The first page of the usual size.
    #[must_use]
    pub const fn first() -> Self {
        Self { limit: Self::USUAL, after: None }
    }
}

/// Rows, and the key of the next page when there is one.
#[derive(Debug)]
pub struct Page<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// Where the next page begins.
    pub next: Option<After>,
}
impl<T> Page<T> {
    /// Makes a page of one row more than the limit: that row only tells that there is another page.
    #[must_use]
    pub fn cut(mut items: Vec<T>, paging: &Paging, key: impl Fn(&T) -> After) -> Self {
        let limit = usize::try_from(paging.limit).unwrap_or(1);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(key) } else { None };
        Self { items, next }
    }
}

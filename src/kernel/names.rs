//! Names as they are compared: without accents, case and apostrophes, word by word, in any order and any script.
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name, as the words that are compared.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(Vec<Vec<char>>);

/// In what way a name is like another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    /// Which words are the same.
    pub words: Words,
    /// Some word differs in one letter: another one, one too many, one too few, or two that changed places.
    pub slip: bool,
}
/// Which words of two names are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Words {
    /// All of the one that has fewer.
    Some,
    /// All, in another order.
    Moved,
    /// All, in their order.
    All,
}

/// The shortest word in which a slip is one, and not another name.
const SLIPS: usize = 4;

impl Name {
    /// Takes a name as it is written; hyphens part words, apostrophes and glottal stops do not.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let plain = text.chars().filter(|c| !is_apostrophe(*c)).nfkd().filter(|c| !is_combining_mark(*c));
        let folded: String = plain.flat_map(char::to_lowercase).filter(|c| !is_combining_mark(*c)).collect();
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        Self(words.map(|word| word.chars().flat_map(spelt).collect()).collect())
    }
    /// How many letters it has.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }
    /// The one text of a name, whatever its accents, its case and the order of its words.
    #[must_use]
    pub fn key(&self) -> String {
        let mut words: Vec<String> = self.0.iter().map(|word| word.iter().collect()).collect();
        words.sort_unstable();
        words.join(" ")
    }
    /// In what way this name, which is searched, is like one that is known.
    #[must_use]
    pub fn like(&self, known: &Self) -> Option<Likeness> {
        if self.0.is_empty() || known.0.is_empty() {
            return None;
        }
        if self.0.concat() == known.0.concat() {
            return Some(Likeness { words: Words::All, slip: false });
        }
        // who is known by one name alone is found by it among others, but then to the letter
        let slips = self.0.len() <= known.0.len();
        let (fewer, more) = if slips { (self, known) } else { (known, self) };
        let pairs = fewer.paired(more, slips)?;
        let slip = pairs.iter().any(|(_, slip)| *slip);
        let ordered = pairs.iter().enumerate().all(|(n, (at, _))| n == *at);
        let words = match (self.0.len() == known.0.len(), ordered) {
            (false, _) => Words::Some,
            (true, false) => Words::Moved,
            (true, true) => Words::All,
        };
        Some(Likeness { words, slip })
    }
    /// For each word the place of one of its own in a name with more, the same words first.
    fn paired(&self, more: &Self, slips: bool) -> Option<Vec<(usize, bool)>> {
        let mut pairs: Vec<Option<(usize, bool)>> = vec![None; self.0.len()];
        let mut free: Vec<usize> = (0..more.0.len()).collect();
        for slip in [false, true] {
            for (word, pair) in self.0.iter().zip(&mut pairs).filter(|(_, pair)| pair.is_none()) {
                let fits = |at: &usize| match (more.0.get(*at), slip) {
                    (Some(other), false) => word == other,
                    (Some(other), true) => slips && one_slip(word, other),
                    (None, _) => false,
                };
                if let Some(n) = free.iter().position(fits) {
                    *pair = Some((free.remove(n), slip));
                }
            }
        }
        pairs.into_iter().collect()
    }
}

/// What is written inside a word and often left out.
const fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '\u{b4}' | '\u{2018}' | '\u{2019}' | '\u{2032}' | '\u{2bb}'
            ..='\u{2c1}' | '\u{294}' | '\u{295}' | '\u{241}' | '\u{242}'
    )
}
/// Letters that have no accent to leave out, as they are written without them.
fn spelt(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        '\u{e6}' => ('a', Some('e')),
        '\u{153}' => ('o', Some('e')),
        '\u{df}' => ('s', Some('s')),
        '\u{fe}' => ('t', Some('h')),
        '\u{f8}' => ('o', None),
        '\u{142}' => ('l', None),
        '\u{111}' | '\u{f0}' => ('d', None),
        '\u{131}' => ('i', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}
/// Whether two words differ in one letter: changed, left out, put in, or changed places with its neighbour.
fn one_slip(a: &[char], b: &[char]) -> bool {
    if a.len().max(b.len()) < SLIPS || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = |(a, b): &(&char, &char)| a == b;
    let head = a.iter().zip(b).take_while(same).count();
    let left = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(left).take_while(same).count();
    let middle = |word: &[char]| word.get(head..word.len() - tail).unwrap_or_default().to_vec();
    match (middle(a).as_slice(), middle(b).as_slice()) {
        ([] | [_], [_]) | ([_], []) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Likeness, Name, Words, one_slip};

    fn like(asked: &str, known: &str) -> Option<(Words, bool)> {
        Name::of(asked).like(&Name::of(known)).map(|Likeness { words, slip }| (words, slip))
    }

    #[test]
    fn a_name_is_itself_however_it_is_written() {
        for (asked, known) in [
            ("lea tremblay okpik", "Léa Tremblay-Okpik"),
            ("LÉA  TREMBLAY", "Le\u{301}a Tremblay"),
            ("Aoife OBriain", "Aoife Ó Briain"),
            ("o'brien", "O\u{2019}Brien"),
            ("Jean Luc", "Jeanluc"),
            ("Soren Lukasz", "Søren Łukasz"),
            ("Coeur de Lion", "Cœur-de-Lion"),
            ("Skwxwu7mesh", "S\u{331}kwx\u{331}wú7mesh"),
            ("Sqilxw", "Sqilx\u{2b7}"),
            ("ᓄᑭᓕᒃ", "ᓄᑭᓕᒃ"),
            ("İpek", "ipek"),
        ] {
            assert_eq!(like(asked, known), Some((Words::All, false)), "{asked} / {known}");
        }
    }
    #[test]
    fn words_may_move_be_missing_or_have_a_slip() {
        let table = [
            ("Tremblay Léa", "Léa Tremblay", Some((Words::Moved, false))),
            ("Tremblay", "Léa Tremblay", Some((Words::Some, false))),
            ("Trembley", "Léa Tremblay", Some((Words::Some, true))),
            ("Tremblay Lae", "Léa Tremblay", None),
            ("Nukilik Okpik", "Nukilik", Some((Words::Some, false))),
            ("Nukilk Okpik", "Nukilik", None),
            ("Nukilk", "Nukilik", Some((Words::All, true))),
            ("ᓄᑭᒃᓕ", "ᓄᑭᓕᒃ", Some((Words::All, true))),
            ("Anne Anna", "Anna Anne", Some((Words::Moved, false))),
            ("Anna Anna", "Anna", Some((Words::Some, false))),
            ("Roy", "Ray", None),
            ("Marc Roy", "Luc Roy", None),
            ("", "Léa", None),
            ("Léa", "??", None),
        ];
        for (asked, known, is) in table {
            assert_eq!(like(asked, known), is, "{asked} / {known}");
        }
    }
    #[test]
    fn a_slip_is_one_letter() {
        let slip = |a: &str, b: &str| one_slip(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        for (a, b) in [("anna", "ana"), ("mario", "maria"), ("lucas", "luacs"), ("okpik", "okpikk"), ("aaaa", "aaa")] {
            assert!(slip(a, b) && slip(b, a), "{a} / {b}");
        }
        for (a, b) in [("lea", "leo"), ("mario", "marco1"), ("lucas", "caslu"), ("abcd", "badc"), ("okpik", "okp")] {
            assert!(!slip(a, b) && !slip(b, a), "{a} / {b}");
        }
    }
    #[test]
    fn a_name_has_one_key() {
        assert_eq!(Name::of("Tremblay-Okpik, Léa").key(), Name::of("lea okpik TREMBLAY").key());
        assert_eq!(Name::of(" - ' ").letters(), 0);
    }
}

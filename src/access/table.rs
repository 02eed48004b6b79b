//! Who may see which kind of information: the table that partners sign, as data.
//!
//! Sources: Criminal Code ss. 278.1-278.91 (records), Youth Criminal Justice Act ss. 118-129 (youth accused),
//! An Act respecting First Nations, Inuit and Métis children, youth and families s. 12, and the confidentiality of
//! reporters in provincial child-protection law.
use crate::kernel::{Compartment, Discipline};

/// What one column may do with one kind of information.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Reads and writes.
    W,
    /// Reads.
    R,
    /// Everything of what the agency sent or received, nothing of the rest.
    Own,
    /// Status: who, when, in what state.
    S,
    /// The minimum fields.
    M,
    /// Hidden until a consent is recorded.
    C,
    /// Hidden.
    X,
}

/// The columns of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Police and the unit against online exploitation.
    Police,
    /// Child protection, delegated Indigenous services included.
    ChildProtection,
    /// The prosecution.
    Crown,
    /// Child and family advocates.
    Advocate,
    /// Victim services.
    VictimServices,
    /// Therapists.
    Counselling,
    /// Health.
    Health,
    /// Court accompaniment.
    CourtSupport,
    /// Coordinators: a role, not a discipline.
    Coordinator,
}
impl Column {
    /// Every column, in the order of the table.
    pub const ALL: [Self; 9] = [
        Self::Police,
        Self::ChildProtection,
        Self::Crown,
        Self::Advocate,
        Self::VictimServices,
        Self::Counselling,
        Self::Health,
        Self::CourtSupport,
        Self::Coordinator,
    ];
}

/// The column of a discipline; the others see only what they sent or received.
#[must_use]
pub const fn column(discipline: Discipline) -> Option<Column> {
    match discipline {
        Discipline::Police | Discipline::IceUnit => Some(Column::Police),
        Discipline::ChildProtection | Discipline::IndigenousCfs => Some(Column::ChildProtection),
        Discipline::Crown => Some(Column::Crown),
        Discipline::Advocate => Some(Column::Advocate),
        Discipline::VictimServices => Some(Column::VictimServices),
        Discipline::Counselling => Some(Column::Counselling),
        Discipline::Health => Some(Column::Health),
        Discipline::CourtSupport => Some(Column::CourtSupport),
        _ => None,
    }
}

/// One cell of the table.
#[must_use]
pub const fn cell(column: Column, compartment: Compartment) -> Cell {
    let [police, protection, crown, advocate, victims, counselling, health, court, coordinator] = row(compartment);
    match column {
        Column::Police => police,
        Column::ChildProtection => protection,
        Column::Crown => crown,
        Column::Advocate => advocate,
        Column::VictimServices => victims,
        Column::Counselling => counselling,
        Column::Health => health,
        Column::CourtSupport => court,
        Column::Coordinator => coordinator,
    }
}

/// Police, child protection, Crown, advocate, victim services, counselling, health, court support, coordinator.
const fn row(compartment: Compartment) -> [Cell; 9] {
    use Cell::{C, M, Own, R, S, W, X};
    match compartment {
        Compartment::Identity => [R, W, R, W, R, R, R, R, W],
        Compartment::Safety => [W, W, W, W, R, R, R, R, W],
        Compartment::Coordination => [Own, Own, Own, W, Own, Own, Own, Own, W],
        Compartment::Investigation => [W, M, R, S, S, X, S, X, S],
        Compartment::Protection => [M, W, X, S, X, C, S, X, S],
        Compartment::Prosecution => [R, S, W, S, S, X, S, S, S],
        Compartment::CourtPrep => [Own, S, W, W, W, C, X, W, R],
        Compartment::Assessment => [X, X, M, W, R, C, C, W, S],
        Compartment::Therapy => [X, C, X, C, C, W, C, C, C],
        Compartment::Health => [S, M, X, S, X, C, W, X, S],
        Compartment::Advocacy => [X, X, X, Own, Own, X, X, M, S],
        Compartment::YouthAccused => [W, M, W, X, M, X, X, X, X],
        Compartment::OnlineHarm => [W, S, R, W, R, C, X, X, R],
        Compartment::Compensation => [X, X, X, W, W, X, X, X, S],
        Compartment::Culture => [X, M, X, C, C, C, C, C, S],
        Compartment::Wishes => [Own, Own, W, W, W, Own, Own, R, W],
        Compartment::LegalProcess => [X, Own, X, S, S, Own, Own, X, S],
        Compartment::Reporter => [R, W, X, X, X, X, X, X, X],
    }
}

/// How many columns see something of a kind of information.
#[must_use]
pub fn openness(compartment: Compartment) -> usize {
    let sees = |column: &&Column| matches!(cell(**column, compartment), Cell::W | Cell::R | Cell::S | Cell::M);
    Column::ALL.iter().filter(sees).count()
}
/// What kind of information it is that somebody of a discipline works on a case: that a therapist does says that the
/// child is in therapy, and is hidden from whomever therapy is hidden from; that an officer does says nothing more.
#[must_use]
pub const fn kind_of(discipline: Discipline) -> Compartment {
    match discipline {
        Discipline::Counselling => Compartment::Therapy,
        Discipline::CulturalSupport | Discipline::NationRepresentative => Compartment::Culture,
        Discipline::Compensation => Compartment::Compensation,
        Discipline::LegalCounselChild => Compartment::LegalProcess,
        _ => Compartment::Identity,
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Column, cell, kind_of};
    use crate::kernel::{Compartment, Discipline};

    #[test]
    fn police_do_not_learn_who_counsels_a_child() {
        for discipline in [Discipline::Counselling, Discipline::CulturalSupport, Discipline::NationRepresentative] {
            assert_eq!(cell(Column::Police, kind_of(discipline)), Cell::X, "{discipline}");
        }
        assert_eq!(kind_of(Discipline::Police), Compartment::Identity);
    }
}

//! Opening the files of brothers and sisters together: one act for each child, so that one mistake keeps none of the
//! others waiting.
use super::family_wire::{ChildOpened, OpenFamily};
use crate::access::Action;
use crate::agencies::Agency;
use crate::cases::{self, Case, CaseView, CreateCase};
use crate::handoffs::{self, HandoffView, LogHandoff, prepare};
use crate::kernel::{AgencyId, CaseId, ChainId, Discipline};
use crate::op::{Act, Done, Op};
use crate::parties::{self, CreateParty};
use crate::problem::{Error, FieldCode, FieldError, Result};

/// How many children, people around them, and handoffs for each.
const CHILDREN: std::ops::RangeInclusive<usize> = 2..=12;
const PARTIES: usize = 20;
const HANDOFFS: usize = 10;

/// One child, with all that is said of the whole family.
pub(super) struct Sibling {
    /// Where in the body this child stands.
    pub at: String,
    centre: Option<AgencyId>,
    case: CreateCase,
    parties: Vec<CreateParty>,
    handoffs: Vec<(String, LogHandoff)>,
}

impl OpenFamily {
    /// Each child by themselves.
    pub(super) fn siblings(self) -> Result<Vec<Sibling>> {
        let mut wrong = Vec::new();
        let mut check = |wanted: bool, at: &str, code| {
            if !wanted {
                wrong.push(FieldError::new(at, code));
            }
        };
        check(self.children.len() >= *CHILDREN.start(), "/children", FieldCode::TooShort);
        check(self.children.len() <= *CHILDREN.end(), "/children", FieldCode::TooLong);
        check(self.parties.len() <= PARTIES, "/parties", FieldCode::TooLong);
        check(self.handoffs.len() <= HANDOFFS, "/handoffs", FieldCode::TooLong);
        for (n, child) in self.children.iter().enumerate() {
            let at = format!("/children/{n}/handoffs");
            check(child.handoffs.len() <= HANDOFFS, &at, FieldCode::TooLong);
            check(self.centre.is_none() || child.handoffs.is_empty(), &at, FieldCode::Conflict);
        }
        check(self.centre.is_none() || self.handoffs.is_empty(), "/handoffs", FieldCode::Conflict);
        check(self.centre.is_some() || self.note.is_none(), "/note", FieldCode::Conflict);
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let (centre, note, parties, shared) = (self.centre, self.note, self.parties, self.handoffs);
        let each = self.children.into_iter().enumerate().map(|(n, child)| {
            let at = format!("/children/{n}");
            let own = child.handoffs.into_iter().enumerate().map(|(k, h)| (format!("{at}/handoffs/{k}"), h));
            let mut handoffs: Vec<_> =
                shared.iter().cloned().enumerate().map(|(k, h)| (format!("/handoffs/{k}"), h)).chain(own).collect();
            handoffs.extend(centre.map(|centre| (String::new(), LogHandoff::triage(centre, note.clone()))));
            Sibling { at, centre, case: child.case, parties: parties.clone(), handoffs }
        });
        Ok(each.collect())
    }
}

/// Opens one child's file, hands off what is asked for, and ties it to those that were opened before.
pub(super) fn open<'tx>(op: &mut Act<'tx>, child: Sibling, others: &[CaseId]) -> Done<'tx, ChildOpened> {
    let case = match child.centre {
        None => cases::found(op, child.case, &format!("{}/case", child.at))?,
        Some(centre) => {
            let unknown = || Error::field("/centre", FieldCode::NoSuchThing);
            let centre = op.find::<Agency>(Action::ReadAgency, centre).map_err(|e| e.or_if_missing(unknown()))?;
            if !centre.active || centre.discipline != Discipline::Centre || centre.id == op.by().agency {
                return Err(unknown());
            }
            cases::propose(op, child.case, centre.id, &format!("{}/case", child.at))?
        }
    };
    let around = if child.centre.is_some() { Action::OpenIntake } else { Action::CreateParty };
    for (n, party) in child.parties.into_iter().enumerate() {
        parties::add(op, &case, party, &format!("/parties/{n}"), around)?;
    }
    let mut sent = Vec::new();
    for (at, handoff) in child.handoffs {
        let chain = ChainId::new(op.now());
        let (handoff, line) = prepare(op, &case, handoff, chain).map_err(|e| e.within(&at))?;
        sent.push((op.also(Action::LogHandoff, &case, &handoff)?, line));
    }
    cases::siblings(op, &case, others)?;
    let who = op.by().clone();
    op.acted(case, move |case| {
        let handoffs =
            sent.iter().map(|(sent, line)| HandoffView::sent(sent, &who, line.clone())).collect::<Result<_>>()?;
        Ok(ChildOpened { case: CaseView::of(case)?, handoffs })
    })
}
/// Looks at what was opened.
pub(super) fn read<'tx>(op: &mut Op<'tx>, case: CaseId) -> Done<'tx, ChildOpened> {
    let case = op.find::<Case>(Action::ReadCase, case)?;
    let mut sent = handoffs::all_of_case(op, case.id)?;
    sent.reverse();
    let who = op.by().clone();
    op.looked(case, move |case| {
        let handoffs = sent.iter().map(|handoff| HandoffView::of(handoff, &who)).collect::<Result<_>>()?;
        Ok(ChildOpened { case: CaseView::of(case)?, handoffs })
    })
}

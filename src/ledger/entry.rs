//! One entry of the access log, version 1: its keys, in this order, absent ones left out.
use crate::access::{Action, Caller, CaseFacts, Principal, RuleId, View, hides, policy_hash};
use crate::kernel::{AgencyId, CaseId, Compartment, EntryId, HandoffId, Instant, PersonId, RequestId, SubjectId};
use crate::problem::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The most bytes of one entry.
const MOST: usize = 16 * 1024;

/// An entry as it is written and read again. Only ids, codes and numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recorded {
    pub(crate) v: u8,
    pub(crate) id: EntryId,
    pub(crate) at: Instant,
    pub(crate) req: RequestId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) act: Option<Cow<'static, str>>,
    pub(crate) out: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<Cow<'static, str>>,
    pub(crate) pol: Cow<'static, str>,
    pub(crate) actor: Actor,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<Subject>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cases: Vec<CaseId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) cmp: Vec<Compartment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) view: Option<View>,
    pub(crate) n: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) q: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) rules: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chg: Option<Change>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<Cow<'static, str>>,
}
/// Who, as they were at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Actor {
    pub(crate) kind: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) person: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agency: Option<AgencyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) disc: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) net: Option<String>,
}
/// What the entry is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subject {
    pub(crate) kind: Cow<'static, str>,
    pub(crate) id: Uuid,
}
/// From which state to which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Cow<'static, str>>,
    pub(crate) to: Cow<'static, str>,
}

/// Something that a look leaves behind, written in the same commit as its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The addressed agency has seen this handoff.
    Seen(HandoffId, Instant),
}

/// An entry that is still being made.
pub(crate) struct Draft {
    told: Recorded,
    met: BTreeSet<(CaseId, Compartment, AgencyId)>,
    marks: Vec<Mark>,
}
/// An entry whose bytes will not change any more.
pub(crate) struct Entry {
    pub(crate) told: Recorded,
    pub(crate) bytes: Vec<u8>,
    pub(crate) met: Vec<(CaseId, Compartment, AgencyId)>,
    pub(crate) marks: Vec<Mark>,
}

impl Draft {
    /// Begins an entry for a request.
    pub(crate) fn of(by: &Caller, at: Instant) -> Self {
        let actor = Actor {
            kind: Cow::Borrowed("nobody"),
            person: None,
            agency: None,
            role: None,
            disc: None,
            session: None,
            net: by.net.clone(),
        };
        let told = Recorded {
            v: 1,
            id: EntryId::new(at),
            at,
            req: by.request,
            act: None,
            out: Cow::Borrowed("ok"),
            rule: None,
            pol: Cow::Borrowed(policy_hash()),
            actor,
            subject: None,
            cases: Vec::new(),
            cmp: Vec::new(),
            view: None,
            n: 0,
            q: None,
            rules: Vec::new(),
            chg: None,
            code: None,
        };
        Self { told, met: BTreeSet::new(), marks: Vec::new() }
    }
    /// Begins another entry of the same operation, of the same caller.
    pub(crate) fn beside(&self) -> Self {
        let Recorded { v, at, req, out, pol, actor, .. } = self.told.clone();
        let told = Recorded {
            v,
            id: EntryId::new(at),
            at,
            req,
            act: None,
            out,
            rule: None,
            pol,
            actor,
            subject: None,
            cases: Vec::new(),
            cmp: Vec::new(),
            view: None,
            n: 0,
            q: None,
            rules: Vec::new(),
            chg: None,
            code: None,
        };
        Self { told, met: BTreeSet::new(), marks: Vec::new() }
    }
    /// Who it turned out to be.
    pub(crate) fn by(&mut self, who: &Principal) {
        let actor = &mut self.told.actor;
        actor.kind = Cow::Borrowed(who.kind);
        if who.is_person() {
            actor.person = Some(who.person);
            actor.agency = Some(who.agency);
            actor.role = Some(Cow::Borrowed(who.role.name()));
            actor.disc = Some(Cow::Borrowed(who.discipline.name()));
            actor.session = who.session.map(Uuid::from);
        }
    }
    /// Somebody who signs in, or tries to.
    pub(crate) fn signing_in(&mut self, person: PersonId, agency: Option<AgencyId>) {
        self.told.actor.kind = Cow::Borrowed("person");
        self.told.actor.person = Some(person);
        self.told.actor.agency = agency;
    }
    /// What was asked for: the first question names the entry.
    pub(crate) fn asked(&mut self, action: Action, subject: Option<SubjectId>) {
        if self.told.act.is_none() {
            self.told.act = Some(Cow::Borrowed(action.name()));
            self.told.subject = subject.map(Subject::from);
        }
    }
    /// What was made is what the entry is about, and how it was made.
    pub(crate) fn made(&mut self, action: Action, subject: SubjectId) {
        self.told.act = Some(Cow::Borrowed(action.name()));
        self.told.subject = Some(subject.into());
    }
    /// A case and a kind of information that the operation met.
    pub(crate) fn met(&mut self, case: &CaseFacts, compartment: Compartment) {
        self.met.insert((case.id, compartment, case.centre));
    }
    /// Which rule decided, and how much it shows; the first rule and the widest view are kept.
    pub(crate) fn ruled(&mut self, rule: RuleId, view: Option<View>) {
        self.told.rule.get_or_insert(Cow::Borrowed(rule));
        self.told.view = self.told.view.max(view);
    }
    /// The decision was to hide.
    pub(crate) fn hide(&mut self, rule: RuleId) {
        self.told.rule = Some(Cow::Borrowed(rule));
        self.told.view = None;
    }
    /// How many rows were shown.
    pub(crate) fn shown(&mut self, rows: usize) {
        self.told.n = u32::try_from(rows).unwrap_or(u32::MAX);
    }
    /// What was searched, as keyed hashes.
    pub(crate) fn searched(&mut self, terms: String) {
        self.told.q = Some(terms);
    }
    /// From which file it came.
    pub(crate) fn out_of_file(&mut self, sha256: &str) {
        self.told.q = Some(format!("sha256:{sha256}"));
    }
    /// Which row of a rule pack was used.
    pub(crate) fn used(&mut self, rule: &str) {
        if !self.told.rules.iter().any(|r| r == rule) {
            self.told.rules.push(rule.to_owned());
        }
    }
    /// A state changed.
    pub(crate) fn changed(&mut self, from: Option<&'static str>, to: &'static str) {
        self.told.chg = Some(Change { from: from.map(Cow::Borrowed), to: Cow::Borrowed(to) });
    }
    /// Something to write in the same commit.
    pub(crate) fn mark(&mut self, mark: Mark) {
        self.marks.push(mark);
    }
    /// True when somebody is known, or when a case was met: what nobody looked at of nothing needs no entry.
    pub(crate) fn is_about_somebody(&self) -> bool {
        self.told.actor.kind != "nobody" || !self.met.is_empty()
    }
    /// Ends as a refusal: nothing was shown, and nothing is marked.
    pub(crate) fn refused(mut self, code: Code) -> Result<Entry> {
        self.told.out = Cow::Borrowed("refused");
        self.told.code = Some(Cow::Borrowed(code.entry().code));
        self.told.n = 0;
        self.told.chg = None;
        self.marks.clear();
        self.done()
    }
    /// Ends as one entry for many refusals of the same kind.
    pub(crate) fn folded(mut self, code: Code, many: u32) -> Result<Entry> {
        self.told.out = Cow::Borrowed("refused");
        self.told.code = Some(Cow::Borrowed(code.entry().code));
        self.told.n = many;
        self.done()
    }
    /// Serialises once; these bytes are stored and hashed.
    pub(crate) fn done(mut self) -> Result<Entry> {
        self.told.cases = self.met.iter().map(|m| m.0).collect();
        self.told.cases.dedup();
        self.told.cmp = self.met.iter().map(|m| m.1).collect::<BTreeSet<_>>().into_iter().collect();
        let bytes = serde_json::to_vec(&self.told).map_err(Error::internal)?;
        if bytes.len() > MOST {
            return Err(Error::internal("an entry of the access log is too large"));
        }
        Ok(Entry { told: self.told, bytes, met: self.met.into_iter().collect(), marks: self.marks })
    }
}
impl Recorded {
    /// True when something was hidden, or may have been: an unknown id meets no rule, and no rule that shows says 404.
    pub(crate) fn is_hidden(&self) -> bool {
        let unknown = self.code.as_deref() == Some(Code::NotFound.entry().code);
        self.rule.as_deref().is_some_and(|rule| unknown || hides(rule))
    }
}
impl From<SubjectId> for Subject {
    fn from(subject: SubjectId) -> Self {
        Self { kind: Cow::Borrowed(subject.kind), id: subject.id }
    }
}

//! Entries of the access log as they are shown: ids, codes and numbers, never a name, never content.
use super::model::{AuditEntry, Narrow, Outcome};
use crate::access::{Action, View};
use crate::kernel::{AgencyId, CaseId, Compartment, EntryId, Instant, PersonId, RequestId};
use crate::ledger::Recorded;
use crate::rules::Rules;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What narrows the list of entries; together they narrow it further.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// Only entries about this case.
    pub case: Option<CaseId>,
    /// Only what this person did.
    pub person: Option<PersonId>,
    /// Only what people of this agency did, who worked there at that time.
    pub agency: Option<AgencyId>,
    /// Only this act.
    #[param(inline)]
    pub act: Option<Action>,
    /// Only what was done or shown (`ok`), or only what was refused.
    #[param(inline)]
    pub out: Option<Outcome>,
    /// Only from this moment on (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime, example = "2026-03-01T00:00:00Z")]
    pub from: Option<Instant>,
    /// Only before this moment (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime, example = "2026-04-01T00:00:00Z")]
    pub to: Option<Instant>,
}
impl AuditFilter {
    pub(super) const fn narrow(&self) -> Narrow {
        let Self { case, person, agency, act, out, from, to } = *self;
        Narrow { case, person, agency, act, out, from, to }
    }
}

/// One entry of the access log. What is null or empty was not recorded, or is not for this auditor.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryView {
    /// Its number, by which it is found again; null for the moment that it waits for one. Not in the order of time.
    #[schema(required, minimum = 0, example = 42)]
    pub index: Option<i64>,
    /// Its id.
    pub id: EntryId,
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-03-02T14:05:09.120Z")]
    pub at: Instant,
    /// The request, as in the `X-Request-Id` of its answer.
    pub request: RequestId,
    /// What was asked for; null when it was refused before that was known.
    #[schema(required, example = "case.read")]
    pub act: Option<String>,
    /// How it ended: `ok` or `refused`.
    #[schema(example = "ok")]
    pub outcome: String,
    /// The code of the refusal.
    #[schema(required, example = json!(null))]
    pub code: Option<String>,
    /// Which rule decided.
    #[schema(required)]
    pub why: Option<WhyView>,
    /// Who.
    pub actor: ActorView,
    /// What it was about, as it was asked for.
    #[schema(required)]
    pub subject: Option<SubjectView>,
    /// The cases that it was about.
    pub cases: Vec<CaseId>,
    /// The kinds of information that were met.
    pub kinds: Vec<Compartment>,
    /// How much was shown: the widest view of all that was.
    #[schema(required)]
    pub view: Option<View>,
    /// How many rows were shown, or how many refusals of nobody known were counted together; null when some of them
    /// were about others.
    #[schema(required, example = 1)]
    pub shown: Option<u32>,
    /// Which state changed.
    #[schema(required)]
    pub change: Option<ChangeView>,
    /// Which rows of the rule packs were used.
    #[schema(example = json!(["handoff.confirm.standard"]))]
    pub rules: Vec<String>,
}
/// The rule that decided, and what it says.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyView {
    /// Its name.
    #[schema(example = "coordinator")]
    pub code: String,
    /// What it says, in English.
    #[schema(example = "Coordinator of the centre that the case belongs to")]
    pub en: String,
    /// What it says, in French.
    #[schema(example = "Coordination du centre responsable du dossier")]
    pub fr: String,
}
/// Who acted, as they were at that moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorView {
    /// `person`, `operator` (at the command line) or `nobody`.
    #[schema(example = "person")]
    pub kind: String,
    /// The person.
    #[schema(required)]
    pub person: Option<PersonId>,
    /// For whom they worked.
    #[schema(required)]
    pub agency: Option<AgencyId>,
    /// In which role they were signed in.
    #[schema(required, example = "member")]
    pub role: Option<String>,
    /// What their agency does.
    #[schema(required, example = "police")]
    pub discipline: Option<String>,
    /// Their session.
    #[schema(required, value_type = Option<Uuid>)]
    pub session: Option<Uuid>,
    /// The network that they came from, shortened.
    #[schema(required, example = "192.0.2.0/24")]
    pub network: Option<String>,
}
/// What an entry is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubjectView {
    /// The kind of thing.
    #[schema(example = "case")]
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}
/// From which state to which.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeView {
    /// The state before; null for something new.
    #[schema(required, example = "sent")]
    pub from: Option<String>,
    /// The state after.
    #[schema(example = "received")]
    pub to: String,
}

impl EntryView {
    /// Shows an entry.
    pub(super) fn of(entry: &AuditEntry, rules: &Rules) -> Self {
        let AuditEntry { index, told, whole } = entry;
        let Recorded { id, at, req, act, out, rule, actor, subject, cases, cmp, view, n, chg, code, .. } = told.clone();
        Self {
            index: *index,
            id,
            at,
            request: req,
            act: act.map(Into::into),
            outcome: out.into(),
            code: code.map(Into::into),
            why: rule.map(|rule| WhyView::of(&rule, rules)),
            actor: ActorView {
                kind: actor.kind.into(),
                person: actor.person,
                agency: actor.agency,
                role: actor.role.map(Into::into),
                discipline: actor.disc.map(Into::into),
                session: actor.session,
                network: actor.net,
            },
            subject: subject.map(|s| SubjectView { kind: s.kind.into(), id: s.id }),
            cases,
            kinds: cmp,
            view,
            shown: whole.then_some(n),
            change: chg.map(|c| ChangeView { from: c.from.map(Into::into), to: c.to.into() }),
            rules: told.rules.clone(),
        }
    }
}
impl WhyView {
    /// A line of the policy, as the pack puts it; one of another version stands for itself.
    fn of(rule: &str, rules: &Rules) -> Self {
        let label = rules.codes("access_rule").into_iter().find(|(code, _)| *code == rule).map(|(_, label)| label);
        let (en, fr) = label.map_or((rule, rule), |label| (&label.en, &label.fr));
        Self { code: rule.to_owned(), en: en.to_owned(), fr: fr.to_owned() }
    }
}

//! The words in which stories are written: who opens a case, hands it on, answers, looks, and when.
use super::calendar::When;
use super::children::case;
use super::stage::Step;
use crate::kernel::Instant;
use serde_json::{Value, json};

/// All that happens, in the order in which it was written down.
#[derive(Default)]
pub(super) struct Script {
    steps: Vec<Step>,
    open: Vec<(String, &'static str)>,
}

/// So many working days ago, at a time of day.
pub(super) const fn day(days: u32, time: u32) -> When {
    When::Day(days, time)
}
/// So many minutes ago.
pub(super) const fn ago(minutes: u64) -> When {
    When::Ago(minutes)
}

/// A request, of which nothing is named.
fn step(when: When, who: &'static str, method: &'static str, path: String, body: Value) -> Step {
    Step { when, who, method, path, body, names: Vec::new(), refused: false }
}

impl Script {
    /// All that happens, in the order in which it happens.
    pub(super) fn in_order(mut self, now: Instant) -> Vec<Step> {
        self.steps.sort_by_cached_key(|step| step.when.moment(now));
        self.steps
    }
    /// Leaves a handoff without an answer: what is expected, as the first centre's list should say.
    pub(super) fn leaves(&mut self, name: &str, expected: &'static str) {
        self.open.push((name.to_owned(), expected));
    }
    /// What is without an answer when the demo opens, by the stories' own account.
    pub(super) fn left(&self) -> Vec<(String, &'static str)> {
        self.open.clone()
    }
    /// A partner opens a case towards a centre.
    pub(super) fn proposes(&mut self, when: When, who: &'static str, key: &str, centre: &str) {
        let origin = if who == "aisha" { "duty_report" } else { "police_report" };
        let body = json!({
            "centre": format!("<{centre}>"), "case": case(key, origin),
            "preview": { "safe_from_offender": "yes", "consent_obtained": "yes" },
        });
        let names = vec![(key.to_owned(), "/case/id"), (format!("{key}.intake"), "/handoff/id")];
        self.steps.push(Step { names, ..step(when, who, "POST", "/v1/intakes".to_owned(), body) });
    }
    /// A partner opens a case towards a centre, which takes it on an hour later.
    pub(super) fn opens(&mut self, days: u32, time: u32, who: &'static str, key: &str, centre: (&str, &'static str)) {
        self.proposes(day(days, time), who, key, centre.0);
        self.looks(day(days, time + 35), centre.1, &format!("{key}.intake"));
        self.moves(day(days, time + 100), centre.1, &format!("{key}.intake"), "take-on", json!({}));
    }
    /// The same, of a case that is told in full, and that nobody looks at first.
    pub(super) fn opens_as(
        &mut self,
        days: u32,
        time: u32,
        who: &'static str,
        (key, case): (&str, Value),
        centre: (&str, &'static str),
    ) {
        let body = json!({ "centre": format!("<{}>", centre.0), "case": case });
        let names = vec![(key.to_owned(), "/case/id"), (format!("{key}.intake"), "/handoff/id")];
        self.steps.push(Step { names, ..step(day(days, time), who, "POST", "/v1/intakes".to_owned(), body) });
        self.moves(day(days, time + 100), centre.1, &format!("{key}.intake"), "take-on", json!({}));
    }
    /// Something is set that was not there.
    pub(super) fn puts(&mut self, when: When, who: &'static str, path: String, body: Value) {
        self.steps.push(step(when, who, "PUT", path, body));
    }
    /// The centre opens a case itself.
    pub(super) fn opens_at_centre(&mut self, when: When, who: &'static str, key: &str) {
        let names = vec![(key.to_owned(), "/id")];
        self.steps.push(Step { names, ..step(when, who, "POST", "/v1/cases".to_owned(), case(key, "self")) });
    }
    /// Somebody joins the team of a case.
    pub(super) fn joins(&mut self, when: When, by: &'static str, case: &str, who: &str) {
        let body = json!({ "person": format!("<{who}>") });
        self.steps.push(step(when, by, "POST", format!("/v1/cases/<{case}>/team"), body));
    }
    /// Somebody hands something off: the case is what stands before the dot.
    pub(super) fn hands(&mut self, when: When, who: &'static str, name: &str, to: &str, service: &str, more: Value) {
        let case = name.split('.').next().unwrap_or_default();
        let mut body = json!({ "to_agency": format!("<{to}>"), "service": service });
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }
        let names = vec![(name.to_owned(), "/id")];
        self.steps.push(Step { names, ..step(when, who, "POST", format!("/v1/cases/<{case}>/handoffs"), body) });
    }
    /// A move of a handoff.
    pub(super) fn moves(&mut self, when: When, who: &'static str, name: &str, to: &str, body: Value) {
        self.steps.push(step(when, who, "POST", format!("/v1/handoffs/<{name}>/{to}"), body));
    }
    /// Receipt, and an hour later somebody in charge.
    pub(super) fn takes_on(&mut self, days: u32, time: u32, who: &'static str, name: &str) {
        self.confirms(day(days, time), who, name);
        self.moves(day(days, time + 100), who, name, "take-on", json!({}));
    }
    /// Receipt, somebody in charge, and the family spoken to the next day.
    pub(super) fn reaches(&mut self, days: u32, time: u32, who: &'static str, name: &str) {
        self.takes_on(days, time, who, name);
        self.follows(day(days - 1, 10_15), who, name, "first-contact", json!({}));
    }
    /// What follows receipt of a referral.
    pub(super) fn follows(&mut self, when: When, who: &'static str, name: &str, to: &str, body: Value) {
        self.steps.push(step(when, who, "POST", format!("/v1/referrals/<{name}>/{to}"), body));
    }
    /// Somebody who works on a handoff speaks to the family about it, and promises something.
    pub(super) fn speaks(&mut self, when: When, who: &'static str, name: &str, promised: &str) {
        let case = name.split('.').next().unwrap_or_default();
        let said = json!({ "with": "caregiver", "channel": "phone", "reached": true, "promised": promised, "handoff": format!("<{name}>") });
        self.case(when, who, case, "contacts", said);
    }
    /// Receipt.
    pub(super) fn confirms(&mut self, when: When, who: &'static str, name: &str) {
        self.looks(when, who, name);
        self.moves(when, who, name, "confirm", json!({}));
    }
    /// A move that says why.
    pub(super) fn because(&mut self, when: When, who: &'static str, name: &str, to: &str, code: &str) {
        self.moves(when, who, name, to, json!({ "code": code }));
    }
    /// An answer by telephone, recorded.
    pub(super) fn attests(&mut self, when: When, who: &'static str, name: &str, answer: &str, reached: &str) {
        let reached = json!({ "who": reached, "number": "+1 902 555 0170" });
        self.moves(when, who, name, "attest", json!({ "answer": answer, "reached": reached }));
    }
    /// To another agency.
    pub(super) fn reroutes(&mut self, when: When, who: &'static str, name: &str, to: &str, next: &str) {
        let (names, body) = (vec![(next.to_owned(), "/id")], json!({ "to_agency": format!("<{to}>") }));
        self.steps.push(Step { names, ..step(when, who, "POST", format!("/v1/handoffs/<{name}>/reroute"), body) });
    }
    /// Somebody looks at a handoff.
    pub(super) fn looks(&mut self, when: When, who: &'static str, name: &str) {
        self.reads(when, who, &format!("/v1/handoffs/<{name}>"));
    }
    /// Somebody looks at something.
    pub(super) fn reads(&mut self, when: When, who: &'static str, path: &str) {
        self.steps.push(step(when, who, "GET", path.to_owned(), Value::Null));
    }
    /// Somebody asks for what is not for them.
    pub(super) fn pries(&mut self, when: When, who: &'static str, path: &str) {
        self.steps.push(Step { refused: true, ..step(when, who, "GET", path.to_owned(), Value::Null) });
    }
    /// Something is done with a case.
    pub(super) fn case(&mut self, when: When, who: &'static str, key: &str, to: &str, body: Value) {
        self.steps.push(step(when, who, "POST", format!("/v1/cases/<{key}>/{to}"), body));
    }
    /// A conflict of interest bars somebody from a case.
    pub(super) fn bars(&mut self, when: When, by: &'static str, case: &str, who: &str, code: &str) {
        let path = format!("/v1/cases/<{case}>/exclusions/<{who}>");
        self.puts(when, by, path, json!({ "code": code }));
    }
}

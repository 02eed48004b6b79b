//! The course of one handoff in the year before: who answers and how, how long things take, how they end.
//!
//! Nothing of it is late when the demo opens: what is without an answer then is told by the stories alone.
use super::chance::Chance;
use super::script::{Script, day};
use serde_json::json;

/// What is asked for.
pub(super) struct Ask {
    /// The name by which the handoff is called in its case.
    pub(super) name: &'static str,
    /// The type of service.
    pub(super) service: &'static str,
    /// The agency that is asked.
    pub(super) to: &'static str,
    /// Who answers there; nobody, where nobody has an account.
    pub(super) by: &'static [&'static str],
    /// The working days that the service takes, at least and at most.
    pub(super) lasts: (u32, u32),
    /// In how many cases of a hundred.
    pub(super) often: u32,
}

/// What begins later than so many working days ago is left to the stories.
pub(super) const LATEST: u32 = 6;
/// What begins later than this goes smoothly: there is no time for more.
const SMOOTH: u32 = 45;

/// A handoff on its way: days are working days ago, and count down.
pub(super) struct Course<'a> {
    pub(super) script: &'a mut Script,
    pub(super) chance: &'a mut Chance,
    /// Its case and its own name, with a dot between.
    pub(super) name: String,
    pub(super) sender: &'static str,
    pub(super) coordinator: &'static str,
}

impl Course<'_> {
    /// From the day on which it is sent; says on which day it was over, if it is.
    pub(super) fn run(mut self, ask: &Ask, sent: u32) -> Option<u32> {
        let time = 9_00 + self.chance.below(95);
        self.script.hands(day(sent, time), self.sender, &self.name, ask.to, ask.service, json!({}));
        let smooth = sent <= SMOOTH;
        match self.chance.one(ask.by) {
            None => self.by_word(sent, None, ask),
            Some(_) if !smooth && ask.service != "support" && self.chance.percent(5) => Some(self.never(sent)),
            Some(who) if !smooth && ask.service == "therapy_individual" && self.chance.percent(15) => {
                Some(self.elsewhere(sent, who))
            }
            // nobody records an answer to what they sent themselves
            Some(who) if !smooth && self.sender != self.coordinator && self.chance.percent(33) => {
                self.by_word(sent, Some(who), ask)
            }
            Some(who) => self.in_app(sent, who, ask),
        }
    }
    /// Nobody answers, and the sender takes it back after a week.
    fn never(&mut self, sent: u32) -> u32 {
        let over = sent - 6;
        self.script.because(day(over, 11_10), self.sender, &self.name, "recall", "no_longer_needed");
        over
    }
    /// No place, and none elsewhere.
    fn elsewhere(&mut self, sent: u32, who: &'static str) -> u32 {
        self.script.because(day(sent - 1, 13_10), who, &self.name, "refuse", "no_capacity");
        self.script.because(day(sent - 2, 10_40), self.coordinator, &self.name, "unmet", "no_capacity");
        sent - 2
    }
    /// The agency answers in Relais: most on the same day, some after four.
    fn in_app(&mut self, sent: u32, who: &'static str, ask: &Ask) -> Option<u32> {
        let wait = if sent <= SMOOTH { 0 } else { self.chance.weighted(&[(70, 0), (22, 1), (8, 4)])? };
        let received = sent - wait;
        self.script.confirms(day(received, 13_05 + self.chance.below(50)), who, &self.name);
        let taken = self.waits(received, who, ask);
        self.script.moves(day(taken, 14_05 + self.chance.below(50)), who, &self.name, "take-on", json!({}));
        if ask.lasts.1 == 0 {
            return self.ends(taken, who);
        }
        let contact = taken - 1;
        if taken > SMOOTH && self.chance.percent(30) {
            let code = self.chance.one(&["no_answer", "message_left", "call_again"])?;
            self.script.follows(day(contact, 10_05), who, &self.name, "attempts", json!({ "code": code }));
        }
        self.script.follows(day(contact, 11_05), who, &self.name, "first-contact", json!({}));
        if ask.lasts.1 > 2 {
            self.script.speaks(day(contact, 11_20), who, &self.name, promised(ask));
        }
        self.serves(contact, who, ask)
    }
    /// A place on a list, which is looked at again in time.
    fn waits(&mut self, received: u32, who: &'static str, ask: &Ask) -> u32 {
        let list = ask.service == "therapy_individual" && received > SMOOTH && self.chance.percent(50);
        if !list {
            return received;
        }
        let taken = received.saturating_sub(self.chance.from(25, 120)).max(LATEST);
        let mut looked = received;
        while looked > taken {
            self.script.follows(day(looked, 13_58), who, &self.name, "waitlist", json!({}));
            looked = looked.saturating_sub(15);
        }
        taken
    }
    /// The agency answers by telephone, and the coordinator records it.
    fn by_word(&mut self, sent: u32, who: Option<&'static str>, ask: &Ask) -> Option<u32> {
        let by = self.coordinator;
        let said =
            |answer: &str| json!({ "answer": answer, "reached": { "who": "Front desk", "number": "+1 902 555 0170" } });
        self.script.moves(day(sent, 15_05), by, &self.name, "attest", said("received"));
        self.script.moves(day(sent - 1, 9_35), by, &self.name, "attest", said("taken_on"));
        if ask.lasts.1 == 0 {
            return who.and_then(|who| self.ends(sent - 1, who));
        }
        self.script.moves(day(sent - 2, 10_35), by, &self.name, "attest", said("first_contact"));
        let Some(who) = who else {
            let over = (sent - 2).checked_sub(self.chance.from(ask.lasts.0, ask.lasts.1)).filter(|over| *over >= 1)?;
            let stopped = json!({ "by": "family", "code": "no_longer_needed" });
            self.script.follows(day(over, 16_05), by, &self.name, "withdraw", stopped);
            return Some(over);
        };
        self.serves(sent - 2, who, ask)
    }
    /// What is no service is done with after some days.
    fn ends(&mut self, taken: u32, who: &'static str) -> Option<u32> {
        let over = taken.checked_sub(self.chance.from(2, 12)).filter(|over| *over >= 1)?;
        self.script.because(day(over, 15_35), who, &self.name, "end", "done");
        Some(over)
    }
    /// The service itself: a visit, or months; some families stop early, some are sent on.
    fn serves(&mut self, contact: u32, who: &'static str, ask: &Ask) -> Option<u32> {
        let lasts = self.chance.from(ask.lasts.0, ask.lasts.1);
        if lasts <= 2 {
            let over = contact.checked_sub(lasts).filter(|over| *over >= 1)?;
            let once = json!({ "outcome": "one_visit" });
            self.script.follows(day(over, 15_25), who, &self.name, "complete", once);
            return Some(over);
        }
        let start = contact.checked_sub(2).filter(|start| *start >= 1)?;
        self.script.follows(day(start, 13_25), who, &self.name, "start", json!({}));
        // the advocate stays with the family for what is asked for later
        let early = ask.service != "support" && self.chance.percent(25);
        let over = start.checked_sub(if early { lasts / 3 + 1 } else { lasts }).filter(|over| *over >= 1)?;
        let (to, body) = match (early, self.chance.below(3)) {
            (false, _) => ("complete", json!({ "outcome": "completed" })),
            (true, 0) => ("complete", json!({ "outcome": "ended_early_by_family" })),
            (true, 1) => ("complete", json!({ "outcome": "contact_lost" })),
            (true, _) => ("withdraw", json!({ "by": "family", "code": "not_now" })),
        };
        self.script.follows(day(over, 15_45), who, &self.name, to, body);
        Some(over)
    }
}

/// What a family is promised when a service speaks to it first.
fn promised(ask: &Ask) -> &'static str {
    match ask.service {
        "therapy_individual" => "appointment",
        "court_prep" => "accompaniment",
        "support" => "call_back",
        _ => "information",
    }
}

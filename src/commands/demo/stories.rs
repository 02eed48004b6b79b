//! What has happened in the demo's centres in the last weeks: every state that a handoff can be in, once at least, and
//! what is without an answer.
use super::calendar::When;
use super::script::{Script, ago, day};
use serde_json::json;

/// The two centres, and who answers there.
const HERE: (&str, &str) = ("centre", "solange");
const PRAIRIE: (&str, &str) = ("prairie", "harpreet");

/// All stories.
pub(super) fn all() -> Script {
    let mut script = Script::default();
    for story in [
        whole_way,
        unanswered,
        never_answers,
        received_only,
        refused,
        sent_elsewhere,
        no_service,
        closed,
        withdrawn,
        with_its_nation,
        by_mistake,
        not_reached,
        by_telephone,
        undone,
        what_follows,
        saturday_night,
        proposed,
        in_alberta,
        mornings,
    ] {
        story(&mut script);
    }
    script
}

/// Every partner answers; what is asked of the therapist stays hidden from the police.
fn whole_way(s: &mut Script) {
    s.opens(9, 9_05, "marcus", "maelle", HERE);
    s.hands(day(9, 10_10), "solange", "maelle.support", "advocates", "support", json!({}));
    let note = json!({ "note": "Mother can come any weekday morning.", "preview": { "consent_obtained": "yes" } });
    s.hands(day(9, 10_30), "marcus", "maelle.exam", "hospital", "medical_exam", note);
    s.reaches(9, 11_05, "meilin", "maelle.exam");
    s.follows(day(7, 15_10), "meilin", "maelle.exam", "complete", json!({ "outcome": "one_visit" }));
    s.reaches(9, 13_20, "oluwaseun", "maelle.support");
    s.follows(day(7, 9_10), "oluwaseun", "maelle.support", "start", json!({}));
    s.hands(day(8, 9_30), "oluwaseun", "maelle.therapy", "clinic", "therapy_individual", json!({}));
    s.confirms(day(8, 14_10), "noor", "maelle.therapy");
    s.follows(day(7, 11_20), "noor", "maelle.therapy", "waitlist", json!({}));
    s.hands(day(5, 11_00), "marcus", "maelle.brief", "crown", "crown_brief", json!({}));
    s.takes_on(4, 9_40, "etienne", "maelle.brief");
    s.hands(day(2, 10_00), "oluwaseun", "maelle.court", "court", "court_prep", json!({}));
    s.confirms(day(2, 15_30), "gaelle", "maelle.court");
}
/// Two handoffs that nobody has answered in time; of the Crown it is said that an answer is awaited.
fn unanswered(s: &mut Script) {
    s.opens(7, 14_05, "marcus", "jonah", HERE);
    s.hands(day(7, 15_30), "marcus", "jonah.exam", "hospital", "medical_exam", json!({}));
    s.reaches(6, 9_10, "meilin", "jonah.exam");
    s.hands(day(5, 10_00), "marcus", "jonah.support", "victims", "victim_support", json!({}));
    s.leaves("jonah.support", "handoff.confirm");
    s.hands(day(5, 16_00), "marcus", "jonah.brief", "crown", "crown_brief", json!({}));
    s.leaves("jonah.brief", "handoff.confirm");
}
/// A service without accounts that never answers.
fn never_answers(s: &mut Script) {
    s.opens(10, 11_15, "aisha", "zeynep", HERE);
    let note = json!({ "note": "Interpreter needed (Turkish)." });
    s.hands(day(8, 13_30), "aisha", "zeynep.therapy", "saltmarsh", "therapy_individual", note);
    s.leaves("zeynep.therapy", "handoff.confirm");
    s.hands(ago(25), "aisha", "zeynep.exam", "hospital", "medical_exam", json!({}));
}
/// Received long ago, and nobody is in charge.
fn received_only(s: &mut Script) {
    s.opens_at_centre(day(11, 9_40), "solange", "ayaan");
    s.joins(day(11, 9_50), "solange", "ayaan", "oluwaseun");
    s.hands(day(10, 10_20), "oluwaseun", "ayaan.court", "court", "court_prep", json!({}));
    s.confirms(day(9, 14_00), "gaelle", "ayaan.court");
    s.leaves("ayaan.court", "handoff.answer");
}
/// Refused, and what comes next is for the coordinator to decide.
fn refused(s: &mut Script) {
    s.opens(6, 13_10, "aisha", "sila", HERE);
    s.hands(day(5, 9_20), "aisha", "sila.therapy", "clinic", "therapy_individual", json!({}));
    s.because(day(4, 11_30), "noor", "sila.therapy", "refuse", "language");
    s.leaves("sila.therapy", "handoff.decide");
}
/// Refused, sent elsewhere, taken on there.
fn sent_elsewhere(s: &mut Script) {
    s.opens(12, 10_00, "marcus", "suryani", HERE);
    s.joins(day(12, 11_30), "solange", "suryani", "oluwaseun");
    s.hands(day(9, 9_15), "oluwaseun", "suryani.therapy", "clinic", "therapy_individual", json!({}));
    s.because(day(8, 10_45), "noor", "suryani.therapy", "refuse", "no_capacity");
    s.reroutes(day(8, 13_05), "solange", "suryani.therapy", "hospital", "suryani.therapy2");
    s.takes_on(7, 9_30, "meilin", "suryani.therapy2");
    s.follows(day(5, 9_10), "meilin", "suryani.therapy2", "attempts", json!({ "code": "call_again" }));
    s.follows(day(4, 16_05), "meilin", "suryani.therapy2", "first-contact", json!({}));
    s.follows(day(1, 10_40), "meilin", "suryani.therapy2", "start", json!({}));
}
/// No service exists where the child lives; the case is kept for court alone.
fn no_service(s: &mut Script) {
    s.opens(15, 9_30, "marcus", "baoanh", HERE);
    s.joins(day(15, 11_00), "solange", "baoanh", "colleen");
    s.hands(day(12, 13_40), "colleen", "baoanh.therapy", "clinic", "ice_counselling", json!({}));
    s.because(day(11, 10_10), "noor", "baoanh.therapy", "refuse", "distance");
    s.because(day(10, 9_00), "solange", "baoanh.therapy", "unmet", "distance");
    s.case(day(2, 16_20), "solange", "baoanh", "monitor", json!({}));
}
/// Everything was answered, everything has ended.
fn closed(s: &mut Script) {
    s.opens(16, 8_50, "aisha", "kwabena", HERE);
    s.hands(day(15, 9_10), "aisha", "kwabena.joint", "police", "report_joint", json!({}));
    s.takes_on(15, 10_05, "marcus", "kwabena.joint");
    s.because(day(5, 15_00), "marcus", "kwabena.joint", "end", "done");
    s.because(day(3, 9_45), "solange", "kwabena.intake", "end", "done");
    s.case(day(1, 15_30), "solange", "kwabena", "close", json!({ "code": "no_charge_services_done" }));
}
/// Taken back: once before anybody had seen it, once after.
fn withdrawn(s: &mut Script) {
    s.opens(5, 9_00, "marcus", "camila", HERE);
    s.hands(day(2, 11_10), "marcus", "camila.court", "court", "support_dog", json!({}));
    s.because(day(2, 11_20), "marcus", "camila.court", "recall", "wrong_service");
    s.hands(day(2, 11_25), "marcus", "camila.support", "advocates", "support", json!({}));
    s.takes_on(2, 13_00, "oluwaseun", "camila.support");
    s.hands(ago(40), "marcus", "camila.exam", "hospital", "medical_exam", json!({}));
    s.opens(6, 9_20, "aisha", "lucas", HERE);
    s.bars(day(6, 11_40), "solange", "lucas", "colleen", "personal_tie");
    s.hands(day(5, 10_40), "aisha", "lucas.exam", "hospital", "medical_exam", json!({}));
    s.looks(day(5, 11_00), "meilin", "lucas.exam");
    s.because(day(5, 14_00), "aisha", "lucas.exam", "recall", "no_longer_needed");
}
/// Notice to the child's nation is hidden from the police, of whom an interview is awaited. An officer who is not on
/// the team has tried to look.
fn with_its_nation(s: &mut Script) {
    s.opens(4, 9_10, "aisha", "ella", HERE);
    s.hands(day(4, 11_00), "aisha", "ella.notice", "mikmaw", "igb_notice", json!({}));
    s.takes_on(4, 13_15, "theresa", "ella.notice");
    s.hands(day(3, 9_00), "aisha", "ella.interview", "police", "forensic_interview", json!({}));
    s.leaves("ella.interview", "handoff.confirm");
    s.pries(day(2, 12_10), "marcus", "/v1/cases/<ella>");
}
/// The wrong child, twice: once it is still to be checked what was seen, once that is done and the right one followed.
fn by_mistake(s: &mut Script) {
    s.opens(5, 13_00, "marcus", "ishaan", HERE);
    s.hands(day(3, 9_30), "marcus", "ishaan.exam", "hospital", "medical_exam", json!({}));
    s.looks(day(3, 9_50), "meilin", "ishaan.exam");
    s.because(day(3, 10_20), "marcus", "ishaan.exam", "in-error", "wrong_child");
    s.leaves("ishaan.exam", "handoff.incident_check");
    s.opens(8, 9_35, "marcus", "zofia", HERE);
    s.hands(day(7, 10_00), "marcus", "zofia.support", "victims", "support", json!({}));
    s.looks(day(7, 10_30), "colleen", "zofia.support");
    s.because(day(7, 11_00), "marcus", "zofia.support", "in-error", "wrong_agency");
    s.hands(day(7, 11_05), "marcus", "zofia.support2", "advocates", "support", json!({}));
    s.because(day(7, 15_00), "solange", "zofia.support", "incident-check", "contained");
    s.reaches(7, 13_10, "oluwaseun", "zofia.support2");
}
/// Families who say that nobody called: one has still to be decided on, one was reached after all.
fn not_reached(s: &mut Script) {
    s.opens(9, 13_30, "marcus", "liam", HERE);
    s.joins(day(9, 15_10), "solange", "liam", "oluwaseun");
    s.hands(day(7, 9_00), "marcus", "liam.support", "victims", "victim_support", json!({}));
    s.takes_on(7, 13_45, "colleen", "liam.support");
    s.because(day(3, 10_00), "oluwaseun", "liam.support", "dispute", "family_not_reached");
    s.leaves("liam.support", "handoff.decide");
    s.opens(13, 10_30, "aisha", "chloe", HERE);
    s.joins(day(13, 13_00), "solange", "chloe", "oluwaseun");
    s.hands(day(12, 9_50), "aisha", "chloe.support", "victims", "victim_support", json!({}));
    s.takes_on(12, 11_30, "colleen", "chloe.support");
    s.because(day(6, 9_40), "oluwaseun", "chloe.support", "dispute", "family_not_reached");
    s.moves(day(6, 14_20), "solange", "chloe.support", "uphold", json!({}));
    s.follows(day(6, 14_50), "colleen", "chloe.support", "first-contact", json!({}));
}
/// Word of mouth: recorded by the coordinator it counts as such; by the sender it only says who was reached.
fn by_telephone(s: &mut Script) {
    s.opens(6, 10_10, "marcus", "emmett", HERE);
    s.joins(day(6, 13_00), "solange", "emmett", "oluwaseun");
    s.hands(day(3, 13_00), "oluwaseun", "emmett.therapy", "saltmarsh", "trauma_assessment", json!({}));
    s.attests(day(2, 10_30), "solange", "emmett.therapy", "received", "Reception, Paige Muise");
    s.hands(day(1, 9_20), "marcus", "emmett.support", "victims", "support", json!({}));
    s.attests(day(1, 9_40), "marcus", "emmett.support", "received", "Duty desk, Arlene Burke");
}
/// Receipt that was acknowledged for the wrong child, and undone.
fn undone(s: &mut Script) {
    s.opens(3, 11_00, "marcus", "hana", HERE);
    s.hands(day(1, 13_00), "marcus", "hana.support", "advocates", "support", json!({}));
    s.confirms(day(1, 13_30), "oluwaseun", "hana.support");
    s.because(day(1, 13_40), "oluwaseun", "hana.support", "retract", "wrong_item");
}
/// One family that could not be reached, so that another service was asked; one that wants no service for now.
fn what_follows(s: &mut Script) {
    s.opens(14, 9_15, "marcus", "amara", HERE);
    s.hands(day(13, 9_00), "marcus", "amara.support", "victims", "victim_support", json!({}));
    s.takes_on(13, 10_30, "colleen", "amara.support");
    for days in [11, 9, 7] {
        s.follows(day(days, 17_10), "colleen", "amara.support", "attempts", json!({ "code": "no_answer" }));
    }
    let back = json!({ "code": "family_not_reached" });
    s.follows(day(6, 9_00), "colleen", "amara.support", "return", back);
    s.reroutes(day(6, 10_10), "solange", "amara.support", "advocates", "amara.support2");
    s.reaches(6, 11_00, "oluwaseun", "amara.support2");
    s.hands(day(5, 9_30), "oluwaseun", "amara.caregiver", "victims", "caregiver_support", json!({}));
    s.takes_on(4, 10_00, "colleen", "amara.caregiver");
    let stopped = json!({ "by": "family", "code": "not_now" });
    s.follows(day(3, 13_30), "oluwaseun", "amara.caregiver", "withdraw", stopped);
}
/// Telephone first: who was reached, and receipt in Relais within the hour.
fn saturday_night(s: &mut Script) {
    s.opens_at_centre(day(10, 15_00), "solange", "mirembe");
    s.joins(day(10, 15_05), "solange", "mirembe", "marcus");
    let call = json!({
        "urgency": "safety", "mode": "phone", "preview": { "acute_risk": "yes", "safe_from_offender": "no" },
        "reached": { "who": "Worker on call, Aïsha Rahimi", "number": "+1 902 555 0120" },
    });
    s.hands(When::Saturday(23_00), "marcus", "mirembe.safety", "protection", "protection_concern", call);
    s.confirms(When::Saturday(23_14), "aisha", "mirembe.safety");
    s.moves(When::Saturday(23_31), "aisha", "mirembe.safety", "take-on", json!({}));
}
/// Cases that wait for a centre: one proposed, one refused.
fn proposed(s: &mut Script) {
    s.proposes(ago(50), "marcus", "daniyar", "centre");
    s.proposes(ago(110), "aisha", "rowan", "centre");
    s.because(ago(45), "solange", "rowan.intake", "refuse", "not_eligible_residence");
}
/// The other centre: a case of its own, and one that the first centre could not take.
fn in_alberta(s: &mut Script) {
    s.opens(6, 13_00, "wyatt", "autumn", PRAIRIE);
    s.hands(day(4, 14_00), "harpreet", "autumn.support", "victims", "support", json!({}));
    s.proposes(day(8, 10_00), "aisha", "kiran", "centre");
    s.because(day(8, 11_10), "solange", "kiran.intake", "refuse", "not_eligible_residence");
    s.reroutes(day(8, 13_00), "aisha", "kiran.intake", "prairie", "kiran.intake2");
    s.takes_on(7, 12_30, "harpreet", "kiran.intake2");
}
/// Every morning begins with what is without an answer.
fn mornings(s: &mut Script) {
    for days in 1..=9 {
        s.reads(day(days, 8_20), "solange", "/v1/worklists/missed");
        s.reads(day(days, 8_40), "colleen", "/v1/sent");
        s.reads(day(days, 12_30), "marcus", "/v1/cases");
    }
}

#[cfg(test)]
mod tests {
    use super::all;
    use crate::commands::demo::cast::{AGENCIES, PLAYERS};
    use crate::kernel::Instant;
    use std::collections::BTreeSet;
    use std::time::Duration;

    #[test]
    fn at_any_hour_nothing_is_spoken_of_before_it_is_there() {
        let new_year = Instant::from_millis(1_798_761_600_000);
        for hours in (0..14 * 24).step_by(5) {
            let mut known: BTreeSet<String> = AGENCIES.iter().map(|a| a.0).map(str::to_owned).collect();
            known.extend(PLAYERS.iter().map(|p| p.key.to_owned()));
            for step in all().in_order(new_year.plus(Duration::from_hours(hours))) {
                let said = format!("{}{}", step.path, step.body);
                for name in said.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
                    assert!(known.contains(name), "{name} in {step:?}");
                }
                known.extend(step.names.into_iter().map(|(name, _)| name));
            }
        }
    }
}

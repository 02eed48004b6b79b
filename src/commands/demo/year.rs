//! The year before the stories: a centre's cases, shaped as centres' own figures are.
//!
//! Shares are those of the survey of Canadian centres by the Department of Justice (2023) where there is one, else of
//! our own making: ages 3 to 15, two thirds girls, seven in ten sexual, half from the police, fewer in July and August,
//! more on Mondays, one in six among siblings.
use super::calendar::When;
use super::chance::Chance;
use super::course::{Ask, Course, LATEST};
use super::script::{Script, day};
use crate::kernel::Instant;
use chrono::{Datelike, Weekday};
use chrono_tz::America::Halifax;
use serde_json::{Value, json};

/// The working days of a year, and the day on which the first case may be opened.
pub(super) const YEAR: u32 = 250;
const OFFICERS: [&str; 6] = ["marcus", "ruth", "jasdeep", "hollis", "mireille", "anselm"];
const WORKERS: [&str; 7] = ["aisha", "brielle", "tomas", "nkechi", "carol", "yusuf", "danielle"];
/// Each of them, as the only one who answers.
const ALONE: [&[&str]; 5] = [&["oluwaseun"], &["sandrine"], &["keisha"], &["bram"], &["linh"]];
const COORDINATORS: [&str; 2] = ["solange", "tamsin"];

/// What is asked for in a case, in this order.
const ASKS: [Ask; 9] = [
    Ask { name: "support", service: "support", to: "advocates", by: &["oluwaseun"], lasts: (40, 150), often: 92 },
    Ask { name: "joint", service: "report_joint", to: "", by: &[], lasts: (0, 0), often: 72 },
    Ask { name: "interview", service: "forensic_interview", to: "police", by: &OFFICERS, lasts: (1, 2), often: 86 },
    Ask {
        name: "exam",
        service: "medical_exam",
        to: "hospital",
        by: &["meilin", "gordon", "amrit"],
        lasts: (1, 2),
        often: 48,
    },
    Ask {
        name: "victims",
        service: "victim_support",
        to: "victims",
        by: &["colleen", "patrice", "wenonah", "dmitri"],
        lasts: (30, 110),
        often: 62,
    },
    Ask {
        name: "therapy",
        service: "therapy_individual",
        to: "clinic",
        by: &["noor", "leandre", "ifeoma", "sunniva"],
        lasts: (60, 180),
        often: 58,
    },
    Ask {
        name: "caregiver",
        service: "caregiver_support",
        to: "victims",
        by: &["colleen", "patrice", "wenonah"],
        lasts: (20, 70),
        often: 40,
    },
    Ask {
        name: "brief",
        service: "crown_brief",
        to: "crown",
        by: &["etienne", "margit", "obinna"],
        lasts: (0, 0),
        often: 30,
    },
    Ask {
        name: "court",
        service: "court_prep",
        to: "court",
        by: &["gaelle", "fergus", "hanako"],
        lasts: (30, 90),
        often: 14,
    },
];
const PROTECTION: Ask =
    Ask { name: "joint", service: "report_joint", to: "protection", by: &WORKERS, lasts: (0, 0), often: 72 };
const POLICE: Ask =
    Ask { name: "joint", service: "report_joint", to: "police", by: &OFFICERS, lasts: (0, 0), often: 72 };
const OUTSIDE: Ask =
    Ask { name: "therapy", service: "therapy_individual", to: "saltmarsh", by: &[], lasts: (40, 100), often: 58 };

/// Tells a year of so many cases.
pub(super) fn tell(script: &mut Script, cases: u32, now: Instant) {
    let mut chance = Chance::new(u64::from(cases));
    let mut family: Option<(String, u32)> = None;
    for n in 0..cases {
        let sibling = family.take().filter(|_| chance.percent(60));
        let opened = sibling.as_ref().map_or_else(|| opening(&mut chance, now), |(_, opened)| *opened);
        let key = format!("case{n}");
        one(script, &mut chance, &key, opened);
        if let Some((first, _)) = &sibling {
            let path = format!("/v1/cases/<{key}>/links/<{first}>");
            script.puts(day(opened, 16_20), "solange", path, json!({ "kind": "sibling" }));
        }
        if sibling.is_some() || chance.percent(10) {
            family = Some((key, opened));
        }
    }
}

/// A day on which a case is opened.
fn opening(chance: &mut Chance, now: Instant) -> u32 {
    let mut days = chance.from(LATEST + 4, YEAR);
    for _ in 0..4 {
        let date = When::Day(days, 9_00).moment(now).utc().with_timezone(&Halifax);
        let (summer, monday) = (matches!(date.month(), 7 | 8), date.weekday() == Weekday::Mon);
        if monday || !chance.percent(if summer { 60 } else { 20 }) {
            break;
        }
        days = chance.from(LATEST + 4, YEAR);
    }
    days
}

fn one(script: &mut Script, chance: &mut Chance, key: &str, opened: u32) {
    let from_police = chance.percent(54);
    let who = chance.one(if from_police { &OFFICERS[..] } else { &WORKERS[..] }).unwrap_or("marcus");
    let coordinator = chance.one(&COORDINATORS).unwrap_or("solange");
    script.opens_as(opened, 9_00 + chance.below(40), who, (key, child(chance, from_police)), ("centre", coordinator));
    let (mut advocate, mut over) = (None, Some(opened));
    for ask in &ASKS {
        let ask = match ask.name {
            "joint" if from_police => &PROTECTION,
            "joint" => &POLICE,
            "therapy" if chance.percent(20) => &OUTSIDE,
            _ => ask,
        };
        let wait = match ask.name {
            "support" | "joint" => 0,
            "interview" | "exam" => chance.from(0, 2),
            "victims" => chance.from(1, 6),
            "brief" | "court" => chance.from(15, 60),
            // the advocate is in charge by then
            _ => chance.from(6, 18),
        };
        let Some(sent) = opened.checked_sub(wait + 1).filter(|sent| *sent >= LATEST) else { continue };
        let sender = match ask.name {
            "support" => Some(coordinator),
            // the police do not hand off to themselves
            "interview" if from_police => Some(coordinator),
            "therapy" | "caregiver" | "court" => advocate,
            "brief" => from_police.then_some(who),
            _ => Some(who),
        };
        let Some(sender) = sender.filter(|_| chance.percent(ask.often)) else { continue };
        let name = format!("{key}.{}", ask.name);
        let by = if ask.name == "support" { chance.one(&ALONE).unwrap_or_default() } else { ask.by };
        if ask.name == "support" {
            // who takes the family on asks for what follows
            advocate = by.first().copied();
        }
        let ended = Course { script, chance, name, sender, coordinator }.run(&Ask { by, ..*ask }, sent);
        over = over.zip(ended).map(|(last, ended)| last.min(ended));
    }
    if let Some(last) = over.and_then(|over| over.checked_sub(10)).filter(|last| *last >= 2)
        && chance.percent(85)
    {
        script.because(day(last, 16_10), coordinator, &format!("{key}.intake"), "end", "done");
        script.case(day(last - 1, 16_30), coordinator, key, "close", json!({ "code": "completed" }));
    }
}

const GIVEN: [&str; 40] = [
    "Ada", "Aaliyah", "Alexis", "Amélie", "Anika", "Benoît", "Cedar", "Chidi", "Dara", "Éloi", "Esme", "Farah", "Finn",
    "Gia", "Hugo", "Ines", "Ivy", "Jules", "Kai", "Kateri", "Léa", "Logan", "Malika", "Mateo", "Mira", "Naomi", "Nils",
    "Océane", "Owen", "Priya", "Rania", "Rosalie", "Samuel", "Sanaa", "Thuy", "Tobin", "Uma", "Victor", "Wren", "Zoé",
];
const FAMILY: [&str; 36] = [
    "Abara",
    "Arsenault",
    "Beaton",
    "Bernard",
    "Chen",
    "Comeau",
    "Cormier",
    "Dhillon",
    "Doucette",
    "Fraser",
    "Gagnon",
    "Googoo",
    "Haddad",
    "Kim",
    "Landry",
    "LeBlanc",
    "MacDonald",
    "MacIsaac",
    "Marshall",
    "Melanson",
    "Nguyen",
    "O'Brien",
    "Okafor",
    "Patel",
    "Paul",
    "Peters",
    "Robichaud",
    "Saulnier",
    "Sharma",
    "Silva",
    "Singh",
    "Surette",
    "Sylliboy",
    "Tran",
    "Warsame",
    "Yildiz",
];

/// A child, in codes and an invented name.
fn child(chance: &mut Chance, from_police: bool) -> Value {
    let given = chance.one(&GIVEN).unwrap_or_default();
    let name = if chance.percent(4) {
        given.to_owned()
    } else {
        format!("{given} {}", chance.one(&FAMILY).unwrap_or_default())
    };
    let girl = chance.weighted(&[(67, "girl"), (29, "boy"), (2, "non_binary"), (2, "prefers_not_to_say")]);
    let abuse =
        chance.weighted(&[(62, "sexual_abuse"), (25, "physical_abuse"), (8, "online_exploitation"), (5, "neglect")]);
    let by = chance.weighted(&[
        (26, "parent"),
        (22, "other_relative"),
        (22, "acquaintance"),
        (16, "peer"),
        (14, "trusted_adult"),
    ]);
    let lang = chance.weighted(&[(70, "en"), (21, "fr"), (2, "ar"), (2, "mic"), (2, "pa"), (3, "tl")]);
    let region = chance.one(&["Tern Harbour", "North Estuary", "South Estuary", "Baie-des-Cormorans", "Grey Islands"]);
    let age =
        chance.weighted(&[(12, 4), (14, 6), (18, 8), (20, 10), (18, 12), (18, 14)]).unwrap_or(9) + chance.below(2);
    json!({
        "child": { "name": name, "age": age, "safe_contact": format!("Caregiver, +1 902 555 01{:02}", chance.below(100)) },
        "abuse_type": abuse, "relationship": by, "gender": girl, "languages": [lang], "region": region,
        "origin": if from_police { "police_report" } else { "duty_report" },
    })
}

//! Who is in the demo: two centres, the organizations around them, and the people who work there. All are invented.
use super::calendar::When;
use super::stage::{Stage, Step};
use crate::agencies::{self, CreateAgency};
use crate::commands::installation::operator;
use crate::commands::speak::{Stop, plain};
use crate::kernel::{AgencyId, Instant, Lang, PersonId, Role, Secret};
use crate::op::Answer;
use crate::people::{self, CreatePerson, PersonView};
use crate::problem::Result as Outcome;
use serde_json::{Value, json};

/// Key, English and French name, discipline, province.
pub(super) const AGENCIES: [(&str, &str, &str, &str, &str); 14] = [
    ("centre", "Tern Harbour Centre", "Centre Havre-aux-Sternes", "centre", "NS"),
    ("prairie", "Larch Coulee Centre", "Centre de la Coulée-aux-Mélèzes", "centre", "AB"),
    ("police", "Tern Harbour Police", "Police de Havre-aux-Sternes", "police", "NS"),
    ("protection", "Estuary Child Services", "Services à l'enfance de l'Estuaire", "child_protection", "NS"),
    ("crown", "Crown Attorneys, Estuary", "Procureurs de la Couronne, Estuaire", "crown", "NS"),
    ("hospital", "Marram Children's Hospital", "Hôpital pour enfants des Dunes", "health", "NS"),
    ("clinic", "Wintergreen Counselling", "Clinique Thé-des-Bois", "counselling", "NS"),
    ("saltmarsh", "Saltmarsh Therapy Group", "Groupe de thérapie du Marais salant", "counselling", "NS"),
    ("victims", "Victim Services, Estuary", "Services aux victimes, Estuaire", "victim_services", "NS"),
    ("advocates", "Beacon Family Support", "Soutien aux familles La Balise", "advocate", "NS"),
    ("court", "Court Companions", "Accompagnement à la cour Les Passeurs", "court_support", "NS"),
    ("mikmaw", "Estuary Mi'kmaw Family Agency", "Agence mi'kmaw de l'Estuaire", "indigenous_cfs", "NS"),
    ("circle", "Sweetgrass Circle", "Cercle du foin d'odeur", "cultural_support", "NS"),
    ("ab-police", "Larch Coulee Police", "Police de la Coulée-aux-Mélèzes", "police", "AB"),
];

/// Somebody with an account.
pub(super) struct Player {
    /// The name by which stories call them, and the first half of their address.
    pub(super) key: &'static str,
    /// Their name.
    pub(super) name: &'static str,
    /// The key of their agency, and the second half of their address.
    pub(super) agency: &'static str,
    /// The one role of the account.
    pub(super) role: Role,
    /// The language of the account.
    pub(super) lang: Lang,
    /// What they are, in that language.
    pub(super) work: &'static str,
}
impl Player {
    /// The address with which they sign in.
    pub(super) fn email(&self) -> String {
        format!("{}@{}.example", self.key, self.agency)
    }
    /// The name of their agency, in their language.
    pub(super) fn agency_name(&self) -> &'static str {
        let (en, fr) = AGENCIES.iter().find(|a| a.0 == self.agency).map_or(("", ""), |a| (a.1, a.2));
        if self.lang == Lang::Fr { fr } else { en }
    }
}

/// A line of the table below.
macro_rules! players {
    ($($key:literal, $name:literal, $agency:literal, $role:ident, $lang:ident, $work:literal;)*) => {
        [$(Player { key: $key, name: $name, agency: $agency, role: Role::$role, lang: Lang::$lang, work: $work },)*]
    };
}
/// Everybody who can sign in; nobody of Saltmarsh Therapy Group can.
pub(super) const PLAYERS: [Player; 16] = players! {
    "solange", "Solange Boudreau", "centre", Coordinator, Fr, "coordonnatrice";
    "tamsin", "Tamsin Okafor", "centre", Coordinator, En, "deputy coordinator";
    "harpreet", "Harpreet Gill", "prairie", Coordinator, En, "coordinator";
    "marcus", "Marcus Comeau", "police", Member, En, "police officer";
    "aisha", "Aïsha Rahimi", "protection", Member, En, "child-protection worker";
    "meilin", "Mei-Lin Zhao", "hospital", Member, En, "nurse";
    "noor", "Noor Haddad", "clinic", Member, Fr, "thérapeute";
    "oluwaseun", "Oluwaseun Adeyemi", "advocates", Member, En, "child and family advocate";
    "colleen", "Colleen Fraser", "victims", Member, En, "victim services worker";
    "etienne", "Étienne Thériault", "crown", Member, Fr, "procureur de la Couronne";
    "gaelle", "Gaëlle LeBlanc", "court", Member, Fr, "accompagnatrice à la cour";
    "theresa", "Theresa Paul", "mikmaw", Member, En, "Mi'kmaw family worker";
    "wyatt", "Wyatt Cardinal", "ab-police", Member, En, "police officer";
    "rosalie", "Rosalie d'Entremont", "centre", Auditor, Fr, "vérificatrice des accès";
    "devon", "Devon MacIsaac", "police", Auditor, En, "auditor";
    "ines", "Inês Carvalho", "centre", Administrator, En, "administrator";
};
/// Colleagues who do a year's work and cannot sign in: key, name, agency.
pub(super) const COLLEAGUES: [(&str, &str, &str); 35] = [
    ("ruth", "Ruth Saulnier", "police"),
    ("jasdeep", "Jasdeep Brar", "police"),
    ("hollis", "Hollis Whynot", "police"),
    ("mireille", "Mireille Amirault", "police"),
    ("anselm", "Anselm Roach", "police"),
    ("lorna", "Lorna Beals", "police"),
    ("brielle", "Brielle Samson", "protection"),
    ("tomas", "Tomás Herrera", "protection"),
    ("nkechi", "Nkechi Eze", "protection"),
    ("carol", "Carol Denny", "protection"),
    ("yusuf", "Yusuf Karaca", "protection"),
    ("danielle", "Danielle Chiasson", "protection"),
    ("farid", "Farid Naseri", "protection"),
    ("sandrine", "Sandrine Muise", "advocates"),
    ("keisha", "Keisha Downey", "advocates"),
    ("bram", "Bram de Wit", "advocates"),
    ("linh", "Linh Pham", "advocates"),
    ("gordon", "Gordon Tynes", "hospital"),
    ("amrit", "Amrit Kaur Sandhu", "hospital"),
    ("solveig", "Sólveig Jónsdóttir", "hospital"),
    ("patrice", "Patrice d'Eon", "victims"),
    ("wenonah", "Wenonah Julian", "victims"),
    ("dmitri", "Dmitri Volkov", "victims"),
    ("leandre", "Léandre Pottier", "clinic"),
    ("ifeoma", "Ifeoma Obi", "clinic"),
    ("sunniva", "Sunniva Lund", "clinic"),
    ("margit", "Margit Keough", "crown"),
    ("obinna", "Obinna Nwosu", "crown"),
    ("fergus", "Fergus Rankin", "court"),
    ("hanako", "Hanako Mori", "court"),
    ("levi", "Levi Christmas", "mikmaw"),
    ("madeline", "Madeline Sack", "mikmaw"),
    ("ernest", "Ernest Bernard", "circle"),
    ("noella", "Noëlla Marshall", "circle"),
    ("tess", "Tess Big Plume", "ab-police"),
];
/// Who looks after the installation, and lets everybody else in.
const ADMINISTRATOR: &str = "ines";
/// Before every story.
const BEGINNING: When = When::Day(super::year::YEAR + 5, 9_00);

/// Brings everybody in: the first agency and its administrator as `relais init` does, the others by her hand.
pub(super) fn enrol(stage: &mut Stage, hash: &str, password: &Secret, now: Instant) -> Result<(), Stop> {
    stage.clock.set(BEGINNING.moment(now));
    let centre: CreateAgency = serde_json::from_value(agency("centre")).map_err(|e| Stop::refused(e.to_string()))?;
    let by = operator(&stage.db);
    let made = stage.runtime.block_on(stage.db.write(&by, move |op| agencies::install(op, centre)));
    let made = made.map_err(|e| Stop::Refused(plain(&e)))?.parts().0;
    stage.named("centre", made.id.to_string());
    stage.tick();
    for player in PLAYERS.iter().filter(|p| p.key == ADMINISTRATOR) {
        person(stage, player, true, hash, password)?;
    }
    for (key, ..) in AGENCIES.iter().skip(1) {
        let names = vec![((*key).to_owned(), "/id")];
        let (path, body) = ("/v1/agencies".to_owned(), agency(key));
        let step = Step { when: BEGINNING, who: ADMINISTRATOR, method: "POST", path, body, names, refused: false };
        stage.play(&step, now)?;
    }
    PLAYERS.iter().filter(|p| p.key != ADMINISTRATOR).try_for_each(|p| person(stage, p, false, hash, password))
}
/// Brings their colleagues in, with a password that nobody knows.
pub(super) fn colleagues(stage: &mut Stage, hash: &str, password: &Secret) -> Result<(), Stop> {
    COLLEAGUES.iter().try_for_each(|(key, name, agency)| {
        let player = Player { key, name, agency, role: Role::Member, lang: Lang::En, work: "" };
        person(stage, &player, false, hash, password)
    })
}

/// One account; all have the same password, which is hashed once.
fn person(stage: &mut Stage, player: &Player, first: bool, hash: &str, password: &Secret) -> Result<(), Stop> {
    let nowhere = || Stop::refused(format!("there is no agency {}", player.agency));
    let agency = stage.id(player.agency).and_then(|id| id.parse::<AgencyId>().ok()).ok_or_else(nowhere)?;
    let new = CreatePerson {
        agency,
        name: player.name.to_owned(),
        email: player.email(),
        password: password.clone(),
        roles: vec![player.role],
        receives_handoffs: matches!(player.role, Role::Member | Role::Coordinator),
        privacy_officer: false,
        supervisor: false,
        lang: player.lang,
    };
    let by = if first { operator(&stage.db) } else { stage.signed_in(ADMINISTRATOR)? };
    let hash = hash.to_owned();
    let made: Outcome<Answer<PersonView>> =
        stage.runtime.block_on(stage.db.write(&by, move |op| people::enrol(op, new, hash)));
    let id: PersonId = made.map_err(|e| Stop::Refused(plain(&e)))?.parts().0.id;
    stage.enters(player.key, id, player.role);
    stage.tick();
    Ok(())
}

/// An agency, as it is asked for.
fn agency(key: &str) -> Value {
    let (_, en, fr, discipline, province) = AGENCIES.iter().find(|a| a.0 == key).copied().unwrap_or_default();
    let zone = if province == "AB" { "America/Edmonton" } else { "America/Halifax" };
    let always = |line: &str| json!([{ "service": "*", "opening": "always", "after_hours_line": line }]);
    let services = match key {
        "police" => always("+1 902 555 0110"),
        "ab-police" => always("+1 403 555 0110"),
        "protection" => json!([{ "service": "*", "opening": "business", "after_hours_line": "+1 902 555 0120" }]),
        "hospital" => json!([
            { "service": "medical_exam", "opening": "always", "after_hours_line": "+1 902 555 0130" },
        ]),
        _ => json!([]),
    };
    json!({
        "name_en": en, "name_fr": fr, "discipline": discipline, "province": province, "zone": zone,
        "services": services,
    })
}

//! Who is there in every test: two centres, their partners, and the people who work there.
//!
//! The centre that runs the deployment and its administrator come in by the door that the command line uses; everybody
//! else is enrolled over HTTP by that administrator, the day before the tests begin.
use super::app::{App, TUESDAY};
use super::database::Engine;
use super::persona::{Account, PASSWORD, Persona};
use super::store::{Store, target};
use relais::access::Caller;
use relais::agencies::{self, CreateAgency};
use relais::db::{MadeBy, prepare};
use relais::kernel::{Instant, RequestId, Secret};
use relais::op::Db;
use relais::people::{self, CreatePerson};
use relais::vault::Passwords;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

/// Ids and accounts, by the keys of this page.
#[derive(Debug, Default)]
pub(crate) struct World {
    agencies: BTreeMap<&'static str, String>,
    people: BTreeMap<&'static str, Account>,
}
impl World {
    /// The id of an agency.
    pub(crate) fn agency(&self, key: &str) -> &str {
        self.agencies.get(key).unwrap_or_else(|| panic!("no agency {key} in the fixtures"))
    }
    /// Somebody's account.
    pub(crate) fn account(&self, key: &str) -> &Account {
        self.people.get(key).unwrap_or_else(|| panic!("nobody called {key} in the fixtures"))
    }
}

/// Key, English and French name, discipline, province, time zone.
const AGENCIES: [(&str, &str, &str, &str, &str, &str); 11] = [
    ("centre", "Lighthouse Centre", "Centre Le Phare", "centre", "NS", "America/Halifax"),
    ("centre_ab", "Prairie Rose Centre", "Centre Églantier", "centre", "AB", "America/Edmonton"),
    ("police", "Harbour Regional Police", "Police régionale du Havre", "police", "NS", "America/Halifax"),
    ("crown", "Crown Attorneys", "Procureurs de la Couronne", "crown", "NS", "America/Halifax"),
    ("child_protection", "Child Welfare", "Protection de l'enfance", "child_protection", "NS", "America/Halifax"),
    ("health", "Harbour Children's Hospital", "Hôpital du Havre", "health", "NS", "America/Halifax"),
    ("victim_services", "Victim Services", "Services aux victimes", "victim_services", "NS", "America/Halifax"),
    ("counselling", "Tidewater Counselling", "Clinique Grande Marée", "counselling", "NS", "America/Halifax"),
    ("advocate", "Family Advocates", "Défense des familles", "advocate", "NS", "America/Halifax"),
    ("court_support", "Court Support", "Accompagnement à la cour", "court_support", "NS", "America/Halifax"),
    ("cultural_support", "Elders' Circle", "Cercle des aînés", "cultural_support", "NS", "America/Halifax"),
];

type Entry = (&'static str, &'static str, &'static str, &'static [&'static str], bool, &'static str);

/// Who receives handoffs for their agency.
const RECEIVES: bool = true;

/// Key, name, agency, roles, marked as a receiver, language.
const PEOPLE: [Entry; 15] = [
    ("root", "Léo Système", "centre", &["administrator"], !RECEIVES, "fr"),
    ("amina", "Amina Bénali", "centre", &["coordinator", "administrator"], RECEIVES, "fr"),
    ("claude", "Claude Éthier", "centre", &["coordinator"], !RECEIVES, "fr"),
    ("odile", "Odile Lévesque", "centre_ab", &["coordinator"], RECEIVES, "fr"),
    ("paul", "Paul Gélinas", "police", &["member"], RECEIVES, "en"),
    ("rita", "Rita Côté", "police", &["member"], !RECEIVES, "fr"),
    ("nadia", "Nadia Noël", "crown", &["member"], RECEIVES, "fr"),
    ("karim", "Karim Aït-Saïd", "child_protection", &["member"], RECEIVES, "fr"),
    ("helen", "Helen Ó Briain", "health", &["member"], RECEIVES, "en"),
    ("victor", "Victor Bérubé", "victim_services", &["member"], RECEIVES, "fr"),
    ("thea", "Théa Fréchette", "counselling", &["member"], RECEIVES, "fr"),
    ("adele", "Adèle Desrosiers-Ménard", "advocate", &["member"], RECEIVES, "fr"),
    ("sam", "Sam Émond", "court_support", &["member"], RECEIVES, "fr"),
    ("audrey", "Audrey Lefèvre", "centre", &["auditor"], !RECEIVES, "fr"),
    ("pierre", "Pierre Brûlé", "police", &["auditor"], !RECEIVES, "fr"),
];

/// Somebody of the fixtures, signed in.
macro_rules! personas {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        impl App {
            $($(#[$doc])*
            pub(crate) async fn $name(&self) -> Persona {
                self.persona(stringify!($name)).await
            })*
        }
    };
}
personas! {
    /// The administrator, who sees no case.
    root,
    /// Coordinator of the centre in Nova Scotia, and one of its administrators.
    amina,
    /// The other coordinator there.
    claude,
    /// Coordinator of the centre in Alberta.
    odile,
    /// A detective, who receives handoffs for the police.
    paul,
    /// Another police officer.
    rita,
    /// A Crown attorney.
    nadia,
    /// A child-protection worker.
    karim,
    /// A nurse at the hospital.
    helen,
    /// A victim services worker.
    victor,
    /// A therapist.
    thea,
    /// A child and family advocate.
    adele,
    /// Accompanies children to court.
    sam,
    /// Reads the access log of the centre.
    audrey,
    /// Reads the access log of the police.
    pierre,
}

static WORLDS: [OnceLock<World>; 2] = [OnceLock::new(), OnceLock::new()];

/// Who and what is in a copy of the template.
pub(crate) fn world(engine: Engine) -> &'static World {
    slot(engine).get().expect("the template was built before")
}
fn slot(engine: Engine) -> &'static OnceLock<World> {
    let [sqlite, postgres] = &WORLDS;
    if engine == Engine::Sqlite { sqlite } else { postgres }
}

/// Makes the template of an engine in an empty database.
pub(crate) fn build(engine: Engine, url: &str) {
    let yesterday = TUESDAY.minus(Duration::from_hours(24));
    prepare(&target(url), yesterday, MadeBy::Relais).expect("an installation");
    let world = actix_web::rt::System::new().block_on(seed(url, yesterday));
    slot(engine).set(world).expect("a template is built once");
}

async fn seed(url: &str, at: Instant) -> World {
    static NOBODY_YET: World = World { agencies: BTreeMap::new(), people: BTreeMap::new() };
    let app = App::over(Store::borrowed(url), at, &NOBODY_YET, |_| ());
    let mut world = World::default();
    install(&app, &mut world).await;
    let root = Persona::sign_in(&app, world.account("root").clone(), None).await;
    for (key, ..) in AGENCIES.iter().skip(1) {
        let made = root.post("/v1/agencies", agency(key)).await.created();
        world.agencies.insert(key, id(&made));
    }
    for (key, ..) in PEOPLE.iter().skip(1) {
        let made = root.post("/v1/people", person(key, &world)).await.created();
        world.people.insert(key, account(&made));
    }
    app.close().await;
    world
}

/// The first agency and its administrator, as an operator at the command line makes them.
async fn install(app: &App, world: &mut World) {
    let (db, operator) = (app.db(), Caller::operator(RequestId::new(app.now())));
    let new: CreateAgency = serde_json::from_value(agency("centre")).expect("an agency");
    let centre = db.write(&operator, move |op| agencies::install(op, new)).await.expect("the first agency");
    world.agencies.insert("centre", id(&shown(centre)));
    app.advance(Duration::from_millis(1));
    let new: CreatePerson = serde_json::from_value(person("root", world)).expect("a person");
    let hash = hashed(&db).await;
    let root = db.write(&operator, move |op| people::enrol(op, new, hash)).await.expect("the first administrator");
    world.people.insert("root", account(&shown(root)));
    app.advance(Duration::from_millis(1));
}

async fn hashed(db: &Db) -> String {
    let passwords = Passwords::new(&db.shared().ring, 64, 1).expect("hashing");
    passwords.hash(Secret::new(PASSWORD.to_owned())).await.expect("a hash")
}

/// What an answer would show.
fn shown<V: serde::Serialize>(answer: relais::op::Answer<V>) -> Value {
    use actix_web::Responder;
    use actix_web::body::MessageBody;
    let response = answer.respond_to(&actix_web::test::TestRequest::default().to_http_request());
    let bytes = response.into_body().try_into_bytes().expect("a body in one piece");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn id(made: &Value) -> String {
    made["id"].as_str().expect("an id").to_owned()
}
fn account(made: &Value) -> Account {
    let text = |name: &str| made[name].as_str().expect(name).to_owned();
    Account { id: text("id"), agency: text("agency"), name: text("name"), email: text("email") }
}

/// An agency of this page, as it is asked for.
fn agency(key: &str) -> Value {
    let known = AGENCIES.iter().find(|a| a.0 == key).expect(key);
    let (_, name_en, name_fr, discipline, province, zone) = *known;
    let always = |line: &str| json!({ "service": "*", "opening": "always", "after_hours_line": line });
    let day = json!(["08:00", "18:00"]);
    let services = match key {
        "police" => json!([always("+1 902 555 0110")]),
        "child_protection" => {
            json!([{ "service": "*", "opening": "business", "after_hours_line": "+1 902 555 0120" }])
        }
        "health" => json!([
            { "service": "medical_exam", "opening": "always", "after_hours_line": "+1 902 555 0130" },
            { "service": "*", "opening": { "weekly": { "mon": day, "tue": day, "wed": day, "thu": day, "fri": day } } },
        ]),
        _ => json!([]),
    };
    json!({
        "name_en": name_en, "name_fr": name_fr, "discipline": discipline, "province": province, "zone": zone,
        "services": services,
    })
}

/// Somebody of this page, as they are asked for.
fn person(key: &str, world: &World) -> Value {
    let (_, name, agency, roles, receives, lang) = *PEOPLE.iter().find(|p| p.0 == key).expect(key);
    json!({
        "agency": world.agency(agency), "name": name, "email": format!("{key}@{}.example", agency.replace('_', "-")),
        "password": PASSWORD, "roles": roles, "receives_handoffs": receives, "lang": lang,
    })
}

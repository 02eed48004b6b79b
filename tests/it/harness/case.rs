//! A case of the centre with its team, and the handoffs that stories begin with.
use super::{App, Persona};
use serde_json::{Value, json};

/// The text of a field.
#[track_caller]
pub(crate) fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}")).to_owned()
}

impl App {
    /// A case of the centre, with these people on its team.
    pub(crate) async fn case_with(&self, team: &[&Persona]) -> String {
        let amina = self.amina().await;
        let child = json!({"name": "Léa Tremblay-Okpik", "birth_date": "2016-04-02", "safe_contact": "Aunt, mornings"});
        let case = amina.post("/v1/cases", json!({"child": child, "languages": ["fr"]})).await.created();
        let id = text(&case, "id");
        for member in team {
            let joined = amina.post(&format!("/v1/cases/{id}/team"), json!({"person": member.id()})).await;
            joined.created();
        }
        id
    }
    /// A handoff of a case to an agency of the fixtures.
    pub(crate) async fn handoff(&self, by: &Persona, case: &str, to: &str, service: &str) -> String {
        let body = json!({"to_agency": self.agency(to), "service": service});
        text(&by.post(&format!("/v1/cases/{case}/handoffs"), body).await.created(), "id")
    }
}
impl Persona {
    /// Moves a handoff.
    pub(crate) async fn moves(&self, handoff: &str, name: &str, body: Value) -> super::Reply {
        self.post(&format!("/v1/handoffs/{handoff}/{name}"), body).await
    }
    /// The ids of the items of a list.
    pub(crate) async fn ids(&self, path: &str) -> Vec<String> {
        let list = self.get(path).await.ok();
        list["items"].as_array().expect("items").iter().map(|item| text(item, "id")).collect()
    }
}

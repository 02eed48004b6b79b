//! Agencies and people as an operator names them: by id, by name in either language, by address.
use super::installation::operator;
use super::speak::Stop;
use crate::agencies::{self, AgencyView};
use crate::kernel::{AgencyId, Discipline, Paging, PersonId, Role};
use crate::op::Db;
use crate::people::{self, PersonView};

/// Every agency.
pub(super) async fn agencies(db: &Db) -> Result<Vec<AgencyView>, Stop> {
    let (mut all, mut page) = (Vec::new(), Paging { limit: Paging::MOST, after: None });
    loop {
        let found = db.read(&operator(db), move |op| agencies::list(op, None, &page)).await?.parts().0;
        all.extend(found.items);
        match found.next {
            Some(after) => page.after = Some(after),
            None => return Ok(all),
        }
    }
}
/// The agency that was meant: one, and no other.
pub(super) async fn agency(db: &Db, wanted: &str) -> Result<AgencyView, Stop> {
    meant(&agencies(db).await?, wanted)
}
/// The one of these agencies that was meant.
pub(super) fn meant(all: &[AgencyView], wanted: &str) -> Result<AgencyView, Stop> {
    let wanted = wanted.trim();
    let id = wanted.parse::<AgencyId>().ok();
    let named = |a: &&AgencyView| {
        Some(a.id) == id || [&a.name_en, &a.name_fr].iter().any(|name| name.to_lowercase() == wanted.to_lowercase())
    };
    let mut meant: Vec<&AgencyView> = all.iter().filter(named).collect();
    match (meant.pop(), meant.is_empty()) {
        (Some(agency), true) => Ok(agency.clone()),
        (Some(_), false) => {
            Err(Stop::Usage(format!("several agencies are called that; name one by its id:\n{}", lines(all))))
        }
        (None, _) => Err(Stop::Usage(format!("no agency is called {wanted:?}; there are:\n{}", lines(all)))),
    }
}
/// The centre that was meant.
pub(super) fn centre(all: &[AgencyView], wanted: &str) -> Result<AgencyView, Stop> {
    let agency = meant(all, wanted)?;
    if agency.discipline == Discipline::Centre {
        return Ok(agency);
    }
    Err(Stop::Usage(format!("{} is no centre: cases belong to centres", agency.name_en)))
}

/// The coordinator of a centre that was meant; without a name the only one.
pub(super) async fn coordinator(db: &Db, centre: &AgencyView, wanted: Option<&str>) -> Result<PersonId, Stop> {
    let all = coordinators(db, centre.id).await?;
    let wanted = wanted.map(|text| text.trim().to_lowercase());
    let is = |p: &&PersonView| match &wanted {
        None => true,
        Some(text) => p.email.as_ref() == Some(text) || text.parse::<PersonId>().ok() == Some(p.id),
    };
    let mut meant: Vec<&PersonView> = all.iter().filter(is).collect();
    if let (Some(person), true) = (meant.pop(), meant.is_empty()) {
        return Ok(person.id);
    }
    let known: Vec<String> = all.iter().filter_map(|p| Some(format!("  {}  {}", p.email.as_ref()?, p.name))).collect();
    let whom = "say with --coordinator which coordinator of the centre answers for the cases; there are:";
    Err(Stop::Usage(format!("{whom}\n{}", known.join("\n"))))
}
async fn coordinators(db: &Db, centre: AgencyId) -> Result<Vec<PersonView>, Stop> {
    let (mut all, mut page) = (Vec::new(), Paging { limit: Paging::MOST, after: None });
    loop {
        let found = db.read(&operator(db), move |op| people::list(op, Some(centre), &page)).await?.parts().0;
        let coordinates = |p: &PersonView| p.active && p.roles.iter().flatten().any(|role| *role == Role::Coordinator);
        all.extend(found.items.into_iter().filter(coordinates));
        match found.next {
            Some(after) => page.after = Some(after),
            None => return Ok(all),
        }
    }
}

fn lines(agencies: &[AgencyView]) -> String {
    let lines: Vec<String> = agencies.iter().map(|a| format!("  {}  {} | {}", a.id, a.name_en, a.name_fr)).collect();
    lines.join("\n")
}

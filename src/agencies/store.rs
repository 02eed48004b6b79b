//! Agencies in the store.
use super::model::Agency;
use crate::access::{Facts, Principal, Standing};
use crate::db::MultiBackend;
use crate::db::schema::agencies as a;
use crate::kernel::page::After;
use crate::kernel::{AgencyId, Discipline, Instant, Page, Paging};
use crate::op::{Scope, Stored, Tx};
use crate::problem::{Error, Result};
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = a, check_for_backend(MultiBackend))]
struct AgencyRow {
    id: AgencyId,
    name_en: String,
    name_fr: String,
    discipline: Discipline,
    province: String,
    zone: String,
    languages: String,
    services: String,
    runs_deployment: bool,
    active: bool,
    created_at: Instant,
    version: i64,
}
impl TryFrom<AgencyRow> for Agency {
    type Error = Error;
    fn try_from(r: AgencyRow) -> Result<Self> {
        Ok(Self {
            id: r.id,
            name_en: r.name_en,
            name_fr: r.name_fr,
            discipline: r.discipline,
            province: r.province,
            zone: r.zone.parse().map_err(|_unsaid| Error::internal("an unknown time zone in a row"))?,
            languages: r.languages.split_whitespace().map(str::to_owned).collect(),
            services: serde_json::from_str(&r.services).map_err(Error::internal)?,
            runs_deployment: r.runs_deployment,
            active: r.active,
            created_at: r.created_at,
            version: r.version,
        })
    }
}

fn met(row: AgencyRow) -> Result<(Agency, Facts)> {
    Ok((row.try_into()?, Facts { case: None, standings: vec![Standing::Anybody] }))
}

impl Stored for Agency {
    type Id = AgencyId;
    type Filter = Option<Discipline>;

    fn load(tx: &mut Tx<'_>, id: AgencyId, _: &Principal) -> Result<Option<(Self, Facts)>> {
        let row = a::table.find(id).select(AgencyRow::as_select()).first(tx.conn()).optional()?;
        row.map(met).transpose()
    }
    fn list(tx: &mut Tx<'_>, _: &Scope, discipline: &Self::Filter, page: &Paging) -> Result<Page<(Self, Facts)>> {
        let mut query = a::table.select(AgencyRow::as_select()).into_boxed();
        if let Some(discipline) = discipline {
            query = query.filter(a::discipline.eq(*discipline));
        }
        if let Some(after) = page.after {
            let id = AgencyId::from(after.id);
            query = query.filter(a::created_at.ge(after.at).and(a::created_at.gt(after.at).or(a::id.gt(id))));
        }
        let rows = query.order((a::created_at, a::id)).limit(page.limit + 1).load(tx.conn())?;
        let rows: Vec<_> = rows.into_iter().map(met).collect::<Result<_>>()?;
        Ok(Page::cut(rows, page, |(agency, _)| After { rank: 0, at: agency.created_at, id: agency.id.into() }))
    }
    fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let services = serde_json::to_string(&self.services).map_err(Error::internal)?;
        let row = (
            (a::id.eq(self.id), a::name_en.eq(&self.name_en), a::name_fr.eq(&self.name_fr)),
            (a::discipline.eq(self.discipline), a::province.eq(&self.province), a::zone.eq(self.zone.name())),
            (a::languages.eq(self.languages.join(" ")), a::services.eq(services), a::active.eq(self.active)),
            (a::runs_deployment.eq(self.runs_deployment), a::created_at.eq(self.created_at), a::version.eq(1_i64)),
        );
        diesel::insert_into(a::table).values(row).execute(tx.conn())?;
        Ok(())
    }
    fn swap(tx: &mut Tx<'_>, before: &Self, after: Self) -> Result<Option<Self>> {
        let services = serde_json::to_string(&after.services).map_err(Error::internal)?;
        let same = a::table.find(before.id).filter(a::version.eq(before.version));
        let row = (
            (a::name_en.eq(&after.name_en), a::name_fr.eq(&after.name_fr), a::active.eq(after.active)),
            (a::languages.eq(after.languages.join(" ")), a::services.eq(services), a::version.eq(before.version + 1)),
        );
        let changed = diesel::update(same).set(row).execute(tx.conn())?;
        Ok((changed == 1).then(|| Self { version: before.version + 1, ..after }))
    }
    fn id(&self) -> AgencyId {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
}

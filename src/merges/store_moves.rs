//! What hangs on one case file, and how it is brought along to another: rows without sealed fields and without anything
//! that is owed for them. Bars are no such rows: they hold on both sides.
use super::model::Moved;
use crate::db::schema::{
    case_links as l, contacts as k, exclusions as x, handoffs as h, parties as p, partners as n, team as t,
    unavailable_times as u, wishes as w,
};
use crate::kernel::{AgencyId, CaseId, ChainId, Compartment, HandoffId, Instant, PersonId, TeamMemberId, WishId};
use crate::op::Tx;
use crate::problem::Result;
use diesel::dsl::{exists, not, select};
use diesel::prelude::*;

/// Handoffs that somebody works on.
macro_rules! taken_on {
    () => {
        h::state.eq("taken_on").or(h::state.eq("disputed").and(h::former.eq(Some("taken_on"))))
    };
}

/// All of a file that another one has no place for already.
///
/// Whoever had a place in a file that was closed had no more access to it, and gets none through another one.
pub(super) fn all(tx: &mut Tx<'_>, from: CaseId, to: CaseId, closed: bool) -> Result<Moved> {
    let there: Vec<PersonId> = on_team(tx, to)?;
    let places = t::table.filter(t::case_id.eq(from)).order(t::id).select((t::id, t::person_id, t::ended_at.is_null()));
    let (mut team, mut doubles) = (Vec::new(), Vec::new());
    for (place, person, open) in places.load::<(TeamMemberId, PersonId, bool)>(tx.conn())? {
        match open {
            true if there.contains(&person) => doubles.push(place),
            true if closed => {}
            _ => team.push(place),
        }
    }
    let whose: Vec<String> = w::table.filter(w::case_id.eq(to)).select(w::whose).load(tx.conn())?;
    let numbered = n::table.filter(n::case_id.eq(to).and(n::file_number.is_not_null())).select(n::agency_id);
    let numbered: Vec<AgencyId> = numbered.load(tx.conn())?;
    let number = n::case_id.eq(from).and(n::file_number.is_not_null()).and(not(n::agency_id.eq_any(numbered)));
    let linked = linked_with(tx, to)?;
    let links = linked_with(tx, from)?.into_iter().filter(|other| *other != to && !linked.contains(other));
    let has_times = |tx: &mut Tx<'_>, case| select(exists(u::table.find(case))).get_result::<bool>(tx.conn());
    Ok(Moved {
        links: links.collect(),
        times: has_times(tx, from)? && !has_times(tx, to)?,
        handoffs: h::table.filter(h::case_id.eq(from)).order(h::id).select(h::id).load(tx.conn())?,
        parties: p::table.filter(p::case_id.eq(from)).order(p::id).select(p::id).load(tx.conn())?,
        team,
        doubles,
        contacts: k::table.filter(k::case_id.eq(from)).order(k::id).select(k::id).load(tx.conn())?,
        wishes: w::table.filter(w::case_id.eq(from).and(not(w::whose.eq_any(whose)))).select(w::id).load(tx.conn())?,
        numbers: n::table.filter(number).order(n::agency_id).select(n::agency_id).load(tx.conn())?,
    })
}
/// What came along and is still there, with what was added to its handoffs since.
pub(super) fn back(tx: &mut Tx<'_>, moved: &Moved, from: CaseId) -> Result<Moved> {
    let came = h::table.filter(h::id.eq_any(&moved.handoffs)).select(h::chain_id);
    let chains: Vec<ChainId> = came.load(tx.conn())?;
    let handoffs = h::table.filter(h::case_id.eq(from).and(h::chain_id.eq_any(chains)));
    let handoffs: Vec<HandoffId> = handoffs.order(h::id).select(h::id).load(tx.conn())?;
    let through = handoffs.iter().map(|id| Some(*id)).collect::<Vec<_>>();
    let place = t::case_id.eq(from).and(t::id.eq_any(&moved.team).or(t::handoff_id.eq_any(&through)));
    let contact = k::case_id.eq(from).and(k::id.eq_any(&moved.contacts).or(k::handoff_id.eq_any(&through)));
    Ok(Moved {
        handoffs,
        contacts: k::table.filter(contact).order(k::id).select(k::id).load(tx.conn())?,
        team: t::table.filter(place).order(t::id).select(t::id).load(tx.conn())?,
        parties: p::table
            .filter(p::case_id.eq(from).and(p::id.eq_any(&moved.parties)))
            .select(p::id)
            .load(tx.conn())?,
        wishes: w::table.filter(w::case_id.eq(from).and(w::id.eq_any(&moved.wishes))).select(w::id).load(tx.conn())?,
        numbers: n::table
            .filter(n::case_id.eq(from).and(n::agency_id.eq_any(&moved.numbers)))
            .select(n::agency_id)
            .load(tx.conn())?,
        ..moved.clone()
    })
}
/// Ends the places that stayed in a file for people who had one in the other, and have it no more.
pub(super) fn end_absent(tx: &mut Tx<'_>, moved: &Moved, whole: CaseId, now: Instant) -> Result<()> {
    let there = on_team(tx, whole)?;
    let stayed = t::id.eq_any(&moved.doubles).and(t::ended_at.is_null()).and(not(t::person_id.eq_any(there)));
    let end = (t::ended_at.eq(Some(now)), t::ended_code.eq(Some("part_ended")), t::version.eq(t::version + 1));
    diesel::update(t::table.filter(stayed)).set(end).execute(tx.conn())?;
    Ok(())
}
/// Brings along what is neither sealed nor owed.
pub(super) fn bring(
    tx: &mut Tx<'_>,
    moved: &Moved,
    from: CaseId,
    to: CaseId,
    (by, now): (PersonId, Instant),
) -> Result<()> {
    let (here, gone) = (on_team(tx, from)?, working(tx, &moved.team)?);
    end_doubles(tx, &moved.team, to, now)?;
    let places = t::table.filter(t::id.eq_any(&moved.team));
    diesel::update(places).set((t::case_id.eq(to), t::version.eq(t::version + 1))).execute(tx.conn())?;
    let wishes = w::table.filter(w::id.eq_any(&moved.wishes));
    diesel::update(wishes).set((w::case_id.eq(to), w::version.eq(w::version + 1))).execute(tx.conn())?;
    if moved.times {
        let times = u::table.filter(u::case_id.eq(from));
        diesel::update(times).set((u::case_id.eq(to), u::version.eq(u::version + 1))).execute(tx.conn())?;
    }
    let workers = h::table.filter(h::id.eq_any(&moved.handoffs)).filter(taken_on!()).select(h::worker_id).distinct();
    let workers: Vec<Option<PersonId>> = workers.load(tx.conn())?;
    for person in workers.into_iter().flatten().filter(|person| here.contains(person)) {
        keep_at_work(tx, to, person, (by, now))?;
    }
    for person in gone {
        keep_at_work(tx, from, person, (by, now))?;
    }
    bar_alike(tx, from, to, (by, now))?;
    bar_alike(tx, to, from, (by, now))?;
    for other in &moved.links {
        turn_links(tx, from, to, *other, now)?;
    }
    Ok(())
}
/// What the family has said since two files became one holds in both when they are two again.
pub(super) fn wish_alike(tx: &mut Tx<'_>, files: [CaseId; 2], since: Instant, now: Instant) -> Result<()> {
    type Said = (CaseId, Compartment, String, String, Option<String>, Instant, PersonId);
    let said = w::table.filter(w::case_id.eq_any(files).and(w::said_at.gt(since)));
    let columns = (w::case_id, w::compartment, w::whose, w::code, w::reoffer_on, w::said_at, w::recorded_by);
    for (case, kind, whose, code, reoffer_on, said_at, by) in said.select(columns).load::<Said>(tx.conn())? {
        for file in files.into_iter().filter(|file| *file != case) {
            let same = w::table.filter(w::case_id.eq(file).and(w::whose.eq(&whose)));
            let row = (w::code.eq(&code), w::reoffer_on.eq(&reoffer_on), w::said_at.eq(said_at), w::recorded_by.eq(by));
            if select(exists(same)).get_result(tx.conn())? {
                let older = same.filter(w::said_at.lt(said_at));
                diesel::update(older).set((row, w::version.eq(w::version + 1))).execute(tx.conn())?;
            } else {
                let id =
                    (w::id.eq(WishId::new(now)), w::case_id.eq(file), w::compartment.eq(kind), w::whose.eq(&whose));
                diesel::insert_into(w::table).values((id, row, w::version.eq(1_i64))).execute(tx.conn())?;
            }
        }
    }
    Ok(())
}

fn on_team(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<PersonId>> {
    let now = t::table.filter(t::case_id.eq(case).and(t::ended_at.is_null()));
    Ok(now.select(t::person_id).load(tx.conn())?)
}
fn linked_with(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<CaseId>> {
    let now = l::table.filter(l::case_id.eq(case).and(l::lifted_at.is_null()));
    Ok(now.order(l::other_id).select(l::other_id).load(tx.conn())?)
}
/// Nobody has two places on a team: the one that comes along ends.
fn end_doubles(tx: &mut Tx<'_>, team: &[TeamMemberId], to: CaseId, now: Instant) -> Result<()> {
    let there = on_team(tx, to)?;
    let double = t::table.filter(t::id.eq_any(team).and(t::ended_at.is_null()).and(t::person_id.eq_any(there)));
    let end = (t::ended_at.eq(Some(now)), t::ended_code.eq(Some("reassigned")));
    diesel::update(double).set(end).execute(tx.conn())?;
    Ok(())
}
fn working(tx: &mut Tx<'_>, team: &[TeamMemberId]) -> Result<Vec<PersonId>> {
    let now = t::table.filter(t::id.eq_any(team).and(t::ended_at.is_null()));
    Ok(now.select(t::person_id).load(tx.conn())?)
}
/// Whoever still works on a handoff of a file keeps a place on its team when the one that they had has gone.
fn keep_at_work(tx: &mut Tx<'_>, case: CaseId, person: PersonId, (by, now): (PersonId, Instant)) -> Result<()> {
    type Work = (HandoffId, AgencyId, Compartment);
    let work = h::table.filter(h::case_id.eq(case).and(h::worker_id.eq(Some(person)))).filter(taken_on!());
    let work = work.order(h::id).select((h::id, h::to_agency, h::compartment)).first::<Work>(tx.conn());
    let Some((handoff, agency, compartment)) = work.optional()? else { return Ok(()) };
    if on_team(tx, case)?.contains(&person) {
        return Ok(());
    }
    let row = (
        (t::id.eq(TeamMemberId::new(now)), t::case_id.eq(case), t::person_id.eq(person), t::agency_id.eq(agency)),
        (t::compartment.eq(compartment), t::handoff_id.eq(Some(handoff)), t::joined_at.eq(now)),
        (t::added_by.eq(by), t::version.eq(1_i64)),
    );
    diesel::insert_into(t::table).values(row).execute(tx.conn())?;
    Ok(())
}
/// Whoever is barred from one file is barred from the other, and is on no team there.
fn bar_alike(tx: &mut Tx<'_>, from: CaseId, to: CaseId, (by, now): (PersonId, Instant)) -> Result<()> {
    let barred = x::table.filter(x::case_id.eq(from).and(x::lifted_at.is_null()));
    let barred: Vec<(PersonId, String)> = barred.select((x::person_id, x::code)).load(tx.conn())?;
    for (person, code) in barred {
        let place = t::table.filter(t::case_id.eq(to).and(t::person_id.eq(person)).and(t::ended_at.is_null()));
        diesel::update(place)
            .set((t::ended_at.eq(Some(now)), t::ended_code.eq(Some("conflict"))))
            .execute(tx.conn())?;
        let row = (x::code.eq(code), x::set_by.eq(by), x::set_at.eq(now));
        let known = x::table.find((to, person));
        if select(exists(known)).get_result(tx.conn())? {
            let lifted = known.filter(x::lifted_at.is_not_null());
            let again = (row, x::lifted_at.eq(None::<Instant>), x::version.eq(x::version + 1));
            diesel::update(lifted).set(again).execute(tx.conn())?;
        } else {
            let id = (x::case_id.eq(to), x::person_id.eq(person), x::version.eq(1_i64));
            diesel::insert_into(x::table).values((id, row)).execute(tx.conn())?;
        }
    }
    Ok(())
}
/// A link of one file becomes one of the other: a row each way.
fn turn_links(tx: &mut Tx<'_>, from: CaseId, to: CaseId, other: CaseId, now: Instant) -> Result<()> {
    type Link = (String, PersonId);
    let link = l::table.find((from, other)).filter(l::lifted_at.is_null()).select((l::kind, l::set_by));
    let Some((kind, by)) = link.first::<Link>(tx.conn()).optional()? else { return Ok(()) };
    for (of, with, old) in [(to, other, (from, other)), (other, to, (other, from))] {
        let lift = (l::lifted_at.eq(Some(now)), l::version.eq(l::version + 1));
        diesel::update(l::table.find(old)).set(lift).execute(tx.conn())?;
        let row = (l::kind.eq(&kind), l::set_by.eq(by), l::set_at.eq(now));
        if select(exists(l::table.find((of, with)))).get_result(tx.conn())? {
            let again = (row, l::lifted_at.eq(None::<Instant>), l::version.eq(l::version + 1));
            diesel::update(l::table.find((of, with))).set(again).execute(tx.conn())?;
        } else {
            let id = (l::case_id.eq(of), l::other_id.eq(with), l::version.eq(1_i64));
            diesel::insert_into(l::table).values((id, row)).execute(tx.conn())?;
        }
    }
    Ok(())
}

//! Which agencies work on a case, and each one's own file number: set by its people on the team, or for it by the
//! coordinators of the centre.
use super::model::Case;
use super::model_partner::{FileNumber, Kept, Partner, PartnerId, normal};
use super::store::whole;
use super::store_partner::{bring_number, number_of, of_case};
use super::wire::readable;
use crate::access::{Action, View};
use crate::kernel::page::After;
use crate::kernel::{AgencyId, CaseId, Instant, Page, Paging};
use crate::op::{Act, Done, Granted, Op};
use crate::problem::{Code, Error, FieldCode, Result};
use crate::vault::Purpose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The number that an agency has given to the case.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetPartner {
    /// The number, as the agency writes it; it is found without case, spaces and hyphens.
    #[validate(length(min = 1, max = 60), custom(function = readable))]
    #[schema(min_length = 1, max_length = 60, example = "26-00417")]
    pub file_number: String,
}
/// An agency that works on a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PartnerView {
    /// Which agency.
    pub agency: AgencyId,
    /// Its own file number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "26-00417")]
    pub file_number: Option<String>,
    /// The version of its file number, as in its `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}
impl PartnerView {
    fn of(partner: &Granted<'_, Partner>) -> Result<Self> {
        let kept = partner.numbered().filter(|kept| Some(kept.kind) == partner.compartment());
        let number = kept.and_then(|kept| kept.number.as_ref()).filter(|_| partner.shows(View::Minimum));
        let file_number = number.map(|n| partner.open(&n.text)).transpose()?.map(crate::vault::Clear::into_inner);
        Ok(Self { agency: partner.id.1, file_number, version: kept.map(|kept| kept.version) })
    }
}

/// Lists the agencies that work on a case, as far as the caller may know.
pub(super) fn list<'tx>(op: &mut Op<'tx>, case: CaseId, page: &Paging) -> Done<'tx, Page<PartnerView>> {
    let case = op.find::<Case>(Action::ListPartners, case)?;
    let who = op.by().clone();
    let mut all = op.peek(|tx| of_case(tx, case.id, &who))?;
    let after = page.after.map(|after| AgencyId::from(after.id));
    all.retain(|(partner, _)| after.is_none_or(|after| partner.id.1 > after));
    let key = |partner: &Partner| After { rank: 0, at: Instant::from_millis(0), id: partner.id.1.into() };
    let seen = op.sifted(Action::ListPartners, all, page, key)?;
    op.listed(seen, PartnerView::of)
}
/// Sets the number that an agency has given to a case.
pub(super) fn set<'tx>(op: &mut Act<'tx>, id: PartnerId, read: Option<i64>, number: &str) -> Done<'tx, PartnerView> {
    let id = PartnerId(op.peek(|tx| whole(tx, id.0))?, id.1);
    let partner = op.find::<Partner>(Action::SetPartner, id)?;
    match (read, &partner.kept) {
        (Some(version), Some(_)) => partner.expect_version(version)?,
        (None, _) if partner.numbered().is_none() => {}
        _ => return Err(Code::StaleVersion.into()),
    }
    let number = sealed(op, &partner, number.trim())?;
    let numbered = with(op, &partner, partner.widest, Some(number));
    let saved = if partner.kept.is_some() {
        op.save(partner, numbered)?
    } else {
        op.create(Action::SetPartner, &partner, &numbered)?
    };
    let saved = op.seen_anew(Action::ListPartners, saved)?;
    op.acted(saved, PartnerView::of)
}
/// Takes the number of an agency away.
pub(super) fn remove<'tx>(op: &mut Act<'tx>, id: PartnerId, read: i64) -> Done<'tx, PartnerView> {
    let id = PartnerId(op.peek(|tx| whole(tx, id.0))?, id.1);
    let partner = op.find::<Partner>(Action::RemovePartner, id)?;
    let kind = partner.numbered().map(|kept| kept.kind).ok_or(Code::NotFound)?;
    partner.expect_version(read)?;
    let without = with(op, &partner, kind, None);
    let saved = op.save(partner, without)?;
    op.acted(saved, PartnerView::of)
}

/// Brings along the number of an agency from one file of a child to another, where it has none.
pub(crate) fn move_number(op: &mut Act<'_>, agency: AgencyId, from: CaseId, to: CaseId) -> Result<()> {
    let Some(Kept { kind, number: Some(number), .. }) = op.peek(|tx| number_of(tx, PartnerId(from, agency)))? else {
        return Ok(());
    };
    let text = op.moved(&number.text, Partner::place(PartnerId(to, agency), kind))?;
    op.peek(|tx| bring_number(tx, PartnerId(from, agency), to, text.bytes()))
}

fn with(op: &Op<'_>, partner: &Partner, kind: crate::kernel::Compartment, number: Option<FileNumber>) -> Partner {
    let kept = Kept { kind, number, set_by: op.by().person, set_at: op.now(), version: 1 };
    Partner { kept: Some(kept), ..partner.clone() }
}
fn sealed(op: &mut Act<'_>, partner: &Partner, number: &str) -> Result<FileNumber> {
    let normal = normal(number).ok_or_else(|| Error::field("/file_number", FieldCode::NotReadable))?;
    let key = op.shared().ring.mac(Purpose::FileNumber, &[normal.as_bytes()])?.to_vec();
    Ok(FileNumber { text: op.seal(Partner::place(partner.id, partner.widest), &number.to_owned())?, key })
}

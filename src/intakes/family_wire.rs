//! Several children of one family, as they are sent and shown.
use crate::cases::{CaseView, CreateCase, readable};
use crate::handoffs::{HandoffView, LogHandoff};
use crate::kernel::AgencyId;
use crate::parties::CreateParty;
use crate::web::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Brothers and sisters whose files are opened together. Each child gets a file of their own.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenFamily {
    /// The centre to which a partner proposes the children; coordinators open in their own.
    pub centre: Option<AgencyId>,
    /// The children, 2 to 12.
    #[validate(nested)]
    #[schema(min_items = 2, max_items = 12)]
    pub children: Vec<OpenChild>,
    /// The people around all of them, entered once.
    #[serde(default)]
    #[validate(nested)]
    #[schema(max_items = 20)]
    pub parties: Vec<CreateParty>,
    /// What is handed off for each of them (coordinators).
    #[serde(default)]
    #[validate(nested)]
    #[schema(max_items = 10)]
    pub handoffs: Vec<LogHandoff>,
    /// For the centre's referral sheet, when a partner proposes them.
    #[validate(length(min = 1, max = 2000), custom(function = readable))]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
}
/// One of the children.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenChild {
    /// Their case.
    #[validate(nested)]
    pub case: CreateCase,
    /// What is handed off for this child besides (coordinators).
    #[serde(default)]
    #[validate(nested)]
    #[schema(max_items = 10)]
    pub handoffs: Vec<LogHandoff>,
}

/// What became of each child, in the order in which they were sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FamilyView {
    /// The children.
    pub items: Vec<ChildResult>,
}
/// What became of one child: a file and its handoffs, or the reason why there is none.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChildResult {
    /// What was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<ChildOpened>,
    /// Why nothing was: send this child again when it is mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}
/// What was opened for one child.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChildOpened {
    /// The case.
    pub case: CaseView,
    /// What was handed off, as it was sent.
    pub handoffs: Vec<HandoffView>,
}

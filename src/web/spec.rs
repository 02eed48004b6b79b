//! What the API description says of every operation alike: who may call, and every way to be refused.
use super::polish::polished;
use super::problem::Problem;
use crate::access::Action;
use crate::problem::Code;
use std::collections::BTreeMap;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{OpenApi, PathItem, Ref, RefOr, Required};
use utoipa::{PartialSchema, ToSchema};

/// Which methods each path knows: for 405 and its `Allow`.
pub struct Paths(Vec<(Vec<String>, String)>);
impl Paths {
    /// Reads the paths of a description.
    #[must_use]
    pub fn of(spec: &OpenApi) -> Self {
        let paths = spec.paths.paths.iter().map(|(path, item)| {
            let head = item.get.as_ref().filter(|get| is_page(get)).map(|_| "HEAD");
            let names: Vec<_> = methods(item).into_iter().map(|(name, _)| name).chain(head).collect();
            (path.split('/').map(str::to_owned).collect(), names.join(", "))
        });
        Self(paths.collect())
    }
    /// The methods of the path that fits, if one does.
    #[must_use]
    pub fn methods(&self, path: &str) -> Option<String> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |known: &Vec<String>| {
            known.len() == parts.len()
                && known.iter().zip(&parts).all(|(k, p)| k == p || (k.starts_with('{') && !p.is_empty()))
        };
        let all: Vec<&str> = self.0.iter().filter(|(known, _)| fits(known)).map(|(_, m)| m.as_str()).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

fn methods(item: &PathItem) -> Vec<(&'static str, &Operation)> {
    let all = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    all.into_iter().filter_map(|(name, op)| op.as_ref().map(|op| (name, op))).collect()
}

/// What a browser opens, which may ask for the head alone.
fn is_page(get: &Operation) -> bool {
    get.operation_id.as_deref().is_some_and(|id| PAGES.contains(&id))
}

/// Operations that nobody has to sign in for.
const OPEN: [&str; 7] =
    ["open_session", "refresh_session", "healthz", "readyz", "openapi_document", "docs_page", "docs_style"];
/// Those of them that browsers open.
const PAGES: [&str; 2] = ["docs_page", "docs_style"];
/// Those of them that ask nothing of the store.
const STILL: [&str; 4] = ["healthz", "openapi_document", "docs_page", "docs_style"];

/// A look that is posted, because what is searched must not stand in an address.
const SEARCH: &str = "search_cases";

/// Adds to every operation what holds for all: security, refusals, headers of request and answer.
pub fn complete(spec: &mut OpenApi) {
    let components = spec.components.get_or_insert_default();
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    let mut parts = Vec::new();
    <Problem as ToSchema>::schemas(&mut parts);
    components.schemas.extend(parts);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.security_schemes.insert("session".to_owned(), RefOr::T(SecurityScheme::Http(bearer)));
    for (path, item) in &mut spec.paths.paths {
        let all = [
            ("GET", &mut item.get),
            ("POST", &mut item.post),
            ("PUT", &mut item.put),
            ("PATCH", &mut item.patch),
            ("DELETE", &mut item.delete),
        ];
        for (method, operation) in all {
            if let Some(operation) = operation {
                describe(path, method, operation);
            }
        }
    }
}

/// A completed description as it is served: with examples, and with what is never null.
#[must_use]
pub fn served(spec: &OpenApi) -> serde_json::Value {
    polished(spec)
}

/// Under which name an operation is found in the access log: the action that its handler is named after.
fn action(id: &str) -> Option<Action> {
    Action::ALL.iter().copied().find(|action| format!("{action:?}").to_lowercase() == id.replace('_', ""))
}

fn describe(path: &str, method: &str, operation: &mut Operation) {
    let id = operation.operation_id.clone().unwrap_or_default();
    let open = OPEN.contains(&id.as_str());
    let mut refusals: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in Code::ALL.iter().filter(|c| may_refuse(**c, path, method, &id, open)) {
        refusals.entry(code.entry().status).or_default().push(*code);
    }
    if let Some(action) = action(&id) {
        let said = operation.description.take().filter(|text| !text.trim().is_empty());
        let written = format!("Written into the access log as `{}`.", action.name());
        operation.description = Some(said.map_or(written.clone(), |said| format!("{}\n\n{written}", said.trim_end())));
    }
    operation.security = Some(Vec::new());
    if !open {
        operation.security = Some(vec![SecurityRequirement::new("session", Vec::<String>::new())]);
    }
    let kept_once = method == "POST" && !open && !id.ends_with("_session") && id != SEARCH;
    let parameters = operation.parameters.get_or_insert_default();
    parameters.iter_mut().for_each(of_lists);
    if kept_once {
        parameters.push(header(
            "Idempotency-Key",
            "Asking again with the same key and body does it once; kept for 24 hours.",
            false,
        ));
    }
    if matches!(method, "PATCH" | "DELETE") && id != "end_session" {
        parameters.push(header("If-Match", "The ETag of the version that you read.", true));
    }
    if method == "PUT" {
        parameters.push(header("If-Match", "The ETag of the version to replace.", false));
        parameters.push(header("If-None-Match", "`*`: make it, replace nothing.", false));
    }
    parameters.push(header("Accept-Language", "`fr` or `en`: the language of refusals.", false));
    for (status, codes) in refusals {
        operation.responses.responses.entry(status.to_string()).or_insert_with(|| RefOr::T(refusal(&codes)));
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            let text = ObjectBuilder::new()
                .schema_type(Type::String)
                .description(Some("The id of the request, as in its entry of the access log."));
            response.headers.insert("X-Request-Id".to_owned(), RefOr::T(Header::new(text)));
        }
    }
}

/// Which refusals an operation can meet.
fn may_refuse(code: Code, path: &str, method: &str, id: &str, open: bool) -> bool {
    let (post, changes) = (method == "POST" && id != SEARCH, method != "GET" && id != SEARCH);
    let versioned = matches!(method, "PATCH" | "PUT" | "DELETE") && id != "end_session";
    let reads_body = matches!(method, "POST" | "PATCH" | "PUT");
    match code {
        Code::MalformedBody | Code::BodyTooLarge | Code::UnsupportedMediaType | Code::RequestTimeout => reads_body,
        Code::InvalidHeader => changes,
        Code::Invalid => reads_body || (method == "GET" && !open) || id == "docs_page",
        Code::IdempotencyKeyReused => post && !open,
        Code::Unauthenticated | Code::Forbidden | Code::NotFound => !open,
        Code::SessionEnded => !open || id == "refresh_session",
        Code::InvalidCredentials | Code::RoleNotHeld => id == "open_session",
        Code::TooManyRequests => id == "open_session" || id == "create_person" || id == "update_person",
        Code::TooManySearches => id == SEARCH,
        Code::NotTheReceiver | Code::HandoffState => post && path.starts_with("/v1/handoffs/"),
        Code::TransferPending => matches!(id, "log_handoff" | "reroute_handoff" | "merge_cases"),
        Code::CaseHasMerges | Code::ContactRulesDiffer => id == "merge_cases",
        Code::CaseWasTransferred => matches!(id, "merge_cases" | "unmerge_cases"),
        Code::CaseHasMoved => {
            let undo = ["retract_handoff", "mark_in_error", "dispute_handoff", "uphold_handoff"];
            undo.contains(&id) || matches!(id, "reroute_handoff" | "leave_unmet")
        }
        Code::RetractNeedsCode => id == "retract_handoff",
        Code::ServiceNotSent | Code::NoAfterHoursLine => {
            matches!(id, "log_handoff" | "open_intake" | "reroute_handoff")
        }
        Code::CaseState | Code::ChangedMeanwhile => changes && !open,
        Code::CaseHasOpenHandoffs => id == "close_case",
        Code::EmailTaken => matches!(id, "create_person" | "update_person"),
        Code::AlreadyOnTeam | Code::PersonExcluded => matches!(id, "join_team" | "take_on_handoff"),
        Code::StaleVersion | Code::IfMatchRequired => versioned,
        // of the command line alone, but for the first
        Code::MethodNotAllowed
        | Code::NoTransferWaits
        | Code::CentreIsHere
        | Code::IncidentNotChecked
        | Code::WrongReceipt => false,
        Code::HeadersTooLarge | Code::Internal => true,
        Code::Busy | Code::LedgerUnavailable => !STILL.contains(&id),
    }
}

fn refusal(codes: &[Code]) -> utoipa::openapi::Response {
    let first = codes.first().map_or(Code::Internal, |c| *c).entry();
    let said: Vec<String> = codes.iter().map(|c| format!("`{}`: {}", c.entry().code, c.entry().en)).collect();
    let example = serde_json::json!({
        "type": format!("/problems/{}", first.code), "title": first.en, "status": first.status, "code": first.code,
        "instance": "urn:uuid:0199c7d2-0000-7000-8000-000000000000",
    });
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).example(Some(example)).build();
    ResponseBuilder::new().description(said.join("\n\n")).content("application/problem+json", content).build()
}

/// The two parameters that every list has.
fn of_lists(parameter: &mut RefOr<Parameter>) {
    let RefOr::T(parameter) = parameter else { return };
    let says = match parameter.name.as_str() {
        "limit" => "The most rows of one page, 1 to 100; 25 unless said otherwise.",
        "cursor" => "The `next` of the page before; good for the same list of the same session.",
        "id" => "Its id.",
        _ => return,
    };
    parameter.description.get_or_insert_with(|| says.to_owned());
}

fn header(name: &str, says: &str, required: bool) -> RefOr<Parameter> {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(if required { Required::True } else { Required::False })
        .description(Some(says))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)));
    RefOr::T(parameter.build())
}

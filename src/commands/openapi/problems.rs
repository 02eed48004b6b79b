//! `api-spec/problems.md`: every code by which a request or a field is refused. Codes are only ever added.
use crate::kernel::Lang;
use crate::problem::{Code, FieldCode};

const HEAD: &str = "# Problems

Made from the code (`relais openapi --write api-spec`). Refusals are `application/problem+json` (RFC 9457); `code` is
stable: codes are only ever added, never renamed. `title` is in the caller's language (`Accept-Language`, else that of
the account, else French).

| code | status | English | French |
| --- | --- | --- | --- |
";
const FIELDS: &str = "
## Fields

With `invalid`, `errors` names each field (a JSON pointer, or `?` and the name of a query parameter) and one of these.

| code | English | French |
| --- | --- | --- |
";

/// The page.
pub(super) fn page() -> String {
    let mut out = HEAD.to_owned();
    for entry in Code::ALL.iter().map(|code| code.entry()) {
        out.extend([format!("| `{}` | {} | {} | {} |\n", entry.code, entry.status, entry.en, entry.fr)]);
    }
    out.push_str(FIELDS);
    for code in FieldCode::ALL {
        out.extend([format!("| `{}` | {} | {} |\n", code.name(), code.detail(Lang::En), code.detail(Lang::Fr))]);
    }
    out
}

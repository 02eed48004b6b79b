//! An answer, and what holds for every answer whatever it says.
use relais::problem::Code;
use reqwest::header::{CONTENT_LENGTH, HeaderMap};
use reqwest::{Body, RequestBuilder, StatusCode};
use serde_json::Value;

/// Sent with every answer, refusals too.
const SECURITY: [(&str, &str); 8] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
];

/// What came back.
#[must_use]
pub(crate) struct Reply {
    asked: String,
    sent: Vec<String>,
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Reply {
    /// Sends a request and waits for the whole answer.
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let (client, request) = request.build_split();
        let request = request.expect("a request");
        let asked = format!("{} {}", request.method(), request.url().path());
        let sent = request.body().and_then(Body::as_bytes).map(texts).unwrap_or_default();
        let response = client.execute(request).await.expect(&asked);
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.expect("a whole answer");
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| {
            panic!(
                "{asked}: {status} without JSON: {:?} {:?}",
                headers.get(CONTENT_LENGTH),
                String::from_utf8_lossy(&bytes)
            )
        });
        Self { asked, sent, status, headers, body }
    }
    /// What was asked for is shown, or done.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        self.good(StatusCode::OK)
    }
    /// What was asked for was made.
    #[track_caller]
    pub(crate) fn created(self) -> Value {
        self.good(StatusCode::CREATED)
    }
    /// It was refused, for this reason; the problem as it was sent.
    #[track_caller]
    pub(crate) fn refused(self, code: Code) -> Value {
        let entry = code.entry();
        self.whole();
        let said = self.body["code"].as_str().unwrap_or("no code");
        assert_eq!((self.status.as_u16(), said), (entry.status, entry.code), "{}: {}", self.asked, self.body);
        self.body
    }
    /// A field was not right: where, and what was expected.
    #[track_caller]
    pub(crate) fn invalid(self, pointer: &str, code: &str) {
        let problem = self.refused(Code::Invalid);
        let errors = problem["errors"].as_array().expect("the fields that are not right");
        let named = errors.iter().any(|e| e["pointer"] == pointer && e["code"] == code);
        assert!(named, "{pointer} is not {code}: {problem}");
        assert!(errors.iter().all(|e| e["detail"].as_str().is_some_and(|d| d.len() > 10)), "{problem}");
    }
    /// There is nothing here, as for an id that nobody has.
    #[track_caller]
    pub(crate) fn hidden(self) {
        let problem = self.refused(Code::NotFound);
        let keys: Vec<_> = problem.as_object().expect("a problem").keys().collect();
        assert_eq!(keys, ["type", "title", "status", "code", "instance"], "a hidden thing says nothing more");
    }
    /// The version of what was shown.
    #[track_caller]
    pub(crate) fn etag(&self) -> String {
        self.header("etag").unwrap_or_else(|| panic!("{}: no ETag: {}", self.asked, self.body)).to_owned()
    }
    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a readable header"))
    }
    /// The request, as its entry in the access log names it.
    #[track_caller]
    pub(crate) fn request_id(&self) -> String {
        self.header("x-request-id").expect("a request id").to_owned()
    }
    /// The status.
    pub(crate) fn status(&self) -> u16 {
        self.status.as_u16()
    }
    /// The code of a refusal, when it is one.
    pub(crate) fn code(&self) -> Option<&str> {
        self.body["code"].as_str().filter(|_| self.status.as_u16() >= 400)
    }

    #[track_caller]
    fn good(self, status: StatusCode) -> Value {
        self.whole();
        assert_eq!(self.status, status, "{}: {}", self.asked, self.body);
        self.body
    }
    /// What holds for every answer.
    #[track_caller]
    fn whole(&self) {
        let is = |name: &str, value: &str| assert_eq!(self.header(name), Some(value), "{}: {name}", self.asked);
        for (name, value) in SECURITY {
            is(name, value);
        }
        is("cache-control", "no-store");
        let id = self.request_id();
        assert!(id.parse::<uuid::Uuid>().is_ok(), "{}: X-Request-Id {id}", self.asked);
        if self.status.is_success() {
            is("content-type", "application/json");
        } else {
            self.whole_problem(&id);
        }
    }
    /// What holds for every refusal.
    #[track_caller]
    fn whole_problem(&self, request: &str) {
        let is = |name: &str, value: &str| assert_eq!(self.header(name), Some(value), "{}: {name}", self.asked);
        is("content-type", "application/problem+json");
        is("vary", "Accept-Language");
        let lang = self.header("content-language").expect("a language");
        let code = self.body["code"].as_str().expect("a code");
        let entry = Code::ALL.iter().map(|c| c.entry()).find(|e| e.code == code).expect(code);
        assert_eq!(self.body["type"], format!("/problems/{code}"));
        assert_eq!(self.body["title"], if lang == "fr" { entry.fr } else { entry.en }, "in {lang}");
        assert_eq!(self.body["status"], self.status.as_u16());
        assert_eq!(self.body["instance"], format!("urn:uuid:{request}"));
        let text = self.body.to_string();
        for sent in &self.sent {
            assert!(!text.contains(sent.as_str()), "{}: the refusal repeats {sent:?}: {text}", self.asked);
        }
    }
}

/// The texts of a body that a refusal must not repeat: all but short ones and plain words of a vocabulary.
fn texts(body: &[u8]) -> Vec<String> {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return Vec::new() };
    let mut found = Vec::new();
    collect(&body, &mut found);
    found.retain(|text| text.len() >= 6 && !text.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

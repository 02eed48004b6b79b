//! Somebody with an account, at a keyboard: signs in when needed, and says what a person would say.
use super::app::App;
use super::reply::Reply;
use relais::kernel::Instant;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// The password of everybody in the fixtures.
pub(crate) const PASSWORD: &str = "a very long test password";

/// An access token is good for five minutes; somebody at a keyboard does not notice.
const RENEW_AFTER: Duration = Duration::from_mins(4);

/// With what somebody signs in.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// Their id.
    pub(crate) id: String,
    /// The id of their agency.
    pub(crate) agency: String,
    /// Their name.
    pub(crate) name: String,
    /// Their address.
    pub(crate) email: String,
}

/// An access token, and when it was given out.
pub(crate) type Session = Rc<RefCell<(String, Instant)>>;

/// Somebody who is signed in; clones share the session.
#[derive(Clone)]
pub(crate) struct Persona {
    app: App,
    account: Rc<Account>,
    role: Option<Rc<str>>,
    session: Session,
}

impl Persona {
    pub(crate) async fn sign_in(app: &App, account: Account, role: Option<&str>) -> Self {
        let token = open_session(app, &account.email, role).await;
        let session = Rc::new(RefCell::new((token, app.now())));
        Self { app: app.clone(), account: Rc::new(account), role: role.map(Rc::from), session }
    }
    /// Somebody who signed in before, in the role that the server chose.
    pub(crate) fn resume(app: &App, account: Account, session: Session) -> Self {
        Self { app: app.clone(), account: Rc::new(account), role: None, session }
    }
    /// The session that they are in.
    pub(crate) fn session(&self) -> Session {
        Rc::clone(&self.session)
    }
    /// Their id.
    pub(crate) fn id(&self) -> &str {
        &self.account.id
    }
    /// The id of their agency.
    pub(crate) fn agency(&self) -> &str {
        &self.account.agency
    }
    /// Their account.
    pub(crate) fn account(&self) -> &Account {
        &self.account
    }
    /// The access token that they hold now.
    pub(crate) fn token(&self) -> String {
        self.session.borrow().0.clone()
    }
    /// Looks at something.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, |request| request).await
    }
    /// Makes or moves something.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, |request| request.json(&body)).await
    }
    /// Makes something, and may ask again.
    pub(crate) async fn post_once(&self, path: &str, key: &str, body: Value) -> Reply {
        self.send(Method::POST, path, |request| request.header("Idempotency-Key", key).json(&body)).await
    }
    /// Changes the version that was read.
    pub(crate) async fn patch(&self, path: &str, etag: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, |request| request.header("If-Match", etag).json(&body)).await
    }
    /// Puts something in its place, under one precondition: `("If-None-Match", "*")`, `("If-Match", etag)`.
    pub(crate) async fn put(&self, path: &str, (name, value): (&str, &str), body: Value) -> Reply {
        self.send(Method::PUT, path, |request| request.header(name, value).json(&body)).await
    }
    /// Takes away the version that was read.
    pub(crate) async fn delete(&self, path: &str, etag: &str) -> Reply {
        self.send(Method::DELETE, path, |request| request.header("If-Match", etag)).await
    }
    /// Anything else.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        shape: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Reply {
        self.stay_signed_in().await;
        let request = self.app.raw(method, path).bearer_auth(self.token());
        self.app.send(shape(request)).await
    }
    /// Every row of a list, page by page; `size` rows at a time.
    pub(crate) async fn walk(&self, path: &str, size: usize) -> Vec<Value> {
        let (mut all, mut next) = (Vec::new(), String::new());
        let sign = if path.contains('?') { '&' } else { '?' };
        loop {
            let page = self.get(&format!("{path}{sign}limit={size}{next}")).await.ok();
            let items = page["items"].as_array().expect("a page");
            assert!(items.len() <= size, "a page of more than {size}");
            all.extend(items.iter().cloned());
            let Some(cursor) = page["next"].as_str() else { return all };
            next = format!("&cursor={cursor}");
        }
    }
    async fn stay_signed_in(&self) {
        let old = self.app.now() >= self.session.borrow().1.plus(RENEW_AFTER);
        if old {
            let token = open_session(&self.app, &self.account.email, self.role.as_deref()).await;
            self.session.replace((token, self.app.now()));
        }
    }
}

async fn open_session(app: &App, email: &str, role: Option<&str>) -> String {
    let mut body = json!({ "email": email, "password": PASSWORD });
    if let Some(role) = role {
        body["role"] = role.into();
    }
    let tokens = app.post("/v1/sessions", body).await.created();
    tokens["access_token"].as_str().expect("a token").to_owned()
}

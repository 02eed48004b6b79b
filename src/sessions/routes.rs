//! Where sessions answer.
use super::service;
use super::wire::{OpenSession, RefreshSession, SessionView, Tokens};
use crate::access::{Caller, Who};
use crate::kernel::{Email, Instant, RequestId, Secret};
use crate::op::{Answer, Db};
use crate::problem::{Code, Error, Result};
use crate::vault::Passwords;
use crate::web::{Reply, Tokens as Keys, Valid, network};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, delete, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

/// Sign in.
#[utoipa::path(tag = "sessions", request_body = OpenSession,
    responses((status = 201, description = "A session in one role, and its tokens.", body = Tokens)))]
#[post("/v1/sessions")]
async fn open_session(
    req: HttpRequest,
    db: Data<Db>,
    keys: Data<Keys>,
    passwords: Data<Passwords>,
    ask: Valid<OpenSession>,
) -> Reply<Tokens> {
    let (caller, ask) = (nobody(&req, &db), ask.body);
    let email = Email::parse(&ask.email);
    let found = db.read(&caller, move |op| service::credentials(op, email.as_ref())).await?.parts().0;
    let (account, stored) = found.unzip();
    let right = passwords.into_inner().check(ask.password, stored).await?;
    let Some((person, _)) = account.filter(|_| right) else {
        db.not_signed_in(&caller, account).await?;
        return Err(Code::InvalidCredentials.into());
    };
    let opened = db.write(&caller, move |op| service::open(op, person, ask.role)).await?;
    tokens(opened, &keys, db.shared().clock.now())
}
/// Renew a session.
#[utoipa::path(tag = "sessions", request_body = RefreshSession,
    responses((status = 200, description = "The session, and its next tokens.", body = Tokens)))]
#[post("/v1/sessions/refresh")]
async fn refresh_session(
    req: HttpRequest,
    db: Data<Db>,
    keys: Data<Keys>,
    ask: Valid<RefreshSession>,
) -> Reply<Tokens> {
    let (caller, given) = (nobody(&req, &db), ask.body.refresh_token);
    let renewed = db.write(&caller, move |op| service::refresh(op, &given)).await?;
    tokens(renewed, &keys, db.shared().clock.now())
}
/// Look at one's own session.
#[utoipa::path(tag = "sessions", responses((status = 200, description = "The session.", body = SessionView)))]
#[get("/v1/sessions/current")]
async fn read_session(caller: Caller, db: Data<Db>) -> Reply<SessionView> {
    let id = session(&caller)?;
    db.read(&caller, move |op| service::read(op, id)).await
}
/// Sign out, at once.
#[utoipa::path(tag = "sessions", responses((status = 200, description = "The session, ended.", body = SessionView)))]
#[delete("/v1/sessions/current")]
async fn end_session(caller: Caller, db: Data<Db>) -> Reply<SessionView> {
    let id = session(&caller)?;
    db.write(&caller, move |op| service::end(op, id)).await
}

fn session(caller: &Caller) -> Result<crate::kernel::SessionId> {
    if let Who::Session(id) = caller.who { Ok(id) } else { Err(Code::Unauthenticated.into()) }
}
fn nobody(req: &HttpRequest, db: &Db) -> Caller {
    let fresh = || RequestId::new(db.shared().clock.now());
    let request = req.extensions().get::<RequestId>().copied().unwrap_or_else(fresh);
    Caller::nobody(request, network(req.peer_addr().map(|a| a.ip())))
}
fn tokens(opened: Answer<(SessionView, Secret)>, keys: &Keys, now: Instant) -> Reply<Tokens> {
    let mut failed: Option<Error> = None;
    let answer = opened.map(|(session, refresh)| {
        let access = keys.sign(session.id, now).unwrap_or_else(|e| {
            failed = Some(e);
            Secret::new(String::new())
        });
        Tokens {
            access_token: access.expose().to_owned(),
            token_type: "Bearer",
            expires_in: Keys::LIFE.as_secs(),
            refresh_token: refresh.expose().to_owned(),
            session,
        }
    });
    failed.map_or(Ok(answer), Err)
}

/// Registers these routes.
pub fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(open_session).service(refresh_session).service(read_session).service(end_session);
}

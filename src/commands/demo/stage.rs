//! Plays stories to a server of its own: every step is a request of somebody of the cast, under the same policy as any
//! other request, at the moment at which it is said to have happened.
use super::calendar::When;
use crate::access::Caller;
use crate::commands::speak::{Stop, plain};
use crate::kernel::{Clock, Instant, PersonId, RequestId, Role, SessionId};
use crate::op::Db;
use crate::sessions;
use crate::web::Tokens;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::runtime::Handle;

/// What somebody does. In paths and bodies `<name>` stands for the id of what was named before.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) when: When,
    pub(super) who: &'static str,
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) body: Value,
    /// Names for what comes of it: where in the answer its id is.
    pub(super) names: Vec<(String, &'static str)>,
    /// What is expected; a story may tell of somebody who is refused.
    pub(super) refused: bool,
}

/// Somebody who can act, and their sign-in.
struct Actor {
    person: PersonId,
    role: Role,
    session: Option<(SessionId, Instant)>,
}

/// A server with a clock that is moved by hand, and the people who talk to it.
pub(super) struct Stage {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) runtime: Handle,
    url: String,
    agent: ureq::Agent,
    tokens: Tokens,
    actors: BTreeMap<&'static str, Actor>,
    ids: BTreeMap<String, String>,
}

impl Stage {
    /// A stage before a server that listens on a port of this machine.
    pub(super) fn new(db: Db, clock: Clock, port: u16) -> Result<Self, Stop> {
        let settings = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
        Ok(Self {
            tokens: Tokens::new(&db.shared().ring)?,
            db,
            clock,
            runtime: Handle::current(),
            url: format!("http://127.0.0.1:{port}"),
            agent: settings.timeout_global(Some(Duration::from_secs(30))).build().into(),
            actors: BTreeMap::new(),
            ids: BTreeMap::new(),
        })
    }
    /// Makes somebody's steps possible.
    pub(super) fn enters(&mut self, key: &'static str, person: PersonId, role: Role) {
        self.ids.insert(key.to_owned(), person.to_string());
        self.actors.insert(key, Actor { person, role, session: None });
    }
    /// Gives a name to something that has an id.
    pub(super) fn named(&mut self, name: &str, id: String) {
        self.ids.insert(name.to_owned(), id);
    }
    /// The id of something that has a name.
    pub(super) fn id(&self, name: &str) -> Option<&str> {
        self.ids.get(name).map(String::as_str)
    }
    /// Nothing happens at the same moment as something else.
    pub(super) fn tick(&self) {
        self.clock.advance(Duration::from_millis(1));
    }
    /// Plays one step.
    pub(super) fn play(&mut self, step: &Step, now: Instant) -> Result<(), Stop> {
        self.clock.set(step.when.moment(now).max(self.clock.now()));
        let path = self.filled(&step.path);
        let failed = |why: &str| {
            Stop::refused(format!("a step of the demo failed ({} {} {path}): {why}", step.who, step.method))
        };
        let caller = self.caller(step.who).map_err(|e| failed(&format!("{e:?}")))?;
        let token = self.tokens.sign(caller, self.clock.now())?;
        let bearer = format!("Bearer {}", token.expose());
        let (status, answer) = self.send(step, &path, &bearer).map_err(|e| failed(&e))?;
        self.tick();
        if (status >= 400) != step.refused {
            return Err(failed(&format!("{status} {answer}")));
        }
        for (name, pointer) in &step.names {
            let id = answer.pointer(pointer).and_then(Value::as_str).ok_or_else(|| failed("no id in the answer"))?;
            self.named(name, id.to_owned());
        }
        Ok(())
    }
    fn send(&self, step: &Step, path: &str, bearer: &str) -> Result<(u16, Value), String> {
        let url = format!("{}{path}", self.url);
        let body: Value = serde_json::from_str(&self.filled(&step.body.to_string())).map_err(|e| e.to_string())?;
        let sent = match step.method {
            "GET" => self.agent.get(&url).header("Authorization", bearer).call(),
            "PUT" => {
                let put = self.agent.put(&url).header("Authorization", bearer).header("If-None-Match", "*");
                put.send_json(body)
            }
            _ => self.agent.post(&url).header("Authorization", bearer).send_json(body),
        };
        let mut said = sent.map_err(|e| e.to_string())?;
        let answer = said.body_mut().read_json().map_err(|e| e.to_string())?;
        Ok((said.status().as_u16(), answer))
    }
    /// Somebody's session, opened anew when the last one is over: a working day has many sign-ins.
    fn caller(&mut self, who: &'static str) -> Result<SessionId, Stop> {
        let now = self.clock.now();
        let Some(actor) = self.actors.get_mut(who) else {
            return Err(Stop::refused(format!("nobody is called {who}")));
        };
        if let Some((session, opened)) = actor.session
            && now < opened.plus(Duration::from_mins(25))
        {
            return Ok(session);
        }
        let (person, role) = (actor.person, actor.role);
        let nobody = Caller::nobody(RequestId::new(now), None);
        let opened = self.runtime.block_on(self.db.write(&nobody, move |op| sessions::open(op, person, Some(role))));
        let session = opened.map_err(|e| Stop::Refused(plain(&e)))?.parts().0.0.id;
        actor.session = Some((session, now));
        self.clock.advance(Duration::from_millis(1));
        Ok(session)
    }
    /// Somebody at work, for what is done without a request.
    pub(super) fn signed_in(&mut self, who: &'static str) -> Result<Caller, Stop> {
        let session = self.caller(who)?;
        let request = RequestId::new(self.clock.now());
        Ok(Caller { who: crate::access::Who::Session(session), request, net: None })
    }
    /// A text with the ids of what it names.
    fn filled(&self, text: &str) -> String {
        let mut parts = text.split('<');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once('>').and_then(|(name, rest)| Some((self.id(name)?, rest))) {
                Some((id, rest)) => filled.extend([id, rest]),
                None => filled.extend(["<", part]),
            }
        }
        filled
    }
}

//! Two doors to the store, no third. Each runs its closure once, makes the entry durable, and only then answers.
use super::granted::Done;
use super::seats::Seats;
use super::told::{Told, keep_or_fold, run_act, run_look};
use super::trouble::{is_poison, plainly};
use super::{Act, Head, Once, Op, Tx};
use crate::access::{Action, Caller, Who};
use crate::db::writer::{Ran, Work, Writer};
use crate::db::{Begin, Counts, DbConnection, Opener, Target, poisons};
use crate::kernel::{AgencyId, Clock, PersonId, SubjectId};
use crate::ledger::{self, Draft, Entry, Folded};
use crate::problem::{Code, Error, Result};
use crate::rules::Rules;
use crate::vault::KeyRing;
use std::sync::Arc;
use tokio::sync::oneshot;

/// What every operation of one server shares.
pub struct Shared {
    /// The keys.
    pub ring: KeyRing,
    /// The rule packs.
    pub rules: Rules,
    /// The time.
    pub clock: Clock,
}

/// The only data a handler can return; made here alone.
#[must_use]
pub struct Answer<V> {
    value: V,
    head: Head,
}
impl<V> Answer<V> {
    pub(crate) fn parts(self) -> (V, Head) {
        (self.value, self.head)
    }
    /// What is answered, for what is asked next in the same request.
    pub(crate) const fn value(&self) -> &V {
        &self.value
    }
    /// One answer of several, each of which has its entry; the first refusal when there is no other.
    pub(crate) fn gathered(answers: Vec<Result<Self>>) -> Result<Answer<Vec<Result<V>>>> {
        let none = !answers.iter().any(Result::is_ok);
        let mut value = Vec::with_capacity(answers.len());
        for answer in answers {
            match answer {
                Err(e) if none => return Err(e),
                answer => value.push(answer.map(|a| a.value)),
            }
        }
        Ok(Answer { value, head: Head { version: None, created: true, subject: None } })
    }
    /// Another shape of the same answer.
    pub(crate) fn map<W>(self, shape: impl FnOnce(V) -> W) -> Answer<W> {
        Answer { value: shape(self.value), head: self.head }
    }
}

/// The store of one server.
#[derive(Clone)]
pub struct Db {
    pub(super) looks: Seats,
    /// On PostgreSQL alone: on the embedded engine every act waits for its turn in the one writer.
    acts: Option<Seats>,
    writer: Writer<Entry>,
    shared: Arc<Shared>,
    folded: Arc<Folded>,
}

impl Db {
    /// Opens a store whose schema is current; nothing is migrated here.
    pub fn open(target: &Target, readers: u32, shared: Shared) -> Result<Self> {
        let opener = |reads_only| Opener { target: target.clone(), reads_only };
        let acting = || Seats::of(opener(false), readers.div_ceil(2));
        Ok(Self {
            looks: Seats::of(opener(true), readers)?,
            acts: if target.is_sqlite() { None } else { Some(acting()?) },
            writer: Writer::start(&opener(false), ledger::append).map_err(Error::internal)?,
            shared: Arc::new(shared),
            folded: Arc::default(),
        })
    }
    /// What the server shares.
    #[must_use]
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
    /// What the writer has done.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.writer.counts
    }

    /// A look: one snapshot; the connection goes back; the entry becomes durable; then the answer.
    pub async fn read<V, F>(&self, by: &Caller, look: F) -> Result<Answer<V>>
    where
        V: Send + 'static,
        F: for<'tx> FnOnce(&mut Op<'tx>) -> Done<'tx, V> + Send + 'static,
    {
        let (by, shared) = (by.clone(), Arc::clone(&self.shared));
        let told = self.looks.run(move |conn| Ok(conn.in_snapshot(|conn| run_look(conn, &by, &shared, look))?));
        self.answer(told.await?).await
    }
    /// An act: the entry is part of its transaction; a refusal is recorded after the rollback.
    pub async fn write<V, F>(&self, by: &Caller, act: F) -> Result<Answer<V>>
    where
        V: Send + 'static,
        F: for<'tx> FnOnce(&mut Act<'tx>) -> Done<'tx, V> + Send + 'static,
    {
        let (by, shared) = (by.clone(), Arc::clone(&self.shared));
        let Some(seats) = &self.acts else { return self.write_in_turn(by, shared, act).await };
        let told = seats.run(move |conn| {
            conn.begin(Begin::Write)?;
            let told = run_act(conn, &by, &shared, act);
            if told.out.is_ok() {
                conn.commit()?;
            } else {
                conn.rollback()?;
            }
            Ok(told)
        });
        self.answer(told.await?).await
    }
    /// An act that a client may ask for twice; a repeat answers with the thing as it is now, under today's policy.
    pub async fn once<V, I, F>(
        &self,
        by: &Caller,
        once: Option<Once>,
        again: for<'a> fn(&mut Op<'a>, I) -> Done<'a, V>,
        act: F,
    ) -> Result<Answer<V>>
    where
        V: Send + 'static,
        I: From<SubjectId> + 'static,
        F: for<'tx> FnOnce(&mut Act<'tx>) -> Done<'tx, V> + Send + 'static,
    {
        self.write(by, move |op| match once {
            Some(once) => op.once(&once, again, act),
            None => act(op),
        })
        .await
    }
    /// Waits for its turn, and for the commit that it shares.
    async fn write_in_turn<V, F>(&self, by: Caller, shared: Arc<Shared>, act: F) -> Result<Answer<V>>
    where
        V: Send + 'static,
        F: for<'tx> FnOnce(&mut Act<'tx>) -> Done<'tx, V> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let folded = Arc::clone(&self.folded);
        let job = move |conn: &mut DbConnection| {
            let Told { out, entry, unwritten } = run_act(conn, &by, &shared, act);
            let poison = unwritten || out.as_ref().is_err_and(is_poison);
            let record = entry.and_then(|e| keep_or_fold(e, &out, &folded));
            Ran {
                keep: out.is_ok(),
                poison,
                record,
                deliver: Box::new(move |durable| {
                    let out = if durable || poison { out } else { Err(Code::LedgerUnavailable.into()) };
                    let _ = tell.send(out);
                }),
            }
        };
        if !self.writer.submit(Work::Job(Box::new(job))) {
            return Err(Code::Busy.into());
        }
        // never run, because the writer did not get its turn
        let out = told.await.map_err(|_unsaid| Error::from(Code::Busy))?;
        out.map(|(value, head)| Answer { value, head }).map_err(plainly)
    }
    /// Records a refusal that was decided before any door: a bad token, too many requests.
    pub async fn refused(&self, by: &Caller, code: Code) -> Result<()> {
        if by.who == Who::Nobody {
            self.folded.count(by.net.as_deref(), code);
            return Ok(());
        }
        let entry = Draft::of(by, self.shared.clock.now()).refused(code)?;
        self.record(entry).await
    }
    /// Records a sign-in that failed: under the person whose account it was, else only counted.
    pub async fn not_signed_in(&self, by: &Caller, account: Option<(PersonId, AgencyId)>) -> Result<()> {
        let Some((person, agency)) = account else { return self.refused(by, Code::InvalidCredentials).await };
        let mut draft = Draft::of(by, self.shared.clock.now());
        draft.signing_in(person, Some(agency));
        draft.asked(Action::OpenSession, Some(person.into()));
        self.record(draft.refused(Code::InvalidCredentials)?).await
    }
    /// Writes down the refusals that were only counted so far.
    pub async fn write_counted(&self) -> Result<()> {
        let mut counted = self.folded.take().into_iter();
        while let Some(count) = counted.next() {
            if let Err(e) = self.record(count.entry(self.shared.clock.now())?).await {
                std::iter::once(count).chain(counted).for_each(|count| self.folded.put_back(count));
                return Err(e);
            }
        }
        Ok(())
    }
    /// Whether the access log takes entries: who was turned away because it did not is counted, and written down as
    /// soon as there is room for entries of any size.
    pub async fn takes_entries(&self) -> Result<()> {
        self.sequence().await?;
        if !self.folded.counts(Code::LedgerUnavailable) {
            return Ok(());
        }
        let now = self.shared.clock.now();
        self.upkeep(move |conn| ledger::room(conn, now)).await?;
        self.write_counted().await
    }
    /// Runs as a job of the writer, or on a connection: for upkeep that writes and answers nobody.
    pub(crate) async fn upkeep<R: Send + 'static>(
        &self,
        run: impl FnOnce(&mut DbConnection) -> diesel::QueryResult<R> + Send + 'static,
    ) -> Result<R> {
        if let Some(seats) = &self.acts {
            let kept = seats.run(|conn| {
                conn.begin(Begin::Write)?;
                let out = run(conn);
                if out.is_ok() {
                    conn.commit()?;
                } else {
                    conn.rollback()?;
                }
                Ok(out?)
            });
            return kept.await;
        }
        let (tell, told) = oneshot::channel();
        let job = move |conn: &mut DbConnection| {
            let out = run(conn);
            let (keep, poison) = (out.is_ok(), out.as_ref().is_err_and(poisons));
            let deliver = Box::new(move |durable| drop(tell.send(out.ok().filter(|_| durable))));
            Ran { keep, poison, record: None, deliver }
        };
        self.writer.submit(Work::Job(Box::new(job)));
        told.await.ok().flatten().ok_or_else(|| Code::LedgerUnavailable.into())
    }
    /// Looks through the store for a check that shows nobody anything.
    pub(crate) async fn examine<R: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Tx<'_>) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        self.looks.run(|conn| conn.in_snapshot(|conn| look(&mut Tx(conn)))?).await
    }
    /// One pass of numbering; says how many entries it numbered.
    pub async fn sequence(&self) -> Result<usize> {
        self.upkeep(ledger::sequence).await
    }
    /// Verifies the whole access log, some entries at a time; `progress` hears how many so far.
    pub async fn verify(&self, mut progress: impl FnMut(u64)) -> Result<ledger::Report> {
        let mut state = ledger::Verified::default();
        while !state.done {
            let some = self.looks.run(move |conn| {
                conn.in_snapshot(|conn| ledger::verify(conn, &mut state))??;
                Ok(state)
            });
            state = some.await?;
            progress(state.report.entries);
        }
        Ok(state.report)
    }
    async fn record(&self, entry: Entry) -> Result<()> {
        let (tell, told) = oneshot::channel();
        let deliver = Box::new(move |durable| {
            let _ = tell.send(durable);
        });
        let sent = self.writer.submit(Work::Record(entry, deliver));
        if sent && told.await.unwrap_or(false) { Ok(()) } else { Err(Code::LedgerUnavailable.into()) }
    }
    async fn answer<V>(&self, told: Told<V>) -> Result<Answer<V>> {
        if let Some(entry) = told.entry.and_then(|e| keep_or_fold(e, &told.out, &self.folded)) {
            self.record(entry).await?;
        }
        told.out.map(|(value, head)| Answer { value, head }).map_err(plainly)
    }
}

//! The batch thread: whatever waits is done together, one COMMIT, and only then the answers.
//!
//! On SQLite every act is a job here, in its own savepoint; on PostgreSQL only the entries of looks and refusals pass.
//! A database error that is not a broken constraint poisons the batch: after `SQLITE_FULL`, for one, the transaction
//! is gone, and the next savepoint would commit alone. Everything is rolled back, everybody is told, and the
//! connection is opened anew.
use super::conn::{Begin, DbConnection, Opener};
use diesel::result::QueryResult;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Told after COMMIT: whether the batch is durable.
pub(crate) type Deliver = Box<dyn FnOnce(bool) + Send>;

/// What a job leaves.
pub(crate) struct Ran<E> {
    /// Keep what it wrote.
    pub(crate) keep: bool,
    /// It met an error after which the transaction cannot be trusted.
    pub(crate) poison: bool,
    /// An entry to append when the job itself was undone.
    pub(crate) record: Option<E>,
    /// Whom to tell.
    pub(crate) deliver: Deliver,
}
/// A job runs exactly once, in its own savepoint.
pub(crate) type Job<E> = Box<dyn FnOnce(&mut DbConnection) -> Ran<E> + Send>;
/// What is handed to the thread.
pub(crate) enum Work<E> {
    /// An act.
    Job(Job<E>),
    /// The entry of a look or a refusal.
    Record(E, Deliver),
}

/// What the thread has done, for whoever measures it.
#[derive(Default, Debug)]
pub struct Counts {
    /// Batches, which is commits.
    pub batches: AtomicU64,
    /// Entries of looks and refusals.
    pub records: AtomicU64,
    /// Acts.
    pub jobs: AtomicU64,
    /// Batches that had to be undone.
    pub poisoned: AtomicU64,
}

/// The way to the thread.
pub(crate) struct Writer<E> {
    queue: SyncSender<Work<E>>,
    /// Its counters.
    pub(crate) counts: Arc<Counts>,
}
impl<E> Clone for Writer<E> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone(), counts: Arc::clone(&self.counts) }
    }
}
/// Appends entries in the transaction that is open, or in one of its own.
pub(crate) type Append<E> = fn(&mut DbConnection, &[E]) -> QueryResult<()>;

/// The most work of one batch.
const MOST: usize = 128;
/// The longest that a batch gathers while more is waiting.
const LONGEST: Duration = Duration::from_millis(5);
/// How long a batch waits for company when the one before it had some: far less than a commit takes.
const LINGER: Duration = Duration::from_micros(400);
/// Threads on PostgreSQL: while one batch waits for the disk, the next is already executed, and their commits are
/// flushed together. One gathers at a time.
const APPENDERS: usize = 2;
/// Work that may wait; what comes after is refused at once.
const QUEUE: usize = 4096;

impl<E: Send + 'static> Writer<E> {
    /// Starts the thread.
    pub(crate) fn start(opener: &Opener, append: Append<E>) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(QUEUE);
        let (jobs, counts) = (Arc::new(Mutex::new(jobs)), Arc::new(Counts::default()));
        let threads = if opener.target.is_sqlite() { 1 } else { APPENDERS };
        for _ in 0..threads {
            let (opener, jobs, shared) = (opener.clone(), Arc::clone(&jobs), Arc::clone(&counts));
            let thread = std::thread::Builder::new().name("writer".to_owned());
            thread.spawn(move || run(&opener, append, &jobs, &shared))?;
        }
        Ok(Self { queue, counts })
    }
    /// A full queue is an answer, not a wait: false.
    pub(crate) fn submit(&self, work: Work<E>) -> bool {
        self.queue.try_send(work).is_ok()
    }
}

fn run<E>(opener: &Opener, append: Append<E>, jobs: &Mutex<Receiver<Work<E>>>, counts: &Counts) {
    let mut conn = None;
    let mut company = false;
    loop {
        let jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(first) = jobs.recv() else { return };
        let mut batch = Batch { told: Vec::new(), records: Vec::new(), append, jobs: Some(jobs), counts, company };
        let done = open(&mut conn, opener).is_some_and(|c| batch.fill(c, first));
        if !done {
            // dropping the connection rolls back whatever is left
            conn = None;
            counts.poisoned.fetch_add(1, Relaxed);
            tracing::error!("a batch could not be written; everybody in it is told, and nothing of it is kept");
        }
        counts.batches.fetch_add(1, Relaxed);
        company = batch.told.len() > 1;
        for tell in batch.told {
            tell(done);
        }
    }
}
fn open<'c>(conn: &'c mut Option<DbConnection>, opener: &Opener) -> Option<&'c mut DbConnection> {
    if conn.is_none() {
        *conn = opener.open().inspect_err(|e| tracing::error!(cause = %e, "the store cannot be opened")).ok();
    }
    conn.as_mut()
}

/// Says what failed: the callers are told only that nothing was kept.
fn sound(done: QueryResult<()>) -> bool {
    done.inspect_err(|cause| tracing::error!(%cause, "the writer was refused by the store")).is_ok()
}

struct Batch<'a, E> {
    told: Vec<Deliver>,
    records: Vec<E>,
    append: Append<E>,
    /// Held while it gathers.
    jobs: Option<MutexGuard<'a, Receiver<Work<E>>>>,
    counts: &'a Counts,
    company: bool,
}
impl<E> Batch<'_, E> {
    /// True when everything in it is durable. A `first` that finds no connection is told by its dropped sender.
    fn fill(&mut self, conn: &mut DbConnection, first: Work<E>) -> bool {
        let began = Instant::now();
        let whole = conn.is_sqlite(); // on PostgreSQL the appending statement is its own transaction
        if whole && !sound(conn.begin(Begin::Write)) {
            return false;
        }
        let mut next = Some(first);
        while let Some(work) = next {
            let sound = match work {
                Work::Record(entry, tell) => {
                    self.counts.records.fetch_add(1, Relaxed);
                    self.records.push(entry);
                    self.told.push(tell);
                    true
                }
                Work::Job(job) => {
                    self.counts.jobs.fetch_add(1, Relaxed);
                    self.run(conn, job)
                }
            };
            if !sound {
                return false;
            }
            next = self.next(began);
        }
        self.jobs = None;
        (self.records.is_empty() || sound((self.append)(conn, &self.records))) && (!whole || sound(conn.commit()))
    }
    fn next(&self, began: Instant) -> Option<Work<E>> {
        let age = began.elapsed();
        if self.told.len() >= MOST || age >= LONGEST {
            return None;
        }
        let (jobs, wait) = (self.jobs.as_ref()?, LINGER.saturating_sub(age));
        let late = || if self.company && !wait.is_zero() { jobs.recv_timeout(wait).ok() } else { None };
        jobs.try_recv().ok().or_else(late)
    }
    /// One job in its savepoint. False: the transaction can no longer be trusted.
    fn run(&mut self, conn: &mut DbConnection, job: Job<E>) -> bool {
        if conn.begin(Begin::Nested).is_err() {
            return false;
        }
        let Ok(ran) = catch_unwind(AssertUnwindSafe(|| job(conn))) else { return conn.rollback().is_ok() };
        self.told.push(ran.deliver);
        self.records.extend(ran.record);
        !ran.poison && if ran.keep { conn.commit() } else { conn.rollback() }.is_ok()
    }
}

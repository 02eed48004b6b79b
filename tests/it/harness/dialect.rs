//! How each engine spells what stories write by hand.
use super::{App, Engine};
use uuid::Uuid;

/// How an engine spells values.
pub(crate) struct Dialect(pub(crate) Engine);
impl Dialect {
    pub(crate) fn id(&self, id: Uuid) -> String {
        if self.0 == Engine::Sqlite { format!("x'{}'", id.simple()) } else { format!("'{id}'::uuid") }
    }
    pub(crate) fn at(&self, app: &App) -> String {
        if self.0 == Engine::Sqlite { app.now().millis().to_string() } else { format!("'{}'::timestamptz", app.now()) }
    }
    pub(crate) fn bytes(&self, text: &str) -> String {
        if self.0 == Engine::Sqlite {
            format!("CAST('{text}' AS BLOB)")
        } else {
            format!("convert_to('{text}', 'UTF8')")
        }
    }
    pub(crate) fn truth(&self, is: bool) -> &'static str {
        match (self.0, is) {
            (Engine::Sqlite, true) => "1",
            (Engine::Sqlite, false) => "0",
            (Engine::Postgres, true) => "TRUE",
            (Engine::Postgres, false) => "FALSE",
        }
    }
    /// An id that is a number.
    pub(crate) fn some(&self, n: &str) -> String {
        if self.0 == Engine::Sqlite {
            format!("unhex(printf('%032x', {n}))")
        } else {
            format!("lpad(to_hex({n}), 32, '0')::uuid")
        }
    }
    /// So many milliseconds after a moment.
    pub(crate) fn later(&self, at: &str, ms: &str) -> String {
        if self.0 == Engine::Sqlite {
            format!("{at} + {ms}")
        } else {
            format!("{at} + {ms} * interval '1 millisecond'")
        }
    }
    /// A table `s` of the numbers `n` from 1.
    pub(crate) fn series(&self, many: u32) -> String {
        if self.0 == Engine::Sqlite {
            format!(
                "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {many}) SELECT n FROM s) AS s"
            )
        } else {
            format!("(SELECT generate_series(1, {many}) AS n) AS s")
        }
    }
}

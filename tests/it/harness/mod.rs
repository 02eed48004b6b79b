//! How the stories are told: a real server on a fresh database, people who sign in, and answers that are looked at.
pub(crate) mod app;
pub(crate) mod case;
pub(crate) mod database;
pub(crate) mod dialect;
pub(crate) mod fixtures;
pub(crate) mod persona;
pub(crate) mod reply;
pub(crate) mod store;
pub(crate) mod typed;

pub(crate) use app::App;
pub(crate) use case::text;
pub(crate) use database::Engine;
pub(crate) use persona::Persona;
pub(crate) use reply::Reply;

/// Tells each story once on SQLite and once on PostgreSQL, as `the_story::sqlite` and `the_story::postgres`.
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: $App:ident) $story:block)+) => {$(
        mod $name {
            use super::*;
            $(#[$meta])*
            async fn story($app: $App) $story
            #[test]
            fn sqlite() {
                $crate::harness::app::tell($crate::harness::Engine::Sqlite, story);
            }
            #[test]
            fn postgres() {
                $crate::harness::app::tell($crate::harness::Engine::Postgres, story);
            }
        }
    )+};
}

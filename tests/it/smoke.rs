//! The harness itself.
use crate::harness::App;

on_both_engines! {
    async fn everybody_signs_in(app: App) {
        let paul = app.paul().await;

        let me = paul.get("/v1/me").await.ok();

        assert_eq!(me["id"], paul.id());
    }
}

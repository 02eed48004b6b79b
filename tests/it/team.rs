//! The team: coordinators make it, and a place is as visible as the work that it stands for.
use crate::cases::{each, opened, opened_with};
use crate::harness::App;
use relais::problem::Code;
use serde_json::{Value, json};
use tokio::join;

const NOBODY: &str = "019a0000-0000-7000-8000-000000000000";

fn person(id: &str) -> Value {
    json!({ "person": id })
}

on_both_engines! {
    async fn an_officer_sees_the_case_and_not_that_a_therapist_works_on_it(app: App) {
        let (amina, paul, thea) = (app.amina().await, app.paul().await, app.thea().await);
        let case = opened_with(&amina, &[&paul]).await;
        let team = format!("{case}/team");
        let (tag, timeline) = (paul.get(&case).await.etag(), paul.get(&format!("{case}/timeline")).await.ok());

        amina.post(&team, person(thea.id())).await.created();

        assert_eq!(paul.get(&case).await.etag(), tag);
        assert_eq!(paul.get(&format!("{case}/timeline")).await.ok(), timeline);
        assert_eq!(each(&timeline, "act"), ["team.joined", "case.created"]);
        assert_eq!(each(&paul.get(&team).await.ok(), "person"), [paul.id()]);
        assert_eq!(each(&thea.get(&team).await.ok(), "person"), [paul.id(), thea.id()]);
        assert_eq!(thea.get(&case).await.ok()["child"]["name"], "Léa Tremblay");
    }

    async fn who_may_not_know_of_a_place_cannot_tell_it_from_none(app: App) {
        let (amina, paul, thea, sam) = (app.amina().await, app.paul().await, app.thea().await, app.sam().await);
        let case = opened_with(&amina, &[&paul, &thea]).await;
        let place = |id: &str| format!("{case}/team/{id}");

        for id in [thea.id(), sam.id(), NOBODY] {
            paul.delete(&place(id), "\"1\"").await.hidden();
        }

        paul.delete(&place(paul.id()), "\"1\"").await.refused(Code::Forbidden);
        let acts: Vec<_> = app.entries().into_iter().filter(|e| e["act"] == "team.left").collect();
        assert_eq!(acts.len(), 4);
        assert!(acts.iter().all(|e| e["out"] == "refused"), "{acts:?}");
    }

    async fn the_access_log_says_who_joined_and_as_what(app: App) {
        let (amina, thea) = (app.amina().await, app.thea().await);
        let case = opened(&amina).await;

        let reply = amina.post(&format!("{case}/team"), person(thea.id())).await;
        let request = reply.request_id();
        let place = reply.created();

        assert_eq!((&place["kind"], &place["agency"]), (&json!("therapy"), &json!(thea.agency())));
        assert_eq!((&place["version"], place.get("handoff")), (&json!(1), None));
        let entry = app.entry(&request);
        assert_eq!((&entry["act"], &entry["subject"]["kind"]), (&json!("team.joined"), &json!("team_member")));
        assert_eq!(entry["cmp"], json!(["identity", "therapy"]));
    }

    async fn only_coordinators_of_the_centre_make_the_team(app: App) {
        let (amina, paul, adele) = (app.amina().await, app.paul().await, app.adele().await);
        let case = opened_with(&amina, &[&paul, &adele]).await;
        let team = format!("{case}/team");

        for key in ["paul", "adele"] {
            app.persona(key).await.post(&team, person(app.sam().await.id())).await.refused(Code::Forbidden);
        }
        for key in ["odile", "rita", "root", "audrey"] {
            app.persona(key).await.post(&team, person(app.sam().await.id())).await.hidden();
        }

        assert_eq!(app.sql_text("SELECT count(*) FROM team"), ["2"]);
    }

    async fn nobody_is_on_a_team_twice(app: App) {
        let (amina, claude, paul) = (app.amina().await, app.claude().await, app.paul().await);
        let team = format!("{}/team", opened(&amina).await);

        let (one, two) = join!(amina.post(&team, person(paul.id())), claude.post(&team, person(paul.id())));

        let (first, second) = if one.status() == 201 { (one, two) } else { (two, one) };
        first.created();
        second.refused(Code::AlreadyOnTeam);
        amina.post(&team, person(paul.id())).await.refused(Code::AlreadyOnTeam);
    }

    async fn a_key_puts_somebody_on_a_team_once(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let team = format!("{}/team", opened(&amina).await);

        let first = amina.post_once(&team, "a key", person(paul.id())).await.created();

        assert_eq!(amina.post_once(&team, "a key", person(paul.id())).await.created(), first);
    }

    async fn who_joins_is_somebody_who_works(app: App) {
        let (amina, root, sam) = (app.amina().await, app.root().await, app.sam().await);
        let team = format!("{}/team", opened(&amina).await);

        amina.post(&team, person(NOBODY)).await.invalid("/person", "no-such-thing");
        amina.post(&team, person(app.agency("police"))).await.invalid("/person", "no-such-thing");
        amina.post(&team, person("sam")).await.invalid("/person", "wrong-type");
        root.patch(&format!("/v1/people/{}", sam.id()), "\"1\"", json!({ "active": false })).await.ok();
        amina.post(&team, person(sam.id())).await.invalid("/person", "no-such-thing");
    }

    async fn the_crown_sees_a_case_once_it_is_added(app: App) {
        let (amina, nadia) = (app.amina().await, app.nadia().await);
        let case = opened(&amina).await;
        nadia.get(&case).await.hidden();

        amina.post(&format!("{case}/team"), person(nadia.id())).await.created();

        assert_eq!(nadia.get(&case).await.ok()["status"], "open");
        assert_eq!(each(&nadia.get("/v1/cases").await.ok(), "number"), ["2026-0001"]);
    }

    async fn who_leaves_sees_nothing_any_more(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        let place = format!("{case}/team/{}", paul.id());
        let unread = amina.send(reqwest::Method::DELETE, &place, |request| request).await;
        unread.refused(Code::IfMatchRequired);
        amina.delete(&place, "\"7\"").await.refused(Code::StaleVersion);
        paul.get(&case).await.ok();

        let ended = amina.delete(&place, "\"1\"").await.ok();

        assert!(ended["ended_at"].is_string(), "{ended}");
        paul.get(&case).await.hidden();
        assert_eq!(amina.get(&format!("{case}/team")).await.ok()["items"], json!([]));
        amina.delete(&place, "\"2\"").await.hidden();
        amina.post(&format!("{case}/team"), person(paul.id())).await.created();
        paul.get(&case).await.ok();
    }

    async fn a_closed_case_has_no_new_team(app: App) {
        let (amina, paul) = (app.amina().await, app.paul().await);
        let case = opened_with(&amina, &[&paul]).await;
        amina.post(&format!("{case}/close"), json!({ "code": "completed" })).await.ok();

        amina.post(&format!("{case}/team"), person(app.sam().await.id())).await.refused(Code::Forbidden);

        assert_eq!(each(&amina.get(&format!("{case}/team")).await.ok(), "person"), [paul.id()]);
    }

    async fn a_team_is_read_page_by_page(app: App) {
        let (amina, paul, karim, thea) =
            (app.amina().await, app.paul().await, app.karim().await, app.thea().await);
        let case = opened_with(&amina, &[&karim, &thea, &paul]).await;
        let team = format!("{case}/team");

        let seen = amina.walk(&team, 1).await;

        let people: Vec<_> = seen.iter().map(|place| place["person"].clone()).collect();
        assert_eq!(people, [karim.id(), thea.id(), paul.id()]);
        assert_eq!(json!(seen), amina.get(&team).await.ok()["items"]);
        assert_eq!(paul.walk(&team, 1).await.len(), 2);
    }

    async fn who_takes_on_a_handoff_joins_with_it_and_leaves_with_it(app: App) {
        let (amina, paul, thea) = (app.amina().await, app.paul().await, app.thea().await);
        let case = app.case_with(&[&paul]).await;
        let (place, team) = (format!("/v1/cases/{case}"), format!("/v1/cases/{case}/team"));
        let first = app.handoff(&amina, &case, "counselling", "therapy_individual").await;
        let second = app.handoff(&amina, &case, "counselling", "therapy_group").await;

        thea.moves(&first, "take-on", json!({})).await.ok();
        thea.moves(&second, "take-on", json!({})).await.ok();

        let joined = amina.get(&team).await.ok()["items"][1].clone();
        assert_eq!((&joined["person"], &joined["handoff"]), (&json!(thea.id()), &json!(first)));
        assert_eq!(each(&paul.get(&team).await.ok(), "person"), [paul.id()]);
        thea.moves(&first, "retract", json!({})).await.ok();
        let stays = amina.get(&team).await.ok()["items"][1].clone();
        assert_eq!((&stays["person"], &stays["handoff"]), (&json!(thea.id()), &json!(second)));
        thea.get(&place).await.ok();
        thea.moves(&second, "retract", json!({})).await.ok();
        assert_eq!(each(&amina.get(&team).await.ok(), "person"), [paul.id()]);
        thea.get(&place).await.hidden();
    }

    async fn who_is_on_the_team_already_stays_when_a_handoff_ends(app: App) {
        let (amina, helen) = (app.amina().await, app.helen().await);
        let case = app.case_with(&[&helen]).await;
        let exam = app.handoff(&amina, &case, "health", "medical_exam").await;

        helen.moves(&exam, "take-on", json!({})).await.ok();
        helen.moves(&exam, "retract", json!({})).await.ok();

        let team = amina.get(&format!("/v1/cases/{case}/team")).await.ok();
        assert_eq!((each(&team, "person"), each(&team, "version")), (vec![json!(helen.id())], vec![json!(1)]));
        helen.get(&format!("/v1/cases/{case}")).await.ok();
    }

    async fn who_is_barred_is_not_put_on_the_team_by_a_handoff(app: App) {
        let (amina, helen) = (app.amina().await, app.helen().await);
        let case = app.case_with(&[]).await;
        let exam = app.handoff(&amina, &case, "health", "medical_exam").await;
        let bar = format!("/v1/cases/{case}/exclusions/{}", helen.id());
        amina.put(&bar, ("If-None-Match", "*"), json!({ "code": "relative" })).await.created();

        helen.moves(&exam, "take-on", json!({})).await.hidden();

        assert_eq!(amina.get(&format!("/v1/cases/{case}/team")).await.ok()["items"], json!([]));
    }
}

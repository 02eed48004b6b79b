//! Bodies are strict, bounded, and never repeated in a refusal.
use crate::harness::persona::PASSWORD;
use crate::harness::{App, Engine, Persona, Reply};
use relais::problem::Code;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;

fn agency() -> Value {
    json!({ "name_en": "A Name", "discipline": "health", "province": "NS", "zone": "America/Halifax" })
}
fn person(app: &App) -> Value {
    json!({
        "agency": app.agency("crown"), "name": "A Name", "email": "a.name@crown.example", "password": PASSWORD,
        "roles": ["member"],
    })
}
/// The body with one field changed, or taken out.
fn with(mut body: Value, field: &str, value: Value) -> Value {
    if value.is_null() {
        body.as_object_mut().unwrap().shift_remove(field);
    } else {
        body[field] = value;
    }
    body
}
async fn post_text(persona: &Persona, mime: &str, text: impl Into<reqwest::Body>) -> Reply {
    persona.send(Method::POST, "/v1/agencies", |r| r.header(CONTENT_TYPE, mime).body(text)).await
}

on_both_engines! {
    async fn every_field_of_an_agency_says_what_was_expected(app: App) {
        let root = app.root().await;
        let services = |one: Value| json!([{ "service": "*", "opening": "always" }, one]);
        let hours = |opening: Value| json!([{ "service": "*", "opening": opening }]);

        for (field, value, pointer, code) in [
            ("name_en", Value::Null, "/name_en", "required"),
            ("colour", json!("red"), "/colour", "unknown-field"),
            ("name_en", json!(["A Name"]), "/name_en", "wrong-type"),
            ("name_en", json!(""), "/name_en", "too-short"),
            ("name_en", json!("é".repeat(201)), "/name_en", "too-long"),
            ("discipline", json!("circus"), "/discipline", "unknown-value"),
            ("languages", json!([]), "/languages", "too-short"),
            ("languages", json!(["en", 7]), "/languages/1", "wrong-type"),
            ("services", services(json!({ "service": "*", "opening": "always" })), "/services/1/service", "conflict"),
            ("services", services(json!({ "service": "magic", "opening": "always" })), "/services/1/service", "unknown-value"),
            ("services", services(json!({ "service": "", "opening": "always" })), "/services/1/service", "too-short"),
            ("services", services(json!({ "service": "*" })), "/services/1/opening", "required"),
            ("services", services(json!({ "opening": "always", "x": 1 })), "/services/1/x", "unknown-field"),
            ("services", hours(json!("sometimes")), "/services/0/opening", "unknown-value"),
            ("services", hours(json!({ "weekly": { "mon": ["9:00", "17:00"] } })), "/services/0/opening/weekly/mon/0", "wrong-type"),
            ("services", hours(json!({ "weekly": { "mon": ["17:00", "09:00"] } })), "/services/0/opening/weekly/mon", "wrong-type"),
            ("services", hours(json!({ "weekly": { "day": [] } })), "/services/0/opening/weekly/day", "unknown-field"),
        ] {
            root.post("/v1/agencies", with(agency(), field, value)).await.invalid(pointer, code);
        }
    }

    async fn every_field_of_a_person_says_what_was_expected(app: App) {
        let root = app.root().await;

        for (field, value, pointer, code) in [
            ("agency", json!("the police"), "/agency", "wrong-type"),
            ("agency", json!("019a0000-0000-7000-8000-000000000000"), "/agency", "no-such-thing"),
            ("name", json!("  \n"), "/name", "not-readable"),
            ("name", json!("bell \u{7}"), "/name", "not-readable"),
            ("email", json!("no address"), "/email", "not-an-email"),
            ("email", json!("a@"), "/email", "too-short"),
            ("email", json!(format!("{}@x.example", "a".repeat(250))), "/email", "too-long"),
            ("password", json!("eleven char"), "/password", "too-short"),
            ("password", json!("x".repeat(257)), "/password", "too-long"),
            ("password", json!(123_456_789_012_i64), "/password", "wrong-type"),
            ("roles", json!([]), "/roles", "too-short"),
            ("roles", json!(["member", "king"]), "/roles/1", "unknown-value"),
            ("lang", json!("de"), "/lang", "unknown-value"),
            ("supervisor", json!("yes"), "/supervisor", "wrong-type"),
        ] {
            root.post("/v1/people", with(person(&app), field, value)).await.invalid(pointer, code);
        }

        assert_eq!(app.sql_text("SELECT count(*) FROM people"), ["15"]);
    }

    async fn all_fields_that_are_out_of_bounds_are_told_at_once(app: App) {
        let root = app.root().await;
        let wrong = with(with(person(&app), "name", json!("")), "roles", json!([]));

        let problem = root.post("/v1/people", wrong).await.refused(Code::Invalid);

        let told = |key: &str| problem["errors"].as_array().unwrap().iter().map(|e| e[key].clone()).collect::<Vec<_>>();
        assert_eq!(told("pointer"), ["/name", "/name", "/roles"]);
        assert_eq!(told("code"), ["too-short", "not-readable", "too-short"]);
    }

    async fn a_name_that_was_sent_as_a_field_is_not_repeated(app: App) {
        let root = app.root().await;

        for name in ["Zoé Canari", "zoe@canari.example", "1985-04-03"] {
            let problem = root.post("/v1/agencies", with(agency(), name, json!(1))).await.refused(Code::Invalid);

            assert!(!problem.to_string().contains(name), "{problem}");
            assert_eq!(problem["errors"][0]["code"], json!("unknown-field"));
        }
    }

    async fn what_is_no_json_is_no_body(app: App) {
        let root = app.root().await;

        let (cut, twice) = (agency().to_string(), agency().to_string().repeat(2));
        for text in ["{", "[", "name_en=A", "{\"name_en\": \"\\ud800\"}", "{'name_en': 1}", cut.trim_end_matches('}'), &twice] {
            post_text(&root, "application/json", text.to_owned()).await.refused(Code::MalformedBody);
        }
        post_text(&root, "application/json", vec![b'"', 0xff, b'"']).await.refused(Code::MalformedBody);

        let whole = post_text(&root, "application/json; charset=utf-8", agency().to_string()).await;
        whole.created();
    }

    async fn only_json_is_read(app: App) {
        let root = app.root().await;

        for mime in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "image/jpeg"] {
            post_text(&root, mime, agency().to_string()).await.refused(Code::UnsupportedMediaType);
        }

        assert_eq!(app.sql_text("SELECT count(*) FROM agencies"), ["11"]);
    }

    async fn a_body_has_a_limit(app: App) {
        let root = app.root().await;
        let mut filled = agency().to_string();
        filled.push_str(&" ".repeat(64 * 1024 - filled.len()));

        let fits = post_text(&root, "application/json", filled.clone()).await;
        let larger = post_text(&root, "application/json", filled + " ").await;

        fits.created();
        larger.refused(Code::BodyTooLarge);
    }

    async fn a_body_without_a_length_has_the_same_limit(app: App) {
        let root = app.root().await;
        let mut stream = TcpStream::connect(app.url().trim_start_matches("http://")).unwrap();
        let head = format!(
            "POST /v1/agencies HTTP/1.1\r\nHost: relais\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
            root.token(),
        );
        let chunk = format!("{:x}\r\n{}\r\n", 33 * 1024, " ".repeat(33 * 1024));

        stream.write_all(format!("{head}{chunk}{chunk}").as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();

        assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 413");
    }

    async fn a_head_has_a_limit(app: App) {
        let root = app.root().await;

        let wide = root.send(Method::GET, "/v1/me", |r| r.header("X-Padding", "x".repeat(17 * 1024))).await;
        let long = root.get(&format!("/v1/agencies?discipline={}", "x".repeat(5 * 1024))).await;

        wide.refused(Code::HeadersTooLarge);
        long.refused(Code::HeadersTooLarge);
    }
}

#[test]
fn a_body_that_does_not_arrive_is_not_waited_for() {
    crate::harness::app::tell(Engine::Sqlite, async |app: App| {
        let root = app.root().await;
        let mut stream = TcpStream::connect(app.url().trim_start_matches("http://")).unwrap();
        let request = format!(
            "POST /v1/agencies HTTP/1.1\r\nHost: relais\r\nAuthorization: Bearer {}\r\nContent-Length: 100\r\n\r\n{{",
            root.token(),
        );

        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = [0; 4096];
        let read = stream.read(&mut answer).unwrap();

        let said = String::from_utf8_lossy(&answer[..read]).into_owned();
        assert!(said.starts_with("HTTP/1.1 408"), "{said}");
        assert!(said.contains(Code::RequestTimeout.entry().code), "{said}");
    });
}

//! The page at `/docs`: whole, in two languages, for everybody, and nothing in it that a browser would have to fetch or run.
use crate::harness::App;
use relais::problem::Code;
use reqwest::header::{ACCEPT_LANGUAGE, HeaderMap};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Asks for something that is no JSON.
async fn asked(request: RequestBuilder) -> (u16, HeaderMap, String) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.headers().clone(), answer.text().await.unwrap())
}
async fn page(app: &App, languages: &str) -> String {
    let (status, headers, page) = asked(app.raw(Method::GET, "/docs").header(ACCEPT_LANGUAGE, languages)).await;
    assert_eq!((status, &headers["content-type"]), (200, &"text/html; charset=utf-8".parse().unwrap()));
    page
}

/// The values of an attribute, wherever it stands.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    page.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The names of the elements of a page that are not closed again.
fn unclosed(page: &str) -> Vec<String> {
    let mut open: Vec<&str> = Vec::new();
    for tag in page.split('<').skip(1).map(|rest| rest.split(['>', ' ']).next().unwrap()) {
        match tag.strip_prefix('/') {
            Some(name) if open.last() == Some(&name) => drop(open.pop()),
            Some(name) => return vec![format!("</{name}> after {open:?}")],
            None if ["!doctype", "meta", "link"].contains(&tag) => {}
            None => open.push(tag),
        }
    }
    open.into_iter().map(str::to_owned).collect()
}

on_both_engines! {
    async fn every_operation_is_on_the_page_with_its_path(app: App) {
        let description: Value = app.send(app.raw(Method::GET, "/openapi.json")).await.ok();

        let page = page(&app, "en").await;

        let paths = description["paths"].as_object().unwrap();
        let operations = paths.iter().flat_map(|(path, item)| item.as_object().unwrap().values().map(move |op| (path, op)));
        for (path, operation) in operations {
            let id = operation["operationId"].as_str().unwrap();
            let heading = page.split(&format!("<h3 id=\"{id}\">")).nth(1).unwrap_or_else(|| panic!("no {id}"));
            assert!(heading.split("</h3>").next().unwrap().contains(&format!(">{path}</code>")), "{id} without {path}");
        }
        for name in description["components"]["schemas"].as_object().unwrap().keys() {
            assert!(page.contains(&format!("<h3 id=\"shape-{name}\">")), "no shape {name}");
        }
    }

    async fn the_page_says_what_an_operation_takes_and_refuses(app: App) {
        let page = page(&app, "en").await;

        let heading = page.split("<h3 id=\"log_handoff\">").nth(1).unwrap();
        let told = heading.split("</article>").next().unwrap();

        for said in ["<code>to_agency</code>", "required", "Idempotency-Key", "<code>no-after-hours-line</code>", "&quot;"] {
            assert!(told.contains(said), "nothing of {said}: {told}");
        }
    }

    async fn its_frame_speaks_both_languages(app: App) {
        let (french, english) = (page(&app, "fr-CA,en;q=0.5").await, page(&app, "en").await);
        let (_, headers, chosen) = asked(app.raw(Method::GET, "/docs?lang=en").header(ACCEPT_LANGUAGE, "fr")).await;

        assert!(french.contains("<html lang=\"fr\">") && french.contains("ne remplace jamais l&#39;obligation personnelle"));
        assert!(english.contains("<html lang=\"en\">") && english.contains("never discharges anybody&#39;s personal duty"));
        assert_eq!((chosen == english, &headers["content-language"]), (true, &"en".parse().unwrap()));
        assert_eq!(page(&app, "de").await, french);
        app.send(app.raw(Method::GET, "/docs?lang=de")).await.invalid("?lang", "unknown-value");
    }

    async fn a_browser_fetches_and_runs_nothing_from_elsewhere(app: App) {
        let (_, headers, page) = asked(app.raw(Method::GET, "/docs")).await;
        let (_, _, style) = asked(app.raw(Method::GET, "/docs/style.css")).await;

        assert_eq!(headers["content-security-policy"], POLICY);
        let links = [values(&page, "href"), values(&page, "src")].concat();
        let within = |to: &&str| to.starts_with('#') || (to.starts_with('/') && !to.starts_with("//"));
        assert_eq!(links.iter().filter(|to| !within(to)).collect::<Vec<_>>(), [&""; 0]);
        let ids = values(&page, "id");
        let lost = links.iter().filter(|to| to.strip_prefix('#').is_some_and(|id| !ids.contains(&id)));
        assert_eq!(lost.collect::<Vec<_>>(), [&""; 0], "links that lead nowhere");
        assert_eq!(ids.iter().filter(|id| ids.iter().filter(|other| other == id).count() > 1).count(), 0);
        let words = ["<script", "<style", "<img", "<iframe", " style=", " onclick=", "javascript:", "http:", "https:"];
        assert_eq!(words.iter().filter(|word| page.contains(**word)).collect::<Vec<_>>(), [&""; 0]);
        assert!(!style.contains("url(") && !style.contains("@import"));
        assert_eq!(unclosed(&page), [""; 0]);
    }

    async fn everybody_may_read_it_and_ask_for_its_head_alone(app: App) {
        for (path, kind) in [("/docs", "text/html; charset=utf-8"), ("/docs/style.css", "text/css; charset=utf-8")] {
            let (status, headers, whole) = asked(app.raw(Method::GET, path)).await;
            let (head, only, nothing) = asked(app.raw(Method::HEAD, path)).await;

            assert_eq!((status, head, nothing.as_str()), (200, 200, ""), "{path}");
            assert_eq!((&headers["content-type"], &only["content-type"]), (&kind.parse().unwrap(), &kind.parse().unwrap()));
            assert_eq!(only["content-length"], whole.len().to_string().as_str(), "{path}");
            assert_eq!((&headers["x-content-type-options"], &headers["cache-control"]), (&"nosniff".parse().unwrap(), &"no-store".parse().unwrap()));
            assert!(headers.contains_key("x-request-id"));

            let refused = app.send(app.raw(Method::POST, path)).await;
            assert_eq!(refused.header("allow"), Some("GET, HEAD"), "{path}");
            refused.refused(Code::MethodNotAllowed);
        }
    }
}

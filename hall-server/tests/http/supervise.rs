//! The supervisor's page and what is done from it: pause for a clerk, find a number, direct it, announce.

use axum::http::StatusCode;
use hall_api::requests::Role;
use hall_server::store::audit;
use hall_server::store::devices::DeviceKind;
use serde_json::{Value, json};

use crate::small::MORNING;
use crate::stage::TestApp;

async fn view(app: &TestApp, topic: &str) -> Value {
    let view = app.state.engine.view(topic.parse().unwrap()).await.unwrap();
    serde_json::from_str::<Value>(&view).unwrap()["view"].clone()
}

async fn window(app: &TestApp, number: u16) -> Value {
    let view = view(app, "supervisor").await;
    view["windows"].as_array().unwrap().iter().find(|w| w["window"] == number).unwrap().clone()
}

#[tokio::test]
async fn a_windows_story_is_told_with_names_and_times() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    assert_eq!(window(&app, 1).await["since"], Value::Null, "nothing has happened there");
    app.open(&clerk, 1).await;
    let opened = app.state.clock.now().0;
    let open = window(&app, 1).await;
    assert_eq!((&open["since"], &open["free_since"]), (&json!(opened), &json!(opened)));
    assert_eq!((&open["clerk"], &open["clerk_name"]), (&json!("anna"), &json!("Name of anna")));
    let ticket = app.take(&kiosk, &["card"]).await["ticket"].clone();
    assert_eq!(window(&app, 1).await["waiting"], 1);
    app.clock.advance(60_000);
    let at = |verb: &str| {
        app.post(&format!("/api/v1/windows/1/{verb}"))
            .session(&clerk)
            .json(&json!({ "ticket": ticket }))
            .send()
    };
    at("call").await.expect(StatusCode::OK);
    let called = window(&app, 1).await;
    assert_eq!((&called["free_since"], &called["call"]["serving"]), (&Value::Null, &json!(false)));
    at("put-back").await.expect(StatusCode::OK);
    assert_eq!(window(&app, 1).await["free_since"], opened + 60_000);
}

#[tokio::test]
async fn a_line_tells_who_waits_longest_whatever_the_credit() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let line = || async {
        let view = view(&app, "supervisor").await;
        view["lines"].as_array().unwrap().iter().find(|line| line["line"] == "cards").unwrap().clone()
    };
    assert_eq!(line().await["longest"], Value::Null);
    app.take(&kiosk, &["card"]).await;
    let first = app.state.clock.now().0;
    app.clock.advance(60_000);
    let elderly = json!({ "items": ["card"], "class": "elderly" });
    let credited =
        app.post("/api/v1/tickets").token(&kiosk).json(&elderly).send().await.expect(StatusCode::OK);
    assert_eq!(credited["people_ahead"], 0);
    let shown = line().await;
    assert_eq!((&shown["longest"], &shown["waiting"]), (&json!(first), &json!(2)));
}

#[tokio::test]
async fn a_supervisor_pauses_and_resumes_for_a_clerk() {
    let app = TestApp::start().await;
    let (clerk, boss) = (app.clerk("anna").await, app.staff("wang", &[Role::Supervisor]).await);
    let post = |verb: &str, body: Value| {
        app.post(&format!("/api/v1/windows/1/{verb}")).session(&boss).json(&body).send()
    };
    post("hold", json!({ "reason": "meeting" })).await.problem(409, "window_closed");
    app.open(&clerk, 1).await;
    post("hold", json!({ "reason": "meeting" })).await.expect(StatusCode::OK);
    let held = window(&app, 1).await;
    assert_eq!((&held["state"]["mode"], &held["clerk"]), (&json!("paused"), &json!("anna")));
    post("release", json!(null)).await.expect(StatusCode::OK);
    assert_eq!(window(&app, 1).await["state"]["mode"], "open");
    post("release", json!(null)).await.problem(409, "window_not_paused");
    app.post("/api/v1/windows/99/hold")
        .session(&boss)
        .json(&json!({ "reason": "meal" }))
        .send()
        .await
        .problem(404, "window_unknown");
    let mut db = app.state.engine.readers().acquire().await.unwrap();
    let who: Vec<String> =
        sqlx::query_scalar("SELECT caller FROM events WHERE kind IN ('window_paused', 'window_continued')")
            .fetch_all(&mut *db)
            .await
            .unwrap();
    assert!(who.len() == 2 && who.iter().all(|caller| caller.contains("wang")), "{who:?}");
}

#[tokio::test]
async fn a_number_is_found_and_directed() {
    let app = TestApp::start().await;
    let (kiosk, clerk, boss) =
        (app.kiosk().await, app.clerk("anna").await, app.staff("wang", &[Role::Supervisor]).await);
    app.open(&clerk, 1).await;
    app.take(&kiosk, &["card"]).await;
    let second = app.take(&kiosk, &["card"]).await["ticket"].clone();
    let find = |number: &str| app.get(&format!("/api/v1/tickets/by-number/{number}")).session(&boss).send();
    let found = find("a2").await.expect(StatusCode::OK);
    assert_eq!((&found["ticket"], &found["number"]), (&second, &json!("A002")));
    find("A009").await.problem(404, "not_a_ticket");
    find("hello").await.problem(404, "not_a_ticket");
    let direct = format!("/api/v1/tickets/{second}/direct");
    app.post(&direct).session(&boss).json(&json!({ "window": 1 })).send().await.expect(StatusCode::OK);
    let call = app.post("/api/v1/windows/1/call-next").session(&clerk).json(&json!({})).send().await;
    assert_eq!(call.expect(StatusCode::OK)["ticket"], second);
}

#[tokio::test]
async fn an_announcement_is_on_the_board_until_it_is_over() {
    let app = TestApp::start().await;
    let boss = app.staff("wang", &[Role::Supervisor]).await;
    let announce = |key: &'static str, zh: &str, minutes: u32| {
        let body = json!({ "text": { "zh": zh, "en": "Window 3 moves" }, "minutes": minutes });
        app.post("/api/v1/notices").key(key).session(&boss).json(&body).send()
    };
    let first = announce("one", " 3 号窗口暂停 ", 10).await.expect(StatusCode::OK);
    assert_eq!(announce("one", " 3 号窗口暂停 ", 10).await.expect(StatusCode::OK), first);
    announce("one", "别的", 10).await.problem(422, "key_reused");
    announce("one", "3 号窗口暂停", 20).await.problem(422, "key_reused");
    let board = || async { view(&app, "board").await["notices"].clone() };
    assert_eq!(board().await, json!([{ "zh": "3 号窗口暂停", "en": "Window 3 moves" }]));
    let second = announce("two", "四点停电", 60).await.expect(StatusCode::OK);
    assert_eq!(board().await[0]["zh"], "四点停电", "the latest first");
    app.clock.advance(10 * 60_000);
    assert_eq!(board().await.as_array().unwrap().len(), 1);
    let withdraw = format!("/api/v1/notices/{}/withdraw", second["notice"]);
    app.post(&withdraw).session(&boss).send().await.expect(StatusCode::OK);
    assert_eq!(board().await, json!([]));
    for (zh, minutes) in [("", 10), ("  ", 10), ("一行\n两行", 10), ("好", 0), ("好", 721)] {
        announce("bad", zh, minutes).await.problem(422, "invalid");
    }
    announce("bad", &"长".repeat(101), 10).await.problem(422, "invalid");
    let audit = audit::since(&app.state.engine.readers(), MORNING).await.unwrap();
    let told: Vec<_> = audit.iter().map(|entry| (entry.action.as_str(), entry.target.as_str())).collect();
    assert_eq!(told, [("announce", "3 号窗口暂停"), ("announce", "四点停电"), ("withdraw", "2")]);
}

#[tokio::test]
async fn the_voice_is_muted_for_the_whole_hall_and_speaks_again() {
    let app = TestApp::start().await;
    let (kiosk, clerk, boss) =
        (app.kiosk().await, app.clerk("anna").await, app.staff("wang", &[Role::Supervisor]).await);
    let post = |verb: &str, key: &'static str| {
        app.post(&format!("/api/v1/voice/{verb}")).session(&boss).key(key).send()
    };
    let voices = || async {
        (view(&app, "board").await["voice"].clone(), view(&app, "window/1").await["voice"].clone())
    };
    let both = |muted: bool, silent_to: u64| {
        let voice = json!({ "muted": muted, "silent_to": silent_to });
        (voice.clone(), voice)
    };
    app.open(&clerk, 1).await;
    assert_eq!(voices().await, both(false, 0));
    post("unmute", "one").await.problem(409, "nothing_changed");
    app.clock.advance(60_000);
    post("mute", "two").await.expect(StatusCode::OK);
    let since = app.state.clock.now().0;
    post("mute", "two").await.expect(StatusCode::OK);
    post("mute", "three").await.problem(409, "nothing_changed");
    app.clock.advance(60_000);
    let muted = view(&app, "supervisor").await;
    assert_eq!(muted["voice_muted_since"], since);
    assert_eq!(muted["alarms"][0], json!({ "kind": "voice_muted", "since": since }), "before all others");
    app.take(&kiosk, &["card"]).await;
    let call = app.post("/api/v1/windows/1/call-next").session(&clerk).json(&json!({})).send().await;
    call.expect(StatusCode::OK);
    assert_eq!(voices().await, both(true, 1));
    post("unmute", "four").await.expect(StatusCode::OK);
    assert_eq!(voices().await, both(false, 1), "what was called meanwhile stays unspoken");
    let told = view(&app, "supervisor").await;
    assert_eq!(told["voice_muted_since"], Value::Null);
    let deeds: Vec<_> =
        told["deeds"].as_array().unwrap().iter().map(|d| (&d["action"], &d["staff"])).collect();
    assert_eq!(deeds, [(&json!("unmute"), &json!("wang")), (&json!("mute"), &json!("wang"))]);
    let loud = |alarm: &Value| alarm["kind"] != "voice_muted";
    assert!(told["alarms"].as_array().unwrap().iter().all(loud));
}

#[tokio::test]
async fn a_result_is_on_the_boards_until_it_is_collected_or_over() {
    let app = TestApp::start().await;
    let (clerk, boss) = (app.clerk("anna").await, app.staff("wang", &[Role::Supervisor]).await);
    let show = |key: &'static str, session: &str, body: serde_json::Value| {
        app.post("/api/v1/ready").key(key).session(session).json(&body).send()
    };
    let body = |code: &str, minutes: u32| json!({ "code": code, "window": 1, "minutes": minutes });
    let first = show("one", &boss, body(" a003 ", 60)).await.expect(StatusCode::OK);
    assert_eq!(show("one", &boss, body("A003", 60)).await.expect(StatusCode::OK), first);
    show("one", &boss, body("A004", 60)).await.problem(422, "key_reused");
    show("one", &boss, body("A003", 61)).await.problem(422, "key_reused");
    show("one", &boss, json!({ "code": "A003", "minutes": 60 })).await.problem(422, "key_reused");
    show("clerk", &clerk, body("A003", 60)).await.problem(403, "forbidden");
    let anywhere = json!({ "code": "T-17", "window": null, "minutes": 10 });
    show("two", &boss, anywhere).await.expect(StatusCode::OK);
    let board = || async { view(&app, "board").await["ready"].clone() };
    let (a, t) = (json!({ "code": "A003", "window": 1 }), json!({ "code": "T-17", "window": null }));
    assert_eq!(board().await, json!([t, a]), "the latest first");
    let again = show("three", &boss, body("A003", 60)).await.expect(StatusCode::OK);
    assert_eq!(board().await, json!([a, t]), "shown anew, not twice");
    assert_eq!(view(&app, "supervisor").await["ready"][0]["id"], again["ready"]);
    app.clock.advance(10 * 60_000);
    assert_eq!(board().await, json!([a]), "the other is over");
    let collected = format!("/api/v1/ready/{}/collected", again["ready"]);
    app.post(&collected).session(&clerk).send().await.problem(403, "forbidden");
    app.post(&collected).session(&boss).send().await.expect(StatusCode::OK);
    assert_eq!(board().await, json!([]));
    for (code, minutes) in
        [("A", 60), ("A12345678", 60), ("Zhang", 60), ("张 3", 60), ("A003", 0), ("A003", 601)]
    {
        show("bad", &boss, body(code, minutes)).await.problem(422, "invalid");
    }
    let nowhere = json!({ "code": "A003", "window": 99, "minutes": 60 });
    show("bad", &boss, nowhere).await.problem(422, "invalid");
    let audit = audit::since(&app.state.engine.readers(), MORNING).await.unwrap();
    let told: Vec<_> = audit.iter().map(|entry| (entry.action.as_str(), entry.target.as_str())).collect();
    assert_eq!(told, [("ready", "A003"), ("ready", "T-17"), ("ready", "A003"), ("collected", "3")]);
}

#[tokio::test]
async fn what_needs_somebody_is_an_alarm() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.device("screen-1", DeviceKind::Display).await;
    let kinds = || async {
        let view = view(&app, "supervisor").await;
        let kinds =
            view["alarms"].as_array().unwrap().iter().map(|alarm| alarm["kind"].as_str().unwrap().to_owned());
        kinds.collect::<Vec<_>>()
    };
    let (_, _, kiosk_feed) = app.get("/api/v1/feed?topics=kiosk").token(&kiosk).stream().await;
    assert_eq!(kinds().await, ["device_away"], "the screen was never seen");
    let out = json!({ "state": "out" });
    app.post("/api/v1/printer").token(&kiosk).json(&out).send().await;
    assert_eq!(kinds().await, ["printer", "device_away"]);
    app.open(&clerk, 1).await;
    app.take(&kiosk, &["card"]).await;
    app.clock.advance(5 * 60_000 + 1);
    assert!(kinds().await.contains(&"window_idle".to_owned()));
    app.clock.advance(25 * 60_000);
    assert!(kinds().await.contains(&"wait_long".to_owned()));
    drop(kiosk_feed);
}

#[tokio::test]
async fn the_page_is_for_supervisors() {
    let app = TestApp::start().await;
    let (clerk, boss) = (app.clerk("anna").await, app.staff("wang", &[Role::Supervisor]).await);
    let page = app.get("/supervisor").session(&boss).send().await;
    assert_eq!(page.status, StatusCode::OK);
    let refused = app.get("/supervisor").session(&clerk).send().await;
    assert_eq!(refused.header("location"), "/sign-in?denied=1&next=/supervisor");
}

#[tokio::test]
async fn lines_and_hours_change_for_today() {
    let app = TestApp::start().await;
    let (kiosk, clerk, boss) =
        (app.kiosk().await, app.clerk("anna").await, app.staff("wang", &[Role::Supervisor]).await);
    let post = |path: &str, body: Value| app.post(path).session(&boss).json(&body).send();
    app.open(&clerk, 1).await;
    let before = window(&app, 1).await;
    post("/api/v1/windows/1/lines", json!({ "own": ["seals", "night"], "helps": ["cards"] }))
        .await
        .expect(StatusCode::OK);
    let after = window(&app, 1).await;
    assert_ne!(before["own"], after["own"]);
    assert_eq!((&after["own"], &after["helps"]), (&json!(["seals", "night"]), &json!(["cards"])));
    app.take(&kiosk, &["seal"]).await;
    let desk = view(&app, "desk/1").await;
    assert_eq!((&desk["lines"][0]["line"], &desk["waiting"]), (&json!("seals"), &json!(1)));
    assert_eq!(view(&app, "window/1").await["serves"].as_array().unwrap().len(), 2);
    post("/api/v1/windows/1/lines", json!({ "own": [], "helps": [] })).await.problem(422, "bad_lines");
    let until = app.state.clock.now().0 + 3_600_000;
    post("/api/v1/lines/night/extend", json!({ "until": until })).await.expect(StatusCode::OK);
    post("/api/v1/lines/night/extend", json!({ "until": until })).await.problem(409, "nothing_changed");
    post("/api/v1/lines/night/extend", json!({ "until": 1 })).await.problem(422, "not_today");
    let supervisor = view(&app, "supervisor").await;
    let night = supervisor["lines"].as_array().unwrap().iter().find(|line| line["line"] == "night").unwrap();
    assert_eq!((&night["extended_until"], &night["opening"]["state"]), (&json!(until), &json!("open")));
    app.take(&kiosk, &["night"]).await;
}

#[tokio::test]
async fn a_supervisor_opens_a_window_for_a_clerk() {
    let app = TestApp::start().await;
    let (anna, boss) = (app.clerk("anna").await, app.staff("wang", &[Role::Supervisor]).await);
    app.clerk("li").await;
    let open = |window: u16, clerk: &str| {
        let body = json!({ "clerk": clerk });
        app.post(&format!("/api/v1/windows/{window}/open-for")).session(&boss).json(&body).key("one")
    };
    open(1, "nobody").send().await.problem(404, "not_a_clerk");
    open(1, "wang").send().await.problem(404, "not_a_clerk");
    open(99, "anna").send().await.problem(404, "window_unknown");
    open(1, "anna").send().await.expect(StatusCode::OK);
    open(1, "anna").send().await.expect(StatusCode::OK);
    let opened = window(&app, 1).await;
    assert_eq!((&opened["state"]["mode"], &opened["clerk"]), (&json!("open"), &json!("anna")));
    assert_eq!(opened["clerk_name"], "Name of anna");
    open(1, "li").key("two").send().await.problem(409, "window_open");
    open(2, "anna").key("three").send().await.problem(409, "clerk_elsewhere");
    // The clerk who signs in finds it open.
    let pause = app.post("/api/v1/windows/1/pause").session(&anna).json(&json!({ "reason": "break" }));
    pause.send().await.expect(StatusCode::OK);
    let mut db = app.state.engine.readers().acquire().await.unwrap();
    let who: String = sqlx::query_scalar("SELECT caller FROM events WHERE kind = 'window_opened'")
        .fetch_one(&mut *db)
        .await
        .unwrap();
    assert!(who.contains("wang"), "{who}");
}

#[tokio::test]
async fn what_was_done_today_is_told_with_who_and_when() {
    let app = TestApp::start().await;
    let (kiosk, anna, boss) =
        (app.kiosk().await, app.clerk("anna").await, app.staff("wang", &[Role::Supervisor]).await);
    let post = |path: &str, body: Value| app.post(path).session(&boss).json(&body).send();
    app.open(&anna, 1).await;
    let own = app.post("/api/v1/windows/1/pause").session(&anna).json(&json!({ "reason": "break" }));
    own.send().await.expect(StatusCode::OK);
    assert_eq!(
        view(&app, "supervisor").await["deeds"],
        json!([]),
        "what a clerk does at the own window is not told"
    );
    post("/api/v1/windows/1/release", json!(null)).await.expect(StatusCode::OK);
    post("/api/v1/windows/1/hold", json!({ "reason": "meeting" })).await.expect(StatusCode::OK);
    app.clock.advance(60_000);
    let ticket = app.take(&kiosk, &["card"]).await["ticket"].clone();
    post(&format!("/api/v1/tickets/{ticket}/direct"), json!({ "window": 1 })).await.expect(StatusCode::OK);
    let until = app.state.clock.now().0 + 3_600_000;
    post("/api/v1/lines/night/extend", json!({ "until": until })).await.expect(StatusCode::OK);
    post("/api/v1/lines/night/extend", json!({ "until": null })).await.expect(StatusCode::OK);
    post("/api/v1/windows/1/lines", json!({ "own": ["seals"], "helps": ["cards"] }))
        .await
        .expect(StatusCode::OK);
    let notice = json!({ "text": { "zh": "四点停电", "en": "No power at four" }, "minutes": 10 });
    post("/api/v1/notices", notice).await.expect(StatusCode::OK);
    post("/api/v1/printers/kiosk-1/test", json!({ "english": false })).await.expect(StatusCode::OK);
    let told = view(&app, "supervisor").await["deeds"].clone();
    let actions: Vec<_> =
        told.as_array().unwrap().iter().map(|deed| deed["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["test", "announce", "assign", "extend_end", "extend", "direct", "hold", "release"]);
    let direct = &told[5];
    assert_eq!((&direct["number"], &direct["window"]), (&json!({ "prefix": "A", "number": 1 }), &json!(1)));
    assert_eq!((&direct["staff"], &direct["staff_name"]), (&json!("wang"), &json!("Name of wang")));
    assert_eq!((&told[0]["about"], &told[1]["about"]), (&json!("kiosk-1"), &json!("四点停电")));
    assert_eq!(told[5]["at"].as_i64().unwrap() - told[6]["at"].as_i64().unwrap(), 60_000);
    assert_eq!(told[4]["line"], "night");
}

//! Records: staff, sessions, devices, notes; written with the batch, each job for itself.

use hall_api::requests::{Label, Role};
use hall_api::views::Topic;
use hall_core::command::{Action, AtWindow, Caller, PauseReason, TransferTarget};
use hall_core::ids::{DeviceId, StaffId, WindowId};
use hall_core::rejection::Rejection;
use hall_core::time::HOUR_MS;
use hall_server::engine::notices::{NoticeOrder, NoticeTask};
use hall_server::engine::orders::{PrinterOrder, PrinterTask};
use hall_server::engine::ready::{ReadyOrder, ReadyTask};
use hall_server::engine::{EngineError, EngineHandle};
use hall_server::store::devices::{self, DeviceKind};
use hall_server::store::proofs;
use hall_server::store::sessions::{self, Session};
use hall_server::store::staff::{self, Staff};

use super::stage::{MORNING, Site, clerk, kiosk, view, with};

fn li() -> Staff {
    Staff {
        id: StaffId::new("s-1"),
        user: "li".to_owned(),
        name: "李".to_owned(),
        password: "$argon2id$secret".to_owned(),
        roles: vec![Role::Clerk, Role::Supervisor],
        disabled: false,
    }
}

#[tokio::test]
async fn a_record_job_that_fails_takes_nothing_else_with_it() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let add = || engine.write(|db| Box::pin(async { staff::add(db, &li(), MORNING).await }));
    let all = futures_util::future::join3(add(), add(), site.take(&engine, &["card"])).await;
    all.0.unwrap();
    let error = all.1.unwrap_err();
    assert!(matches!(&error, EngineError::Record(store) if store.is_constraint()), "{error:?}");
    all.2.unwrap();
    assert_eq!(staff::all(&engine.readers()).await.unwrap(), vec![li()]);
    assert_eq!(site.count("SELECT count(*) FROM tickets").await, 1);
}

#[tokio::test]
async fn staff_sign_in_until_disabled() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let readers = engine.readers();
    let later = MORNING + HOUR_MS;
    engine
        .write(move |db| {
            Box::pin(async move {
                staff::add(db, &li(), MORNING).await?;
                let session = Session { staff: li().id, expires_at: MORNING + HOUR_MS };
                sessions::open(db, b"hash", &session, MORNING).await
            })
        })
        .await
        .unwrap();
    let live = proofs::live_sessions(&readers, MORNING).await.unwrap();
    assert_eq!(
        live.iter().map(|live| (&live.token_hash[..], &live.staff)).collect::<Vec<_>>(),
        [(&b"hash"[..], &li().id)]
    );
    assert_eq!(proofs::live_sessions(&readers, later).await.unwrap(), [], "it is over");
    assert!(staff::by_user(&readers, "li").await.unwrap().unwrap().roles.contains(&Role::Clerk));
    engine
        .write(|db| Box::pin(async { staff::set_disabled(db, "li", true).await }))
        .await
        .map(|known| assert!(known))
        .unwrap();
    assert_eq!(site.count("SELECT count(*) FROM sessions").await, 0, "signed out");
    assert!(staff::by_user(&readers, "li").await.unwrap().unwrap().disabled);
}

#[tokio::test]
async fn a_code_enrols_a_device_once_and_in_time() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let readers = engine.readers();
    let id = DeviceId::new("kiosk-9");
    let later = MORNING + HOUR_MS;
    engine
        .write(move |db| {
            Box::pin(async move {
                let id = DeviceId::new("kiosk-9");
                devices::add(db, &id, DeviceKind::Kiosk, MORNING).await?;
                devices::offer_code(db, &id, b"stale", MORNING + HOUR_MS).await?;
                devices::offer_code(db, &id, b"code", MORNING + HOUR_MS).await
            })
        })
        .await
        .unwrap();
    let enrol = |code: &'static [u8], now| {
        engine.write(move |db| Box::pin(async move { devices::enrol(db, code, b"token", now).await }))
    };
    assert_eq!(enrol(b"code", later).await.unwrap(), None, "too late");
    assert_eq!(enrol(b"stale", MORNING).await.unwrap(), None, "replaced");
    assert_eq!(enrol(b"wrong", MORNING).await.unwrap(), None);
    let device = enrol(b"code", MORNING).await.unwrap().unwrap();
    assert_eq!((device.id, device.kind, device.enrolled), (id.clone(), DeviceKind::Kiosk, true));
    assert_eq!(enrol(b"code", MORNING).await.unwrap(), None, "used");
    let tokens = proofs::device_tokens(&readers).await.unwrap();
    assert_eq!(
        tokens.iter().map(|known| (&known.token_hash[..], &known.device)).collect::<Vec<_>>(),
        [(&b"token"[..], &id)]
    );
    engine
        .write(move |db| Box::pin(async move { devices::revoke(db, &DeviceId::new("kiosk-9")).await }))
        .await
        .unwrap();
    assert_eq!(proofs::device_tokens(&readers).await.unwrap(), []);
    assert!(devices::by_id(&readers, &id).await.unwrap().unwrap().revoked);
}

#[tokio::test]
async fn a_note_goes_to_the_next_clerk_and_never_into_the_log() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    site.open(&engine, 1).await;
    site.open(&engine, 2).await;
    site.taken(&engine, &["card"]).await;
    let ticket = site.call(&engine, 1).await;
    site.desk(&engine, 1, |_| Action::StartService(with(1, ticket))).await.unwrap();
    let transfer =
        Action::Transfer { at: with(1, ticket), items: vec![], to: TransferTarget::Window(WindowId(2)) };
    let command = site.command(Caller::Staff(clerk(1)), transfer);
    for _ in 0..2 {
        engine.submit_with_note(command.clone(), Some("需要经理签字".to_owned())).await.unwrap();
    }
    assert_eq!(site.call(&engine, 2).await, ticket);
    let notes = view(&engine, Topic::Desk(WindowId(2))).await["ticket"]["notes"].clone();
    assert_eq!(notes, serde_json::json!(["需要经理签字"]), "once, although told twice");
    task.stop().await.unwrap();

    let (engine, _task) = site.start().await;
    assert_eq!(view(&engine, Topic::Desk(WindowId(2))).await["ticket"]["notes"], notes);
    assert_eq!(site.count("SELECT count(*) FROM events WHERE instr(body, '经理')").await, 0);
}

#[tokio::test]
async fn what_was_done_today_is_known_after_a_restart_and_gone_tomorrow() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let deeds = async |engine: &EngineHandle| view(engine, Topic::Supervisor).await["deeds"].take();
    site.open(&engine, 1).await;
    let at = AtWindow { window: WindowId(1), clerk: clerk(1) };
    let hold = Action::PauseWindow { at, reason: PauseReason::Meal, until: None };
    engine.submit(site.command(Caller::Staff("chief".into()), hold)).await.unwrap();
    let text = Label { zh: "四点停电".to_owned(), en: "No power at four".to_owned() };
    let what = NoticeTask::Announce { text, minutes: 10 };
    engine.announce(NoticeOrder { staff: "chief".into(), key: site.key(), what }).await.unwrap();
    let before = deeds(&engine).await;
    assert_eq!(
        (&before[0]["action"], &before[1]["action"]),
        (&"announce".into(), &"hold".into()),
        "{before}"
    );
    task.stop().await.unwrap();
    let (engine, task) = site.start().await;
    assert_eq!(deeds(&engine).await, before);
    site.clock.advance(24 * HOUR_MS as u32);
    site.open(&engine, 2).await;
    assert_eq!(deeds(&engine).await.as_array().map(Vec::len), Some(0));
    task.stop().await.unwrap();
    let (engine, _task) = site.start().await;
    assert_eq!(deeds(&engine).await.as_array().map(Vec::len), Some(0));
}

/// Announces something and ends that, so often: twice as many lines of the audit.
async fn announce_and_withdraw(site: &Site, engine: &EngineHandle, times: usize) {
    for _ in 0..times {
        let text = Label { zh: "四点停电".to_owned(), en: "No power at four".to_owned() };
        let what = NoticeTask::Announce { text, minutes: 10 };
        let order = |what| NoticeOrder { staff: "chief".into(), key: site.key(), what };
        let notice = engine.announce(order(what)).await.unwrap();
        engine.announce(order(NoticeTask::Withdraw { notice })).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_done_yesterday_pushes_nothing_of_today_out() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    announce_and_withdraw(&site, &engine, 30).await;
    site.clock.advance(23 * HOUR_MS as u32);
    engine.submit(site.command(Caller::Staff("chief".into()), Action::MuteVoice)).await.unwrap();
    let deeds = async |engine: &EngineHandle| view(engine, Topic::Supervisor).await["deeds"].take();
    let before = deeds(&engine).await;
    assert_eq!((before.as_array().map(Vec::len), &before[0]["action"]), (Some(1), &"mute".into()));
    task.stop().await.unwrap();
    let (engine, _task) = site.start().await;
    assert_eq!(deeds(&engine).await, before);
}

#[tokio::test]
async fn what_was_done_under_a_held_clock_is_known_after_a_restart() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    announce_and_withdraw(&site, &engine, 1).await;
    site.clock.jump(48 * HOUR_MS);
    engine.submit(site.command(Caller::Staff("chief".into()), Action::MuteVoice)).await.unwrap();
    let told = async |engine: &EngineHandle| {
        let mut view = view(engine, Topic::Supervisor).await;
        (view["clock_held"].take(), view["deeds"].take())
    };
    let before = told(&engine).await;
    assert_eq!((&before.0, before.1.as_array().map(Vec::len)), (&true.into(), Some(3)));
    task.stop().await.unwrap();
    let (engine, _task) = site.start().await;
    assert_eq!(told(&engine).await, before);
}

#[tokio::test]
async fn a_key_stands_for_the_whole_of_what_was_asked_also_after_a_restart() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let text = |en: &str| Label { zh: "四点停电".to_owned(), en: en.to_owned() };
    let order = |key: &str, what| NoticeOrder { staff: "chief".into(), key: key.to_owned(), what };
    let first = order("one", NoticeTask::Announce { text: text("No power at four"), minutes: 10 });
    let other = order("one", NoticeTask::Announce { text: text("Power fails at four"), minutes: 10 });
    let ready = |key: &str, window: u16| {
        let what = ReadyTask::Show { code: "A003".to_owned(), window: Some(WindowId(window)), minutes: 10 };
        ReadyOrder { staff: "chief".into(), key: key.to_owned(), what }
    };
    let printer = |english| PrinterOrder {
        staff: "chief".into(),
        key: "three".to_owned(),
        device: kiosk(),
        what: PrinterTask::TestPage { english },
    };
    let reused = |result: Result<i64, EngineError>| {
        assert!(matches!(&result, Err(EngineError::Rejected(Rejection::KeyReused))), "{result:?}");
    };
    let answers = async |engine: &EngineHandle| {
        reused(engine.announce(other.clone()).await);
        reused(engine.show_ready(ready("two", 2)).await);
        reused(engine.order(printer(true)).await);
        let again = engine.announce(first.clone()).await.unwrap();
        (
            again,
            engine.show_ready(ready("two", 1)).await.unwrap(),
            engine.order(printer(false)).await.unwrap(),
        )
    };
    let before = (
        engine.announce(first.clone()).await.unwrap(),
        engine.show_ready(ready("two", 1)).await.unwrap(),
        engine.order(printer(false)).await.unwrap(),
    );
    assert_eq!(answers(&engine).await, before);
    task.stop().await.unwrap();
    let (engine, _task) = site.start().await;
    assert_eq!(answers(&engine).await, before);
}

#[tokio::test]
async fn notices_and_results_that_are_over_are_forgotten_with_the_day() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    announce_and_withdraw(&site, &engine, 3).await;
    let show = |code: &str| {
        let what = ReadyTask::Show { code: code.to_owned(), window: None, minutes: 10 };
        ReadyOrder { staff: "chief".into(), key: site.key(), what }
    };
    for code in ["A001", "A002"] {
        engine.show_ready(show(code)).await.unwrap();
    }
    let rows = async || {
        (site.count("SELECT count(*) FROM notices").await, site.count("SELECT count(*) FROM ready").await)
    };
    assert_eq!(rows().await, (3, 2));
    site.clock.advance(24 * HOUR_MS as u32);
    site.open(&engine, 1).await;
    assert_eq!(rows().await, (1, 1), "the largest ids stay");
    task.stop().await.unwrap();
    let (engine, _task) = site.start().await;
    assert_eq!(engine.show_ready(show("A003")).await.unwrap(), 3, "no id is given twice");
    let audited = site.count("SELECT count(*) FROM audit").await;
    assert_eq!(audited, 9, "the audit is kept");
}

#[tokio::test]
async fn a_mute_outlives_a_restart_and_not_the_day() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let told = async |engine: &EngineHandle| {
        let mut view = view(engine, Topic::Supervisor).await;
        (view["voice_muted_since"].take(), view["deeds"].take())
    };
    engine.submit(site.command(Caller::Staff("chief".into()), Action::MuteVoice)).await.unwrap();
    let before = told(&engine).await;
    assert!(before.0.is_i64() && before.1[0]["action"] == "mute", "{before:?}");
    task.stop().await.unwrap();
    let (engine, _task) = site.start().await;
    assert_eq!(told(&engine).await, before);
    site.clock.advance(24 * HOUR_MS as u32);
    site.open(&engine, 1).await;
    assert!(told(&engine).await.0.is_null());
    let board = view(&engine, Topic::Board).await;
    assert_eq!(board["voice"]["muted"], false);
}

//! Evaluations over a restart and over the end of the day.

use hall_api::views::Topic;
use hall_core::catalogue::Text;
use hall_core::command::{Action, Caller, ItemOutcome, Outcome};
use hall_core::evaluation::{Evaluate, Level, Rater, Rating, Reason};
use hall_core::ids::{ItemCode, TicketId, WindowId};
use hall_core::rejection::Rejection;
use hall_core::time::HOUR_MS;
use hall_server::engine::evaluations::EvaluationOrder;
use hall_server::engine::{EngineError, EngineHandle};

use super::stage::{Site, view, with};

/// A visit at window 1 that has ended.
async fn ended(site: &Site, engine: &EngineHandle) -> TicketId {
    site.taken(engine, &["card"]).await;
    let ticket = site.call(engine, 1).await;
    site.desk(engine, 1, |_| Action::StartService(with(1, ticket))).await.unwrap();
    let outcomes = vec![ItemOutcome { item: ItemCode::new("card"), outcome: Outcome::Done }];
    site.desk(engine, 1, |_| Action::Finish { at: with(1, ticket), outcomes }).await.unwrap();
    ticket
}

fn phone(ticket: TicketId, key: &str, level: Level) -> EvaluationOrder {
    let rating = Rating { reasons: vec!["slow".into()], comment: Some("太慢".into()), ..Rating::of(level) };
    let (caller, key) = (Caller::Phone(ticket), key.to_owned());
    EvaluationOrder { ticket, evaluate: Evaluate { caller, key, rater: Rater::Phone, rating } }
}

fn reasons() -> Vec<Reason> {
    let text = Text { zh: "慢".into(), en: "Slow".into() };
    vec![Reason { code: "slow".into(), text, levels: Level::ALL.to_vec() }]
}

#[tokio::test]
async fn an_evaluation_outlives_the_process_with_its_key_and_the_figures() {
    let site = Site::with_reasons(reasons());
    let (engine, task) = site.start().await;
    site.open(&engine, 1).await;
    let (rated, open) = (ended(&site, &engine).await, ended(&site, &engine).await);
    engine.evaluate(phone(rated, "k", Level::Dissatisfied)).await.unwrap();
    let shown = async |engine: &EngineHandle| {
        let ratings = view(engine, Topic::Supervisor).await["ratings"].take();
        let of = [Topic::Ticket(rated), Topic::Ticket(open), Topic::Pad(WindowId(1))];
        let [rated, open, pad] = of.map(|topic| view(engine, topic));
        [ratings, rated.await, open.await, pad.await]
    };
    let before = shown(&engine).await;
    assert_eq!(before[0]["low"][0]["comment"], "太慢");
    assert_eq!((&before[1]["rating"]["given"], &before[2]["rating"]["given"]), (&true.into(), &false.into()));
    assert_eq!(before[3]["rate"]["ticket"], open.0);
    drop(engine);
    task.stop().await.unwrap();

    let (engine, _task) = site.start().await;
    assert_eq!(shown(&engine).await, before);
    engine.evaluate(phone(rated, "k", Level::Dissatisfied)).await.unwrap();
    for (order, expected) in [
        (phone(rated, "k", Level::Satisfied), Rejection::KeyReused),
        (phone(rated, "other", Level::Satisfied), Rejection::EvaluationGiven),
    ] {
        let refused = engine.evaluate(order).await.unwrap_err();
        assert!(matches!(&refused, EngineError::Rejected(why) if *why == expected), "{refused:?}");
    }
    assert_eq!(site.count("SELECT count(*) FROM evaluations").await, 1);
    engine.evaluate(phone(open, "l", Level::Satisfied)).await.unwrap();
}

#[tokio::test]
async fn a_key_belongs_to_one_visit() {
    let site = Site::with_reasons(reasons());
    let (engine, _task) = site.start().await;
    site.open(&engine, 1).await;
    let (one, other) = (ended(&site, &engine).await, ended(&site, &engine).await);
    let pad = |ticket| {
        let (caller, rater) = (Caller::Device("pad-1".into()), Rater::Pad(WindowId(1)));
        let rating = Rating::of(Level::Fair);
        EvaluationOrder { ticket, evaluate: Evaluate { caller, key: "k".into(), rater, rating } }
    };
    engine.evaluate(pad(one)).await.unwrap();
    let refused = engine.evaluate(pad(other)).await.unwrap_err();
    assert!(matches!(refused, EngineError::Rejected(Rejection::KeyReused)), "{refused:?}");
}

#[tokio::test]
async fn figures_begin_anew_with_the_day_and_old_visits_and_words_go() {
    let site = Site::with_reasons(reasons());
    let (engine, _task) = site.start().await;
    site.open(&engine, 1).await;
    let ticket = ended(&site, &engine).await;
    engine.evaluate(phone(ticket, "k", Level::VeryDissatisfied)).await.unwrap();
    let pass_days = async |days: u32| {
        for _ in 0..days * 24 * 6 {
            site.clock.advance((HOUR_MS / 6) as u32);
        }
        view(&engine, Topic::Supervisor).await["ratings"].take()
    };
    let empty = serde_json::json!({ "levels": [0, 0, 0, 0, 0], "low": [] });
    assert_eq!(pass_days(1).await, empty);
    assert_eq!(site.count("SELECT count(*) FROM ended_visits").await, 1);
    pass_days(8).await;
    assert_eq!(site.count("SELECT count(*) FROM ended_visits").await, 0);
    assert_eq!(site.count("SELECT count(*) FROM evaluations WHERE comment_sealed IS NOT NULL").await, 1);
    site.meddle("UPDATE evaluations SET at = at - 366 * 24 * 3600000").await;
    pass_days(1).await;
    assert_eq!(site.count("SELECT count(*) FROM evaluations WHERE comment_sealed IS NOT NULL").await, 0);
    assert_eq!(site.count("SELECT count(*) FROM evaluations WHERE level = 1").await, 1, "the figures stay");
}

#[tokio::test]
async fn nothing_of_a_rating_is_in_the_log() {
    let site = Site::with_reasons(reasons());
    let (engine, _task) = site.start().await;
    site.open(&engine, 1).await;
    let ticket = ended(&site, &engine).await;
    let before = site.count("SELECT max(seq) FROM events").await;
    engine.evaluate(phone(ticket, "k", Level::Fair)).await.unwrap();
    assert_eq!(site.count("SELECT max(seq) FROM events").await, before);
}

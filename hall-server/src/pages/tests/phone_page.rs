//! What a visitor reads on the phone, whatever state the ticket is in.

use super::*;

#[test]
fn every_state_of_a_ticket_says_what_to_do() {
    use TicketState::{Called, Cancelled, Done, Expired, NoShow, Parked, Serving, Waiting};
    let window = WindowId(3);
    let until = Timestamp(1_763_795_000_000);
    let cases: [(TicketState, &[&str], &[&str]); 10] = [
        (Waiting, &["正在等候", "4", "约10–15分钟", "一楼东侧", "我会晚到", "取消排队"], &["我回来了"]),
        (Called { window }, &["请到 3 号窗口", "补办校园卡", "我会晚到"], &["取消排队", "正在等候"]),
        (Serving { window }, &["正在 3 号窗口办理"], &["取消排队", "我会晚到"]),
        (NoShow { until }, &["您错过了叫号", "15:03", "我回来了"], &["取消排队"]),
        (Parked { window: Some(window), back: false }, &["暂时离开", "3", "我回来了"], &[]),
        (Parked { window: None, back: false }, &["暂时离开", "请回大厅", "我回来了"], &["号窗口"]),
        (Parked { window: Some(window), back: true }, &["已登记返回", "3 号窗口附近"], &["我回来了"]),
        (Done, &["已办完"], &["补办校园卡", "我回来了", "取消排队"]),
        (Cancelled, &["这个号已取消"], &["取消排队"]),
        (Expired, &["这个号已过期"], &["我回来了"]),
    ];
    for (state, shown, absent) in cases {
        for (language, html) in in_both(|frame| phone_html(frame, &ticket(state))) {
            check("phone", language, &html);
            assert!(html.contains("A007"));
            if language == Language::Zh {
                let seen = visible(&html);
                for text in shown {
                    assert!(seen.contains(text), "{state:?}: `{text}` is missing in {seen}");
                }
                for text in absent {
                    assert!(!seen.contains(text), "{state:?}: `{text}` is wrongly in {seen}");
                }
            }
        }
    }
}

#[test]
fn a_visit_that_has_ended_can_be_rated_once_and_not_for_ever() {
    let (now, later) = (Timestamp(1_763_793_600_000), Timestamp(1_763_793_600_001));
    let rating = |until, given, day_over| TicketRating { ended_at: Timestamp(0), until, given, day_over };
    for (rating, shown, absent) in [
        (
            rating(later, false, false),
            &["这次办得怎么样", "非常不满意", "补办校园卡"][..],
            &["谢谢您的评价", "1970"][..],
        ),
        (rating(now, false, false), &["已办完", "补办校园卡"], &["这次办得怎么样", "谢谢您的评价"]),
        (rating(later, true, false), &["谢谢您的评价"], &["这次办得怎么样"]),
        (rating(later, false, true), &["这次办得怎么样", "1970-01-01"], &["谢谢您的评价"]),
    ] {
        let view = TicketView { rating: Some(rating), ..ticket(TicketState::Done) };
        let [(_, html), _] = in_both(|frame| phone_html(frame, &view));
        let seen = visible(&html);
        for text in shown {
            assert!(seen.contains(text), "{rating:?}: `{text}` is missing in {seen}");
        }
        for text in absent {
            assert!(!seen.contains(text), "{rating:?}: `{text}` is wrongly in {seen}");
        }
    }
}

#[test]
fn who_is_late_is_told_that_the_place_is_kept() {
    let away = TicketState::Parked { window: None, back: false };
    let view = TicketView { late: true, ..ticket(away) };
    let [(_, zh), (_, en)] = in_both(|frame| phone_html(frame, &view));
    let (zh, en) = (visible(&zh), visible(&en));
    for text in ["位置给您留着", "我回来了", "取消排队"] {
        assert!(zh.contains(text), "`{text}` is missing in {zh}");
    }
    assert!(!zh.contains("暂时离开") && !zh.contains("我会晚到"), "{zh}");
    assert!(en.contains("Your place is kept"), "{en}");
    let twice = TicketView { may_be_late: false, ..ticket(TicketState::Called { window: WindowId(3) }) };
    let [(_, zh), _] = in_both(|frame| phone_html(frame, &twice));
    assert!(!visible(&zh).contains("我会晚到"), "a second time is not offered");
}

#[test]
fn the_wait_is_told_as_far_as_it_is_known() {
    let with = |people_ahead, wait| {
        let view = TicketView { people_ahead, wait, ..ticket(TicketState::Waiting) };
        let [(_, html), _] = in_both(|frame| phone_html(frame, &view));
        visible(&html)
    };
    let range = |from_minutes, to_minutes| Some(WaitRange { from_minutes, to_minutes });
    let next = with(Some(0), range(0, 5));
    assert!(
        next.contains("下一位就是您") && next.contains("约5分钟以内") && !next.contains("前面还有"),
        "{next}"
    );
    let soon = with(Some(3), range(5, 10));
    assert!(soon.contains("快到您了") && soon.contains("约八成把握"), "{soon}");
    let unknown = with(Some(12), None);
    assert!(
        unknown.contains("12") && unknown.contains("暂无法估计") && !unknown.contains("八成"),
        "{unknown}"
    );
    let nothing = with(None, None);
    assert!(nothing.contains("正在等候") && !nothing.contains("前面还有"), "{nothing}");
}

#[test]
fn the_phone_page_is_light() {
    let mut view = ticket(TicketState::Waiting);
    view.items = vec![view.items[0].clone(); 12];
    for (language, html) in in_both(|frame| phone_html(frame, &view)) {
        let mut total = html.len();
        for (at, _) in html.match_indices("/static/") {
            let address = &html[at..at + html[at..].find('"').unwrap()];
            total += size(address.splitn(4, '/').nth(3).unwrap());
        }
        total += size("feed.js") + size("send.js");
        assert!(total < PHONE_BYTES_MAX, "{language:?}: {total} bytes");
    }
}

//! The shipped kiosk on one of two monitors that go off and on, its own late: it fills its own and no other, and comes back to it.

use std::time::{Duration, Instant};

use hall_tests::stage::{Kiosk, LEFT, Monitors, RIGHT, Stage, wait_until};

/// The kiosk's title.
const TITLE: &str = "hall-kiosk";
/// From a change of the monitors to the window that stands where it shall.
const WITHIN: Duration = Duration::from_secs(30);
/// A window that does not move for this long stays.
const STAYS: Duration = Duration::from_secs(3);

fn filled(place: (i32, i32), (width, height): (u32, u32)) -> [i32; 4] {
    [place.0, place.1, width.cast_signed(), height.cast_signed()]
}

#[tokio::test]
async fn a_monitor_that_goes_off_and_on_shows_the_kiosk_again() -> anyhow::Result<()> {
    let stage = Stage::start().await?;
    let monitors = Monitors::start(stage.folder()).await?;
    let kiosk = Kiosk::prepare_on_monitor(&stage, "kiosk-1", 1).await?;
    monitors.switch(true, false).await?;
    let mut process = kiosk.start(Some(monitors.name()))?;
    wait_until("it starts before its monitor does", WITHIN, async || monitors.window(TITLE).await.is_ok())
        .await?;

    let (on_left, on_right) = (filled((0, 0), LEFT), filled((1280, 0), RIGHT));
    let alone = filled((0, 0), RIGHT);
    // Which are on, and where the kiosk then is; none: nowhere anybody sees.
    for (what, left, right, place) in [
        ("its own is on", true, true, Some(on_right)),
        ("its own is off", true, false, Some(on_left)),
        ("its own is on again", true, true, Some(on_right)),
        ("the other is off", false, true, Some(alone)),
        ("the other is on again", true, true, Some(on_right)),
        ("both are off", false, false, None),
        ("both are on again", true, true, Some(on_right)),
    ] {
        monitors.switch(left, right).await?;
        let Some(place) = place else {
            wait_until(what, WITHIN, async || monitors.window(TITLE).await.is_ok_and(|at| at != on_right))
                .await?;
            continue;
        };
        let mut since = Instant::now();
        wait_until(what, WITHIN, async || {
            if monitors.window(TITLE).await.ok() != Some(place) {
                since = Instant::now();
            }
            since.elapsed() > STAYS
        })
        .await?;
        assert!(process.ended()?.is_none(), "{what}: {}", kiosk.log());
    }
    Ok(())
}

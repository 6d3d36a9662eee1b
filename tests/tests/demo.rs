//! The thin path as a whole, as the demo plays it: touch, paper, call, voice, desk, phone.

use std::path::PathBuf;
use std::time::Duration;

use hall_tests::stage::{program, repository};
use tokio::process::Command;

fn left(name: &str) -> PathBuf {
    repository().join("out/demo").join(name)
}

#[tokio::test]
async fn a_short_day_goes_from_the_first_touch_to_the_spoken_call() {
    let mut demo = Command::new(program("demo"));
    demo.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").kill_on_drop(true);
    let output =
        tokio::time::timeout(Duration::from_mins(3), demo.output()).await.expect("it ends").expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    for (receipt, number, words) in
        [("receipt-001.txt", "E001", "校园卡办理与补办"), ("receipt-002.txt", "E002", "Vehicle pass")]
    {
        let paper = std::fs::read_to_string(left("receipts").join(receipt)).expect("the ticket is on paper");
        assert!(paper.contains(number) && paper.contains(words) && paper.contains("[QR http"), "{paper}");
    }
    for call in ["001-E001-window-3.wav", "002-E002-window-3.wav"] {
        let spoken = std::fs::metadata(left("calls").join(call)).expect("the call was spoken");
        assert!(spoken.len() > 20_000, "{call} has {} bytes", spoken.len());
    }
    let scanned = Command::new("zbarimg")
        .args(["--quiet", "--raw"])
        .arg(left("receipts/receipt-001.png"))
        .output()
        .await;
    let scanned = scanned.expect("zbarimg runs").stdout;
    assert!(String::from_utf8_lossy(&scanned).contains("/t/"), "the code on the paper can be scanned");
    let printed = String::from_utf8_lossy(&output.stdout);
    for picture in ["desk-serving-E001", "window-calls-E002", "board-calls-E002", "phone-E002", "00-overview"]
    {
        assert!(printed.contains(picture), "no picture of {picture}: {printed}");
    }
}

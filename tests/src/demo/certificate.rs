//! A student prints a certificate at night: the phone unlocks the kiosk, the paper comes out, and the code on it is looked up.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::process::Command;

use super::play::{DRAWN, Day, SOON};
use crate::stage::office_printer::Trouble;
use crate::stage::{Browser, Kiosk, PASSWORD, point, wait_until};
use crate::university::known;

/// An office printer takes so long for a sheet.
const PRINTING: Duration = Duration::from_secs(4);
/// Dots an inch of the picture of the paper.
const PAPER_DPI: &str = "110";

impl Day {
    pub(super) async fn student_prints_a_certificate(&mut self) -> anyhow::Result<()> {
        Kiosk::touch_all(&self.kiosk, &[point::CERTIFICATE]).await?;
        self.show_kiosk("certificate-sign-in").await?;
        Kiosk::touch_all(&self.kiosk, &[point::BY_PHONE]).await?;
        self.student_unlocks_with_the_phone().await?;
        self.kiosk_says("somebody is shown what they may print").await?;
        self.show_kiosk("certificates").await?;
        let steps = [
            (point::FIRST_CERTIFICATE, "certificate-language"),
            (point::FIRST_CHOICE, "certificate-purpose"),
            (point::FIRST_CHOICE, "certificate-copies"),
            (point::NEXT, "certificate-drawing"),
        ];
        self.walk("", &steps).await?;
        self.kiosk_says("a certificate is shown").await?;
        self.show_kiosk("certificate-covered").await?;
        let file = self.picture("kiosk-certificate-preview");
        self.kiosk.save_picture_held(point::UNCOVER, &file).await?;
        self.hall.office.engine().order(Trouble::Slow(PRINTING), 0)?;
        self.walk("", &[(point::NEXT, "certificate-printing")]).await?;
        let printed = "SELECT id FROM certificate_jobs WHERE state = 'confirmed'";
        wait_until("the certificate is printed", SOON, async || {
            self.hall.stage.query(printed).await.is_ok_and(|rows| !rows.is_empty())
        })
        .await?;
        tokio::time::sleep(DRAWN).await;
        self.show_kiosk("certificate-taken").await?;
        Kiosk::touch_all(&self.kiosk, &[point::NEXT]).await?;
        self.somebody_checks_the_paper().await
    }

    async fn kiosk_says(&self, words: &str) -> anyhow::Result<()> {
        wait_until(words, SOON, async || self.kiosk_program.has_said(words)).await?;
        tokio::time::sleep(DRAWN).await;
        Ok(())
    }

    /// The code on the kiosk's screen leads to the page that unlocks it.
    async fn student_unlocks_with_the_phone(&mut self) -> anyhow::Result<()> {
        tokio::time::sleep(DRAWN).await;
        let screen = self.show_kiosk("certificate-code").await?;
        let mut phone = Browser::open(390, 844, "zh-CN")?;
        phone.act(&format!("goto {}", scanned(&screen).await?)).await?;
        phone.act(&format!("fill #number\t{}", known::UNDERGRADUATE)).await?;
        phone.act(&format!("fill #password\t{PASSWORD}")).await?;
        let file = self.picture("phone-unlocks");
        phone.save_picture(&file).await?;
        phone.act("click #unlock button[type=submit]").await?;
        phone.act("wait .gone").await?;
        let file = self.picture("phone-unlocked");
        phone.save_picture(&file).await
    }

    /// The paper as it came out, and what the public page says of the code on it.
    async fn somebody_checks_the_paper(&mut self) -> anyhow::Result<()> {
        let sheets = self.hall.office.sheets()?;
        let sheet = sheets.values().flatten().next().context("a sheet has come out")?;
        let file = self.picture("paper-certificate");
        let output = Command::new("pdftoppm")
            .args(["-png", "-singlefile", "-r", PAPER_DPI])
            .arg(&sheet.document)
            .arg(file.with_extension(""))
            .output()
            .await?;
        ensure!(output.status.success(), "pdftoppm: {}", String::from_utf8_lossy(&output.stderr));
        let mut phone = Browser::open(390, 844, "zh-CN")?;
        phone.act(&format!("goto {}", scanned(&file).await?)).await?;
        let valid = self.picture("phone-certificate-valid");
        phone.save_picture(&valid).await?;
        let preview = self.found("kiosk-certificate-preview")?;
        let output = Command::new("convert")
            .args([preview, file, valid])
            .args([
                "-resize",
                "x1000",
                "-bordercolor",
                "#8a94a6",
                "-border",
                "6",
                "+append",
                "-quality",
                "90",
            ])
            .arg(self.out.join("00-certificate.png"))
            .output()
            .await?;
        ensure!(output.status.success(), "convert: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }
}

/// The address in a picture's QR code.
async fn scanned(picture: &Path) -> anyhow::Result<String> {
    let output =
        Command::new("zbarimg").args(["--quiet", "--raw", "--oneshot"]).arg(picture).output().await?;
    let address = String::from_utf8(output.stdout)?;
    let address = address.split_whitespace().next();
    Ok(address.with_context(|| format!("no code in {}", picture.display()))?.to_owned())
}

//! Somebody comes at midnight, prints, and goes; and whoever gets the paper looks whether it is genuine.

use std::path::Path;

use anyhow::{Context, ensure};
use hall_server::certificates::rules::Kind;
use hall_tests::university::known;
use printing::signature::{Roots, Verdict, verify};
use tokio::process::Command;

use super::stand::Stand;

/// Who may have which certificate, with their name as it stands on it.
const ENTITLED: [(Kind, &str, &str); 7] = [
    (Kind::Enrolment, known::UNDERGRADUATE, "林晓雨"),
    (Kind::EnrolmentGraduate, known::GRADUATE, "陈嘉诺"),
    (Kind::Transcript, known::MANY_COURSES, "欧阳思远"),
    (Kind::TranscriptGraduate, known::DOCTOR, "赵明远"),
    (Kind::ExpectedGraduation, known::FINAL_YEAR, "徐静怡"),
    (Kind::Employment, known::STAFF, "王文涛"),
    (Kind::Income, known::STAFF, "王文涛"),
];

/// The words of a document.
async fn words(pdf: &Path) -> anyhow::Result<String> {
    let output = Command::new("pdftotext").arg(pdf).arg("-").output().await?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// What the public page says of the code that stands on a paper.
async fn looked_up(stand: &Stand, words: &str) -> anyhow::Result<String> {
    let code = words.split_whitespace().find_map(code_of).context("a verification code stands on it")?;
    stand.stage.public_page(&format!("/v/{code}")).await
}

/// Sixteen characters in groups of four.
fn code_of(word: &str) -> Option<String> {
    let tail = word.rsplit('：').next()?;
    let groups: Vec<_> = tail.split('-').collect();
    let is_group = |group: &&str| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (groups.len() == 4 && groups.iter().all(is_group)).then(|| groups.concat())
}

#[tokio::test]
async fn every_kind_comes_out_signed_once_a_copy_and_is_found_valid() -> anyhow::Result<()> {
    let mut stand = Stand::new(10).await?;
    let roots = Roots::from_pem(&std::fs::read(stand.stage.school_root())?)?;
    let mut seen = std::collections::BTreeSet::new();
    for (kind, person, name) in ENTITLED {
        let gone = stand.print(person, kind.id(), 2).await?;
        ensure!(gone["code"].is_null(), "{kind:?}: {gone}");
        let new: Vec<_> = stand.sheets()?.into_iter().filter(|(job, _)| seen.insert(*job)).collect();
        ensure!(new.len() == 2, "{kind:?}: two copies are two jobs");
        for (job, sheets) in new {
            let pages: Vec<_> = sheets.iter().map(|sheet| sheet.page).collect();
            ensure!(pages == (1..=sheets.len()).collect::<Vec<_>>(), "{kind:?}, job {job}: {pages:?}");
            let pdf = std::fs::read(&sheets[0].document)?;
            let verdict = verify(&pdf, &roots);
            ensure!(matches!(verdict, Verdict::Valid { .. }), "{kind:?}: {verdict:?}");
            let words = words(&sheets[0].document).await?;
            // The letters of a justified line stand apart.
            let dense: String = words.split_whitespace().collect();
            ensure!(dense.contains(name), "{kind:?}: {words}");
            let page = looked_up(&stand, &words).await?;
            let masked = format!("{}*", name.chars().next().unwrap());
            ensure!(page.contains(&masked) && !page.contains(name), "{kind:?}: {page}");
        }
    }
    let sessions = stand.stage.query("SELECT count(*) AS n FROM certificate_jobs WHERE state <> 'confirmed'");
    assert_eq!(sessions.await?[0]["n"], 0, "every copy is known to have come out");
    Ok(())
}

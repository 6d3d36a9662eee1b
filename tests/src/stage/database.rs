//! What is in the server's database, beside the server.

use anyhow::ensure;
use serde_json::Value;
use tokio::process::Command;

use super::Stage;

impl Stage {
    /// Rows of it, by Debian's `sqlite3`.
    pub async fn query(&self, sql: &str) -> anyhow::Result<Vec<Value>> {
        let output = Command::new("sqlite3")
            .args(["-readonly", "-json", "-cmd", ".timeout 5000"])
            .arg(self.folder.join("hall.db"))
            .arg(sql)
            .output()
            .await?;
        ensure!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        if output.stdout.trim_ascii().is_empty() {
            return Ok(Vec::new());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

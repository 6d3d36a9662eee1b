//! How long signing and checking a file take: `cargo bench -p printing --bench signature`.

#![allow(clippy::unwrap_used, reason = "a bench fails as a test does")]

use criterion::{Criterion, criterion_group, criterion_main};
use printing::signature::verify;

#[path = "../tests/signature/keys.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod keys;
#[path = "../tests/signature/papers.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod papers;

fn signature(criterion: &mut Criterion) {
    let pdf = papers::with_table();
    for (name, keys) in [("P-256", &*keys::P256), ("RSA-3072", &*keys::RSA)] {
        let (signer, roots) = (keys.signer(), keys.roots());
        criterion.bench_function(&format!("sign, {name}"), |bench| {
            bench.iter(|| signer.sign(&pdf, keys::MORNING_MS).unwrap());
        });
        let file = signer.sign(&pdf, keys::MORNING_MS).unwrap();
        criterion.bench_function(&format!("verify, {name}"), |bench| bench.iter(|| verify(&file, &roots)));
    }
}

criterion_group!(benches, signature);
criterion_main!(benches);

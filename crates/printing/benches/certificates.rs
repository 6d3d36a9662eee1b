//! How long drawing up a certificate, signing it and checking it take: `cargo bench -p printing --bench certificates`.
//! Bound: 25 ms a page, drawn and signed.

#![allow(clippy::unwrap_used, reason = "a bench fails as a test does")]

use criterion::{Criterion, criterion_group, criterion_main};
use printing::certificate::{Drawn, draw_up};
use printing::signature::verify;

#[path = "../tests/signature/keys.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod keys;
#[path = "../tests/support/certificates.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod samples;

use samples::{LANGUAGES, courses, fonts, full, marks, seal, template};

fn certificates(criterion: &mut Criterion) {
    let (fonts, seal, signer) = (fonts(), seal(), keys::P256.signer());
    for language in LANGUAGES {
        for (kind, count) in [("enrolment", 1), ("income", 1), ("transcript", 40), ("transcript", 300)] {
            let (template, marks) = (template(kind, language), marks(language, &seal));
            let mut values = full(language);
            values.tables.insert("courses".to_owned(), courses(language, count));
            let draw = || {
                let Drawn { pdf, pages } = draw_up(&template, &values, fonts, &marks).unwrap();
                (signer.sign(&pdf, keys::MORNING_MS).unwrap(), pages)
            };
            let (file, pages) = draw();
            let a_page = file.len() / pages as usize;
            let name = format!("{kind}.{language}, {count} courses, {pages} pages of {a_page} bytes");
            criterion.bench_function(&name, |bench| bench.iter(draw));
        }
    }
}

fn signature(criterion: &mut Criterion) {
    let seal = seal();
    let pdf = draw_up(&template("enrolment", "zh"), &full("zh"), fonts(), &marks("zh", &seal)).unwrap().pdf;
    for (name, keys) in [("P-256", &*keys::P256), ("RSA-3072", &*keys::RSA)] {
        let (signer, roots) = (keys.signer(), keys.roots());
        criterion.bench_function(&format!("sign, {name}"), |bench| {
            bench.iter(|| signer.sign(&pdf, keys::MORNING_MS).unwrap());
        });
        let file = signer.sign(&pdf, keys::MORNING_MS).unwrap();
        criterion.bench_function(&format!("verify, {name}"), |bench| bench.iter(|| verify(&file, &roots)));
    }
}

criterion_group!(benches, certificates, signature);
criterion_main!(benches);

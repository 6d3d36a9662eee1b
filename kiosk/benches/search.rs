//! How long the search takes among 648 items: building the index once a catalogue, and each key a visitor presses.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

#[path = "../tests/search/words.rs"]
mod words;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

fn search(criterion: &mut Criterion) {
    let items = words::items();
    let index = words::index(&items);
    let [worked_with, held_out, all] = words::reach(&items, &index);
    println!(
        "item among the first {} — worked with: {worked_with}; held out: {held_out}; all: {all}",
        words::SHOWN
    );
    criterion.bench_function("index of 648 items", |bench| bench.iter(|| words::index(black_box(&items))));
    for query in ["z", "cjd", "zhengming", "xiaoyuankadiulezenmeban"] {
        criterion
            .bench_function(&format!("find {query}"), |bench| bench.iter(|| index.find(black_box(query))));
    }
    let typed: Vec<String> = words::words(&items)
        .iter()
        .flat_map(|word| words::ways(&word.said))
        .map(|way| way.chars().take(words::KEYS_MAX).collect())
        .collect();
    let mut next = typed.iter().cycle();
    criterion.bench_function("find what visitors type", |bench| {
        bench.iter(|| index.find(black_box(next.next().expect("invariant: a cycle has no end"))));
    });
}

criterion_group!(benches, search);
criterion_main!(benches);

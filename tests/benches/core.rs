//! The core alone: what a command costs without disk and network.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use hall_core::catalogue::Catalogue;
use hall_core::command::{Action, AtWindow, Caller, Command, TakeTicket};
use hall_core::hall::Hall;
use hall_core::ids::{ItemCode, StaffId, WindowId};
use hall_core::time::Timestamp;
use hall_tests::stage::{repository, write_open};

/// Monday 2026-11-23, 10:00 in Shanghai.
const NOW: Timestamp = Timestamp(1_795_485_600_000);
const WINDOW: WindowId = WindowId(1);

fn command(key: u64, action: Action) -> Command {
    Command { caller: Caller::Server, key: key.to_string(), action }
}

fn carry_out(hall: &mut Hall, command: &Command) {
    for event in hall.decide(NOW, command).expect("the command is good") {
        hall.apply(&event);
    }
}

fn take(item: &ItemCode) -> Action {
    Action::TakeTicket(TakeTicket {
        items: vec![item.clone()],
        kiosk: None,
        person: None,
        class: None,
        appointment: None,
        return_code: false,
        english: false,
    })
}

/// A hall with a first window and so many people waiting for it.
fn hall_with(catalogue: &Catalogue, waiting: u64) -> (Hall, ItemCode) {
    let mut hall = Hall::new();
    carry_out(&mut hall, &command(0, Action::AdoptCatalogue { catalogue: Box::new(catalogue.clone()) }));
    let at = AtWindow { window: WINDOW, clerk: StaffId::new("clerk") };
    carry_out(&mut hall, &command(1, Action::OpenWindow(at)));
    let own = &catalogue.windows[&WINDOW].own;
    let item =
        catalogue.items.values().find(|item| item.line.as_ref().is_some_and(|line| own.contains(line)));
    let item = item.expect("the window has an item").code.clone();
    for key in 0..waiting {
        carry_out(&mut hall, &command(10 + key, take(&item)));
    }
    (hall, item)
}

fn benches(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    write_open(&repository().join("assets/catalogue"), folder.path()).expect("the catalogue is there");
    let catalogue = hall_server::catalogue::load(folder.path()).expect("the catalogue is good");
    for waiting in [10, 3_000, 100_000] {
        let (hall, item) = hall_with(&catalogue, waiting);
        let at = AtWindow { window: WINDOW, clerk: StaffId::new("clerk") };
        let call = command(2, Action::CallNext { at, believed: None });
        criterion.bench_function(&format!("call next, {waiting} waiting"), |bencher| {
            bencher.iter(|| black_box(hall.decide(NOW, black_box(&call))));
        });
        let another = command(3, take(&item));
        criterion.bench_function(&format!("take a ticket, {waiting} waiting"), |bencher| {
            bencher.iter(|| black_box(hall.decide(NOW, black_box(&another))));
        });
    }
    let (hall, _) = hall_with(&catalogue, 3_000);
    criterion.bench_function("estimates, 3000 waiting", |bencher| {
        bencher.iter_batched(|| &hall, |hall| black_box(hall.estimates(NOW)), BatchSize::SmallInput);
    });
}

criterion_group!(core, benches);
criterion_main!(core);

//! How soon visitors find what they mean by their own words, among the 648 items of a university's catalogue.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod words;

use words::{KEYS_MAX, index, items, reach};

#[test]
fn nine_words_of_ten_find_their_item_within_three_keys() {
    let items = items();
    assert_eq!(items.len(), 648, "the university's catalogue");
    let [worked_with, held_out, all] = reach(&items, &index(&items));
    println!("worked with: {worked_with}\nheld out: {held_out}\nall: {all}");
    assert!(worked_with.words() >= 200 && held_out.words() >= 100);
    assert!(all.share(KEYS_MAX) >= 0.9);
    assert!(held_out.share(KEYS_MAX) >= 0.7);
}

#[test]
fn every_item_is_found_by_its_own_name_typed_in_full() {
    let items = items();
    let index = index(&items);
    let missed: Vec<&str> = items
        .iter()
        .filter(|item| {
            let latin = item.names.iter().find(|name| name.is_ascii()).unwrap_or(&item.names[1]);
            let ways = words::ways(item.names.iter().find(|name| !name.is_ascii()).unwrap_or(latin));
            ways.iter()
                .chain([latin])
                .any(|way| !index.find(way).into_iter().take(words::SHOWN).any(|code| *code == item.code))
        })
        .map(|item| item.code.as_str())
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
}

//! Documents to be printed: small PDFs that say which they are.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};

/// A PDF of so many A4 pages; two with different titles are different.
pub fn pdf(title: &str, pages: usize) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let kids: Vec<Object> =
        (1..=pages).map(|page| add_page(&mut document, tree, font, title, page).into()).collect();
    let node = dictionary! {
        "Type" => "Pages", "Count" => pages as i64, "Kids" => kids,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    document.objects.insert(tree, Object::Dictionary(node));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("invariant: memory takes what is written to it");
    bytes
}

fn add_page(
    document: &mut Document,
    tree: lopdf::ObjectId,
    font: lopdf::ObjectId,
    title: &str,
    page: usize,
) -> lopdf::ObjectId {
    let text = format!("{title}, page {page}");
    let operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 20.into()]),
        Operation::new("Td", vec![72.into(), 720.into()]),
        Operation::new("Tj", vec![Object::string_literal(text)]),
        Operation::new("ET", vec![]),
    ];
    let content = Content { operations }.encode().expect("invariant: plain operations can be written");
    let content = document.add_object(Stream::new(dictionary! {}, content));
    document.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    })
}

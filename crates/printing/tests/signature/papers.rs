//! Files to be signed: with a table of references and with a stream of them, as different programs write them.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};
use printpdf::{Mm, Op, PdfDocument, PdfPage, PdfSaveOptions, Point, TextItem};

/// As `printpdf` writes it, with a table of references.
pub fn with_table() -> Vec<u8> {
    let mut document = PdfDocument::new("在读证明");
    let text = vec![
        Op::StartTextSection,
        Op::SetTextCursor { pos: Point::new(Mm(20.0), Mm(250.0)) },
        Op::SetFont {
            size: printpdf::Pt(24.0),
            font: printpdf::PdfFontHandle::Builtin(printpdf::BuiltinFont::Helvetica),
        },
        Op::ShowText { items: vec![TextItem::Text("Certificate of enrolment".to_owned())] },
        Op::EndTextSection,
    ];
    document.with_pages(vec![PdfPage::new(Mm(210.0), Mm(297.0), text)]);
    document.save(&PdfSaveOptions::default(), &mut Vec::new())
}

/// As `lopdf` writes it, with a stream of references and objects packed in streams.
pub fn with_stream() -> Vec<u8> {
    let mut bytes = Vec::new();
    document().save_modern(&mut bytes).unwrap();
    bytes
}

/// With a table, a link on the page, and no line end behind the last line.
pub fn with_link() -> Vec<u8> {
    let mut document = document();
    let link = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Link", "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
    });
    let links = document.add_object(vec![link.into()]);
    let page = document.page_iter().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set("Annots", links);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes.truncate(bytes.trim_ascii_end().len());
    bytes
}

fn document() -> Document {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let font = document
        .add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let content = Content {
        operations: vec![
            Operation::new("BT", vec![]),
            Operation::new("Tf", vec!["F1".into(), 24.into()]),
            Operation::new("Td", vec![60.into(), 700.into()]),
            Operation::new("Tj", vec![Object::string_literal("Transcript of records")]),
            Operation::new("ET", vec![]),
        ],
    };
    let content = document.add_object(Stream::new(dictionary! {}, content.encode().unwrap()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        "MediaBox" => vec![0.into(), 0.into(), Object::Real(595.276), Object::Real(841.89)],
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(kids));
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalogue);
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    document
}

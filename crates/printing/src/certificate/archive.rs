//! What printpdf wrote into PDF/A-2b (ISO 19005-2): identifier, dates, XMP in step with Info, output intent, whole
//! font descriptors. Room is left for a signature: page 1 has an empty `Annots`, the catalogue no `AcroForm`.

use std::fmt::Write as _;

use jiff::Timestamp;
use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, StringFormat, dictionary};

use super::pdf::picture_id;
use super::picture::Picture;
use super::sheet::{HEIGHT, WIDTH, Which};
use super::subset::Subsets;
use super::template::{Language, Template};
use super::{Marks, icc};

const PRODUCER: &str = "hall";
/// More than a certificate of the most pages has: all go into one stream.
const OBJECTS_MAX: usize = 10_000;
/// The font has letters outside the Latin set.
const SYMBOLIC: i64 = 4;

/// Finishes the document and writes it.
pub(super) fn finish(
    mut document: Document,
    template: &Template,
    subsets: &Subsets,
    marks: &Marks<'_>,
) -> Vec<u8> {
    "1.7".clone_into(&mut document.version);
    complete_fonts(&mut document, subsets);
    complete_characters(&mut document, subsets);
    for (which, picture) in [(Which::Seal, marks.seal), (Which::Logo, marks.logo)] {
        if let Some(picture) = picture {
            put_picture(&mut document, &picture_id(which).0, picture);
        }
    }
    for page in document.get_pages().into_values() {
        let boxes: Vec<Object> = [0.0, 0.0, WIDTH, HEIGHT].map(Object::Real).to_vec();
        if let Ok(page) = document.get_dictionary_mut(page) {
            page.set("MediaBox", boxes);
            page.remove(b"TrimBox");
            page.remove(b"CropBox");
        }
    }
    document.compress();
    describe(&mut document, template, marks);
    let mut bytes = Vec::new();
    // Widths and dictionaries packed into one stream are a sixth of what they are in the open.
    let packed = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(OBJECTS_MAX)
        .compression_level(9)
        .build();
    document.save_with_options(&mut bytes, packed).expect("invariant: writing to memory does not fail");
    bytes
}

/// Without its own layout engine printpdf knows neither the extent of a font nor its kind.
fn complete_fonts(document: &mut Document, subsets: &Subsets) {
    for object in document.objects.values_mut() {
        let Object::Dictionary(dictionary) = object else { continue };
        let Ok(name) = dictionary.get(b"FontName").and_then(Object::as_name) else { continue };
        let Some(subset) = subsets.fonts.iter().find(|subset| subset.name.as_bytes() == name) else {
            continue;
        };
        let bounds: Vec<Object> = subset.bounds.map(Object::Integer).to_vec();
        dictionary.set("FontBBox", bounds);
        dictionary.set("CapHeight", subset.cap_height);
        dictionary.set("Flags", SYMBOLIC);
    }
}

/// Says in its own words what the glyphs stand for: as lists, which take half the room of pairs.
fn complete_characters(document: &mut Document, subsets: &Subsets) {
    for subset in &subsets.fonts {
        let place = document.objects.values().find_map(|object| {
            let font = object.as_dict().ok()?;
            let is_it = font.get(b"BaseFont").ok()?.as_name().ok()? == subset.name.as_bytes();
            font.get(b"ToUnicode").ok().filter(|_| is_it)?.as_reference().ok()
        });
        let place = place.expect("invariant: printpdf writes it for every font");
        let stream = Stream::new(Dictionary::new(), to_unicode(&subset.characters).into_bytes());
        document.set_object(place, stream);
    }
}

fn to_unicode(characters: &[char]) -> String {
    let mut map = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /hall def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        .to_owned();
    // Codes of a list share their first byte, and the first code is that of the missing glyph.
    let mut from = 1;
    while from <= characters.len() {
        let to = (from | 0xFF).min(characters.len());
        let _ = write!(map, "1 beginbfrange\n<{from:04X}> <{to:04X}> [");
        for character in &characters[from - 1..to] {
            map.push('<');
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(map, "{unit:04X}");
            }
            map.push('>');
        }
        map.push_str("]\nendbfrange\n");
        from = to + 1;
    }
    map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
}

/// Puts a picture in the place of its placeholder.
fn put_picture(document: &mut Document, name: &str, picture: &Picture) {
    let Some(place) = find_resource(document, name) else { return };
    let mut colours = picture.colours.clone();
    if let Some(mask) = &picture.mask {
        let mask = document.add_object(mask.clone());
        colours.dict.set("SMask", mask);
    }
    document.set_object(place, colours);
}

fn find_resource(document: &Document, name: &str) -> Option<ObjectId> {
    document.objects.values().find_map(|object| match object {
        Object::Dictionary(dictionary) => dictionary.get(name.as_bytes()).ok()?.as_reference().ok(),
        _ => None,
    })
}

fn describe(document: &mut Document, template: &Template, marks: &Marks<'_>) {
    let made = Timestamp::from_millisecond(marks.created_at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let title = format!("{} {}", template.head.title, marks.certificate_number);
    let language = match template.head.language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let date = Object::string_literal(made.strftime("D:%Y%m%d%H%M%S+00'00'").to_string());
    let info = document.add_object(dictionary! {
        "Title" => text(&title),
        "Author" => text(marks.university),
        "Producer" => text(PRODUCER),
        "CreationDate" => date.clone(),
        "ModDate" => date,
    });
    let xmp = xmp(&title, marks.university, language, made);
    let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    // Programs that know no PDF find it by looking for its text.
    let metadata = document.add_object(Stream::new(metadata, xmp.into_bytes()).with_compression(false));
    let mut profile = Stream::new(dictionary! { "N" => 3 }, icc::srgb());
    let _ = profile.compress();
    let profile = document.add_object(profile);
    let intent = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB IEC61966-2.1"),
        "Info" => Object::string_literal("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    };
    if let Ok(catalog) = document.catalog_mut() {
        catalog.set("Metadata", metadata);
        catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
        catalog.set("Lang", Object::string_literal(language));
        catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    }
    let old_info = document.trailer.get(b"Info").and_then(Object::as_reference);
    if let Ok(old) = old_info {
        document.objects.remove(&old);
    }
    let id = Object::String(marks.id.to_vec(), StringFormat::Hexadecimal);
    document.trailer = Dictionary::from_iter([
        ("Root", document.trailer.get(b"Root").cloned().unwrap_or(Object::Null)),
        ("Info", info.into()),
        ("ID", vec![id.clone(), id].into()),
    ]);
    document.renumber_objects();
}

/// Plain where it can be, UTF-16 where it must.
fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    Object::String([0xFE, 0xFF].into_iter().chain(units).collect(), StringFormat::Hexadecimal)
}

fn xmp(title: &str, author: &str, language: &str, made: Timestamp) -> String {
    let (title, author) = (escape(title), escape(author));
    let date = made.strftime("%Y-%m-%dT%H:%M:%S+00:00");
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>{PRODUCER}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"#,
        bom = '\u{FEFF}'
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

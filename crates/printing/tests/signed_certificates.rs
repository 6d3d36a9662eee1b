//! Certificates as they leave the house, signed: small, and still what PDF/A asks for.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

#[path = "support/archive.rs"]
mod archive;
#[path = "signature/keys.rs"]
#[allow(dead_code, reason = "shared with the tests of signatures")]
mod keys;
#[path = "support/certificates.rs"]
#[allow(dead_code, reason = "shared with the tests of certificates")]
mod samples;

use printing::certificate::{Drawn, Values, draw_up};
use printing::signature::Signer;
use rcgen::RsaKeySize;
use samples::{KINDS, LANGUAGES, courses, fonts, full, marks, minimal, seal, template, with};

/// Most of a signed file, bytes a page.
const PAGE_BYTES_MAX: usize = 60 * 1024;

/// What a page is full of: 40 courses, each by its own name.
const NAMES: &str = "高等数学（上） 线性代数 大学英语 程序设计基础 离散数学 数据结构与算法 中国近现代史纲要 思想道德与法治 \
    大学物理实验 操作系统原理 计算机网络 概率论与数理统计 马克思主义基本原理 体育（羽毛球） 软件工程综合实践 毕业论文 \
    微观经济学 管理学导论 有机化学 分子生物学 材料力学 建筑制图 西方音乐鉴赏 古代汉语 国际贸易实务 财务会计 电路分析 \
    信号处理 遥感测绘 环境保护概论 药理学 护理学 民法总论 新闻采访写作 茶艺文化 创新创业教育 职业生涯规划 军事训练 \
    劳动教育 心理健康";

fn all_different() -> Values {
    let mut values = full("zh");
    let rows = values.tables.get_mut("courses").unwrap();
    assert_eq!(rows.len(), NAMES.split_whitespace().count());
    for (row, name) in rows.iter_mut().zip(NAMES.split_whitespace()) {
        row.insert("name".to_owned(), name.to_owned());
    }
    values
}

fn draw(kind: &str, language: &str, values: &Values) -> Drawn {
    let seal = seal();
    draw_up(&template(kind, language), values, fonts(), &marks(language, &seal)).unwrap()
}

/// A key of each kind, the second with an authority of its kind: certificates of such a chain are the largest.
fn signers() -> [(&'static str, Signer); 2] {
    let rsa = || keys::rsa(RsaKeySize::_3072);
    let authority = keys::Authority::self_signed(keys::authority_params("某大学 CA", 1), rsa()).unwrap();
    let rsa = keys::issued(&authority, &rsa(), &keys::signing_params("某大学教务处"));
    [("P-256", keys::P256.signer()), ("RSA-3072", rsa.signer())]
}

#[test]
fn a_signed_certificate_is_small() {
    let signers = signers();
    let mut tried = Vec::new();
    for language in LANGUAGES {
        for kind in KINDS {
            let template = template(kind, language);
            tried.extend([(kind, language, full(language)), (kind, language, minimal(&template, language))]);
            if template.fields().tables.contains("courses") {
                let mut long = full(language);
                long.tables.insert("courses".to_owned(), courses(language, 300));
                tried.push((kind, language, long));
            }
        }
    }
    tried.extend([("transcript", "zh", all_different()), ("transcript_graduate", "zh", all_different())]);
    for (kind, language, values) in tried {
        let Drawn { pdf, pages } = draw(kind, language, &values);
        for (key, signer) in &signers {
            let file = signer.sign(&pdf, keys::MORNING_MS).unwrap();
            let a_page = file.len() / pages as usize;
            let paper = format!("{kind}.{language}, {pages} pages, {key}: {a_page} bytes a page");

            assert!(a_page <= PAGE_BYTES_MAX, "{paper}");
        }
    }
}

#[test]
fn a_signed_certificate_keeps_the_rules_of_pdf_a() {
    let signer = keys::P256.signer();
    for (kind, language) in [("enrolment", "zh"), ("transcript", "en")] {
        let Drawn { pdf, .. } = draw(kind, language, &with(full(language), &[("name", "𠮷𬀩")]));
        let file = signer.sign(&pdf, keys::MORNING_MS).unwrap();
        assert!(file.starts_with(&pdf), "the file is appended to");
        let document = archive::check(&file, language);
        let form = document.catalog().unwrap().get(b"AcroForm").unwrap().as_dict().unwrap();
        assert!(form.get(b"XFA").is_err() && form.get(b"NeedAppearances").is_err());
        let ids = document.trailer.get(b"ID").unwrap().as_array().unwrap();
        assert_eq!(ids[0].as_str().unwrap(), b"a certificate ID");
        assert_ne!(ids[0], ids[1], "an update has its own identifier");
    }
}

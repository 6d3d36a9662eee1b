//! Names as people have them: common ones, rare characters, names with a dot in them, names in Latin letters.

use super::draw::Draw;

/// Characters of names that only large fonts have: GB 18030-2022 level 3, with how they are read.
pub(super) const RARE: &[(&str, &str)] = &[
    ("㛃", "Jie"),
    ("䶮", "Yan"),
    ("㴋", "Ya"),
    ("㙓", "Ke"),
    ("𬭼", "Sui"),
    ("𬍛", "Han"),
    ("𬱖", "Di"),
    ("𫖯", "Fu"),
    ("𬘭", "Chen"),
    ("𣲗", "Wei"),
    ("𬇹", "Hui"),
    ("𦶜", "Wei"),
    ("𤥁", "Cheng"),
    ("𠮷", "Ji"),
    ("𬶍", "Tuo"),
    ("𫗧", "Su"),
];

const FAMILY: &[(&str, &str)] = &[
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("杨", "Yang"),
    ("黄", "Huang"),
    ("赵", "Zhao"),
    ("吴", "Wu"),
    ("周", "Zhou"),
    ("徐", "Xu"),
    ("孙", "Sun"),
    ("马", "Ma"),
    ("朱", "Zhu"),
    ("胡", "Hu"),
    ("郭", "Guo"),
    ("何", "He"),
    ("林", "Lin"),
    ("罗", "Luo"),
    ("高", "Gao"),
    ("吕", "Lü"),
    ("欧阳", "Ouyang"),
    ("司马", "Sima"),
    ("諸葛", "Zhuge"),
];

const GIVEN: &[(&str, &str)] = &[
    ("伟", "wei"),
    ("芳", "fang"),
    ("娜", "na"),
    ("敏", "min"),
    ("静", "jing"),
    ("丽", "li"),
    ("强", "qiang"),
    ("磊", "lei"),
    ("洋", "yang"),
    ("艳", "yan"),
    ("勇", "yong"),
    ("杰", "jie"),
    ("涛", "tao"),
    ("明", "ming"),
    ("超", "chao"),
    ("霞", "xia"),
    ("平", "ping"),
    ("刚", "gang"),
    ("桂", "gui"),
    ("文", "wen"),
    ("雨", "yu"),
    ("晨", "chen"),
    ("子", "zi"),
    ("涵", "han"),
    ("轩", "xuan"),
    ("梓", "zi"),
    ("浩", "hao"),
    ("然", "ran"),
    ("欣", "xin"),
    ("怡", "yi"),
    ("佳", "jia"),
    ("一", "yi"),
    ("诺", "nuo"),
    ("嘉", "jia"),
    ("思", "si"),
    ("远", "yuan"),
];

const DOTTED: &[(&str, &str)] = &[
    ("阿卜杜热合曼·买买提明", "Abdurahman Memetimin"),
    ("古丽娜尔·阿不都热依木", "Gulnar Abdurehim"),
    ("尼玛·次仁", "Nyima Tsering"),
    ("迪丽热巴·吐尔逊", "Dilraba Tursun"),
    ("巴特尔·朝鲁", "Bator Chuluu"),
];

const ABROAD: &[&str] = &[
    "Maria Fernanda Oliveira da Silva",
    "Nguyễn Thị Minh Khai",
    "O'Connor-Müller, Seán",
    "Jean-François Lefèvre",
    "Karl Ängström",
    "Anna Kowalska",
    "John Smith",
];

/// A full name and the one in Latin letters.
pub(super) struct FullName {
    pub name: String,
    pub latin: Option<String>,
    /// From abroad: a passport, and no name in Chinese.
    pub abroad: bool,
}

/// Draws a name: one in fifty with a rare character, one in a hundred with a dot, one in forty from abroad.
pub(super) fn draw(draw: &mut Draw) -> FullName {
    match draw.below(200) {
        0..5 => FullName { name: (*draw.one(ABROAD)).to_owned(), latin: None, abroad: true },
        5..7 => {
            let (name, latin) = draw.one(DOTTED);
            FullName { name: (*name).to_owned(), latin: Some((*latin).to_owned()), abroad: false }
        }
        7..11 => {
            let (rare, read) = draw.one(RARE);
            let (family, latin) = draw.one(FAMILY);
            FullName {
                name: format!("{family}{rare}"),
                latin: Some(format!("{latin} {read}")),
                abroad: false,
            }
        }
        _ => common(draw),
    }
}

fn common(draw: &mut Draw) -> FullName {
    let (family, latin) = draw.one(FAMILY);
    let (first, first_read) = draw.one(GIVEN);
    let (second, second_read) = if draw.percent(70) { *draw.one(GIVEN) } else { ("", "") };
    let mut read = format!("{first_read}{second_read}");
    read[..1].make_ascii_uppercase();
    FullName {
        name: format!("{family}{first}{second}"),
        latin: Some(format!("{latin} {read}")),
        abroad: false,
    }
}

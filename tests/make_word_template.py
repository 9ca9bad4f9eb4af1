"""Makes templates/phu-luc.docx: `python tests/make_word_template.py` writes it.

An office edits its own copy in Word and never needs this. It is here so that a reviewer can read
what the committed file holds: each look is a named style, the document a few short paragraphs.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

TARGET = Path(__file__).parent.parent / "templates" / "phu-luc.docx"
FONT = "Times New Roman"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
TWIP = 1440 / 25.4  # twentieths of a point in a millimetre

# id: (name, points, bold, italic, alignment, first line mm, before pt, after pt, with the next)
STYLES = {
    "ND30PhuLucSo": ("NĐ30 Phụ lục số", 14, True, False, "center", 0, 0, 0, True),
    "ND30PhuLucTen": ("NĐ30 Phụ lục tên", 13, True, False, "center", 0, 0, 0, True),
    "ND30KemTheo": ("NĐ30 Kèm theo", 13, False, True, "center", 0, 0, 0, True),
    "ND30Gach": ("NĐ30 Gạch dưới", 6, False, False, "center", 0, 0, 8, True),
    "ND30LuuY": ("NĐ30 Lưu ý", 13, False, True, "both", 10, 0, 6, False),
    "ND30TenBang": ("NĐ30 Tên bảng", 13, True, False, "both", 10, 8, 6, True),
    "ND30TenGhiChu": ("NĐ30 Tên ghi chú", 13, True, False, "both", 10, 6, 6, True),
    "ND30Than": ("NĐ30 Thân", 13, False, False, "both", 10, 0, 6, False),
    "ND30ODau": ("NĐ30 Ô đầu", 11, True, False, "center", 0, 1, 1, False),
    "ND30OGiua": ("NĐ30 Ô giữa", 12, False, False, "center", 0, 1, 1, False),
    "ND30OTrai": ("NĐ30 Ô trái", 12, False, False, "left", 0, 1, 1, False),
    "ND30OPhai": ("NĐ30 Ô phải", 12, False, False, "right", 0, 1, 1, False),
    "ND30SoTrang": ("NĐ30 Số trang", 13, False, False, "center", 0, 0, 0, False),
}

# style, text; a line of its own for each {%p … %} and {{p … }}
BODY = (
    ("ND30Than", "{%p for pl in phu_luc %}"),
    ("ND30PhuLucSo", "Phụ lục{% if pl.so %} {{ pl.so }}{% endif %}"),
    ("ND30PhuLucTen", "{%p for dong in pl.ten %}"),
    ("ND30PhuLucTen", "{{ dong }}"),
    ("ND30PhuLucTen", "{%p endfor %}"),
    ("ND30KemTheo", "{%p if pl.kem_theo %}"),
    ("ND30KemTheo", "{{ pl.kem_theo }}"),
    ("ND30Gach", ""),
    ("ND30KemTheo", "{%p endif %}"),
    ("ND30LuuY", "{%p for dong in pl.luu_y %}"),
    ("ND30LuuY", "{{ dong }}"),
    ("ND30LuuY", "{%p endfor %}"),
    ("ND30Than", "{%p for b in pl.bang %}"),
    ("ND30TenBang", "{%p if b.tieu_de %}"),
    ("ND30TenBang", "{% if b.so %}{{ b.so }}. {% endif %}{{ b.tieu_de }}"),
    ("ND30TenBang", "{%p endif %}"),
    ("ND30Than", "{{p bang(b) }}"),
    ("ND30TenGhiChu", "{%p if b.ten_ghi_chu %}"),
    ("ND30TenGhiChu", "{{ b.ten_ghi_chu }}"),
    ("ND30TenGhiChu", "{%p endif %}"),
    ("ND30Than", "{%p for dong in b.ghi_chu %}"),
    ("ND30Than", "{{ dong }}"),
    ("ND30Than", "{%p endfor %}"),
    ("ND30Than", "{%p for dong in b.ghi_chu_muc %}"),
    ("ND30Than", "{{ dong }}"),
    ("ND30Than", "{%p endfor %}"),
    ("ND30Than", "{%p endfor %}"),
    ("ND30Than", "{{p het_phu_luc(pl) }}"),
    ("ND30Than", "{%p endfor %}"),
)


def fonts() -> str:
    return f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'


def style(key: str) -> str:
    name, size, bold, italic, align, indent, before, after, keep = STYLES[key]
    first = f'<w:ind w:firstLine="{round(indent * TWIP)}"/>' if indent else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:uiPriority w:val="1"/><w:qFormat/><w:pPr>'
        + ("<w:keepNext/>" if keep else "")
        + f'<w:spacing w:before="{before * 20}" w:after="{after * 20}"/>{first}<w:jc w:val="{align}"/></w:pPr>'
        + "<w:rPr>"
        + ("<w:b/><w:bCs/>" if bold else "")
        + ("<w:i/><w:iCs/>" if italic else "")
        + ("<w:caps/>" if key == "ND30PhuLucTen" else "")
        + f'<w:sz w:val="{2 * size}"/><w:szCs w:val="{2 * size}"/></w:rPr></w:style>'
    )


def styles() -> str:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    border = "".join(
        f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for e in edges
    )
    none = '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    return (
        f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts()}'
        '<w:color w:val="000000"/><w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        f'{none}<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
        + "".join(map(style, STYLES))
        + '<w:style w:type="table" w:customStyle="1" w:styleId="ND30Bang"><w:name w:val="NĐ30 Bảng"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="1"/><w:qFormat/>'
        f'<w:tblPr><w:tblBorders>{border}</w:tblBorders><w:tblCellMar><w:left w:w="57" w:type="dxa"/>'
        '<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
    )


def paragraph(key: str, text: str) -> str:
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    if key == "ND30Gach":  # underlined hard spaces: a rule of 4 cm, centred on a page of any width
        run = f'<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>{chr(0xA0) * 75}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{key}"/></w:pPr>{run}</w:p>'


def document() -> str:
    top, left, right, edge = (round(mm * TWIP) for mm in (20, 30, 15, 10))
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/>'
        '<w:headerReference w:type="first" r:id="rId4"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{top}" w:left="{left}" '
        f'w:header="{edge}" w:footer="{edge}" w:gutter="0"/>'
        '<w:pgNumType w:start="1"/><w:cols w:space="720"/><w:titlePg/></w:sectPr>'
    )
    body = "".join(paragraph(*each) for each in BODY)
    return f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}{section}</w:body></w:document>'


def header(number: bool) -> str:
    kinds = [
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>2</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ]
    field = "".join(f"<w:r>{kind}</w:r>" for kind in kinds) if number else ""
    return f'{HEAD}<w:hdr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="ND30SoTrang"/></w:pPr>{field}</w:p></w:hdr>'


def settings() -> str:
    return (
        f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def font_table() -> str:
    return (
        f'{HEAD}<w:fonts xmlns:w="{W}"><w:font w:name="{FONT}"><w:panose1 w:val="02020603050405020304"/>'
        '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def theme() -> str:
    """Black on white and one font: Word wants a theme, nothing here uses it."""
    colours = {"dk1": "000000", "lt1": "FFFFFF", "dk2": "000000", "lt2": "FFFFFF"}
    colours |= {f"accent{n}": "000000" for n in range(1, 7)} | {
        "hlink": "000000",
        "folHlink": "000000",
    }
    scheme = "".join(f'<a:{k}><a:srgbClr val="{v}"/></a:{k}>' for k, v in colours.items())
    font = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    return (
        f'{HEAD}<a:theme xmlns:a="{DRAWING}" name="NĐ30"><a:themeElements><a:clrScheme name="NĐ30">{scheme}'
        f'</a:clrScheme><a:fontScheme name="NĐ30"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}'
        f'</a:minorFont></a:fontScheme><a:fmtScheme name="NĐ30"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst><a:effectStyleLst>"
        f"{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst><a:bgFillStyleLst>"
        f"{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def content_types() -> str:
    parts = {"document": "document.main", "styles": "styles", "settings": "settings"}
    parts |= {"header1": "header", "header2": "header", "fontTable": "fontTable"}
    rows = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{OFFICE}.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}<Override PartName="/word/theme/theme1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/></Types>'
    )


def relationships(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{R}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def template() -> bytes:
    inside = (
        ("styles", "styles.xml"),
        ("settings", "settings.xml"),
        ("header", "header1.xml"),
        ("header", "header2.xml"),
        ("fontTable", "fontTable.xml"),
        ("theme", "theme/theme1.xml"),
    )
    parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationships(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relationships(*inside),
        "word/document.xml": document(),
        "word/fontTable.xml": font_table(),
        "word/theme/theme1.xml": theme(),
        "word/header1.xml": header(number=True),
        "word/header2.xml": header(number=False),
        "word/settings.xml": settings(),
        "word/styles.xml": styles(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            archive.writestr(entry, text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(template())

"""Papers made by hand for the tests: the annexes of decision 292 and annexes of other shapes."""

from __future__ import annotations

from cqdt_rules.papers import Align, Annex, Column, Papers, Table

CRITERIA = (
    "Nhận thức",
    "Kiến tạo thể chế",
    "Hạ tầng và nền tảng số",
    "Nền tảng và CQ số",
    "Dữ liệu số",
    "Hoạt động chính quyền số",
    "An toàn, an ninh mạng",
    "Đào tạo và phát triển CQS",
    "Tổng cộng",
)
AGENCIES = """Sở Công Thương|8,0|5|10,00|45,57|4,00|12,00|6|2|92,57|I
Sở Du lịch|8,0|5|10,00|48,07|4,20|11,97|6|2|95,24|I
Ban Dân tộc|6,0|5|10,00|26,85|3,00|10,00|5|2|90,47|I
Sở Giáo dục|7,0|5|9,90|46,66|4,00|11,98|6|2|92,54|I
Sở Giao thông Vận tải|7,0|5|10,00|44,18|3,00|12,00|6|2|89,18|II
Sở Khoa học và Công nghệ|6,0|5|10,00|49,36|3,50|11,91|6|1|92,77|I
Sở kế hoạch và Đầu tư|8,0|5|9,26|44,03|5,00|12,00|6|2|91,29|I
Sở Lao động – TB&XH|7,0|5|9,91|45,86|4,00|11,99|6|2|91,76|I
Sở Nông nghiệp và PTNT|7,0|5|9,72|46,10|3,00|12,00|6|2|90,82|I
Sở Nội vụ|8,0|5|9,60|45,66|3,00|10,99|6|2|90,25|I
Sở Ngoại vụ|7,0|5|9,81|45,05|3,00|12,00|6|2|91,69|I
Sở Tài chính|6,0|3|10,00|46,32|3,00|11,98|6|2|88,31|II
Sở Tài nguyên và Môi trường|7,0|5|10,00|46,55|4,40|11,95|6|2|92,86|I
Sở Tư pháp|8,0|5|10,00|45,26|3,00|12,00|6|2|91,26|I
Sở Thông tin và Truyền thông|8,0|5|10,00|49,15|4,70|11,92|6|2|96,77|I
Thanh tra tỉnh|7,5|5|10,00|27,53|3,00|11,00|6|2|96,04|I
Sở Văn hóa và Thể thao|7,0|5|9,33|44,66|4,30|11,96|6|2|90,25|I
Văn phòng UBND tỉnh|7,0|5|10,00|26,06|5,00|10,97|6|2|96,03|I
Sở Xây dựng|8,0|5|10,00|45,77|4,00|12,00|6|2|92,77|I
Sở Y tế|8,0|5|9,46|47,19|4,60|12,00|6|2|94,25|I"""
DISTRICTS = """Thành phố Huế|7|5|9,77|42,88|5|11,61|6|2|89,26|II
Thị xã Hương Thủy|7|5|9,66|42,62|5|11,87|6|2|89,14|II
Thị xã Hương Trà|8|5|10,00|41,98|5|11,98|6|2|89,96|II
Huyện Nam Đông|8|5|9,93|42,75|5|11,95|6|2|90,63|I
Huyện A Lưới|7|5|9,94|42,19|5|11,97|6|2|89,10|II
Huyện Phong Điền|8|5|9,96|42,09|5|11,97|6|2|90,02|I
Huyện Phú Lộc|7|5|9,82|42,00|5|11,82|6|2|88,65|II
Huyện Phú Vang|7|5|9,79|43,89|5|11,88|6|2|90,56|I
Huyện Quảng Điền|8|5|9,98|44,98|5|12,00|6|2|92,96|I"""
TITLE = "KẾT QUẢ ĐÁNH GIÁ, XẾP HẠNG MỨC ĐỘ CHÍNH QUYỀN SỐ CẤP SỞ, CẤP HUYỆN NĂM 2022"
ATTACHED = (
    "(Ban hành kèm theo Quyết định số 292/QĐ-UBND ngày 31/01/2023 của UBND tỉnh Thừa Thiên Huế)"
)


def _scores(lines: str, title: str, unit_width: int = 45, **more: tuple[str, ...] | str) -> Table:
    columns = (
        Column("STT", width=10),
        Column("Đơn vị", align=Align.LEFT, width=unit_width),
        *(Column(criterion, group="Các tiêu chí") for criterion in CRITERIA),
    )
    cells = [line.split("|")[:-1] for line in lines.splitlines()]
    rows = tuple((str(n), *row) for n, row in enumerate(cells, 1))
    return Table(title, columns, rows, "1", **more)  # type: ignore[arg-type]


def _levels(lines: str, title: str, footer: tuple[str, ...]) -> Table:
    columns = (
        Column("STT", width=15),
        Column("Đơn vị", align=Align.LEFT, width=90),
        Column("TỔNG ĐIỂM", width=30),
        Column("MỨC ĐỘ", width=30),
    )
    cells = [line.split("|") for line in lines.splitlines()]
    rows = tuple((str(n), row[0], *row[-2:]) for n, row in enumerate(cells, 1))
    return Table(title, columns, rows, "2", footer)


def decision_292() -> Papers:
    """Both annexes as printed, and where they come from."""
    agencies = Annex(
        "I",
        (TITLE, "KHỐI CƠ QUAN CHUYÊN MÔN THUỘC UBND TỈNH"),
        ATTACHED,
        (
            _scores(
                AGENCIES,
                "Kết quả đánh giá các tiêu chí các cơ quan chuyên môn thuộc UBND tỉnh năm 2022",
                note_heading="Ghi chú:",
                notes=(
                    (
                        "Điểm tối đa của một số đơn vị dưới 100 điểm được tính trung bình theo công "
                        "thức: (Tổng số điểm thực hiện * 100)/ Điểm tối đa."
                    ),
                ),
                note_items=(
                    "1. Văn phòng UBND tỉnh: 75 điểm (không tính điểm dịch vụ công)",
                    "2. Thanh tra tỉnh: 75 điểm (không tính điểm dịch vụ công)",
                    (
                        "3. Sở Ngoại vụ: 98 điểm (không tính điểm với tiêu chí Tỷ lệ hồ sơ có phát sinh "
                        "thanh toán trực tuyến)"
                    ),
                    "4. Ban Dân tộc: 75 điểm (không tính điểm dịch vụ công)",
                ),
            ),
            _levels(
                AGENCIES,
                "Xếp hạng mức độ các cơ quan chuyên môn thuộc UBND tỉnh năm 2022",
                (
                    "- Số đơn vị đạt mức độ I: 18",
                    "- Số đơn vị đạt mức độ II: 2",
                    "- Số đơn vị đạt mức độ III, IV: 0",
                ),
            ),
        ),
    )
    districts = Annex(
        "II",
        (TITLE, "KHỐI UBND CÁC HUYỆN, THỊ XÃ VÀ THÀNH PHỐ HUẾ"),
        ATTACHED,
        (
            _scores(DISTRICTS, "Kết quả đánh giá các tiêu chí Chính quyền số cấp huyện"),
            _levels(
                DISTRICTS,
                "Xếp hạng mức độ Khối UBND các huyện, thị xã và thành phố Huế năm 2022",
                (
                    "- Số đơn vị đạt mức độ I: 4",
                    "- Số đơn vị đạt mức độ II: 5",
                    "- Số đơn vị đạt mức độ III, IV: 0",
                ),
            ),
        ),
        ("Số liệu minh họa, chưa được Hội đồng đánh giá thông qua.",),
    )
    provenance = (
        ("bộ quy tắc", "thua-thien-hue-2022.cqdt (3f5c…)"),
        ("số liệu", "so-lieu.csv (91ab…)"),
    )
    return Papers(
        "Phụ lục Quyết định 292/QĐ-UBND", "292/QĐ-UBND", (agencies, districts), provenance
    )


def other_shapes() -> Papers:
    """Two groups of columns, a table for a landscape page, an annex whose cells are paragraphs, an empty table."""
    units = ("Thành phố Thái Bình", "Huyện Đông Hưng", "Huyện Kiến Xương", "Huyện Quỳnh Phụ")
    wide = (
        Column("STT", width=10),
        Column("Tên đơn vị", align=Align.LEFT, width=50),
        *(
            Column(t, "Nhóm 1: Hạ tầng và nguồn lực")
            for t in ("Hạ tầng kỹ thuật", "Nhân lực", "Đầu tư")
        ),
        *(
            Column(t, "Nhóm 2: Ứng dụng công nghệ thông tin")
            for t in (
                "Một cửa điện tử",
                "Dịch vụ công trực tuyến",
                "Trang thông tin điện tử",
                "Quản lý văn bản",
            )
        ),
        Column("Tổng điểm nhóm 1", width=20),
        Column("Tổng điểm nhóm 2", width=20),
        Column("Tổng điểm", width=20),
        Column("Xếp hạng", width=20),
        Column("Mức độ", width=20),
    )
    rows = tuple(
        (
            str(n),
            unit,
            "12,5",
            "10",
            "8",
            "25,75",
            "30",
            "14",
            "19,5",
            "30,5",
            "89,25",
            "119,75",
            str(n),
            "III",
        )
        for n, unit in enumerate(units * 9, 1)
    )
    paragraphs = tuple(
        (
            str(n),
            unit,
            (
                "02 xã đạt mức độ III (xã An Ấp, xã Quỳnh Hải);\n05 xã đạt mức độ II (xã Đông Tân, xã Đông Á, xã "
                "Minh Châu, xã Hồng Việt, xã Thăng Long);\n33/37 xã không đủ điều kiện xếp hạng."
            ),
        )
        for n, unit in enumerate(units, 1)
    )
    text_columns = (
        Column("STT", width=10),
        Column("Huyện, thành phố", align=Align.LEFT, width=40),
        Column("Kết quả xếp hạng các xã, phường, thị trấn", align=Align.LEFT, width=115),
    )
    attached = (
        "(Kèm theo Quyết định số 1839/QĐ-UBND ngày 08 tháng 7 năm 2021 của UBND tỉnh Thái Bình)"
    )
    return Papers(
        "Kết quả xếp hạng năm 2020",
        "1839/QĐ-UBND",
        (
            Annex(
                "01", ("KẾT QUẢ XẾP HẠNG CÁC HUYỆN, THÀNH PHỐ",), attached, (Table("", wide, rows),)
            ),
            Annex(
                "02", ("KẾT QUẢ XẾP HẠNG CÁC XÃ",), attached, (Table("", text_columns, paragraphs),)
            ),
            Annex(
                "03", ("ĐƠN VỊ KHÔNG XẾP HẠNG",), "", (Table("Danh sách", text_columns[:2], ()),)
            ),
        ),
    )

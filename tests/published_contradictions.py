"""Where the published tables contradict their own printed components: literal expected data.

Each entry: table (its file under rulesets/), unit, column, what is printed, what the printed
components give under the rules of the scheme, and whether rounding of the printed components can
explain the cell taken alone. test_published.py finds the same list by plain arithmetic; the audit
of the engine is held against it too. Nothing here judges which of the two figures is right.
"""

from __future__ import annotations

Contradiction = tuple[str, str, str, str, str, bool]

HUE_22_PHU_LUC_1_BANG_1 = "thua-thien-hue-2022/cong-bo/phu-luc-1-bang-1.csv"
HUE_22_PHU_LUC_1_BANG_2 = "thua-thien-hue-2022/cong-bo/phu-luc-1-bang-2.csv"
HUE_22_PHU_LUC_2_BANG_1 = "thua-thien-hue-2022/cong-bo/phu-luc-2-bang-1.csv"
HUE_22_PHU_LUC_2_BANG_2 = "thua-thien-hue-2022/cong-bo/phu-luc-2-bang-2.csv"
HUE_20_CAP_TINH = "thua-thien-hue-2020/cong-bo/cap-tinh.csv"
HUE_20_CAP_HUYEN = "thua-thien-hue-2020/cong-bo/cap-huyen.csv"
HUONG_TRA_PHU_LUC_1 = "huong-tra-2020/cong-bo/phu-luc-1.csv"
HUONG_TRA_PHU_LUC_2 = "huong-tra-2020/cong-bo/phu-luc-2.csv"
THAI_BINH_PHU_LUC_1 = "thai-binh-2020/cong-bo/phu-luc-1.csv"
THAI_BINH_PHU_LUC_3 = "thai-binh-2020/cong-bo/phu-luc-3.csv"
THAI_BINH_PHU_LUC_2 = "thai-binh-2020/cong-bo/phu-luc-2.csv"
HUE_22_TIEU_DE = "thua-thien-hue-2022/cong-bo/tieu-de.csv"
THAI_BINH_TIEU_DE = "thai-binh-2020/cong-bo/tieu-de.csv"

# The province table of 2020 prints points under "Tỷ lệ thực hiện" and per cent under "quy đổi":
# unit, printed ratio, ratio, printed converted points, converted points.
EXCHANGED = (
    ("Sở Công Thương", "90,0", "100,0%", "100%", "100,00"),
    ("Sở Kế hoạch và Đầu tư", "87,0", "100,0%", "100%", "100,00"),
    ("Sở Ngoại vụ", "80,0", "100,0%", "100%", "100,00"),
    ("Sở Thông tin và Truyền thông", "89,0", "100,0%", "100%", "100,00"),
    ("Văn phòng UBND tỉnh", "67,0", "100,0%", "100%", "100,00"),
    ("Sở Văn hóa - Thể thao", "89,4", "99,3%", "99%", "99,33"),
    ("Sở Nội vụ", "75,0", "98,7%", "99%", "98,68"),
    ("Ban Dân tộc", "84,5", "98,3%", "98%", "98,26"),
    ("Sở Lao động thương binh xã hội", "88,4", "98,2%", "98%", "98,22"),
    ("Sở Tài chính", "88,0", "97,8%", "98%", "97,78"),
    ("Sở Giao thông Vận tải", "83,6", "97,2%", "97%", "97,15"),
    ("Sở Nông nghiệp và Phát triển nông thôn", "87,3", "97,0%", "97%", "97,00"),
    ("Sở Du lịch", "86,2", "96,8%", "97%", "96,82"),
    ("Sở Tài Nguyên Môi trường", "85,6", "96,2%", "96%", "96,16"),
    ("Sở Khoa học và Công nghệ", "81,5", "95,9%", "96%", "95,88"),
    ("Thanh tra tỉnh", "41,0", "95,3%", "95%", "95,35"),
    ("Sở Xây dựng", "85,4", "94,8%", "95%", "94,83"),
    ("Sở Tư pháp", "70,0", "94,6%", "95%", "94,61"),
    ("Sở Y tế", "85,1", "94,5%", "95%", "94,54"),
    ("Sở Giáo dục và Đào tạo", "81,9", "91,0%", "91%", "90,98"),
)

CONTRADICTIONS: tuple[Contradiction, ...] = (
    (
        HUE_22_PHU_LUC_1_BANG_1,
        "Sở Tài chính",
        "Tổng cộng",
        "88,31",
        "88,30",
        True,
    ),
    (
        HUE_22_PHU_LUC_1_BANG_1,
        "Sở Tài nguyên và Môi trường",
        "Tổng cộng",
        "92,86",
        "92,90",
        True,
    ),
    (
        HUE_22_PHU_LUC_1_BANG_1,
        "Văn phòng UBND tỉnh",
        "Tổng cộng",
        "96,03",
        "96,04",
        True,
    ),
    (
        HUE_22_PHU_LUC_1_BANG_2,
        "Sở Tài chính",
        "TỔNG ĐIỂM",
        "88,31",
        "88,30",
        True,
    ),
    (
        HUE_22_PHU_LUC_1_BANG_2,
        "Sở Tài nguyên và Môi trường",
        "TỔNG ĐIỂM",
        "92,86",
        "92,90",
        True,
    ),
    (
        HUE_22_PHU_LUC_1_BANG_2,
        "Văn phòng UBND tỉnh",
        "TỔNG ĐIỂM",
        "96,03",
        "96,04",
        True,
    ),
    (
        HUE_22_PHU_LUC_2_BANG_1,
        "Thị xã Hương Thủy",
        "Tổng cộng",
        "89,14",
        "89,15",
        True,
    ),
    (
        HUE_22_PHU_LUC_2_BANG_1,
        "Huyện Phú Lộc",
        "Tổng cộng",
        "88,65",
        "88,64",
        True,
    ),
    (
        HUE_22_PHU_LUC_2_BANG_2,
        "Thị xã Hương Thủy",
        "TỔNG ĐIỂM",
        "89,14",
        "89,15",
        True,
    ),
    (
        HUE_22_PHU_LUC_2_BANG_2,
        "Huyện Phú Lộc",
        "TỔNG ĐIỂM",
        "88,65",
        "88,64",
        True,
    ),
    *(
        (HUE_20_CAP_TINH, unit, "Tỷ lệ thực hiện", printed, ratio, False)
        for unit, printed, ratio, _, _ in EXCHANGED
    ),
    *(
        (HUE_20_CAP_TINH, unit, "Số điểm thực hiện được quy đổi", printed, points, False)
        for unit, _, _, printed, points in EXCHANGED
    ),
    (
        HUE_20_CAP_HUYEN,
        "UBND huyện A Lưới",
        "Tỷ lệ thực hiện",
        "81,96%",
        "81,97%",
        True,
    ),
    (
        HUE_20_CAP_HUYEN,
        "UBND huyện A Lưới",
        "Số điểm thực hiện được quy đổi",
        "81,96",
        "81,97",
        True,
    ),
    (
        HUE_20_CAP_HUYEN,
        "UBND thị xã Hương Trà",
        "Tỷ lệ thực hiện",
        "80,76%",
        "80,75%",
        True,
    ),
    (
        HUE_20_CAP_HUYEN,
        "UBND thị xã Hương Trà",
        "Số điểm thực hiện được quy đổi",
        "80,76",
        "80,75",
        True,
    ),
    (
        HUE_20_CAP_HUYEN,
        "UBND huyện Phú Lộc",
        "Tỷ lệ thực hiện",
        "66,66%",
        "66,65%",
        True,
    ),
    (
        HUE_20_CAP_HUYEN,
        "UBND huyện Phú Lộc",
        "Số điểm thực hiện được quy đổi",
        "66,66",
        "66,65",
        True,
    ),
    (
        HUONG_TRA_PHU_LUC_1,
        "Phòng Quản lý đô thị thị xã",
        "Vị trí",
        "5",
        "6",
        False,
    ),
    (
        HUONG_TRA_PHU_LUC_1,
        "Phòng Lao động – TBXH thị xã",
        "Vị trí",
        "6",
        "7",
        False,
    ),
    (
        HUONG_TRA_PHU_LUC_1,
        "Phòng Văn hóa thông tin thị xã",
        "Vị trí",
        "7",
        "5",
        False,
    ),
    (
        HUONG_TRA_PHU_LUC_2,
        "Phường Hương Văn",
        "Tổng điểm (135 điểm)",
        "108,82",
        "108,83",
        True,
    ),
    (
        HUONG_TRA_PHU_LUC_2,
        "Phường Tứ Hạ",
        "Tổng điểm (135 điểm)",
        "98,04",
        "98,03",
        True,
    ),
    (
        HUONG_TRA_PHU_LUC_2,
        "Phường Hương An",
        "Tổng điểm (135 điểm)",
        "97,70",
        "97,71",
        True,
    ),
    (
        HUONG_TRA_PHU_LUC_2,
        "Xã Hương Toàn",
        "Tổng điểm (135 điểm)",
        "97,41",
        "97,42",
        True,
    ),
    (
        HUONG_TRA_PHU_LUC_2,
        "Xã Hương Phong",
        "Tổng điểm (135 điểm)",
        "93,25",
        "93,24",
        True,
    ),
    (
        HUONG_TRA_PHU_LUC_2,
        "Phường Hương Vân",
        "Tổng điểm (135 điểm)",
        "84,59",
        "84,60",
        True,
    ),
    (
        HUONG_TRA_PHU_LUC_2,
        "Phường Hương Hồ",
        "Tổng điểm (135 điểm)",
        "82,24",
        "82,25",
        True,
    ),
    (
        HUONG_TRA_PHU_LUC_2,
        "Xã Hương Thọ",
        "Tổng điểm (135 điểm)",
        "80,62",
        "80,63",
        True,
    ),
    (
        THAI_BINH_PHU_LUC_1,
        "Huyện Tiền Hải",
        "Điều kiện sẵn sàng – Tổng số điểm",
        "44.93",
        "45,13",
        True,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "Xã Đông Mỹ",
        "Kết quả",
        "Mức III",
        "Mức IV",
        True,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "Xã Vũ Lễ",
        "Kết quả",
        "Mức IV",
        "Không đủ điều kiện xếp hạng",
        True,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "Xã Vũ Lăng",
        "Kết quả",
        "Mức IV",
        "Không đủ điều kiện xếp hạng",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "Xã Thụy Dân",
        "Kết quả",
        "Mức IV",
        "Không đủ điều kiện xếp hạng",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "Xã Thụy Xuân",
        "Kết quả",
        "Mức IV",
        "Không đủ điều kiện xếp hạng",
        True,
    ),
    (
        THAI_BINH_PHU_LUC_2,
        "Thành phố Thái Bình",
        "Kết quả đánh giá",
        (
            "- 01/19 xã đạt mức độ III (Ủy ban nhân dân xã Đông Mỹ); 04/19 xã, phường đạt "
            "mức độ IV (Ủy ban nhân dân xã Vũ Chính, Ủy ban nhân dân phường Phú Khánh, Ủy "
            "ban nhân dân phường Hoàng Diệu, Ủy ban nhân dân phường Kỳ Bá). - 14/19 xã, "
            "phường không đủ điều kiện xếp hạng."
        ),
        (
            "mức độ IV: 5 (Xã Đông Mỹ, Xã Vũ Chính, Phường Phú Khánh, Phường Hoàng Diệu, "
            "Phường Kỳ Bá); không đủ điều kiện xếp hạng: 14/19"
        ),
        True,
    ),
    (
        THAI_BINH_PHU_LUC_2,
        "Huyện Tiền Hải",
        "Kết quả đánh giá",
        (
            "- 05/32 xã, thị trấn đạt mức độ IV (Ủy ban nhân dân Thị trấn Tiền Hải, Ủy ban "
            "nhân dân xã Nam Thanh, Ủy ban nhân dân xã Tây Tiến, Ủy ban nhân dân xã Vũ "
            "Lăng, Ủy ban nhân dân xã Đông Quý). - 27/32 xã không đủ điều kiện xếp hạng."
        ),
        (
            "mức độ IV: 4 (Thị trấn Tiên Hải, Xã Nam Thanh, Xã Tây Tiên, Xã Đông Quý); "
            "không đủ điều kiện xếp hạng: 28/32"
        ),
        False,
    ),
    (
        THAI_BINH_PHU_LUC_2,
        "Huyện Kiến Xương",
        "Kết quả đánh giá",
        (
            "- 08/33 xã đạt mức độ IV (Ủy ban nhân dân xã Bình Nguyên, Ủy ban nhân dân xã "
            "Bình Minh, Ủy ban nhân dân xã Bình Thanh, Ủy ban nhân dân xã An Bình, Ủy ban "
            "nhân dân xã Nam Bình, Ủy ban nhân dân xã Bình Định, Ủy ban nhân dân xã Hòa "
            "Bình, Ủy ban nhân dân xã Vũ Lễ). - 25/33 xã, thị trấn không đủ điều kiện xếp "
            "hạng."
        ),
        (
            "mức độ IV: 7 (Xã An Bình, Xã Bình Minh, Xã Bình Nguyên, Xã Bình Thanh, Xã Nam "
            "Bình, Xã Bình Định, Xã Hòa Bình); không đủ điều kiện xếp hạng: 26/33"
        ),
        True,
    ),
    (
        THAI_BINH_PHU_LUC_2,
        "Huyện Thái Thụy",
        "Kết quả đánh giá",
        (
            "- 03/36 xã, thị trấn đạt mức độ IV (Ủy ban nhân dân Thị trấn Diêm Điền, Ủy ban "
            "nhân dân xã Thụy Dân, Ủy ban nhân dân xã Thụy Xuân).\n- 33/36 xã không đủ điều "
            "kiện xếp hạng."
        ),
        "mức độ IV: 1 (Thị trấn Diêm Điền); không đủ điều kiện xếp hạng: 35/36",
        False,
    ),
)

# Cells that rounding explains when taken alone, but not with the totals printed in the same row.
NOT_EXPLAINED_TOGETHER: tuple[tuple[str, str, str], ...] = (
    (THAI_BINH_PHU_LUC_3, "Xã Đông Mỹ", "Kết quả"),
    (THAI_BINH_PHU_LUC_3, "Xã Vũ Lễ", "Kết quả"),
    (THAI_BINH_PHU_LUC_3, "Xã Thụy Xuân", "Kết quả"),
)

# Cells explained only where a component is taken at its own printed decimals (7 as 6,5 to 7,5), not
# at those of its column (7 as 6,95 to 7,05, since others in the column print 6,5).
ONLY_BY_OWN_DECIMALS: tuple[tuple[str, str, str], ...] = (
    (THAI_BINH_PHU_LUC_1, "Huyện Tiền Hải", "Điều kiện sẵn sàng – Tổng số điểm"),
)

# What contradicts in words: names, numbers and dates of decisions, brackets, order of a list.
WORDING: tuple[Contradiction, ...] = (
    (
        HUE_22_PHU_LUC_1_BANG_1,
        "Sở Giáo dục và Đào tạo",
        "Đơn vị",
        "Sở Giáo dục",
        "Sở Giáo dục và Đào tạo",
        False,
    ),
    (
        HUE_22_PHU_LUC_1_BANG_1,
        "Sở Lao động, Thương binh và Xã hội",
        "Đơn vị",
        "Sở Lao động – TB&XH",
        "Sở Lao động, Thương binh và Xã hội",
        False,
    ),
    (
        HUE_22_PHU_LUC_1_BANG_1,
        "Sở Nông nghiệp và Phát triển nông thôn",
        "Đơn vị",
        "Sở Nông nghiệp và PTNT",
        "Sở Nông nghiệp và Phát triển nông thôn",
        False,
    ),
    (
        HUE_22_TIEU_DE,
        "phu-luc-2-bang-2.csv",
        "Tên bảng",
        "Khôi",
        "Khối",
        False,
    ),
    (
        THAI_BINH_TIEU_DE,
        "phu-luc-1.csv",
        "Dòng dưới tên phụ lục",
        "Quyết định số 151/QĐ-UBND ngày 05/01/2021",
        "Quyết định số 05/QĐ-UBND ngày 05/04/2021",
        False,
    ),
    (
        THAI_BINH_TIEU_DE,
        "phu-luc-2.csv",
        "Dòng dưới tên phụ lục",
        "Quyết định số 05/QĐ-UBND ngày 05/01/2021",
        "Quyết định số 05/QĐ-UBND ngày 05/04/2021",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "Huyện Hưng Hà",
        "Huyện",
        "Hung Hà",
        "Huyện Hưng Hà",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "Thành phố Thái Bình",
        "Huyện",
        "Thành Phố",
        "Thành phố Thái Bình",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "Huyện Tiền Hải",
        "Huyện",
        "Tiên Hải",
        "Huyện Tiền Hải",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_2,
        "Huyện Quỳnh Phụ",
        "Kết quả đánh giá",
        "Ủy ban nhân dân xã An Khê;",
        "Ủy ban nhân dân xã An Khê);",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_2,
        "Huyện Quỳnh Phụ",
        "Kết quả đánh giá",
        "02 xã, thị trấn đạt mức độ III",
        "02/37 xã, thị trấn đạt mức độ III",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_2,
        "Huyện Quỳnh Phụ",
        "Kết quả đánh giá",
        "02 xã đạt mức độ IV",
        "02/37 xã đạt mức độ IV",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "Thị trấn Tiên Hải",
        "Tên cơ quan",
        "Thị trấn Tiên Hải",
        "Thị trấn Tiền Hải",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "Xã Tây Tiên",
        "Tên cơ quan",
        "Xã Tây Tiên",
        "xã Tây Tiến",
        False,
    ),
    (
        THAI_BINH_PHU_LUC_2,
        "Huyện Kiến Xương",
        "Kết quả đánh giá",
        (
            "Xã Bình Nguyên, Xã Bình Minh, Xã Bình Thanh, Xã An Bình, Xã Nam Bình, Xã Bình "
            "Định, Xã Hòa Bình, Xã Vũ Lễ"
        ),
        (
            "Xã An Bình, Xã Bình Minh, Xã Bình Nguyên, Xã Bình Thanh, Xã Nam Bình, Xã Vũ "
            "Lễ, Xã Bình Định, Xã Hòa Bình"
        ),
        False,
    ),
    (
        THAI_BINH_PHU_LUC_3,
        "TT Đông Hưng",
        "Tên cơ quan",
        "TT Đông Hưng",
        "Thị trấn Đông Hưng",
        False,
    ),
)

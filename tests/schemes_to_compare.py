"""A scheme that says everything that can be said, and edits of it, each of one thing, with what a reader must be told."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

BASE = """\
bộ tiêu chí "Chuyển đổi số các cơ quan"
  ban hành kèm theo "Quyết định số 10/QĐ-UBND ngày 05/01/2025"
  cơ quan ban hành "Ủy ban nhân dân tỉnh"
  căn cứ "Nghị quyết số 57-NQ/TW"
  hiệu lực từ ngày 01/02/2025 đến ngày 31/12/2027
  áp dụng từ năm đánh giá 2025 đến 2027
  chưa thể hiện "Điều tra xã hội học"

  thông tin đơn vị loại
  số liệu biên chế là "Tổng biên chế", số nguyên, từ 1 đến 500
  số liệu vi phạm, số nguyên
  công thức tỷ lệ = điểm đạt được × 100 / điểm tối đa được tính, làm tròn đến 2 chữ số thập phân
  công thức ưu tiên theo trường hợp:
    - loại = "miền núi": 2
    - còn lại: 0
  công thức tổng điểm = tỷ lệ + ưu tiên, không quá 100

  xếp loại
    mức I khi tổng điểm từ 90 trở lên và tổng điểm so trung bình từ 0 trở lên
    mức II khi tổng điểm từ 70 đến dưới 90
    mức III khi tổng điểm từ 50 đến dưới 70
    còn lại "Chưa đạt"
  không xếp loại cao hơn mức II khi vi phạm từ 2 trở lên
  hạ một mức khi vi phạm từ 5 trở lên
  không quá 20% số đơn vị được mức I
  công thức tổng điểm so trung bình = điểm đạt được − giá trị trung bình của điểm đạt được trong khối
  xếp hạng theo tổng điểm giảm dần, bằng nhau thì xét điểm nhóm 1 giảm dần, bằng nhau thì cùng thứ hạng

khối "Cấp sở" gồm các đơn vị có loại = "sở"
  thông tin đơn vị cụm
  các lần chấm "Tự chấm", "Thẩm định"
  kết quả lấy theo "Thẩm định"
  điểm chấm có tối đa 2 chữ số thập phân
  thang điểm 100 điểm
  làm tròn điểm từng tiêu chí đến 2 chữ số thập phân
  nhóm 1 "Hạ tầng số"                     tối đa 40 điểm
    tiêu chí 1.1 "Máy tính"               tối đa 10 điểm
      thuộc nội dung thiết bị
      số liệu a là "Máy tính dùng được", số nguyên, không quá b
      số liệu b là "Số cán bộ", số nguyên, từ 1 trở lên
      chấm theo tỷ lệ a / b
      tài liệu kiểm chứng "Bảng kê máy tính"
      hướng dẫn "Lấy số ngày 31/12"
    tiêu chí 1.2 "Mạng nội bộ"            tối đa 10 điểm
      chấm theo lựa chọn:
        - "Có đủ": điểm tối đa
        - "Có một phần": 5 điểm
        - "Không có": 0 điểm
    tiêu chí 1.3 "Đường truyền"           tối đa 20 điểm
  nhóm 2 "Dịch vụ công"                   tối đa 60 điểm
    tiêu chí 2.1 "Hồ sơ trực tuyến"       tối đa 30 điểm
      số liệu hồ sơ, số nguyên
      chấm theo khoảng hồ sơ:
        - từ 80 trở lên: điểm tối đa
        - dưới 80: 10 điểm
    tiêu chí 2.2 "Thanh toán trực tuyến"  tối đa 30 điểm
      chấm đạt hoặc không đạt
      nguồn "Mục 2 Phụ lục"
  tiêu chí 9 "Có ban chỉ đạo"
    chỉ xét đạt hoặc không đạt
  điểm thưởng T "Sáng kiến" tối đa 3 điểm
  không tính điểm thiết bị đối với "Thanh tra tỉnh", "Ban Dân tộc"
    lý do "Không được giao máy"
  không tính điểm tiêu chí 2.2 khi biên chế dưới 10
  tính 0 điểm tiêu chí 1.3 khi vi phạm từ 3 trở lên
  tính điểm tối đa tiêu chí 1.2 đối với "Sở Ngoại vụ"
  các tiêu chí không có tài liệu kiểm chứng thì tính 0 điểm
  không đánh giá đối với "Văn phòng Đoàn đại biểu"
    lý do "Không thuộc đối tượng"
  không xếp hạng khi tiêu chí 9 không đạt
  xếp loại từng nhóm
    mức "Mạnh" khi điểm từng nhóm từ 80% × điểm tối đa trở lên
    còn lại "Yếu"
  xếp hạng "Trong cụm" theo điểm đạt được giảm dần trong từng cụm

khối "Cấp tỉnh" gồm các đơn vị có loại = "tỉnh"
  điểm và điểm tối đa của từng phần quy đổi theo trọng số
  thang điểm 100 điểm
  nhóm 1 "Chỉ đạo" tối đa 50 điểm trọng số 60%
  nhóm 2 "Kết quả" tối đa 50 điểm trọng số 40%
  xếp loại
    mức I khi tổng điểm từ 90 trở lên và tỷ lệ đơn vị trực thuộc đạt từ mức "Đạt" trở lên từ 50% trở lên
    mức II khi tổng điểm từ 60 đến dưới 90
    mức III khi tổng điểm từ 40 đến dưới 60
    còn lại "Chưa đạt"

khối "Cấp xã" gồm các đơn vị có loại = "xã"
  thông tin đơn vị trực thuộc, là đơn vị của khối "Cấp tỉnh"
  nhóm 1 "Người dân" tối đa 100 điểm
  xếp loại
    mức "Đạt" khi tổng điểm từ 50 trở lên
    còn lại "Chưa đạt"
  ví dụ đơn vị "Xã An Hòa"
    có nhóm 1 = 60; loại = "xã"
    thì điểm đạt được = 60; mức "Đạt"
"""


@frozen
class Edit:
    """Words of BASE and what they become, and what the comparison must tell: kind, block, sentence."""

    words: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """The scheme with the edit."""
        text = BASE
        for old, new in self.words:
            assert old in text, old
            text = text.replace(old, new, 1)
        return text


# For each edit: "− words of BASE", "+ what they become" (⏎ ends a line, ∅ is nothing), "= kind | block | sentence" for each change told.
_EDITS = """
− Chuyển đổi số các cơ quan
+ Chuyển đổi số các cơ quan, địa phương
= CHANGED |  | Bộ tiêu chí đổi tên thành “Chuyển đổi số các cơ quan, địa phương”

− Quyết định số 10/QĐ-UBND
+ Quyết định số 12/QĐ-UBND
= CHANGED |  | Văn bản ban hành đổi từ “Quyết định số 10/QĐ-UBND ngày 05/01/2025” thành “Quyết định số 12/QĐ-UBND ngày 05/01/2025”

− cơ quan ban hành "Ủy ban nhân dân tỉnh"
+ cơ quan ban hành "Hội đồng nhân dân tỉnh"
= CHANGED |  | Cơ quan ban hành đổi từ “Ủy ban nhân dân tỉnh” thành “Hội đồng nhân dân tỉnh”

− Nghị quyết số 57-NQ/TW
+ Nghị quyết số 52-NQ/TW
= ADDED |  | Bổ sung căn cứ “Nghị quyết số 52-NQ/TW”
= REMOVED |  | Bãi bỏ căn cứ “Nghị quyết số 57-NQ/TW”

− đến ngày 31/12/2027
+ đến ngày 31/12/2028
= CHANGED |  | Hiệu lực được sửa đổi

− năm đánh giá 2025 đến 2027
+ năm đánh giá 2026 đến 2027
= CHANGED |  | Năm áp dụng đổi từ “từ năm đánh giá 2025 đến 2027” thành “từ năm đánh giá 2026 đến 2027”

− năm đánh giá 2025 đến 2027
+ năm đánh giá 2025 đến 2028
= CHANGED |  | Năm áp dụng đổi từ “từ năm đánh giá 2025 đến 2027” thành “từ năm đánh giá 2025 đến 2028”

− Điều tra xã hội học
+ Khảo sát người dân
= ADDED |  | Bổ sung điều chưa thể hiện “Khảo sát người dân”
= REMOVED |  | Bãi bỏ điều chưa thể hiện “Điều tra xã hội học”

−   thông tin đơn vị cụm⏎
+   thông tin đơn vị cụm⏎  thông tin đơn vị vùng⏎
= ADDED | Cấp sở | Bổ sung thông tin đơn vị vùng

− là "Tổng biên chế"
+ là "Biên chế được giao"
= CHANGED |  | Cách ghi của số liệu “biên chế” được sửa đổi

− số nguyên, từ 1 đến 500
+ số nguyên, từ 1 đến 600
= CHANGED |  | Cách ghi của số liệu “biên chế” được sửa đổi

− số nguyên, từ 1 đến 500
+ số nguyên, từ 2 đến 500
= CHANGED |  | Cách ghi của số liệu “biên chế” được sửa đổi

− số liệu vi phạm, số nguyên
+ số liệu vi phạm, 1 chữ số thập phân
= CHANGED |  | Cách ghi của số liệu “vi phạm” đổi từ “số liệu vi phạm, số nguyên” thành “số liệu vi phạm, 1 chữ số thập phân”

− số liệu vi phạm, số nguyên
+ số liệu vi phạm, số nguyên, không quá biên chế
= CHANGED |  | Cách ghi của số liệu “vi phạm” đổi từ “số liệu vi phạm, số nguyên” thành “số liệu vi phạm, số nguyên, không quá biên chế”

− là đơn vị của khối "Cấp tỉnh"⏎
+ là đơn vị của khối "Cấp tỉnh"⏎  thông tin đơn vị tỉnh, là đơn vị của khối "Cấp sở"⏎
= ADDED | Cấp xã | Bổ sung thông tin đơn vị tỉnh, là đơn vị của khối “Cấp sở”

− làm tròn đến 2 chữ số thập phân⏎  công thức ưu
+ làm tròn đến 1 chữ số thập phân⏎  công thức ưu
= CHANGED |  | Cách tính của công thức tỷ lệ được sửa đổi

− × 100 / điểm
+ × 90 / điểm
= CHANGED |  | Cách tính của công thức tỷ lệ được sửa đổi

−     - loại = "miền núi": 2
+     - loại = "miền núi": 3
= CHANGED |  | Cách tính của công thức ưu tiên được sửa đổi

− không quá 100
+ không quá 110
= CHANGED |  | Cách tính của công thức tổng điểm được sửa đổi

− mức I khi tổng điểm từ 90 trở lên và tổng điểm so
+ mức I khi tổng điểm từ 85 trở lên và tổng điểm so
= CHANGED | Cấp sở | Ngưỡng tổng điểm của mức I hạ từ 90 xuống 85 (−5)

− mức II khi tổng điểm từ 70 đến dưới 90
+ mức II khi tổng điểm từ 70 đến 90
= CHANGED | Cấp sở | Điều kiện của mức II đổi từ “tổng điểm từ 70 đến dưới 90” thành “tổng điểm từ 70 đến 90”

−     mức III khi tổng điểm từ 50 đến dưới 70⏎    còn lại "Chưa đạt"⏎  không xếp
+     mức III khi tổng điểm từ 50 đến dưới 70⏎    còn lại "Yếu"⏎  không xếp
= CHANGED | Cấp sở | Kết quả của phần còn lại, không đạt mức nào đổi từ “Chưa đạt” thành “Yếu”

− không xếp loại cao hơn mức II khi
+ không xếp loại cao hơn mức III khi
= CHANGED | Cấp sở | Nội dung của quy định không xếp loại cao hơn mức II khi vi phạm từ 2 trở lên được sửa đổi

− vi phạm từ 2 trở lên
+ vi phạm từ 3 trở lên
= CHANGED | Cấp sở | Ngưỡng của quy định không xếp loại cao hơn mức II khi vi phạm từ 2 trở lên nâng từ 2 lên 3 (+1)

−   hạ một mức khi vi phạm từ 5 trở lên⏎
+ ∅
= REMOVED | Cấp sở | Bãi bỏ quy định hạ một mức khi vi phạm từ 5 trở lên

−   hạ một mức khi vi phạm từ 5 trở lên⏎
+   không xếp loại khi vi phạm từ 5 trở lên⏎
= CHANGED | Cấp sở | Nội dung của quy định hạ một mức khi vi phạm từ 5 trở lên đổi từ “hạ một mức khi vi phạm từ 5 trở lên” thành “không xếp loại khi vi phạm từ 5 trở lên”

− không quá 20% số
+ không quá 25% số
= CHANGED | Cấp sở | Tỷ lệ số đơn vị được mức I tăng từ 20% lên 25% (+5 điểm phần trăm)

− giá trị trung bình của điểm đạt
+ giá trị nhỏ nhất của điểm đạt
= CHANGED |  | Cách tính của công thức tổng điểm so trung bình được sửa đổi

− xét điểm nhóm 1 giảm dần
+ xét điểm đạt được giảm dần
= CHANGED |  | Thứ tự xếp của xếp hạng đổi từ tổng điểm giảm dần, rồi điểm nhóm 1 giảm dần thành tổng điểm giảm dần, rồi điểm đạt được giảm dần

− xét điểm nhóm 1 giảm dần, bằng
+ xét điểm nhóm 1 tăng dần, bằng
= CHANGED |  | Thứ tự xếp của xếp hạng đổi từ tổng điểm giảm dần, rồi điểm nhóm 1 giảm dần thành tổng điểm giảm dần, rồi điểm nhóm 1 tăng dần

− bằng nhau thì cùng thứ hạng
+ bằng nhau thì do người có thẩm quyền quyết định
= CHANGED |  | Cách xử lý khi bằng nhau của xếp hạng đổi từ “cùng thứ hạng” thành “người có thẩm quyền quyết định”

− khối "Cấp sở" gồm
+ khối "Sở, ban, ngành cấp sở" gồm
= CHANGED | Sở, ban, ngành cấp sở | Khối “Cấp sở” đổi tên thành “Sở, ban, ngành cấp sở”

− khối "Cấp sở" gồm các đơn vị có loại = "sở"
+ khối "Cấp sở" gồm các đơn vị có loại ≠ "xã"
= CHANGED | Cấp sở | Đơn vị thuộc khối của khối “Cấp sở” đổi từ các đơn vị có loại = “sở” thành các đơn vị có loại ≠ “xã”

− các lần chấm "Tự chấm", "Thẩm định"
+ các lần chấm "Tự chấm", "Phúc tra", "Thẩm định"
= CHANGED | Cấp sở | Các lần chấm đổi từ các lần chấm “Tự chấm”, “Thẩm định” thành các lần chấm “Tự chấm”, “Phúc tra”, “Thẩm định”

− kết quả lấy theo "Thẩm định"
+ kết quả lấy theo "Tự chấm"
= CHANGED | Cấp sở | Lần chấm lấy làm kết quả đổi từ kết quả lấy theo “Thẩm định” thành kết quả lấy theo “Tự chấm”

− có tối đa 2 chữ số
+ có tối đa 1 chữ số
= CHANGED | Cấp sở | Số chữ số thập phân của điểm chấm đổi từ “điểm chấm có tối đa 2 chữ số thập phân” thành “điểm chấm có tối đa 1 chữ số thập phân”

−   thang điểm 100 điểm⏎  làm tròn
+   làm tròn
= REMOVED | Cấp sở | Bãi bỏ thang điểm 100 điểm

− từng tiêu chí đến 2 chữ
+ từng tiêu chí đến 1 chữ
= CHANGED | Cấp sở | Làm tròn điểm từng tiêu chí đổi từ “đến 2 chữ số thập phân” thành “đến 1 chữ số thập phân”

− nhóm 2 "Dịch vụ công"
+ trụ cột 2 "Dịch vụ công"
= CHANGED | Cấp sở | Loại của nhóm 2 “Dịch vụ công” đổi từ nhóm thành “trụ cột”

− "Hạ tầng số"
+ "Hạ tầng, nền tảng số"
= CHANGED | Cấp sở | Nhóm 1 “Hạ tầng số” đổi tên thành “Hạ tầng, nền tảng số”

− thuộc nội dung thiết bị⏎
+ thuộc nội dung thiết bị⏎      thuộc nội dung máy⏎
= CHANGED | Cấp sở | Nội dung của tiêu chí 1.1 “Máy tính”: thêm “máy”

− tiêu chí 1.2 "Mạng nội bộ"            tối đa 10 điểm⏎
+ tiêu chí 1.2 "Mạng nội bộ"            tối đa 10 điểm⏎      thuộc nội dung thiết bị⏎
= CHANGED | Cấp sở | Bổ sung nội dung của tiêu chí 1.2 “Mạng nội bộ”: “thiết bị”
= CHANGED | Cấp sở | Phạm vi của quy định không tính điểm thiết bị đối với “Thanh tra tỉnh”, “Ban Dân tộc”: thêm tiêu chí 1.2 “Mạng nội bộ”

− số nguyên, không quá b
+ số nguyên
= CHANGED | Cấp sở | Số liệu “a” của tiêu chí 1.1 “Máy tính” được sửa đổi

− "Máy tính dùng được"
+ "Máy tính còn tốt"
= CHANGED | Cấp sở | Số liệu “a” của tiêu chí 1.1 “Máy tính” được sửa đổi

− tỷ lệ a / b
+ tỷ lệ a / b, không quá điểm tối đa
= CHANGED | Cấp sở | Cách chấm của tiêu chí 1.1 “Máy tính” đổi từ “chấm theo tỷ lệ a / b” thành “chấm theo tỷ lệ a / b, không quá điểm tối đa”

− "Bảng kê máy tính"
+ "Bảng kê tài sản"
= CHANGED | Cấp sở | Tài liệu kiểm chứng của tiêu chí 1.1 “Máy tính” đổi từ “Bảng kê máy tính” thành “Bảng kê tài sản”

− "Lấy số ngày 31/12"
+ "Lấy số ngày 30/11"
= CHANGED | Cấp sở | Hướng dẫn của tiêu chí 1.1 “Máy tính” đổi từ “Lấy số ngày 31/12” thành “Lấy số ngày 30/11”

−       tài liệu kiểm chứng "Bảng kê máy tính"⏎
+       tài liệu kiểm chứng "Bảng kê máy tính"⏎      tài liệu kiểm chứng "Biên bản kiểm kê"⏎
= CHANGED | Cấp sở | Tài liệu kiểm chứng của tiêu chí 1.1 “Máy tính” đổi từ “Bảng kê máy tính” thành “Bảng kê máy tính”; “Biên bản kiểm kê”

−         - "Có một phần": 5 điểm
+         - "Có một phần": 6 điểm
= CHANGED | Cấp sở | Cách chấm của tiêu chí 1.2 “Mạng nội bộ” được sửa đổi

−         - "Có một phần": 5 điểm
+         - "Có một nửa": 5 điểm
= CHANGED | Cấp sở | Cách chấm của tiêu chí 1.2 “Mạng nội bộ” được sửa đổi

−         - "Có một phần": 5 điểm⏎        - "Không có": 0 điểm
+         - "Không có": 0 điểm⏎        - "Có một phần": 5 điểm
= CHANGED | Cấp sở | Cách chấm của tiêu chí 1.2 “Mạng nội bộ” được sửa đổi

− - từ 80 trở lên: điểm tối đa⏎        - dưới 80
+ - từ 70 trở lên: điểm tối đa⏎        - dưới 70
= CHANGED | Cấp sở | Cách chấm của tiêu chí 2.1 “Hồ sơ trực tuyến” được sửa đổi

− chấm đạt hoặc không đạt
+ chấm trực tiếp
= CHANGED | Cấp sở | Cách chấm của tiêu chí 2.2 “Thanh toán trực tuyến” đổi từ “chấm đạt hoặc không đạt” thành “chấm trực tiếp”

− "Mục 2 Phụ lục"
+ "Mục 3 Phụ lục"
= CHANGED | Cấp sở | Nguồn dẫn của tiêu chí 2.2 “Thanh toán trực tuyến” ghi khác trước

−     tiêu chí 2.2 "Thanh toán trực tuyến"  tối đa 30 điểm
+     tiêu chí 2.4 "Thanh toán trực tuyến"  tối đa 30 điểm
− tiêu chí 2.2 khi biên
+ tiêu chí 2.4 khi biên
= RENUMBERED | Cấp sở | Tiêu chí 2.2 “Thanh toán trực tuyến” đánh số lại thành 2.4

− "Máy tính"               tối đa 10
+ "Máy tính"               tối đa 15
− "Đường truyền"           tối đa 20
+ "Đường truyền"           tối đa 15
= CHANGED | Cấp sở | Điểm tối đa của tiêu chí 1.1 “Máy tính” tăng từ 10 lên 15 điểm (+5)
= CHANGED | Cấp sở | Điểm tối đa của tiêu chí 1.3 “Đường truyền” giảm từ 20 xuống 15 điểm (−5)

− tiêu chí 9 "Có ban chỉ đạo"⏎    chỉ xét đạt hoặc không đạt
+ tiêu chí 9 "Có ban chỉ đạo" tối đa 0 điểm⏎    chấm đạt hoặc không đạt
= CHANGED | Cấp sở | Bổ sung điểm tối đa của tiêu chí 9 “Có ban chỉ đạo”: 0 điểm; cách chấm đổi từ “chỉ xét đạt hoặc không đạt” thành “chấm đạt hoặc không đạt”

− "Sáng kiến" tối đa 3
+ "Sáng kiến" tối đa 5
= CHANGED | Cấp sở | Điểm tối đa của điểm thưởng T “Sáng kiến” tăng từ 3 lên 5 điểm (+2)

− "Thanh tra tỉnh", "Ban Dân tộc"
+ "Thanh tra tỉnh"
= CHANGED | Cấp sở | Đơn vị của quy định không tính điểm thiết bị đối với “Thanh tra tỉnh”, “Ban Dân tộc”: bỏ “Ban Dân tộc”

− "Không được giao máy"
+ "Không quản lý thiết bị"
= CHANGED | Cấp sở | Lý do của quy định không tính điểm thiết bị đối với “Thanh tra tỉnh”, “Ban Dân tộc” đổi từ “Không được giao máy” thành “Không quản lý thiết bị”

− không tính điểm tiêu chí 2.2 khi biên chế dưới 10
+ không tính điểm tiêu chí 2.2 khi biên chế dưới 12
= CHANGED | Cấp sở | Cận trên của quy định không tính điểm tiêu chí 2.2 khi biên chế dưới 10 nâng từ 10 lên 12 (+2)

− không tính điểm tiêu chí 2.2 khi
+ không tính điểm tiêu chí 2.1 khi
= ADDED | Cấp sở | Bổ sung quy định không tính điểm tiêu chí 2.1 khi biên chế dưới 10
= REMOVED | Cấp sở | Bãi bỏ quy định không tính điểm tiêu chí 2.2 khi biên chế dưới 10

− tính 0 điểm tiêu chí 1.3 khi vi phạm từ 3
+ tính 0 điểm tiêu chí 1.3 khi vi phạm từ 4
= CHANGED | Cấp sở | Ngưỡng của quy định tính 0 điểm tiêu chí 1.3 khi vi phạm từ 3 trở lên nâng từ 3 lên 4 (+1)

− tính 0 điểm tiêu chí 1.3
+ tính điểm tối đa tiêu chí 1.3
= ADDED | Cấp sở | Bổ sung quy định tính điểm tối đa tiêu chí 1.3 khi vi phạm từ 3 trở lên
= REMOVED | Cấp sở | Bãi bỏ quy định tính 0 điểm tiêu chí 1.3 khi vi phạm từ 3 trở lên

− tiêu chí 1.2 đối với "Sở Ngoại vụ"
+ tiêu chí 1.2 đối với "Sở Ngoại vụ", "Sở Y tế"
= CHANGED | Cấp sở | Đơn vị của quy định tính điểm tối đa tiêu chí 1.2 đối với “Sở Ngoại vụ”: thêm “Sở Y tế”

−   các tiêu chí không có tài liệu kiểm chứng thì tính 0 điểm⏎
+ ∅
= REMOVED | Cấp sở | Bãi bỏ quy định các tiêu chí không có tài liệu kiểm chứng thì tính 0 điểm

− "Văn phòng Đoàn đại biểu"
+ "Văn phòng Quốc hội"
= ADDED | Cấp sở | Bổ sung quy định không đánh giá đối với “Văn phòng Quốc hội”
= REMOVED | Cấp sở | Bãi bỏ quy định không đánh giá đối với “Văn phòng Đoàn đại biểu”

− "Không thuộc đối tượng"
+ "Ngoài đối tượng"
= CHANGED | Cấp sở | Lý do của quy định không đánh giá đối với “Văn phòng Đoàn đại biểu” đổi từ “Không thuộc đối tượng” thành “Ngoài đối tượng”

− không xếp hạng khi tiêu chí 9 không đạt
+ không xếp hạng khi tiêu chí 9 không đạt và vi phạm từ 1 trở lên
= CHANGED | Cấp sở | Điều kiện của quy định không xếp hạng khi tiêu chí 9 không đạt đổi từ “khi tiêu chí 9 không đạt” thành “khi tiêu chí 9 không đạt và vi phạm từ 1 trở lên”

− từ 80% × điểm tối đa trở lên
+ từ 75% × điểm tối đa trở lên
= CHANGED | Cấp sở | Điều kiện của mức Mạnh (xếp loại từng nhóm) đổi từ “điểm từng nhóm từ 80% × điểm tối đa trở lên” thành “điểm từng nhóm từ 75% × điểm tối đa trở lên”

− xếp hạng "Trong cụm" theo điểm đạt được giảm dần trong từng cụm
+ xếp hạng "Trong cụm" theo điểm đạt được giảm dần trong từng loại
= CHANGED | Cấp sở | Phạm vi xếp của xếp hạng “Trong cụm” đổi từ “trong từng cụm” thành “trong từng loại”

− xếp hạng "Trong cụm"
+ xếp hạng "Theo cụm"
= CHANGED | Cấp sở | Xếp hạng “Trong cụm” đổi tên thành Theo cụm

− tối đa 50 điểm trọng số 60%⏎  nhóm 2 "Kết quả" tối đa 50 điểm trọng số 40%
+ tối đa 50 điểm trọng số 55%⏎  nhóm 2 "Kết quả" tối đa 50 điểm trọng số 45%
= CHANGED | Cấp tỉnh | Trọng số của nhóm 1 “Chỉ đạo” giảm từ 60% xuống 55% (−5 điểm phần trăm)
= CHANGED | Cấp tỉnh | Trọng số của nhóm 2 “Kết quả” tăng từ 40% lên 45% (+5 điểm phần trăm)

−   điểm và điểm tối đa của từng phần quy đổi theo trọng số⏎
+ ∅
= REMOVED | Cấp tỉnh | Bãi bỏ quy đổi theo trọng số (điểm và điểm tối đa của từng phần quy đổi theo trọng số)

− từ mức "Đạt" trở lên từ 50%
+ mức "Đạt" từ 50%
= CHANGED | Cấp tỉnh | Điều kiện của mức I được sửa đổi

− tỷ lệ đơn vị trực thuộc đạt từ mức "Đạt" trở lên từ 50% trở lên
+ số đơn vị trực thuộc đạt từ mức "Đạt" trở lên từ 5 trở lên
= CHANGED | Cấp tỉnh | Điều kiện của mức I được sửa đổi

− có nhóm 1 = 60; loại
+ có nhóm 1 = 61; loại
= CHANGED | Cấp xã | Ví dụ đơn vị “Xã An Hòa” được sửa đổi

− thì điểm đạt được = 60; mức
+ thì điểm đạt được = 60; tổng điểm = 60; mức
= CHANGED | Cấp xã | Ví dụ đơn vị “Xã An Hòa” được sửa đổi

− ví dụ đơn vị "Xã An Hòa"
+ ví dụ đơn vị "Xã Bình Minh"
= ADDED | Cấp xã | Bổ sung ví dụ đơn vị “Xã Bình Minh” có nhóm 1 = 60; loại = “xã” thì điểm đạt được = 60; mức “Đạt”
= REMOVED | Cấp xã | Bãi bỏ ví dụ đơn vị “Xã An Hòa” có nhóm 1 = 60; loại = “xã” thì điểm đạt được = 60; mức “Đạt”

−     tiêu chí 1.3 "Đường truyền"           tối đa 20 điểm⏎
+     tiêu chí 1.3 "Đường truyền"           tối đa 15 điểm⏎    tiêu chí 1.4 "Chữ ký số" tối đa 5 điểm⏎      thuộc nội dung thiết bị⏎
= CHANGED | Cấp sở | Điểm tối đa của tiêu chí 1.3 “Đường truyền” giảm từ 20 xuống 15 điểm (−5)
= ADDED | Cấp sở | Bổ sung tiêu chí 1.4 “Chữ ký số” vào nhóm 1 “Hạ tầng số”, tối đa 5 điểm

−   tiêu chí 9 "Có ban chỉ đạo"⏎    chỉ xét đạt hoặc không đạt⏎
+ ∅
−   không xếp hạng khi tiêu chí 9 không đạt⏎
+ ∅
= REMOVED | Cấp sở | Bãi bỏ tiêu chí 9 “Có ban chỉ đạo”
= REMOVED | Cấp sở | Bãi bỏ quy định không xếp hạng khi tiêu chí 9 không đạt

−       nguồn "Mục 2 Phụ lục"⏎
+ ∅
= CHANGED | Cấp sở | Nguồn dẫn của tiêu chí 2.2 “Thanh toán trực tuyến” ghi khác trước

−     tiêu chí 1.1 "Máy tính"
+     tiêu chí 1.2 "Máy tính"
−     tiêu chí 1.2 "Mạng nội bộ"
+     tiêu chí 1.1 "Mạng nội bộ"
= RENUMBERED | Cấp sở | Tiêu chí 1.1 “Máy tính” đánh số lại thành 1.2
= RENUMBERED | Cấp sở | Tiêu chí 1.2 “Mạng nội bộ” đánh số lại thành 1.1
= CHANGED | Cấp sở | Phạm vi của quy định tính điểm tối đa tiêu chí 1.2 đối với “Sở Ngoại vụ”: thêm tiêu chí 1.2 “Máy tính”; bỏ tiêu chí 1.2 “Mạng nội bộ”

− công thức ưu tiên theo
+ công thức điểm cộng theo
− tỷ lệ + ưu tiên
+ tỷ lệ + điểm cộng
= CHANGED |  | Công thức ưu tiên đổi tên thành “điểm cộng”

−     mức II khi tổng điểm từ 70 đến dưới 90⏎    mức III khi tổng điểm từ 50 đến dưới 70⏎
+     mức III khi tổng điểm từ 50 đến dưới 70⏎    mức II khi tổng điểm từ 70 đến dưới 90⏎
= CHANGED | Cấp sở | Thứ tự các mức của xếp loại đổi từ mức I, mức II, mức III thành mức I, mức III, mức II

−     mức III khi tổng điểm từ 50 đến dưới 70⏎
+     mức "Trung bình" khi tổng điểm từ 50 đến dưới 70⏎
= CHANGED | Cấp sở | Mức III đổi tên thành “Trung bình”

−     mức "Đạt" khi tổng điểm từ 50 trở lên⏎    còn lại "Chưa đạt"⏎
+     mức "Đạt" khi tổng điểm từ 0 trở lên⏎
= CHANGED | Cấp xã | Ngưỡng mức Đạt hạ từ 50 xuống 0 (−50)
= REMOVED | Cấp xã | Bãi bỏ phần còn lại, không đạt mức nào (còn lại “Chưa đạt”)

−     còn lại "Chưa đạt"⏎  không xếp
+     còn lại không xếp loại⏎  không xếp
= CHANGED | Cấp sở | Kết quả của phần còn lại, không đạt mức nào đổi từ “Chưa đạt” thành “không xếp loại”

−   không xếp loại cao hơn mức II khi vi phạm từ 2 trở lên⏎  hạ một mức khi vi phạm từ 5 trở lên⏎
+   hạ một mức khi vi phạm từ 5 trở lên⏎  không xếp loại cao hơn mức II khi vi phạm từ 2 trở lên⏎
= CHANGED | Cấp sở | Thứ tự các câu hạ mức của xếp loại đổi từ quy định không xếp loại cao hơn mức II khi vi phạm từ 2 trở lên, quy định hạ một mức khi vi phạm từ 5 trở lên thành quy định hạ một mức khi vi phạm từ 5 trở lên, quy định không xếp loại cao hơn mức II khi vi phạm từ 2 trở lên

−   tính 0 điểm tiêu chí 1.3 khi vi phạm từ 3 trở lên⏎
+   tính 0 điểm tiêu chí 1.3 khi vi phạm từ 3 trở lên⏎  không tính điểm các tiêu chí chưa có số liệu đối với "Sở Tôn giáo"⏎
= ADDED | Cấp sở | Bổ sung quy định không tính điểm các tiêu chí chưa có số liệu đối với “Sở Tôn giáo”

− xếp loại từng nhóm
+ xếp loại từng tiêu chí
= ADDED | Cấp sở | Bổ sung xếp loại từng tiêu chí
= REMOVED | Cấp sở | Bãi bỏ xếp loại từng nhóm

−   nhóm 2 "Dịch vụ công"                   tối đa 60 điểm⏎
+   nhóm 2 "Dịch vụ công"                   tối đa 60 điểm⏎    không tính điểm đối với "Sở Ngoại vụ"⏎
= ADDED | Cấp sở | Bổ sung quy định không tính điểm đối với “Sở Ngoại vụ” (của nhóm 2)

− khối "Cấp xã" gồm các đơn vị có loại = "xã"⏎
+ khối "Cấp phường" gồm các đơn vị có loại = "phường"⏎  nhóm 1 "Phường" tối đa 100 điểm⏎⏎khối "Cấp xã" gồm các đơn vị có loại = "xã"⏎
= ADDED | Cấp phường | Bổ sung khối “Cấp phường” (1 tiêu chí, kể cả nhóm)

− khối "Cấp xã" gồm các đơn vị có loại = "xã"⏎
+ khối "Cấp xã"⏎
= CHANGED | Cấp xã | Bỏ đơn vị thuộc khối của khối “Cấp xã”: các đơn vị có loại = “xã”

− khối "Cấp tỉnh" gồm
+ khối "Tỉnh" gồm
− là đơn vị của khối "Cấp tỉnh"
+ là đơn vị của khối "Tỉnh"
= CHANGED | Tỉnh | Khối “Cấp tỉnh” đổi tên thành “Tỉnh”

−     tiêu chí 1.3 "Đường truyền"           tối đa 20 điểm⏎
+ ∅
−   nhóm 2 "Dịch vụ công"                   tối đa 60 điểm⏎
+   nhóm 2 "Dịch vụ công"                   tối đa 80 điểm⏎    tiêu chí 2.3 "Đường truyền" tối đa 20 điểm⏎
− "Hạ tầng số"                     tối đa 40
+ "Hạ tầng số"                     tối đa 20
− tiêu chí 1.3 khi
+ tiêu chí 2.3 khi
= CHANGED | Cấp sở | Điểm tối đa của nhóm 1 “Hạ tầng số” giảm từ 40 xuống 20 điểm (−20)
= CHANGED | Cấp sở | Điểm tối đa của nhóm 2 “Dịch vụ công” tăng từ 60 lên 80 điểm (+20)
= MOVED | Cấp sở | Tiêu chí 1.3 “Đường truyền” chuyển từ nhóm 1 “Hạ tầng số” sang nhóm 2 “Dịch vụ công”, mã mới 2.3

−   thông tin đơn vị cụm⏎
+   thông tin đơn vị cụm⏎  thông tin đơn vị miền⏎
− trong từng cụm
+ trong từng miền
= ADDED | Cấp sở | Bổ sung thông tin đơn vị miền
= CHANGED | Cấp sở | Phạm vi xếp của xếp hạng “Trong cụm” đổi từ “trong từng cụm” thành “trong từng miền”

−   áp dụng từ năm đánh giá 2025 đến 2027⏎
+   áp dụng từ năm đánh giá 2025 đến 2027⏎    nguồn không ghi "Năm cuối"⏎
= CHANGED |  | Nguồn dẫn của năm áp dụng ghi khác trước

− tiêu chí 1.3 "Đường truyền"           tối đa 20 điểm⏎
+ tiêu chí 1.3 "Đường truyền"           tối đa 20 điểm⏎      nguồn không ghi "Điểm tối đa"⏎
= CHANGED | Cấp sở | Nguồn dẫn của tiêu chí 1.3 “Đường truyền” ghi khác trước

− không tính điểm tiêu chí 2.2 khi
+ không tính điểm các tiêu chí chưa có số liệu khi
= ADDED | Cấp sở | Bổ sung quy định không tính điểm các tiêu chí chưa có số liệu khi biên chế dưới 10
= REMOVED | Cấp sở | Bãi bỏ quy định không tính điểm tiêu chí 2.2 khi biên chế dưới 10

− tính 0 điểm tiêu chí 1.3 khi
+ tính 0 điểm các tiêu chí chưa có số liệu khi
= ADDED | Cấp sở | Bổ sung quy định tính 0 điểm các tiêu chí chưa có số liệu khi vi phạm từ 3 trở lên
= REMOVED | Cấp sở | Bãi bỏ quy định tính 0 điểm tiêu chí 1.3 khi vi phạm từ 3 trở lên

− tính điểm tối đa tiêu chí 1.2 đối với "Sở Ngoại vụ"⏎
+ tính điểm tối đa tiêu chí 1.2 đối với "Sở Ngoại vụ"⏎    lý do "Dùng mạng của Bộ"⏎
= CHANGED | Cấp sở | Bổ sung lý do của quy định tính điểm tối đa tiêu chí 1.2 đối với “Sở Ngoại vụ”: “Dùng mạng của Bộ”

− giá trị trung bình của điểm đạt được
+ giá trị trung bình của tỷ lệ
= CHANGED |  | Cách tính của công thức tổng điểm so trung bình được sửa đổi

− đơn vị được mức I⏎
+ đơn vị được mức II⏎
= ADDED | Cấp sở | Bổ sung tỷ lệ số đơn vị được mức II (không quá 20% số đơn vị được mức II)
= REMOVED | Cấp sở | Bãi bỏ tỷ lệ số đơn vị được mức I (không quá 20% số đơn vị được mức I)

− mức "Đạt" khi
+ mức "Khá" khi
− từ mức "Đạt" trở lên
+ từ mức "Khá" trở lên
− = 60; mức "Đạt"
+ = 60; mức "Khá"
= CHANGED | Cấp tỉnh | Điều kiện của mức I được sửa đổi
= CHANGED | Cấp xã | Mức Đạt đổi tên thành “Khá”
= CHANGED | Cấp xã | Ví dụ đơn vị “Xã An Hòa” được sửa đổi

− khối "Cấp xã" gồm
+ khối "Xã, phường, thị trấn" gồm
= CHANGED | Cấp tỉnh | Điều kiện của mức I giữ nguyên lời, nhưng nghĩa đổi theo các sửa đổi khác
= ADDED | Xã, phường, thị trấn | Bổ sung khối “Xã, phường, thị trấn” (1 tiêu chí, kể cả nhóm)
= REMOVED | Cấp xã | Bãi bỏ khối “Cấp xã” (1 tiêu chí, kể cả nhóm)
"""


def _edits() -> Iterator[Edit]:
    for block in _EDITS.strip("\n").split("\n\n"):
        of = {sign: [x[2:] for x in block.split("\n") if x.startswith(sign)] for sign in "−+="}
        old, new = ([x.replace("⏎", "\n").replace("∅", "") for x in of[sign]] for sign in "−+")
        told = tuple(tuple(x.split(" | ")) for x in of["="])
        yield Edit(tuple(zip(old, new, strict=True)), told)


EDITS = tuple(_edits())

"""Slips of people who write Word documents: each a pattern, what to say, and how it is written in the language.

A slip is looked for in the line of a mistake, and believed only when its edit makes the line readable
(remedies.py); one with `always` stands for words that can be read but never mean what was written.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from attrs import frozen

from cqdt_rules.parse.remedies import Remedy, blank_quotes, line_around, together


@frozen
class Slip:
    r"""`\1` in `message`, `help` and `text` stands for a group of the pattern, as typed.

    The group `x`, where there is one, is what is underlined and replaced; else the whole match.
    `sure` is false where the slip may be meant in several ways: then `text` is only the one to go on with.
    """

    pattern: str
    message: str
    help: str
    text: str
    sure: bool = True
    always: bool = False


_N = r"(\d+(?:,\d+)?)"
_KIND = r"(?:lĩnh vực|trụ cột|nhóm|mục|chỉ số thành phần|chỉ số|tiêu chí thành phần|tiêu chí|chỉ tiêu|điểm thưởng|điểm trừ)"
_CODE = r"((?:\d+[a-zđ]?|[IVX]+|[A-ZĐ]\d*)(?:\.(?:\d+[a-zđ]?|[IVX]+|[A-ZĐ]|[a-zđ]))*\.?)"
_DIGITS = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
_IN_WORDS = "|".join(_DIGITS)

SLIPS = (
    # ---- numbers and dates
    Slip(r"(\d{1,2})[-.](\d{1,2})[-.](\d{4})(?!\w)", "ngày “\\g<0>” không viết bằng dấu gạch chéo", "viết “\\1/\\2/\\3”", "\\1/\\2/\\3"),
    Slip(r"(?:ngày )?(?P<x>ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4}))", "ngày viết bằng chữ", "viết “ngày \\2/\\3/\\4”", "ngày \\2/\\3/\\4"),
    Slip(r"(?<=ngày )(?P<x>(\d{1,2}) tháng (\d{1,2}) năm (\d{4}))", "ngày viết bằng chữ", "viết “\\2/\\3/\\4”", "\\2/\\3/\\4"),
    Slip(r"(\d{4})-(\d{2})-(\d{2})(?!\w)", "ngày “\\g<0>” viết theo thứ tự năm, tháng, ngày", "viết “\\3/\\2/\\1”", "\\3/\\2/\\1"),
    Slip(r"(?<![\w/])(\d{1,2}/\d{1,2})(?![\w/])(?= ?(?:$|,|thì|và|hoặc|trở|đến))", "ngày “\\1” thiếu năm", "viết đủ ngày, tháng, năm, thí dụ \\1/2024", "\\1/2024", sure=False),
    Slip(rf"{_N} ?phần trăm(?!\w)", "“phần trăm” sau một số viết bằng chữ", "viết “\\1%”", "\\1%"),
    Slip(rf"(?P<x>{_N} ?(đ|đ\.|d))(?!\w)", "“điểm” viết tắt là “\\3”", "viết đủ chữ: “\\2 điểm”", "\\2 điểm"),
    Slip(r"(?<![\w.,])(?P<x>\d+ / \d+|\d+/\d+|½|¼|¾)(?: điểm)(?= tối đa(?!\w))", "giữa “\\g<x>” và “điểm tối đa” thiếu dấu nhân", "viết “\\g<x> × điểm tối đa”", "\\g<x> ×"),
    Slip(rf"(?P<x>{_N} ?%) (?=điểm tối đa(?! của| được))", "giữa “\\g<x>” và “điểm tối đa” thiếu dấu nhân", "viết “\\g<x> × điểm tối đa”", "\\g<x> × "),
    Slip(r"(?<=%) ?(?P<x>của)(?= (?!lĩnh|trụ|nhóm|mục|chỉ|tiêu))", "“của” không phải phép nhân", "viết dấu nhân: “%× …”", "×"),
    Slip(rf"(?P<x>{_N}) (?=điểm (?:đạt được|thưởng|trừ|tối đa|nhóm|tiêu chí|chỉ số))", "giữa “\\g<x>” và tên đứng sau thiếu dấu phép tính", "viết “\\g<x> × …”", "\\g<x> × "),
    Slip(r"của ?\([^()\n]*?(?P<x> ?, ?)(?=[^()\n]*\))", "các giá trị trong ngoặc cách nhau bằng dấu phẩy", "viết dấu chấm phẩy", "; "),
    Slip(r"(?<=[\w)%] )(?P<x>nhân với|nhân)(?= [\w(])", "phép nhân viết bằng chữ", "viết dấu “×”", "×"),
    Slip(r"(?<=[\w)%] )(?P<x>chia cho|chia)(?= [\w(])", "phép chia viết bằng chữ", "viết dấu “/”", "/"),
    Slip(r" ?(?P<x>[÷∕⁄:])(?= ?[\w(])", "“\\g<x>” không phải dấu chia", "viết dấu “/”", "/"),
    # ---- maxima and points
    Slip(r"\bđiểm (?P<x>tối đa)(?= ?:? ?\d)", "trước “tối đa” thừa chữ “điểm”", "viết “tối đa … điểm”", "tối đa"),
    Slip(r"(?P<x>điểm tối đa(?: là| ?:)? ?)(?=\d)", "điểm tối đa viết theo thứ tự khác", "viết “tối đa … điểm”", "tối đa "),
    Slip(r"tối đa(?P<x>(?: là)? ?[:=] ?| là )(?=\d)", "sau “tối đa” là số điểm, không có “\\g<x>”", "viết “tối đa” rồi đến số điểm", " "),
    Slip(rf"(?P<x>[,:;–−-]? ?\((?:tối đa ?:? ?)?{_N} ?(?:điểm|đ)?\))", "điểm tối đa viết trong ngoặc đơn", "viết “tối đa \\2 điểm”", " tối đa \\2 điểm "),
    Slip(rf"(?P<x>[,:;–−-] ?)(?={_N} ?điểm)", "trước số điểm thiếu “tối đa”", "viết “tối đa \\2 điểm”", " tối đa "),
    Slip(rf"(?<=[\"”»] )(?P<x>{_N}) (?=điểm)", "trước số điểm thiếu “tối đa”", "viết “tối đa \\g<x> điểm”", "tối đa \\g<x> "),
    Slip(r"(?<=[\"”»])(?P<x> ?[,:;–−-] ?)(?=tối đa|trọng số)", "trước “tối đa” hoặc “trọng số” thừa dấu “\\g<x>”", "bỏ dấu ấy", " "),
    Slip(r"trọng số(?P<x> ?[:=] ?| là )(?=\d)", "sau “trọng số” là một số, không có “\\g<x>”", "viết “trọng số” rồi đến số", " "),
    Slip(rf"(trừ|chấm) {_N} (?P<x>(?:điểm ?)?(?:/|cho một|trên mỗi|trên một|mỗi) ?)(?=\w)", "sau số điểm thiếu “cho mỗi”", "viết “\\1 \\2 điểm cho mỗi …”", "điểm cho mỗi "),
    Slip(rf"(?P<x>(?:cứ )?mỗi ([^\n\"\d]+?) (?:thì )?(?:bị )?trừ {_N} ?điểm)", "số điểm đứng sau điều được đếm", "viết “trừ \\3 điểm cho mỗi \\2”", "trừ \\3 điểm cho mỗi \\2"),
    Slip(rf"(?P<x>(?:chấm )?(?:cứ )?mỗi ([^\n\"\d]+?) ?(?:thì )?(?:được |cộng |:)? ?{_N} ?điểm)", "số điểm đứng sau điều được đếm", "viết “chấm \\3 điểm cho mỗi \\2”", "chấm \\3 điểm cho mỗi \\2"),
    # ---- comparisons and ranges
    Slip(r"(?P<x>> =|= ?>)", "dấu “\\g<x>” viết rời hoặc ngược", "viết “≥” hoặc “>=”", ">="),
    Slip(r"(?P<x>< =|= ?<)", "dấu “\\g<x>” viết rời hoặc ngược", "viết “≤” hoặc “<=”", "<="),
    Slip(r"(?P<x>:=|={2,3})", "“\\g<x>” không phải dấu bằng", "viết một dấu “=”", "="),
    Slip(rf"(?P<x>(?:≥|>=) ?{_N}( ?%| điểm)? trở lên)", "“≥” và “trở lên” nói một điều hai lần", "viết “từ \\2\\3 trở lên”", "từ \\2\\3 trở lên"),
    Slip(rf"(?P<x>(?:≤|<=) ?{_N}( ?%| điểm)? trở xuống)", "“≤” và “trở xuống” nói một điều hai lần", "viết “từ \\2\\3 trở xuống”", "từ \\2\\3 trở xuống"),
    Slip(rf"(?P<x>trên|hơn|>) ?{_N}( ?%| điểm)? (?=trở lên)", "“\\g<x> \\2\\3 trở lên”: không rõ có tính cả \\2\\3 hay không", "viết “từ \\2\\3 trở lên” (có tính) hoặc “trên \\2\\3” (không tính)", "từ", sure=False),
    Slip(rf"(?P<x>dưới|<) ?{_N}( ?%| điểm)? (?=trở xuống)", "“\\g<x> \\2\\3 trở xuống”: không rõ có tính cả \\2\\3 hay không", "viết “từ \\2\\3 trở xuống” (có tính) hoặc “dưới \\2\\3” (không tính)", "từ", sure=False),
    Slip(rf"từ {_N} ?(%| điểm)? (?P<x>trở (?:lên|xuống)) (?:đến )?(?=\d)", "“\\g<x>” đứng giữa hai số", "viết “từ … đến …” (tính cả hai đầu), “từ … đến dưới …”, hoặc bỏ số sau", "đến", sure=False),
    Slip(rf"(?P<x>từ {_N} ?[-–−—] ?{_N} ?%)", "khoảng viết bằng dấu gạch: không rõ có tính cả hai đầu hay không", "viết “từ \\2% đến \\3%” (tính cả hai đầu) hoặc “từ \\2% đến dưới \\3%”", "từ \\2% đến \\3%", sure=False),
    Slip(rf"(?P<x>từ ({_N}(?: ?%)?) ?[-–−—] ?({_N}(?: ?%)?))", "khoảng viết bằng dấu gạch: không rõ có tính cả hai đầu hay không", "viết “từ \\2 đến \\4” (tính cả hai đầu) hoặc “từ \\2 đến dưới \\4”", "từ \\2 đến \\4", sure=False),
    Slip(rf"^• ?(?P<x>{_N} ?[-–−—] ?{_N} ?%)(?= ?:)", "khoảng viết bằng dấu gạch: không rõ có tính cả hai đầu hay không", "viết “từ \\2% đến \\3%” (tính cả hai đầu) hoặc “từ \\2% đến dưới \\3%”", "từ \\2% đến \\3%", sure=False, always=True),
    Slip(rf"^• ?(?P<x>({_N}(?: ?%)?) ?[-–−—] ?({_N}(?: ?%)?))(?= ?:)", "khoảng viết bằng dấu gạch: không rõ có tính cả hai đầu hay không", "viết “từ \\2 đến \\4” (tính cả hai đầu) hoặc “từ \\2 đến dưới \\4”", "từ \\2 đến \\4", sure=False, always=True),
    Slip(r"(?<=[\d%m]) ?(?P<x>tới|cho đến|đến cận|đến nhỏ hơn|đến <) ?(?=(?:dưới )?\d)", "“\\g<x>” không dùng trong một khoảng", "viết “đến” (tính cả số sau) hoặc “đến dưới” (không tính)", "đến ", sure=False),
    Slip(r"(?P<x>từ trên|trên từ)(?= \d)", "“\\g<x>”: không rõ có tính cả số ấy hay không", "viết “từ” (có tính) hoặc “trên” (không tính)", "trên", sure=False),
    Slip(r"^mức(?: độ)? (?:[IVX]+|\d+|[\"“«][^\n]*?[\"”»])(?P<x> ?: ?| khi )(?=(?:từ|trên|dưới|đến|đến dưới|bằng|không quá|không dưới|≥|>|≤|<) ?\d)", "sau tên mức thiếu đại lượng được so", "viết “khi”, tên đại lượng rồi đến khoảng, thí dụ: khi điểm đạt được từ …", " khi điểm đạt được ", sure=False),
    Slip(rf"(?P<x>{_N}( ?%| điểm)?) trở (?=lên|xuống)", "trước “\\2\\3 trở …” thiếu “từ”", "viết “từ \\2\\3 trở …”", "từ \\2\\3"),
    Slip(r"(?<=, )(?P<x>tối thiểu(?: là)?|ít nhất(?: là)?|không thấp hơn|không nhỏ hơn)(?= \d)", "“\\g<x>” không phải cách viết của một mức chặn", "viết “không dưới”", "không dưới"),
    Slip(r"^• ?(?P<x>(\d+) (?:lần|buổi|cuộc|bài|văn bản|đơn vị|người)(?: họp)? trở lên)(?= ?:)", "“\\g<x>”: số đứng trước điều được đếm", "viết “từ \\2 trở lên”; điều được đếm đã nói ở câu trên", "từ \\2 trở lên"),
    Slip(r"^• ?(?P<x>(\d+) (?:lần|buổi|cuộc|bài|văn bản|đơn vị|người)(?: họp)?)(?= ?:)", "“\\g<x>”: không rõ là đúng \\2 hay từ \\2 trở lên", "viết “bằng \\2” hoặc “từ \\2 trở lên”", "bằng \\2", sure=False),
    Slip(rf"(?P<x>(?:tối thiểu|ít nhất|không nhỏ hơn|không thấp hơn) {_N}( ?%| điểm)?)", "“\\g<x>” không phải cách viết của một khoảng", "viết “từ \\2\\3 trở lên”", "từ \\2\\3 trở lên"),
    Slip(rf"(?P<x>(?:nhiều nhất|không lớn hơn|không vượt quá|không cao hơn|tối đa) {_N}( ?%| điểm)?)", "“\\g<x>” không phải cách viết ở đây", "viết “không quá \\2\\3”", "không quá \\2\\3"),
    Slip(r"(?P<x>(?:lớn|cao|trên) (?:hoặc|hay) bằng)", "“\\g<x>” không phải cách viết của dấu ≥", "viết “lớn hơn hoặc bằng”", "lớn hơn hoặc bằng"),
    Slip(r"(?P<x>(?:nhỏ|thấp|dưới) (?:hoặc|hay) bằng)", "“\\g<x>” không phải cách viết của dấu ≤", "viết “nhỏ hơn hoặc bằng”", "nhỏ hơn hoặc bằng"),
    Slip(r"(?P<x>(?:lớn|cao|nhiều) hơn hay bằng)", "“\\g<x>” không phải cách viết của dấu ≥", "viết “lớn hơn hoặc bằng”", "lớn hơn hoặc bằng"),
    Slip(rf"(?P<x>{_N}( ?%| điểm)? ?(?:≤|<=) ?([^\n<>≤≥=]+?) ?)(?=<|≤)", "số đứng trước tên trong một khoảng hai đầu", "viết tên trước: “\\4 ≥ \\2\\3 và …”", "\\4 ≥ \\2\\3 và "),
    Slip(rf"(?P<x>{_N}( ?%| điểm)? ?< ?([^\n<>≤≥=]+?) ?)(?=<|≤)", "số đứng trước tên trong một khoảng hai đầu", "viết tên trước: “\\4 > \\2\\3 và …”", "\\4 > \\2\\3 và "),
    Slip(rf"^• ?(?P<x>(?:≥|>=) ?({_N}(?: ?%| điểm)?))(?= ?:)", "khoảng viết bằng dấu “≥”", "viết “từ \\2 trở lên”", "từ \\2 trở lên"),
    Slip(rf"^• ?(?P<x>(?:≤|<=) ?({_N}(?: ?%| điểm)?))(?= ?:)", "khoảng viết bằng dấu “≤”", "viết “từ \\2 trở xuống”", "từ \\2 trở xuống"),
    Slip(r"^• ?(?P<x>> ?)(?=\d[^\n:]*:)", "khoảng viết bằng dấu “>”", "viết “trên”", "trên "),
    Slip(r"^• ?(?P<x>< ?)(?=\d[^\n:]*:)", "khoảng viết bằng dấu “<”", "viết “dưới”", "dưới "),
    # ---- linking words, English
    Slip(r"(?P<x>và ?/ ?hoặc)", "“\\g<x>” nói hai điều khác nhau", "viết “và” (phải có cả hai) hoặc “hoặc” (một trong hai là đủ)", "và", sure=False),
    Slip(r"(?P<x>&&?)", "“\\g<x>” không phải chữ của câu", "viết “và”", " và "),
    Slip(r"(?P<x>\|\|?)", "“\\g<x>” không phải chữ của câu", "viết “hoặc”", " hoặc "),
    # ---- levels, scales, ranks
    Slip(r"^mức(?: độ)? (?:[IVX]+|\d+|[\"“«][^\n]*?[\"”»])(?P<x> ?:(?: nếu| khi)? ?| ?=+ ?| nếu | là | đạt | với | có )(?=\S)", "sau tên mức thiếu “khi”", "viết “khi” trước điều kiện", " khi "),
    Slip(r"^(?:xếp loại|xếp hạng theo|xếp loại như sau|bảng)(?P<x> như sau ?:| ?:)", "sau câu này không có “\\g<x>”", "bỏ “\\g<x>”; các dòng dưới tự thuộc về câu này", ""),
    Slip(r"^xếp hạng theo [^\n]*?(?P<x> ?,? ?(?:theo thứ tự )?(?:từ cao (?:xuống|đến) thấp|từ lớn (?:xuống|đến) (?:nhỏ|bé)))", "“\\g<x>” không phải cách nói thứ tự", "viết “giảm dần”", " giảm dần"),
    Slip(r"^xếp hạng theo [^\n]*?(?P<x> ?,? ?(?:theo thứ tự )?(?:từ thấp (?:lên|đến) cao|từ (?:nhỏ|bé) (?:lên|đến) lớn))", "“\\g<x>” không phải cách nói thứ tự", "viết “tăng dần”", " tăng dần"),
    Slip(r"^(?P<x>xếp hạng (?!theo)(?:các đơn vị )?)(?=\w)", "sau “xếp hạng” thiếu “theo”", "viết “xếp hạng theo …”", "xếp hạng theo "),
    Slip(r"(?P<x>(?:thỏa mãn|thoả mãn|đạt|đáp ứng|có)(?: đủ| đầy đủ| đồng thời)?(?: tất cả)?(?: các)? điều kiện sau)(?= ?:)", "“\\g<x>” không nói rõ cần bao nhiêu điều kiện", "viết “đáp ứng tất cả các điều kiện sau” hoặc “đáp ứng ít nhất 2 trong các điều kiện sau”", "đáp ứng tất cả các điều kiện sau", sure=False),
    Slip(r"(?P<x>,? ?(?:và )?(?:nếu|trường hợp|khi)(?: các đơn vị)?(?: có)? bằng (?:điểm nhau|nhau|điểm),?(?: thì)?(?: xét)?) (?=\w)", "“\\g<x>” không phải cách nói của trường hợp bằng nhau", "viết “, bằng nhau thì xét …”", ", bằng nhau thì xét"),
    Slip(r"^(?:không|tính) [^\n]*?(?P<x>nếu|trong trường hợp|trường hợp|với điều kiện)(?= )", "“\\g<x>” không mở đầu một điều kiện ở đây", "viết “khi”", "khi"),
    Slip(r"^ví dụ [^\n]*?\d(?P<x>, ?)(?=[^\n;=]+ = )", "các số liệu của ví dụ cách nhau bằng dấu phẩy", "viết dấu chấm phẩy", "; "),
    # ---- rounding
    Slip(r"làm tròn(?: lên| xuống| chẵn)?(?P<x> (?:đến |tới |còn |lấy )?(\d+) (?:chữ )?số(?: (?:thập phân|lẻ|sau dấu phẩy))?)(?! thập)", "sau “làm tròn” cần nói rõ bao nhiêu chữ số thập phân", "viết “làm tròn đến \\2 chữ số thập phân”", " đến \\2 chữ số thập phân"),
    Slip(r"làm tròn(?: lên| xuống| chẵn)?(?P<x> (?:số |đến )?(?:hàng )?(?:đơn vị|số nguyên|nguyên))", "làm tròn đến số nguyên viết theo cách khác", "viết “làm tròn đến 0 chữ số thập phân”", " đến 0 chữ số thập phân"),
    Slip(r"(?P<x>(?:lấy|giữ|làm tròn) (?:đến )?(\d+) (?:chữ )?số (?:thập phân|lẻ))", "việc làm tròn viết theo cách khác", "viết “làm tròn đến \\2 chữ số thập phân”", "làm tròn đến \\2 chữ số thập phân"),
    Slip(r"(?P<x> )làm tròn", "trước “làm tròn” thiếu dấu phẩy", "thêm dấu phẩy", ", "),
    # ---- units and what is left out
    Slip(r"^không (?:tính điểm|đưa vào đánh giá) (?P<x>(?:với|của|cho|đối với) )(?=(?:các )?(?:lĩnh vực|trụ cột|nhóm|mục|chỉ số|tiêu chí|chỉ tiêu) )", "trước tiêu chí không có chữ “\\g<x>”", "bỏ chữ ấy; “đối với” chỉ đứng trước tên đơn vị", "", always=True),
    Slip(r"(?P<x>(?:đối với|cho|với|của|ở|tại)(?: các)?(?: đơn vị| cơ quan)?:?)(?= [\"“«])", "“\\g<x>” không phải cách nói đơn vị nào", "viết “đối với” rồi đến tên đơn vị trong ngoặc kép", "đối với"),
    Slip(rf"(?P<x> ?; ?)(?=(?:các )?{_KIND} (?:\d|[IVX]+\b|[A-Z]\b))", "các tiêu chí cách nhau bằng dấu chấm phẩy", "viết dấu phẩy hoặc chữ “và”", ", "),
    Slip(r"(?<=[\"”»])(?P<x> ?[;/&])(?= ?[\"“«])", "tên đơn vị cách nhau bằng “\\g<x>”", "viết dấu phẩy hoặc chữ “và”", ","),
    Slip(r"(?<=[\"”»])(?P<x> )(?=[\"“«])", "giữa hai đoạn trong ngoặc kép thiếu dấu phẩy", "thêm dấu phẩy", ", "),
    Slip(r"(?<=[\"”»])(?P<x> ?, ?và )(?=[\"“«])", "trước “và” thừa dấu phẩy", "viết dấu phẩy hoặc chữ “và”, không viết cả hai", " và "),
    Slip(r"đối với (?P<x>(?:Sở|Ban|Văn phòng|Thanh tra|UBND|Ủy ban|Huyện|Thị xã|Thành phố|Xã|Phường|Chi cục|Cục|Công an|Kho bạc)[^\n\",;]*?)(?=$|,? (?:khi|lý do))", "tên đơn vị không có ngoặc kép", "viết tên đơn vị trong ngoặc kép: \"\\g<x>\"", "\"\\g<x>\""),
    Slip(r"(?P<x>[,;] ?(?:vì|do|bởi vì|lí do|với lý do) ?:? ?)(?=[\"“«])", "lý do mở đầu bằng “\\g<x>”", "viết “, lý do \"…\"”", ", lý do "),
    Slip(r"(?P<x> ?\((viết tắt|tên khác)(?: là| ?:)? ([\"“«][^\n]*?[\"”»])\))", "tên viết khác đặt trong ngoặc đơn", "viết “, \\2 \\3”", ", \\2 \\3"),
    Slip(r"(?:viết tắt|tên khác) (?P<x>[^\s\"“«,;][^\n\"“«,;]*)(?=,|$)", "tên viết khác không có ngoặc kép", "viết \"\\g<x>\"", "\"\\g<x>\""),
    Slip(r"lý do(?P<x> ?: ?)(?=[\"“«])", "sau “lý do” không có dấu hai chấm", "bỏ dấu hai chấm", " "),
    Slip(r"\d(?P<x> trở đi| trở về sau)$", "“áp dụng từ năm” đã có nghĩa là từ năm ấy trở đi", "bỏ “\\g<x>”", ""),
    # ---- lists
    Slip(r"^(?P<x>• ?[-–—−_=*.·•~ ]{2,})$", "dòng này chỉ là đường kẻ", "bỏ dòng này", ""),
    Slip(r"^(?P<x>(?:[a-zđ]|\d{1,2}|[ivx]+)[.)] ?)(?=\S)", "dòng của danh sách mở đầu bằng “\\g<x>”", "mở đầu mỗi dòng bằng dấu gạch: “- …”", "• "),
    Slip(r"^(?P<x>)(?:còn lại|khác) ?:", "dòng này thuộc danh sách ở trên nhưng thiếu dấu gạch ở đầu", "mở đầu dòng bằng dấu gạch: “- …”", "• "),
    Slip(r"^(?P<x>)(?=(?:từ|trên|dưới|đạt) \d[^\n:]*:|[\"“«][^\n]*[\"”»] ?:)", "dòng này thuộc danh sách ở trên nhưng thiếu dấu gạch ở đầu", "mở đầu dòng bằng dấu gạch: “- …”", "• "),
    Slip(r"^• ?(?P<x>(?:trường hợp |các trường hợp )?(?:còn lại|khác)(?: thì)? ?(?:=|là|được|–|−|-|,)? ?)(?=\d|điểm|không|tối)", "sau “còn lại” thiếu dấu hai chấm", "viết “còn lại: …”", "còn lại: "),
    Slip(r"^• ?(?P<x>(?:các )?trường hợp (?:còn lại|khác)|khác|ngược lại|else|otherwise)(?= ?:)", "“\\g<x>” không phải cách nói mọi trường hợp còn lại", "viết “còn lại: …”", "còn lại", always=True),
    Slip(rf"^• ?[^\n:]*?(?P<x> ?(?:=|được|thì được|thì|–|−|→|=>) ?)(?={_N} ?(?:điểm|đ)|điểm tối đa)", "giữa điều kiện và số điểm thiếu dấu hai chấm", "viết dấu hai chấm: “- …: \\2 điểm”", ": "),
    Slip(rf"^• ?[^\n:]*?(?P<x> )(?={_N} ?điểm ?$|điểm tối đa ?$)", "trước số điểm thiếu dấu hai chấm", "viết dấu hai chấm trước số điểm", ": "),
    Slip(r"(?P<x> ?,| ?;| ?\.)(?=[;.]?$)", "câu không kết thúc bằng dấu “\\g<x>”", "bỏ dấu ấy", ""),
    Slip(r"(?P<x>[.;…]+) ?$", "câu không kết thúc bằng dấu “\\g<x>”", "bỏ dấu ấy", ""),
    Slip(r"(?P<x>, (?:trong đó|như sau)|như sau)(?= ?:)", "“\\g<x>” đứng không đúng chỗ", "mở dòng mới bằng “trong đó:”", "\ntrong đó"),
    Slip(r"(?P<x>,? ?trong đó:? )(?=[^\n:=]+=[^\n=]+$)", "“trong đó” đứng cùng dòng với công thức", "mở dòng mới bằng “trong đó:”, dưới nó mỗi tên một dòng mở đầu bằng dấu gạch", "\ntrong đó:\n• "),
    # ---- ways of scoring
    Slip(r"^chấm (?P<x>có (?:hoặc|hay) không(?: có)?)$", "cách chấm viết theo tên khác", "viết “chấm đạt hoặc không đạt”", "đạt hoặc không đạt"),
    Slip(r"^chấm (?P<x>theo trường hợp(?: nào)? cao nhất)(?= ?:)", "cách chấm viết theo tên khác", "viết “chấm theo trường hợp có điểm cao nhất:”", "theo trường hợp có điểm cao nhất"),
    Slip(r"(?P<x>(?:giá trị )?(lớn nhất|nhỏ nhất|trung bình) trong khối của ([^\W\d][^\n×*/+−,;()]*?))(?= ?(?:$|[×*/+−,;)]))", "“trong khối” đứng sau tên đại lượng", "viết “giá trị \\2 của \\3 trong khối”", "giá trị \\2 của \\3 trong khối"),
    Slip(r"^(?:các tiêu chí )?không có (?P<x>(?:tài liệu|minh chứng|tài liệu minh chứng|tài liệu kiểm chứng) thì (?:không được điểm|không có điểm|không chấm điểm|được 0 điểm|0 điểm|tính 0 điểm))$", "câu về tài liệu kiểm chứng viết theo cách khác", "viết “không có tài liệu kiểm chứng thì tính 0 điểm”", "tài liệu kiểm chứng thì tính 0 điểm"),
    # ---- criteria and definitions
    Slip(rf"^{_KIND} (?P<x>số |thứ |:|mã )(?=\d|[IVX]+\b|[A-Z]\b)", "trước mã không có “\\g<x>”", "viết mã ngay sau từ chỉ tiêu chí", ""),
    Slip(rf"^({_KIND}) (?P<x>{_CODE} ?[:–−-] ?)(?=[\"“«])", "sau mã không có dấu hai chấm hay dấu gạch", "viết “\\1 \\3 \"…\"”", "\\3 "),
    Slip(rf"^({_KIND}) (?P<x>{_CODE} ?[:.–−-]? ?(?![\"“«])([^\n\"“”«»]+?)(?: ?[,:–−-])?) ?(?=\(?(?:tối đa|trọng số|\d+ điểm)|$)", "tên tiêu chí không có ngoặc kép", "viết \"\\4\" trong ngoặc kép", "\\3 \"\\4\" "),
    Slip(r"^công thức [^\n=\"]*?(?P<x> là |: ?| được tính bằng | bằng )(?=[^\n\"])", "sau tên của công thức thiếu dấu “=”", "viết “công thức … = …”", " = "),
    Slip(r"^chấm (?P<x>theo )?(?:(?:các )?mức|khoảng giá trị)(?= )", "cách chấm viết theo tên khác", "viết “chấm theo khoảng … :”", "theo khoảng", sure=False),
    Slip(r"^(?P<x>(không đánh giá|không xếp hạng) (?:các )?(?:đơn vị |cơ quan )?)(?=[\"“«])", "sau “\\2” thiếu “đối với”", "viết “\\2 đối với \"…\"”", "\\2 đối với "),
    Slip(r"^(?P<x>không đánh giá|không xếp hạng) ?: ?(?=[\"“«])", "sau “\\g<x>” thiếu “đối với”", "viết “\\g<x> đối với \"…\"”", "\\g<x> đối với "),
)  # fmt: skip

# Words that a bare name takes in, since they stand between words of it; told only of a name that nothing declares.
RUN_ONS = (
    Slip(r"(?P<x>ít hơn|thấp hơn|kém hơn)(?= \d)", "“\\g<x>” không phải cách so sánh ở đây", "viết “nhỏ hơn” hoặc “dưới”", "nhỏ hơn"),
    Slip(r"(?P<x>nhiều hơn|cao hơn)(?= \d)", "“\\g<x>” không phải cách so sánh ở đây", "viết “lớn hơn” hoặc “trên”", "lớn hơn"),
    Slip(r"(?P<x>(?:một nửa|nửa)(?: số)?) (?=điểm tối đa)", "“\\g<x>” viết bằng chữ", "viết “1/2 × điểm tối đa”", "1/2 × "),
    Slip(rf"(?P<x>(?:tu|tư|tứ) {_N}( ?%| ?điểm| ?diem)? (?:tro|trờ|trơ) (?:len|lên))(?!\w)", "“\\g<x>” thiếu dấu", "viết “từ \\2 trở lên”", "từ \\2 trở lên"),
    Slip(rf"(?P<x>(?:tu|tư|tứ) {_N}( ?%| ?điểm| ?diem)? (?:tro|trờ|trơ) (?:xuong|xuống))(?!\w)", "“\\g<x>” thiếu dấu", "viết “từ \\2 trở xuống”", "từ \\2 trở xuống"),
    Slip(r" (?P<x>(?:tu|tư|tứ|tử))(?= \d)", "“\\g<x>” sai dấu hoặc thiếu dấu", "viết “từ”", "từ"),
    Slip(r" (?P<x>tren|trến|trền)(?= \d)", "“\\g<x>” sai dấu hoặc thiếu dấu", "viết “trên”", "trên"),
    Slip(r" (?P<x>duoi|dươi|dười)(?= \d)", "“\\g<x>” sai dấu hoặc thiếu dấu", "viết “dưới”", "dưới"),
    Slip(r" (?P<x>bang|băng)(?= \d)", "“\\g<x>” sai dấu hoặc thiếu dấu", "viết “bằng”", "bằng"),
    Slip(rf" (?P<x>(?:tối thiểu|ít nhất|không nhỏ hơn|không thấp hơn|không ít hơn|đạt từ) {_N}( ?%| điểm)?)", "“\\g<x>” không phải cách viết của một khoảng", "viết “từ \\2\\3 trở lên”", "từ \\2\\3 trở lên"),
    Slip(rf" (?P<x>(?:không lớn hơn|không vượt quá|không cao hơn|không nhiều hơn|nhiều nhất|tối đa) {_N}( ?%| điểm)?)", "“\\g<x>” không phải cách viết của một khoảng", "viết “từ \\2\\3 trở xuống”", "từ \\2\\3 trở xuống"),
    Slip(r" (?P<x>từ)(?= trên \d)", "“từ trên”: không rõ có tính cả số ấy hay không", "viết “từ” (có tính) hoặc “trên” (không tính)", "", sure=False),
    Slip(r"(?<=\w )(?P<x>chia cho|chia)(?= (?!sẻ)\w)", "phép chia viết bằng chữ", "viết dấu “/”", "/"),
    Slip(r"(?<=\w )(?P<x>nhân với|nhân)(?= (?!dân|lực|viên|sự|đạo)\w)", "phép nhân viết bằng chữ", "viết dấu “×”", "×"),
    Slip(r"(?<=\w )(?P<x>cộng với|cộng)(?= (?!đồng|dồn|tác|hòa|hoà)\w)", "phép cộng viết bằng chữ", "viết dấu “+”", "+"),
    Slip(r"(?<=% )(?P<x>của)(?= )", "“của” không phải phép nhân", "viết dấu nhân: “… % × …”", "×"),
)  # fmt: skip

ENGLISH = {
    "max": "tối đa", "maximum": "tối đa", "points": "điểm", "point": "điểm", "pts": "điểm", "weight": "trọng số", "and": "và",
    "or": "hoặc", "if": "khi", "when": "khi", "else": "còn lại", "otherwise": "còn lại", "then": "thì", "desc": "giảm dần",
    "asc": "tăng dần", "descending": "giảm dần", "ascending": "tăng dần", "from": "từ", "to": "đến", "above": "trên",
    "below": "dưới", "under": "dưới", "over": "trên", "for": "đối với", "of": "của", "reason": "lý do", "by": "theo",
    "round": "làm tròn", "where": "trong đó", "in": "trong", "is": "là", "as": "là", "each": "cho mỗi", "per": "cho mỗi",
}  # fmt: skip

_AS_WORDS = {
    **{word: str(i) for i, word in enumerate(_DIGITS, 1)},
    "không": "0", "năm mươi": "50", "hai mươi": "20", "ba mươi": "30", "một trăm": "100", "mười hai": "12", "mười lăm": "15",
}  # fmt: skip


def slips_at(text: str, position: int) -> Iterator[Remedy]:
    """The slips in the line of a mistake, and in the line above where the mistake stands at the start of one."""
    start, end = line_around(text, position)
    if not text[start:position].strip(" •"):
        start = text.rfind("\n", 0, max(start - 1, 0)) + 1
    masked = blank_quotes(text)
    for slip, pattern in zip(SLIPS, _patterns(), strict=True):
        for m in pattern.finditer(masked, start, end):
            everywhere = [
                _remedy(slip, text, x) for x in pattern.finditer(masked) if x.start() >= m.start()
            ]
            if len(everywhere) > 1:
                yield together(everywhere)
            yield _remedy(slip, text, m)
    yield from _numbers_in_words(text, masked, start, end)
    yield from _english(text, masked, start, end)


def misread(text: str) -> Remedy | None:
    """A slip in a statement that can be read, but not as it was meant."""
    masked = blank_quotes(text)
    for slip, pattern in _always():
        found = [_remedy(slip, text, m) for m in pattern.finditer(masked)]
        if found:
            return together(found)
    return None


def run_on(text: str, start: int, end: int) -> Remedy | None:
    """A slip inside a bare name that stands at this place."""
    for slip, pattern in _run_ons():
        for m in pattern.finditer(text):
            if m.start("x") >= start and m.end("x") <= end:
                return _remedy(slip, text, m)
    return None


@functools.cache
def _run_ons() -> tuple[tuple[Slip, re.Pattern[str]], ...]:
    return tuple((slip, _compiled(slip)) for slip in RUN_ONS)


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(slip) for slip in SLIPS)


@functools.cache
def _always() -> tuple[tuple[Slip, re.Pattern[str]], ...]:
    """Few, for these are looked for in every statement."""
    return tuple((slip, _compiled(slip)) for slip in SLIPS if slip.always)


def _compiled(slip: Slip) -> re.Pattern[str]:
    return re.compile(slip.pattern, re.IGNORECASE | re.MULTILINE)


def _remedy(slip: Slip, text: str, m: re.Match[str]) -> Remedy:
    named = "x" in m.re.groupindex
    start, end = m.span("x") if named else m.span()

    def say(template: str) -> str:
        return re.sub(
            r"\\(?:(\d)|g<(\w+)>)",
            lambda g: _group(text, m, int(g[1]) if g[1] else 0 if g[2] == "0" else g[2]),
            template,
        )

    edit = say(slip.text)
    shown = (start + len(text[start:end]) - len(text[start:end].lstrip()), end)
    shown = (shown[0], shown[1] - (len(text[shown[0] : end]) - len(text[shown[0] : end].rstrip())))
    if shown[0] >= shown[1]:
        shown = (start, max(end, start + 1))
    return Remedy(
        *shown, say(slip.message), say(slip.help), ((start, end, edit),), slip.sure, slip.sure
    )


def _group(text: str, m: re.Match[str], which: int | str) -> str:
    start, end = m.span(which)
    return text[start:end].strip() if which in (0, "x") else text[max(start, 0) : max(end, 0)]


def _numbers_in_words(text: str, masked: str, start: int, end: int) -> Iterator[Remedy]:
    words = "|".join(sorted(_AS_WORDS, key=len, reverse=True))
    for m in re.compile(
        rf"(?i)(?<!\w)({words})(?!\w)(?! (?:mươi|mốt|lăm|trăm|nghìn|ngàn|triệu|phẩy|rưỡi))(?: ?\({_N}\))?"
    ).finditer(masked, start, end):
        digits = _AS_WORDS[m[1].lower()]
        yield Remedy(
            *m.span(),
            f"số viết bằng chữ “{text[m.start() : m.end()]}”",
            f"viết “{digits}”",
            ((*m.span(), digits),),
        )


def _english(text: str, masked: str, start: int, end: int) -> Iterator[Remedy]:
    for m in re.compile(r"(?<!\w)[a-z]+(?!\w)", re.IGNORECASE).finditer(masked, start, end):
        meant = ENGLISH.get(m.group().lower())
        if meant is not None:
            yield Remedy(
                *m.span(),
                f"“{text[m.start() : m.end()]}” là tiếng Anh",
                f"viết “{meant}”",
                ((*m.span(), meant),),
            )

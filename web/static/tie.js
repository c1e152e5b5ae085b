// @ts-check
// Words of two and more syllables are whole in headings: Vietnamese has a space
// between syllables too, and a browser breaks a line at any of them.
const WORDS = new RegExp("(?<![\\p{L}])(?:" + [
  "ban kiểm phiếu", "bầu cử", "bế mạc", "bí thư", "biên bản", "cấp ủy", "chi bộ", "chi ủy viên", "chi ủy",
  "chuẩn y", "chức danh", "công bố", "danh mục", "danh sách", "đại biểu", "đại hội", "đảng bộ", "đảng ủy",
  "đảng viên", "điểm danh", "điều hành", "đoàn chủ tịch", "đồng chí", "giấy tờ", "hội nghị", "hồ sơ",
  "kế hoạch", "kết quả", "khiếu nại", "kiểm phiếu", "lần bầu \\d+", "lần bầu", "mật khẩu", "máy tính bảng",
  "màn chiếu", "năm \\d+", "nhiệm kỳ", "nội dung bầu cử", "nội dung", "quản trị", "quân sự", "quyết định",
  "sao lưu", "số lượng", "tài khoản", "tập \\d+", "thống kê", "tổ chức", "tổ dân phố", "tổng số", "trúng cử"
].join("|") + ")(?![\\p{L}])", "giu");

/**
 * tie keeps such words whole in the headings of a place, once, but where the server draws
 * again and where an icon stands in the line.
 * @param {ParentNode} place
 */
export function tie(place) {
  for (const heading of place.querySelectorAll("h1, h2, h3")) {
    if (heading.closest("[data-live], #board, .alert") || heading.querySelector(".nw")) continue;
    const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) found.push(/** @type {Text} */ (text));
    for (const text of found) whole(text);
  }
}

/** @param {Text} text */
function whole(text) {
  const parts = [...text.data.matchAll(WORDS)];
  for (const part of parts.reverse()) {
    const word = text.splitText(part.index);
    word.splitText(part[0].length);
    const span = document.createElement("span");
    span.className = "nw";
    word.replaceWith(span);
    span.append(word);
  }
}

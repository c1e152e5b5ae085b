package v1

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	"kiemphieu/api"
	"kiemphieu/ballot"
	"kiemphieu/congress"
	"kiemphieu/outside"
	"kiemphieu/ratify"
	"kiemphieu/schema"
)

// operation describes a route under /api to programmers. The route table says
// where it is and who may call it; the types say what goes in and comes out.
type operation struct {
	method, path string
	id           string
	summary      string // Vietnamese
	paged        bool
	in           any    // JSON body; nil without one
	file         string // media type of a body that is no JSON
	out          any    // JSON answer; nil: 204
	status       int    // of the answer; 0: 200
}

// operations lists all of them; a test holds it against the route table.
func operations() []operation {
	const rounds = "/api/v1/rounds/:round/passes/:pass"
	return []operation{
		{method: "GET", path: "/api/v1/openapi.json", id: "openapi", summary: "Tài liệu này", out: map[string]any{}},
		{method: "GET", path: "/api/v1/organisations", id: "listOrganisations",
			summary: "Tổ chức của mã truy cập và các tổ chức trực thuộc", paged: true, out: Organisations{}},
		{method: "GET", path: "/api/v1/organisations/:org", id: "readOrganisation", summary: "Một tổ chức",
			out: Organisation{}},
		{method: "GET", path: "/api/v1/organisations/:org/summary", id: "readSummary",
			summary: "Số tổng hợp đại hội của tổ chức và các tổ chức trực thuộc; không tính diễn tập", out: Summary{}},
		{method: "GET", path: "/api/v1/congresses", id: "listCongresses",
			summary: "Đại hội: tình trạng, ngày, thời hạn", paged: true, out: Congresses{}},
		{method: "GET", path: "/api/v1/congresses/:congress", id: "readCongress", summary: "Một đại hội",
			out: Congress{}},
		{method: "GET", path: "/api/v1/congresses/:congress/results", id: "readResults",
			summary: "Kết quả các lần bầu đã chốt, chỉ tổng số; lần bầu chưa chốt không có ở đây", out: Results{}},
		{method: "GET", path: "/api/v1/congresses/:congress/dossiers", id: "readDossiers",
			summary: "Các lần trình hồ sơ và quyết định", out: Dossiers{}},
		{method: "POST", path: pathBundle, id: "bringBundle", summary: "Gửi tệp hồ sơ (.kpz) vào: được kiểm tra mọi " +
			"mục rồi mới nhận; tối đa 64 MiB", file: "application/octet-stream", out: Arrival{},
			status: http.StatusCreated},
		{method: "GET", path: "/api/v1/station", id: "stationHome", summary: "Máy kiểm phiếu: máy này là ai, có gì " +
			"để kiểm", out: Home{}},
		{method: "POST", path: "/api/v1/station/person", id: "changePerson",
			summary: "Máy kiểm phiếu: ai đang dùng máy", in: personInput{}},
		{method: "GET", path: "/api/v1/devices/:device/revocation", id: "readRevocation",
			summary: "Máy kiểm phiếu: bằng chứng có chữ ký rằng máy đã bị thu hồi", out: Revocation{}},
		{method: "POST", path: "/api/v1/station/state", id: "stationState",
			summary: "Máy kiểm phiếu: số tập còn chờ gửi, giờ của máy", in: stateInput{}},
		{method: "GET", path: pathLogs, id: "readLogs", summary: "Máy làm chứng: sổ nhật ký bây giờ, và bằng chứng " +
			"nó nối tiếp sổ mà máy nhớ (seen=ĐẠI_HỘI.SỐ_VIỆC, nhắc lại được)", out: Logs{}},
		{method: "POST", path: pathLogs + "/doubts", id: "doubtLog",
			summary: "Máy làm chứng: sổ này không nối tiếp sổ mà máy nhớ, hoặc đã so với biên bản giấy", in: Doubt{}},
		{method: "POST", path: rounds + "/pair", id: "takePass", summary: "Máy kiểm phiếu: nhận một lượt",
			in: readerInput{}},
		{method: "POST", path: rounds + "/leave", id: "leavePass",
			summary: "Máy kiểm phiếu: trả lại lượt chưa nhập gì"},
		{method: "GET", path: rounds + "/station", id: "readPackage", summary: "Máy kiểm phiếu: những gì cần để kiểm " +
			"khi không có mạng, có chữ ký", out: Signed{}},
		{method: "PUT", path: rounds + "/batches/:batch", id: "putBatch",
			summary: "Máy kiểm phiếu: gửi một tập; gửi lại cùng nội dung được trả lời như lần đầu", in: Batch{},
			out: congress.Receipt{}},
		{method: "POST", path: "/api/v1/rounds/:round/machine-check", id: "checkMachine",
			summary: "Máy kiểm phiếu: gửi những gì camera đọc được trên phiếu kiểm tra máy", in: MachineCheck{},
			out: MachineChecked{}},
	}
}

// description serves what the document of the routes says, its own among them.
func description(routes []api.Route) api.Route {
	own := api.Get("/api/v1/openapi.json", api.Everybody(), nil)
	document := document(append(slices.Clip(routes), own))
	own.Handler = func(r *api.Request) error { return fresh(r, document) }
	return own
}

// object is a JSON object; its keys are written in the order of the alphabet.
type object = schema.Schema

// document makes the OpenAPI 3.1 document of the route table.
func document(routes []api.Route) object {
	schemas := schema.New("#/components/schemas/", knownTypes())
	gates := map[string]api.Gate{}
	for _, rt := range routes {
		gates[rt.Method+" "+rt.Path] = rt.Gate
	}
	paths := object{}
	for _, op := range operations() {
		address := openPath(op.path)
		if paths[address] == nil {
			paths[address] = object{}
		}
		paths[address].(object)[strings.ToLower(op.method)] = op.describe(gates[op.method+" "+op.path], schemas)
	}
	return object{
		"openapi": "3.1.0",
		"info": object{"title": "Kiểm phiếu", "version": "1", "description": "Kết quả đã chốt, hồ sơ và số tổng hợp " +
			"cho chương trình khác. " +
			"Không có gì về từng phiếu, về cử tri, và về lần bầu chưa chốt. Danh sách dài chia trang: gửi lại next " +
			"làm cursor. " +
			"Mọi câu trả lời đọc đều có ETag. Lỗi theo RFC 9457. Trường mới có thể thêm vào, trường đã có không đổi " +
			"tên."},
		"servers":  []any{object{"url": "/"}},
		"paths":    paths,
		"webhooks": webhooks(schemas),
		"components": object{"schemas": schemas.Structs, "securitySchemes": object{
			"token": object{"type": "http", "scheme": "bearer",
				"description": "Mã truy cập do quản trị tạo ở trang Tích hợp"},
			"session": object{"type": "apiKey", "in": "cookie", "name": "kiemphieu"},
			"tablet":  object{"type": "apiKey", "in": "cookie", "name": api.DeviceCookie},
		}},
	}
}

// webhooks describes what is sent to those who asked to be told.
func webhooks(all *schema.Set) object {
	told := object{}
	header := func(name, description string) object {
		return object{"name": name, "in": "header", "required": true, "description": description,
			"schema": object{"type": "string"}}
	}
	for _, event := range outside.WebhookEvents() {
		told[event] = object{"post": object{
			"summary": "Ít nhất một lần; id giữ nguyên khi gửi lại. Trả lời 2xx trong 15 giây là đã nhận, nếu không " +
				"thì được gửi lại trong khoảng bốn ngày",
			"parameters": []any{header("webhook-id", "id của lời báo, giữ nguyên khi gửi lại"),
				header("webhook-timestamp", "giây từ 1970 UTC; từ chối khi quá năm phút"),
				header("webhook-signature", "theo Standard Webhooks: v1, rồi HMAC-SHA256 (base64) của id, dấu chấm, "+
					"timestamp, dấu chấm và toàn bộ nội dung; khóa là phần base64 sau whsec_")},
			"requestBody": object{"content": object{"application/json": object{
				"schema": all.Of(reflect.TypeFor[outside.Announcement]())}}},
			"responses": object{"2XX": object{"description": "Đã nhận"}},
		}}
	}
	return told
}

// openPath writes ":org" as "{org}".
func openPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

func (op operation) describe(g api.Gate, all *schema.Set) object {
	described := object{"operationId": op.id, "summary": op.summary, "security": securityOf(g),
		"parameters": op.parameters(), "responses": op.responses(all)}
	if op.in != nil {
		described["requestBody"] = object{"required": true, "content": object{
			"application/json": object{"schema": all.Of(reflect.TypeOf(op.in))}}}
	}
	if op.file != "" {
		described["requestBody"] = object{"required": true, "content": object{op.file: object{}}}
	}
	return described
}

// securityOf lists who may call, one of them being enough.
func securityOf(g api.Gate) []any {
	switch {
	case g.Public:
		return []any{}
	case g.Scope != "":
		return []any{object{"token": []any{string(g.Scope)}}, object{"session": []any{}}}
	case g.Tablet:
		return []any{object{"tablet": []any{}}, object{"session": []any{}}}
	}
	return []any{object{"session": []any{}}}
}

func (op operation) parameters() []any {
	list := []any{}
	for _, part := range strings.Split(op.path, "/") {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			list = append(list, object{"name": name, "in": "path", "required": true,
				"schema": object{"type": "string"}})
		}
	}
	if op.paged {
		list = append(list,
			object{"name": "limit", "in": "query", "schema": object{"type": "integer", "minimum": 1,
				"maximum": pageMost, "default": pageUsual}},
			object{"name": "cursor", "in": "query", "description": "next của trang trước",
				"schema": object{"type": "string"}})
	}
	return list
}

func (op operation) responses(all *schema.Set) object {
	wrong := object{"description": "Không làm được; detail là lời cho người dùng, code là mã cho chương trình",
		"content": object{"application/problem+json": object{"schema": all.Of(reflect.TypeFor[api.Problem]())}}}
	responses := object{"default": wrong}
	switch {
	case op.out == nil:
		responses["204"] = object{"description": "Đã ghi"}
	case op.status != 0:
		responses["201"] = answerOf(op.out, all)
	default:
		responses["200"] = answerOf(op.out, all)
		responses["304"] = object{"description": "Không đổi từ lần có ETag ấy"}
	}
	return responses
}

func answerOf(out any, all *schema.Set) object {
	return object{"description": "Được", "content": object{"application/json": object{
		"schema": all.Of(reflect.TypeOf(out))}}}
}

// knownTypes are the texts of which every value is known, or the form.
func knownTypes() map[reflect.Type]object {
	return map[reflect.Type]object{
		reflect.TypeFor[congress.Date](): {"type": "string", "pattern": `^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`},
		reflect.TypeFor[congress.OrganisationKind](): schema.Enum(congress.KindCell, congress.KindBase,
			congress.KindSuperior),
		reflect.TypeFor[congress.CellModel](): schema.Enum(append(congress.CellModels(), "")...),
		reflect.TypeFor[congress.State](): schema.Enum(congress.StatePreparing, congress.StatePostponed,
			congress.StateInSession, congress.StateClosed,
			congress.StateSubmitted, congress.StateRatified, congress.StateAnnulled),
		reflect.TypeFor[ratify.DossierState](): schema.Enum(ratify.DossierSubmitted, ratify.DossierReturned,
			ratify.DossierRatified, ratify.DossierAnnulled, ""),
		reflect.TypeFor[ballot.Office](): schema.Enum(ballot.Offices()...),
		reflect.TypeFor[congress.SheafStatus](): schema.Enum(congress.SheafWaiting, congress.SheafAgreed,
			congress.SheafDiffers, congress.SheafOpen, congress.SheafDrawn),
	}
}

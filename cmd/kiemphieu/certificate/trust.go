package certificate

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"path"
	"slices"
	"strings"

	"kiemphieu/web"
)

// trustFile is the address of the authority's certificate at the plain door.
const trustFile = "/kiem-phieu.crt"

// localHall is a hall whose tablets trust our own authority.
type localHall struct {
	authority  *Authority
	machine    Machine
	hosts      []string
	main, side net.Addr // of HTTPS, and of the plain door
}

// addresses are those of a door that tablets can open, as of now.
func (h *localHall) addresses(scheme string, door net.Addr) []string {
	host, port, _ := net.SplitHostPort(door.String())
	hosts := []string{host}
	if ip, err := netip.ParseAddr(host); err != nil || ip.IsUnspecified() {
		hosts = h.reached()
	} else if ip.IsLoopback() {
		return nil
	}
	var list []string
	for _, host := range hosts {
		list = append(list, scheme+net.JoinHostPort(host, port))
	}
	return list
}

// reached lists this machine's addresses and names that the certificate is for.
func (h *localHall) reached() []string {
	var list []string
	for _, ip := range h.machine.ForTablets() {
		if h.authority == nil || h.authority.permits(ip.String()) {
			list = append(list, ip.String())
		}
	}
	for _, host := range h.hosts {
		if !slices.Contains(list, host) {
			list = append(list, host)
		}
	}
	return list
}

// told is what people in the hall need to come in.
func (h *localHall) told() string {
	text := &strings.Builder{}
	inside := h.addresses("https://", h.main)
	for _, address := range inside {
		fmt.Fprintf(text, "Trong hội trường: %s\n", address)
	}
	if len(inside) == 0 {
		text.WriteString("Máy tính bảng chưa vào được: nối Wi-Fi của hội trường (không cần chạy lại), và nghe ở mọi " +
			"địa chỉ, ví dụ --listen :8443.\n")
	}
	for _, door := range h.addresses("http://", h.side) {
		fmt.Fprintf(text, "Máy tính bảng lần đầu: mở %s để cài chứng chỉ\n", door)
	}
	fmt.Fprintf(text, "Dấu vân tay của chứng chỉ (SHA-256): %s\n", strings.Join(h.authority.Fingerprint(), " "))
	return text.String()
}

// trustPage is what the template trust.html shows.
type trustPage struct {
	File        string
	Fingerprint []string
	Addresses   []string
	Version     string
}

// newTrustDoor serves the certificate, how to install it, and nothing else:
// whoever is at the plain door is not trusted with more, nor do they trust us.
func newTrustDoor(hall *localHall, version string) (http.Handler, error) {
	site, err := web.Load()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		var page bytes.Buffer
		err := site.Page("trust").ExecuteTemplate(&page, "layout", trustPage{File: trustFile,
			Fingerprint: hall.authority.Fingerprint(), Addresses: hall.addresses("https://", hall.main),
			Version: version})
		if err != nil {
			http.Error(w, "Chương trình gặp lỗi.", http.StatusInternalServerError)
			return
		}
		blob(w, "text/html; charset=utf-8", page.Bytes())
	})
	mux.HandleFunc("GET "+trustFile, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="kiem-phieu.crt"`)
		blob(w, "application/x-x509-ca-cert", hall.authority.cert.Raw)
	})
	mux.HandleFunc("GET /tinh/", func(w http.ResponseWriter, r *http.Request) {
		content, ok := site.Asset(r.URL.Path)
		if !ok {
			http.NotFound(w, r)
			return
		}
		blob(w, assetType(r.URL.Path), content)
	})
	mux.HandleFunc("/", http.NotFound)
	return quiet(mux), nil
}

// quiet sets what browsers must keep to, as the pages of the program do.
func quiet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "+
			"form-action 'none'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// blob answers with content; a browser that went away is nobody to tell.
func blob(w http.ResponseWriter, kind string, content []byte) {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(content) //nolint:gosec // G705: embedded files, our certificate, and what html/template has escaped
}

// assetType does not ask the machine, whose answers differ.
func assetType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	}
	return "application/octet-stream"
}

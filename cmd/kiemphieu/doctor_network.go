package main

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"kiemphieu/cmd/kiemphieu/certificate"
)

// ports checks that serve could listen.
func (p *patient) ports(ctx context.Context) []finding {
	list := []finding{portFree(ctx, p.listen, "--listen")}
	if plain := p.security.plainAt(); plain != "" {
		list = append(list, portFree(ctx, plain, "--http-listen"))
	}
	return list
}

func portFree(ctx context.Context, address, flag string) finding {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return finding{State: sick, What: "Cổng " + address + ": không nghe được (" + oneLine(err) + ")",
			Do: "Nếu chương trình đang chạy thì không sao, tắt nó để kiểm tra lại; nếu không, chọn cổng khác bằng " +
				flag + "."}
	}
	at, err := netip.ParseAddrPort(listener.Addr().String())
	_ = listener.Close()
	if err == nil && at.Addr().IsLoopback() {
		return finding{State: warned, What: "Cổng " + address + ": còn trống, nhưng chỉ máy này vào được",
			Do: "Kiểm bằng camera của máy này hay máy quét cầm tay thì thế là đủ. Cần máy tính bảng: --tls local, và " +
				flag + " :" + fmt.Sprint(at.Port()) + "."}
	}
	return finding{State: healthy, What: "Cổng " + address + ": còn trống"}
}

// network checks that tablets have an address to open.
func (p *patient) network() finding {
	var list []string
	for _, ip := range p.machine.ForTablets() {
		list = append(list, ip.String())
	}
	if len(list) == 0 {
		return finding{State: sick, What: "Mạng: máy này không có địa chỉ nào cho máy tính bảng",
			Do: "Nối Wi-Fi hoặc dây mạng của hội trường rồi kiểm tra lại."}
	}
	return finding{State: healthy, What: "Mạng: máy tính bảng vào được qua " + strings.Join(list, ", ")}
}

// certificate checks what serve would show to browsers: the authority also
// where this time --tls local was not asked for.
func (p *patient) certificate() []finding {
	if p.security.mode == certificate.Files {
		return []finding{p.filesCertificate()}
	}
	there, err := certificate.AuthorityThere(tlsDirectory(p.at))
	if err != nil {
		return []finding{failedCertificate(err)}
	}
	if !there {
		return nil
	}
	return p.localCertificate()
}

func failedCertificate(err error) finding {
	return finding{State: sick, What: "Chứng chỉ: " + oneLine(err), Do: cmp.Or(hintOf(err),
		"Xem lại các tham số --tls.")}
}

func (p *patient) filesCertificate() finding {
	cert, err := certificate.ReadFiles(p.security.cert, p.security.key)
	if err != nil {
		return failedCertificate(err)
	}
	return p.dated("Chứng chỉ trong "+p.security.cert, cert, 14*24*time.Hour,
		"Gia hạn chứng chỉ; chương trình tự đọc lại tệp mới.")
}

// dated checks that a certificate is valid now and for the margin.
func (p *patient) dated(what string, c *x509.Certificate, margin time.Duration, do string) finding {
	what += ": có hạn " + certificate.Validity(c)
	switch {
	case p.now.Before(c.NotBefore) || p.now.After(c.NotAfter):
		return finding{State: sick, What: what + ", nay không còn giá trị", Do: do}
	case p.now.Add(margin).After(c.NotAfter):
		return finding{State: warned, What: what + ", sắp hết", Do: do}
	}
	return finding{State: healthy, What: what}
}

// localCertificate checks the authority and a leaf as serve would make it now.
func (p *patient) localCertificate() []finding {
	dir := tlsDirectory(p.at)
	a, err := certificate.LoadAuthority(dir)
	if err != nil {
		return []finding{failedCertificate(err)}
	}
	list := []finding{p.dated("Chứng chỉ gốc trong "+dir, a.Certificate(), 90*24*time.Hour,
		"Xem ngày giờ của máy; nếu đúng, xóa hai tệp authority.* và cài chứng chỉ mới lên mọi máy tính bảng.")}
	list = append(list, finding{State: healthy, What: "Dấu vân tay chứng chỉ gốc (SHA-256): " +
		strings.Join(a.Fingerprint(), " ")})
	if open := openKey(dir); open != "" {
		list = append(list, finding{State: sick, What: "Khóa " + open + ": người khác trên máy đọc được",
			Do: "Chạy: chmod 600 " + open})
	}
	return append(list, p.leaf(a))
}

// openKey returns the path of the authority's key if others can read it.
func openKey(dir string) string {
	path := filepath.Join(dir, certificate.AuthorityKey)
	if info, err := os.Stat(path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return path
	}
	return ""
}

// leaf makes a certificate for today's addresses and looks at it as a tablet
// does. An address that the authority may not sign is told.
func (p *patient) leaf(a *certificate.Authority) finding {
	leaf, names, err := a.Leaf(p.machine, p.security.hosts, p.now)
	if err != nil {
		return failedCertificate(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(a.Certificate())
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: p.now}); err != nil {
		return failedCertificate(err)
	}
	var left []string
	for _, ip := range p.machine.ForTablets() {
		if leaf.VerifyHostname(ip.String()) != nil {
			left = append(left, ip.String())
		}
	}
	if len(left) > 0 {
		return finding{State: warned, What: "Chứng chỉ hôm nay không dùng được cho " + strings.Join(left, ", ") +
			": không phải địa chỉ mạng nội bộ",
			Do: "Dùng mạng nội bộ của hội trường; nếu phải dùng địa chỉ này, làm chứng chỉ gốc mới với --tls-host."}
	}
	return finding{State: healthy, What: "Chứng chỉ hôm nay: dùng được cho " + strings.Join(names, ", ")}
}

package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// ReadFiles returns the certificate of a pair of files, which must fit.
func ReadFiles(cert, key string) (*x509.Certificate, error) {
	pair := &filePair{cert: cert, key: key}
	if err := pair.load(); err != nil {
		return nil, err
	}
	return pair.pair.Leaf, nil
}

// filePair is a certificate and its key in files that somebody else renews.
type filePair struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	stamps [2]time.Time // of the files when they were last read
}

// get answers a handshake and reads the files again when they have changed.
// While they do not fit, as between the two writes of a renewal, the pair
// before stays in use.
func (p *filePair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.changed() {
		if err := p.read(); err != nil {
			p.log.Error("certificate not read again", "error", err)
		}
	}
	return p.pair, nil
}

// load reads the files the first time.
func (p *filePair) load() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changed()
	return p.read()
}

// changed reports whether a file has another time than when last asked.
func (p *filePair) changed() bool {
	var now [2]time.Time
	for i, path := range []string{p.cert, p.key} {
		if info, err := os.Stat(path); err == nil {
			now[i] = info.ModTime()
		}
	}
	before := p.stamps
	p.stamps = now
	return now != before
}

func (p *filePair) read() error {
	cert, err := os.ReadFile(p.cert)
	if err != nil {
		return advised{fmt.Errorf("--tls-cert: %w", err), "Chỉ đúng tệp chứng chỉ PEM (fullchain.pem) và cho phép đọc."}
	}
	key, err := os.ReadFile(p.key)
	if err != nil {
		return advised{fmt.Errorf("--tls-key: %w", err), "Chỉ đúng tệp khóa PEM (privkey.pem) và cho phép đọc."}
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return advised{fmt.Errorf("--tls-cert %s và --tls-key %s: %w", p.cert, p.key, err),
			"Hai tệp phải là PEM và cùng một cặp."}
	}
	if pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
		return fmt.Errorf("--tls-cert %s: %w", p.cert, err)
	}
	p.pair = &pair
	return nil
}

package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kiemphieu/cmd/kiemphieu/certificate"
)

// tlsFlags are the settings of HTTPS as given on the command line.
type tlsFlags struct {
	mode, cert, key, plain string
	hosts                  []string
}

func (f *tlsFlags) flags(command *cobra.Command) {
	set := command.Flags()
	set.StringVar(&f.mode, "tls", envOr("KIEMPHIEU_TLS", certificate.Off),
		"HTTPS: off, proxy (máy chủ HTTPS đứng trước), local (chứng chỉ tự cấp trong hội "+
			"trường), files hoặc acme (KIEMPHIEU_TLS)")
	set.StringVar(&f.cert, "tls-cert", os.Getenv("KIEMPHIEU_TLS_CERT"),
		"tệp chứng chỉ PEM, với --tls files (KIEMPHIEU_TLS_CERT)")
	set.StringVar(&f.key, "tls-key", os.Getenv("KIEMPHIEU_TLS_KEY"),
		"tệp khóa PEM, với --tls files (KIEMPHIEU_TLS_KEY)")
	var hosts []string
	if env := os.Getenv("KIEMPHIEU_TLS_HOST"); env != "" {
		hosts = strings.Split(env, ",")
	}
	set.StringSliceVar(&f.hosts, "tls-host", hosts, "tên máy công khai với acme, tên hoặc địa chỉ thêm với local "+
		"(KIEMPHIEU_TLS_HOST)")
	set.StringVar(&f.plain, "http-listen", os.Getenv("KIEMPHIEU_HTTP_LISTEN"),
		"cửa HTTP để cài chứng chỉ (local, mặc định :8081) hay chuyển sang HTTPS (acme, mặc định :80) "+
			"(KIEMPHIEU_HTTP_LISTEN)")
}

// args refuses a command line whose settings do not go together.
func (f *tlsFlags) args(at *place) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if err := cobra.NoArgs(command, args); err != nil {
			return err
		}
		return f.check(command, *at)
	}
}

func (f *tlsFlags) check(command *cobra.Command, at place) error {
	for i, host := range f.hosts {
		f.hosts[i] = strings.ToLower(strings.TrimSpace(host))
		if !certificate.ValidHost(f.hosts[i]) {
			return fmt.Errorf("--tls-host: %q không phải tên máy hay địa chỉ IP", host)
		}
	}
	switch f.mode {
	case certificate.Off, certificate.Proxy:
		return nil
	case certificate.Files:
		return f.checkFiles()
	case certificate.Local, certificate.ACME:
	default:
		return fmt.Errorf("--tls: cần một trong off, proxy, local, files, acme; đã cho %q", f.mode)
	}
	if f.mode == certificate.ACME && len(f.hosts) == 0 {
		return errors.New("--tls acme cần tên máy công khai: thêm --tls-host")
	}
	if at.database != "" && !given(command, "data", "KIEMPHIEU_DATA") || at.data == "" {
		return fmt.Errorf("--tls %s giữ khóa trong thư mục dữ liệu: dùng PostgreSQL thì vẫn cần --data THƯ-MỤC", f.mode)
	}
	return nil
}

func (f *tlsFlags) checkFiles() error {
	switch {
	case f.cert == "":
		return errors.New("--tls files cần tệp chứng chỉ: thêm --tls-cert")
	case f.key == "":
		return errors.New("--tls files cần tệp khóa: thêm --tls-key")
	}
	return nil
}

// given reports whether somebody chose a setting, by flag or by environment.
func given(command *cobra.Command, flag, variable string) bool {
	return command.Flags().Changed(flag) || os.Getenv(variable) != ""
}

// secure reports whether browsers come over HTTPS.
func (f *tlsFlags) secure() bool { return f.mode != certificate.Off }

// listenAt is where the program listens. Who asks for HTTPS wants others to
// come in: unless an address was chosen, it is every one of this machine.
func (f *tlsFlags) listenAt(command *cobra.Command, listen string) string {
	switch {
	case !f.secure() || f.mode == certificate.Proxy || given(command, "listen", "KIEMPHIEU_LISTEN"):
		return listen
	case f.mode == certificate.ACME:
		return ":443"
	}
	return ":8443"
}

// plainAt is where the plain door listens, "" for no such door.
func (f *tlsFlags) plainAt() string {
	switch {
	case f.mode == certificate.Off, f.mode == certificate.Proxy:
		return ""
	case f.plain != "":
		return f.plain
	case f.mode == certificate.Local:
		return ":8081"
	case f.mode == certificate.ACME:
		return ":80" // where the challenge is asked for
	}
	return ""
}

// settings are the same for the doors that they open.
func (f *tlsFlags) settings(at place, listen string, log *slog.Logger) certificate.Settings {
	return certificate.Settings{Mode: f.mode, Dir: tlsDirectory(at), Cert: f.cert, Key: f.key, Hosts: f.hosts,
		Listen: listen, Plain: f.plainAt(), Version: version(), Log: log}
}

// tlsDirectory holds what belongs to HTTPS within the data directory.
func tlsDirectory(at place) string { return filepath.Join(at.data, "tls") }

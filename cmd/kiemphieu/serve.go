package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/app/health"
	"kiemphieu/cmd/kiemphieu/certificate"
	"kiemphieu/store"
)

func newServeCommand() *cobra.Command {
	var at place
	var listen string
	var security tlsFlags
	var private bool
	var token, follower string
	var parts, clockRight bool
	var copies copyFlags
	command := &cobra.Command{
		Use:   "serve",
		Short: "Chạy chương trình cho trình duyệt",
		Long: "Chạy chương trình; mở địa chỉ in ra bằng trình duyệt. Lần đầu, một liên kết dùng một lần tạo quản " +
			"trị viên.",
		Args: security.args(&at),
		RunE: func(command *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(command.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			kept, err := copies.config(at)
			if err != nil {
				return err
			}
			cfg := app.Config{Version: version(), Secure: security.secure(),
				Proxied: security.mode == certificate.Proxy, PrivateWebhooks: private,
				OperatorToken: token, Backup: kept, Showcase: parts, DatabaseRead: follower,
				ClockRight: clockRight}
			if at.database == "" {
				cfg.Free = func() (uint64, error) { return health.FreeSpace(at.data) }
			}
			listen = security.listenAt(command, listen)
			return service{at: at, listen: listen, security: security, cfg: cfg}.run(ctx, command)
		},
	}
	at.flags(command)
	command.Flags().BoolVar(&at.isNew, "new", false, "lập nơi làm việc mới dù thấy dấu vết của dữ liệu cũ")
	command.Flags().BoolVar(&clockRight, "clock-right", false, "giờ của máy lúc này đúng, dù dữ liệu đã có lúc muộn "+
		"hơn vì máy từng chạy sai: dùng một lần")
	listenFlag(command, &listen)
	security.flags(command)
	copies.flags(command)
	command.Flags().StringVar(&follower, "database-read", os.Getenv("KIEMPHIEU_DATABASE_READ"), "địa chỉ các máy chủ "+
		"PostgreSQL chạy theo máy chủ chính, để đọc thống kê và bảng tổng hợp (KIEMPHIEU_DATABASE_READ)")
	command.Flags().StringVar(&token, "metrics-token", os.Getenv("KIEMPHIEU_METRICS_TOKEN"), "mã để máy khác đọc "+
		"/metrics; không có thì chỉ máy này đọc được (KIEMPHIEU_METRICS_TOKEN)")
	command.Flags().BoolVar(&private, "webhook-private", false, "cho báo tin (webhook) tới địa chỉ trong mạng nội "+
		"bộ; mặc định chỉ tới mạng công cộng")
	command.Flags().BoolVar(&parts, "showcase", false, "mở thêm trang /thanh-phan: mọi phần của giao diện trong mọi "+
		"trạng thái, cho người làm chương trình")
	return command
}

func listenFlag(command *cobra.Command, listen *string) {
	command.Flags().StringVar(listen, "listen", envOr("KIEMPHIEU_LISTEN", "127.0.0.1:8080"),
		"địa chỉ nghe; với HTTPS mặc định là :8443, acme :443 (KIEMPHIEU_LISTEN)")
}

// service is one program that answers browsers.
type service struct {
	at       place
	listen   string
	security tlsFlags
	cfg      app.Config
	opened   func(address, link string) // called once it answers, or nil; link is where a person begins
}

func (s service) run(ctx context.Context, command *cobra.Command) (err error) {
	noCore()
	lockMemory()
	unlock, err := s.at.lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.at.confirmNew(command); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(command.ErrOrStderr(), nil))
	doors, err := certificate.Open(ctx, s.security.settings(s.at, s.listen, log))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, doors.Close()) }()
	s.cfg.Log, s.cfg.HallAddresses = log, doors.ForTablets
	s.at.patient = true
	return s.at.with(ctx, command, s.cfg, func(p *app.Program) error {
		address := doors.Tell(command.OutOrStdout())
		link, err := s.offerSetUp(ctx, command, p, address)
		if err != nil {
			return err
		}
		if err := s.at.tellServed(address); err != nil {
			return explainStore(errors.Join(store.ErrNotWritable, err))
		}
		if s.opened != nil {
			s.opened(address, link)
		}
		return runAt(ctx, p, doors)
	})
}

// offerSetUp prints the link that makes the first administrator, while there
// is none, and gives the address where a person begins.
func (s service) offerSetUp(ctx context.Context, command *cobra.Command, p *app.Program,
	address string) (link string, err error) {
	secret, err := p.Pages.OfferSetUp(ctx, time.Now())
	if err != nil || secret == "" {
		return address, err
	}
	link = address + "/thiet-lap/" + secret
	fmt.Fprintf(command.OutOrStdout(), "Thiết lập lần đầu (dùng một lần, trong 30 phút): %s\n", link)
	return link, nil
}

// runAt runs the program and answers at its doors until ctx ends or one of the
// two fails.
func runAt(ctx context.Context, p *app.Program, doors *certificate.Listeners) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		defer cancel()
		ended <- p.Run(ctx)
	}()
	err := doors.Serve(ctx, p.Server.Handler())
	cancel()
	return errors.Join(err, <-ended)
}

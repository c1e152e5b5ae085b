package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/app/health"
	"kiemphieu/cmd/kiemphieu/certificate"
)

func newServeCommand() *cobra.Command {
	var at place
	var listen string
	var security tlsFlags
	var private bool
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
			cfg := app.Config{Version: version(), Secure: security.secure(), PrivateWebhooks: private, Backup: kept}
			if at.database == "" {
				cfg.Free = func() (uint64, error) { return health.FreeSpace(at.data) }
			}
			return serve(ctx, command, at, security.listenAt(command, listen), security, cfg)
		},
	}
	at.flags(command)
	listenFlag(command, &listen)
	security.flags(command)
	copies.flags(command)
	command.Flags().BoolVar(&private, "webhook-private", false, "cho báo tin (webhook) tới địa chỉ trong mạng nội "+
		"bộ; mặc định chỉ tới mạng công cộng")
	return command
}

func listenFlag(command *cobra.Command, listen *string) {
	command.Flags().StringVar(listen, "listen", envOr("KIEMPHIEU_LISTEN", "127.0.0.1:8080"),
		"địa chỉ nghe; với HTTPS mặc định là :8443, acme :443 (KIEMPHIEU_LISTEN)")
}

func serve(ctx context.Context, command *cobra.Command, at place, listen string, security tlsFlags,
	cfg app.Config) (err error) {
	unlock, err := at.lock()
	if err != nil {
		return err
	}
	defer unlock()
	log := slog.New(slog.NewTextHandler(command.ErrOrStderr(), nil))
	doors, err := certificate.Open(ctx, security.settings(at, listen, log))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, doors.Close()) }()
	cfg.Log, cfg.HallAddresses = log, doors.ForTablets
	at.patient = true
	return at.with(ctx, command, cfg, func(p *app.Program) error {
		address := doors.Tell(command.OutOrStdout())
		secret, err := p.Pages.OfferSetUp(ctx, time.Now())
		if err != nil {
			return err
		}
		if secret != "" {
			fmt.Fprintf(command.OutOrStdout(), "Thiết lập lần đầu (dùng một lần, trong 30 phút): %s/thiet-lap/%s\n",
				address, secret)
		}
		return runAt(ctx, p, doors, log)
	})
}

// runAt runs the program and answers at its doors until ctx ends or one of the
// two fails.
func runAt(ctx context.Context, p *app.Program, doors *certificate.Doors, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		watch(ctx, p, log)
	}()
	defer func() { <-watching }()
	go func() {
		defer cancel()
		ended <- p.Run(ctx)
	}()
	err := doors.Serve(ctx, p.Server.Handler())
	cancel()
	return errors.Join(err, <-ended)
}

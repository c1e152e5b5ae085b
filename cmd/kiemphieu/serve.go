package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"kiemphieu/api"
	"kiemphieu/store"
)

// shutdownLimit is how long running requests may take to finish.
const shutdownLimit = 15 * time.Second

func newServeCommand() *cobra.Command {
	var at place
	var listen string
	command := &cobra.Command{
		Use:   "serve",
		Short: "Chạy chương trình cho trình duyệt",
		Long:  "Chạy chương trình; mở địa chỉ in ra bằng trình duyệt. Lần đầu, một liên kết dùng một lần tạo quản trị viên.",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(command.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			return serve(ctx, command, at, listen)
		},
	}
	at.flags(command)
	command.Flags().StringVar(&listen, "listen", envOr("KIEMPHIEU_LISTEN", "127.0.0.1:8080"), "địa chỉ nghe (KIEMPHIEU_LISTEN)")
	return command
}

func serve(ctx context.Context, command *cobra.Command, at place, listen string) (err error) {
	log := slog.New(slog.NewTextHandler(command.ErrOrStderr(), nil))
	db, err := at.open(ctx, command, store.Options{Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	cs, rs := services(db)
	server, err := api.New(api.Config{Congress: cs, Ratify: rs, Sessions: db.Sessions(), Ping: db.Ping,
		Log: log, Version: version()})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return hintError{fmt.Errorf("nghe ở %s: %w", listen, err), "Địa chỉ đang được dùng; chọn cổng khác bằng --listen."}
	}
	address := "http://" + listener.Addr().String()
	fmt.Fprintf(command.OutOrStdout(), "Mở trình duyệt: %s\n", address)
	secret, err := server.OfferSetUp(ctx, time.Now())
	if err != nil {
		return err
	}
	if secret != "" {
		fmt.Fprintf(command.OutOrStdout(), "Thiết lập lần đầu (dùng một lần, trong 30 phút): %s/thiet-lap/%s\n", address, secret)
	}
	return listenUntil(ctx, listener, server.Handler())
}

// listenUntil serves until ctx ends, then lets running requests finish: what
// was acknowledged is durable, and nobody is cut off within an answer.
func listenUntil(ctx context.Context, listener net.Listener, handler http.Handler) error {
	s := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownLimit)
	defer cancel()
	if err := s.Shutdown(limit); err != nil {
		return fmt.Errorf("serve: stop: %w", err)
	}
	return nil
}

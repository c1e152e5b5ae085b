// Cluster runs the whole of deploy/cluster on this machine until Ctrl-C:
// cluster PROGRAM DIRECTORY LISTEN
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"kiemphieu/app/cluster"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	program, err := filepath.Abs(os.Args[1])
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(os.Args[2])
	if err != nil {
		return err
	}
	source, err := os.Getwd()
	if err != nil {
		return err
	}
	fmt.Println("Three PostgreSQL, two programs and a door are being started; their logs are in", dir)
	c, err := cluster.Start(ctx, cluster.Config{Dir: dir, Source: source, Program: program, Listen: os.Args[3]})
	defer c.Close() //nolint:staticcheck // SA5001: what was started before the error is ended too
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Printf("Open %s. The link that makes the administrator stands in %s/log.\n", c.URL(),
		filepath.Join(dir, c.Programs[0].Name))
	fmt.Printf("Look:  patronictl -c %s list\nStop:  Ctrl-C\n", filepath.Join(dir, c.Databases[0].Name, "patroni.yaml"))
	<-ctx.Done()
	fmt.Println("Stopping.")
	return nil
}

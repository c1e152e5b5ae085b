package app

import (
	"context"
	"runtime"
	"strings"

	"kiemphieu/api/pages"
	"kiemphieu/app/health"
	"kiemphieu/congress"
)

// measure finds how a program runs, each time that it is asked.
type measure struct {
	program *Program
	cfg     Config
}

// Running implements what the pages ask.
func (m measure) Running(ctx context.Context, path string) (pages.Running, error) {
	root := health.SystemRoot()
	run := pages.Running{Version: m.cfg.Version, HTTPS: m.cfg.Secure, Server: strings.Contains(m.cfg.Database, "://"),
		Encrypted: m.program.Backups.Encrypted(), Hibernates: health.Hibernates(runtime.GOOS, root),
		Cores: health.WritesCores()}
	if !health.MemoryLocked(root) {
		run.Swap = health.SwappedTo(runtime.GOOS, root)
	}
	var err error
	if run.Statements, err = m.program.Store.StatementLog(ctx); err != nil {
		return run, err
	}
	run.SecondFactor, err = m.program.Security.Requires(ctx, congress.RoleSuperior, path)
	return run, err
}

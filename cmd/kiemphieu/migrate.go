package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/store"
)

func newMigrateCommand() *cobra.Command {
	command := &cobra.Command{Use: "migrate", Short: "Xem các bước nâng cấp cơ sở dữ liệu", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() }}
	var at place
	status := &cobra.Command{
		Use:   "status",
		Short: "Liệt kê các bước nâng cấp và bước nào đã làm",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return at.with(command.Context(), command, app.Config{AsFound: true}, func(p *app.Program) error {
				return listMigrations(command, p.Store)
			})
		},
	}
	at.flags(status)
	command.AddCommand(status)
	return command
}

func listMigrations(command *cobra.Command, db *store.DB) error {
	list, err := db.MigrationStatus(command.Context())
	for _, m := range list {
		state := "chưa làm"
		if m.Applied {
			state = "đã làm"
		}
		fmt.Fprintf(command.OutOrStdout(), "%04d  %-9s %s\n", m.Version, state, m.Name)
	}
	return explainStore(err)
}

package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

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
		RunE: func(command *cobra.Command, _ []string) (err error) {
			db, err := at.connect(command.Context(), command, store.Options{})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			list, err := db.MigrationStatus(command.Context())
			for _, m := range list {
				state := "chưa làm"
				if m.Applied {
					state = "đã làm"
				}
				fmt.Fprintf(command.OutOrStdout(), "%04d  %-9s %s\n", m.Version, state, m.Name)
			}
			return explainStore(err)
		},
	}
	at.flags(status)
	command.AddCommand(status)
	return command
}

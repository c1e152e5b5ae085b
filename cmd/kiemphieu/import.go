package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/congress"
	"kiemphieu/congress/bundle"
	"kiemphieu/ratify"
)

func newImportCommand() *cobra.Command {
	var at place
	var key string
	command := &cobra.Command{
		Use:   "import TỆP",
		Short: "Nhận gói đại hội (.kpz) của chi bộ vào hồ sơ cấp trên",
		Long: "Kiểm tra gói rồi nhận vào cơ sở dữ liệu, thành hồ sơ như tại chi bộ. Gói bị sửa, gói cũ hơn, gói " +
			"không nối tiếp\n" +
			"nhật ký đã có và đại hội diễn tập đều bị từ chối; khi đó không có gì được ghi.\n" +
			"Tại máy của chi bộ, lệnh này nhận lại gói có quyết định của cấp trên; lần đầu phải ghi khóa của cấp " +
			"trên (--key).",
		Args: exactly(1, "TỆP"),
		RunE: func(command *cobra.Command, args []string) error {
			report, raw, err := verifyFile(args[0], "")
			if err != nil {
				return err
			}
			if err := refusal(report); err != nil {
				return fmt.Errorf("%w; %s", err, report.Failed())
			}
			contents, err := bundle.Read(raw)
			if err != nil {
				return err
			}
			return at.with(command.Context(), command, app.Config{}, func(p *app.Program) error {
				if key != "" {
					if err := p.Ratify.TrustKey(command.Context(), contents.Congress.ID, key); err != nil {
						return explainImport(err)
					}
				}
				return importBundle(command, p.Ratify, contents)
			})
		},
		DisableFlagsInUseLine: true,
	}
	at.flags(command)
	command.Flags().StringVar(&key, "key", "", "khóa của cấp trên, đã so với giấy, khi nhận gói trả về tại máy của "+
		"chi bộ")
	return command
}

// importBundle takes a bundle in for whoever has the machine: they see every organisation.
func importBundle(command *cobra.Command, rs *ratify.Service, contents bundle.Contents) error {
	by := congress.Actor{Role: congress.RoleSuperior, OrgPath: "/"}
	id, err := rs.ImportBundle(command.Context(), by, contents)
	if err != nil {
		return explainImport(err)
	}
	view, err := rs.DossierOf(command.Context(), id)
	if err != nil {
		return explainStore(err)
	}
	_, err = fmt.Fprintf(command.OutOrStdout(), "Đã nhận %s: hồ sơ lần %d, %d việc trong nhật ký.\nKhóa ký gói: %s\n",
		view.Overview.Congress.Title, view.Dossier.Version, view.Overview.Congress.LogSize, contents.Verifier)
	return err
}

// explainImport tells why a bundle was not taken, and what to do.
func explainImport(err error) error {
	if errors.Is(err, ratify.ErrRehearsal) {
		return errors.New("đại hội diễn tập không được trình chuẩn y")
	}
	var field *congress.FieldError
	if !errors.As(err, &field) {
		return explainStore(err)
	}
	switch field.Code {
	case "bundle_no_cell":
		return hintError{fmt.Errorf("không có chi bộ %q", field.Value),
			"Thêm chi bộ vào cây tổ chức với đúng tên này, rồi nhận lại."}
	case "bundle_no_dossier":
		return hintError{fmt.Errorf("%s chưa trình chuẩn y", field.Value), "Chi bộ trình hồ sơ rồi xuất gói lại."}
	case "bundle_older":
		return hintError{fmt.Errorf("gói của %s không mới hơn hồ sơ đã có", field.Value),
			"Xin gói mới nhất của chi bộ."}
	case "bundle_forked":
		return hintError{fmt.Errorf("nhật ký trong gói của %s không nối tiếp nhật ký đã có", field.Value),
			"Đối chiếu điểm chốt với biên bản giấy."}
	case "bundle_unknown_key":
		return hintError{fmt.Errorf("%s được tổ chức ở máy này, gói do khóa lạ ký", field.Value),
			"So khóa ký gói (lệnh verify in ra) với khóa của cấp trên, rồi thêm --key KHÓA."}
	case "bundle_other_key":
		return hintError{fmt.Errorf("gói của %s do khóa khác ký", field.Value),
			"Xin gói từ đúng máy của chi bộ đã gửi lần trước."}
	}
	return explainStore(err)
}

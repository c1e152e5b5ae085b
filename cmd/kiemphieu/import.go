package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"kiemphieu/api"
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
			"Tại máy của chi bộ, lệnh này nhận lại gói có quyết định của cấp trên. Lần đầu với mỗi khóa phải so " +
			"khóa và ghi ra (--key).",
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
			return at.existing(command.Context(), command, func(p *app.Program) error {
				err := acceptKey(command, p, contents, key)
				if err == nil {
					err = importBundle(command, p.Ratify, contents)
				}
				if api.UnknownKey(err) {
					if failed := keepWaiting(command, p.Ratify, contents, args[0]); failed != nil {
						return explainStore(failed)
					}
				}
				return explainImport(err)
			})
		},
		DisableFlagsInUseLine: true,
	}
	at.flags(command)
	command.Flags().StringVar(&key, "key", "", "khóa ký gói, đã so với nơi gửi: từ nay nhận gói của khóa này")
	return command
}

// operator is whoever has the machine: they see every organisation.
func operator() congress.Actor {
	return congress.Actor{Name: "Người giữ máy", Role: congress.RoleSuperior, OrgPath: "/"}
}

// acceptKey notes that the key that signed a bundle was compared: it speaks for
// the cell, and at the cell's own machine for the committee above it.
func acceptKey(command *cobra.Command, p *app.Program, b bundle.Contents, key string) error {
	if key == "" {
		return nil
	}
	if key != b.Verifier {
		return &congress.FieldError{Field: "file", Code: "bundle_unknown_key", Value: b.Congress.Title}
	}
	preview, err := p.Ratify.PreviewBundle(command.Context(), operator(), b)
	if err != nil || preview.Cell.ID == "" {
		return errors.Join(err, preview.Err)
	}
	org := preview.Cell.ID
	if preview.Home {
		org = preview.Cell.ParentID
	}
	return p.Ratify.AcceptKey(command.Context(), operator(), org, key, "lệnh import --key")
}

// keepWaiting keeps a bundle of an unknown key until somebody has compared it, where
// the page of the superior, or of the cell itself, finds it.
func keepWaiting(command *cobra.Command, rs *ratify.Service, b bundle.Contents, name string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("đọc gói: %w", err)
	}
	preview, err := rs.PreviewBundle(command.Context(), operator(), b)
	if err != nil {
		return err
	}
	by := operator()
	by.OrgID = preview.Cell.ParentID
	if preview.Home {
		by.OrgID = preview.Cell.ID
	}
	return rs.Quarantine(command.Context(), by, b, content)
}

// importBundle takes a bundle in for whoever has the machine: they see every organisation.
func importBundle(command *cobra.Command, rs *ratify.Service, contents bundle.Contents) error {
	id, err := rs.ImportBundle(command.Context(), operator(), contents)
	if err != nil {
		return err
	}
	view, err := rs.DossierOf(command.Context(), id)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(command.OutOrStdout(), "Đã nhận %s: hồ sơ lần %d, %d việc trong nhật ký.\nKhóa ký gói: %s\n",
		view.Overview.Congress.Title, view.Dossier.Version, view.Overview.Congress.LogSize, contents.Verifier)
	return err
}

// explainImport tells why a bundle was not taken, and what to do.
func explainImport(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, ratify.ErrRehearsal) {
		return errors.New("đại hội diễn tập không được trình chuẩn y")
	}
	wrong, ok := congress.FieldsOf(err)
	if !ok {
		return explainStore(err)
	}
	switch field := wrong[0]; field.Code {
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
		return hintError{fmt.Errorf("gói của %s do khóa chưa ai so ký", field.Value),
			"Tệp được giữ trong danh sách chờ. So tám từ của khóa với nơi gửi, ghi vào trang Khóa của các nơi khác " +
				"rồi nhận ở đó; hoặc so cả khóa (lệnh verify in ra) rồi thêm --key KHÓA."}
	case "bundle_decision_inside":
		return hintError{fmt.Errorf("trong gói của %s có quyết định mà cấp quyết định không ký", field.Value),
			"Không nhận. Báo cấp quyết định và nơi gửi."}
	case "bundle_second":
		return hintError{fmt.Errorf("chi bộ đã có đại hội khác của nhiệm kỳ này, gói là của %s", field.Value),
			"Hỏi chi bộ đại hội nào là thật trước khi nhận."}
	case "bundle_other_cell":
		return hintError{fmt.Errorf("tên %q ở đây đã là của chi bộ khác", field.Value), "Hỏi lại nơi gửi."}
	}
	return explainStore(err)
}

package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"kiemphieu/app"
	"kiemphieu/app/health"
	"kiemphieu/congress"
	"kiemphieu/web"
)

// tablets looks at what the tablets of this week's congresses said of their
// clocks. Where none joined there is nothing to say.
func (p *patient) tablets(ctx context.Context, command *cobra.Command) []finding {
	var tablets []congress.Device
	err := p.at.existing(ctx, command, func(program *app.Program) error {
		all, err := program.Congress.CongressesUnder(ctx, "/")
		for _, c := range all {
			if err == nil && p.thisWeek(c) {
				var devices []congress.Device
				devices, err = program.Congress.Devices(ctx, c.ID)
				tablets = append(tablets, devices...)
			}
		}
		return err
	})
	if err != nil || len(tablets) == 0 {
		return nil // a database that does not open is told already
	}
	site, err := web.Load()
	if err != nil {
		return []finding{{State: sick, What: "Đồng hồ máy tính bảng: " + oneLine(err), Do: "Tải lại chương trình."}}
	}
	signs := health.Clocks(tablets)
	list := make([]finding, len(signs))
	for i, s := range signs {
		list[i] = finding{State: warned, What: site.Text("health."+s.Code, map[string]string{"figure": s.Figure}),
			Do: "Xem một đồng hồ đúng, đặt lại ngày giờ của máy sai."}
		if s.Level == health.Now {
			list[i].State = sick
		}
	}
	if len(list) == 0 {
		list = append(list, finding{State: healthy, What: "Đồng hồ máy tính bảng: khớp với máy chủ"})
	}
	return list
}

func (p *patient) thisWeek(c congress.Congress) bool {
	day, ok := c.HeldOn.Midnight()
	return ok && day.Sub(p.now).Abs() < 7*24*time.Hour
}

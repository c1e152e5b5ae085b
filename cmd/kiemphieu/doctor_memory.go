package main

import (
	"runtime"
	"strings"

	"kiemphieu/app/health"
)

// memory tells whether what this machine holds in memory can come to lie on its
// disk: codes of papers are there while they are printed.
func (p *patient) memory() []finding {
	return memoryOn(runtime.GOOS, health.SystemRoot())
}

func memoryOn(system, root string) []finding {
	var list []finding
	if where := health.SwappedTo(system, root); len(where) > 0 {
		list = append(list, finding{State: warned, What: "Bộ nhớ có thể được ghi ra đĩa (" + strings.Join(where, ", ") +
			"): mã phiếu vừa in có thể nằm lại ở đó", Do: "Tắt bộ nhớ ảo trước khi in phiếu (Linux: swapoff -a, " +
			"hoặc cho chương trình khóa bộ nhớ: LimitMEMLOCK=infinity), hoặc dùng máy có ổ đĩa mã hóa."})
	}
	if health.Hibernates(system, root) {
		list = append(list, finding{State: warned, What: "Máy ngủ đông được: khi đó cả bộ nhớ được ghi ra đĩa",
			Do: "Tắt ngủ đông (Windows: powercfg /h off; Linux: sudo systemctl mask hibernate.target), và tắt máy " +
				"hẳn thay vì gập máy."})
	}
	if list == nil {
		list = []finding{{State: healthy, What: "Bộ nhớ: không ghi ra đĩa"}}
	}
	return list
}

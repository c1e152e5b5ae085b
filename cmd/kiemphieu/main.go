// Command kiemphieu helps a counting committee hold an election in a Party
// organisation: from the roster to the ratified minutes.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // the zone that TZ names, for times in the log of an image without zone files
)

// endsWithin is how long the program may take to end once it is told to.
// Requests under way have a shorter time; what takes longer hangs.
const endsWithin = 14 * time.Second

func end() {
	fmt.Fprintln(os.Stderr, "kiemphieu: kết thúc ngay, vì cơ sở dữ liệu hoặc đĩa không trả lời; điều gì chưa báo là "+
		"đã lưu thì coi như chưa lưu")
	os.Exit(exitFailed)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() { time.AfterFunc(endsWithin, end) })
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

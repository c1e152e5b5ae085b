package pages

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// forgetting is held by one at a time: each puts back how many processors there were.
var forgetting sync.Mutex

// forget overwrites what the requests before left in memory that is free: there it would
// stand until somebody else uses it. Pages that nobody uses go back to the system, which
// hands them out empty. Small things lie among others that are in use, so that every free
// place of their sizes is taken once, and so are stacks. It takes some tenths of a second,
// in which one processor does everything: others keep free places for themselves.
func forget() {
	forgetting.Lock()
	defer forgetting.Unlock()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for range 2 { // what pools kept over the first collection goes with the next
		debug.FreeOSMemory()
		takeStacks()
		takeFree()
	}
	debug.FreeOSMemory()
}

// takeStacks fills more stacks at once than a request has.
func takeStacks() {
	const many, kilobytes = 64, 32
	var deep, over sync.WaitGroup
	deep.Add(many)
	for range many {
		over.Go(func() { overwrite(kilobytes, &deep) })
	}
	over.Wait()
}

// overwrite fills so many kilobytes of the stack that it is called on, and waits for others.
func overwrite(kilobytes int, others *sync.WaitGroup) byte {
	var frame [1 << 10]byte
	for i := range frame {
		frame[i] = 1
	}
	if kilobytes == 0 {
		others.Done()
		others.Wait()
		return frame[0]
	}
	return frame[kilobytes] + overwrite(kilobytes-1, others)
}

// takeFree takes every free place among things that are in use.
func takeFree() {
	const most, step = 1 << 10, 64 << 10 // what is larger has pages of its own
	for size := 8; size <= most; size += 8 {
		var taken [][][]byte
		for fresh := false; !fresh; { // until all of it comes from pages that were not in use
			some := make([][]byte, step/size)
			taken = append(taken, some)
			before := spans()
			for i := range some {
				some[i] = make([]byte, size)
			}
			fresh = spans()-before >= uint64(len(some)*size)
		}
		runtime.KeepAlive(taken)
	}
}

// spans tells how many bytes of memory are in use, or free beside what is in use.
func spans() uint64 {
	of := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
	metrics.Read(of)
	return of[0].Value.Uint64() + of[1].Value.Uint64()
}

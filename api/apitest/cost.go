package apitest

import (
	"fmt"
	"strings"
	"sync"

	"kiemphieu/app"
)

// Cost is what the database is asked for.
type Cost struct {
	Transactions, Writing, Statements int

	asked []string
}

// Asked counts the statements that have some words in them.
func (c Cost) Asked(words string) int {
	n := 0
	for _, statement := range c.asked {
		if strings.Contains(statement, words) {
			n++
		}
	}
	return n
}

func (c Cost) String() string {
	return fmt.Sprintf("%d transactions (%d of them writing), %d statements", c.Transactions, c.Writing, c.Statements)
}

// Meter counts what a program costs its database.
type Meter struct {
	mu    sync.Mutex
	total Cost
}

// Config returns a program that is counted.
func (m *Meter) Config(database string) app.Config {
	return app.Config{Database: database, Trace: m.trace}
}

func (m *Meter) trace(statement string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case statement == "BEGIN":
		m.total.Transactions++
		m.total.Writing++
	case strings.HasPrefix(statement, "BEGIN"):
		m.total.Transactions++
	default:
		m.total.Statements++
		m.total.asked = append(m.total.asked, statement)
	}
}

// Of counts what something costs.
func (m *Meter) Of(do func()) Cost {
	m.mu.Lock()
	m.total = Cost{}
	m.mu.Unlock()
	do()
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.total
}

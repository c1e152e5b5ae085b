package store

import "context"

// StatementLog names the settings by which the database writes statements, and
// what they carry, to its own log: "log_statement = all". It is empty for SQLite
// and for a server that writes none.
func (db *DB) StatementLog(ctx context.Context) ([]string, error) {
	if db.dialect.logs == "" {
		return nil, nil
	}
	var settings []string
	err := db.read.SelectContext(ctx, &settings, db.dialect.logs)
	return settings, db.dialect.classify(err)
}

// Statements that fail are logged without what they carry, but for
// log_parameter_max_length_on_error.
const statementLogPostgres = `SELECT name || ' = ' || setting
	FROM pg_settings
	WHERE name = 'log_statement' AND setting IN ('mod', 'all')
		OR name IN ('log_min_duration_statement', 'log_min_duration_sample', 'auto_explain.log_min_duration')
			AND setting <> '-1'
		OR name IN ('log_parameter_max_length_on_error', 'log_transaction_sample_rate') AND setting <> '0'
	ORDER BY name`

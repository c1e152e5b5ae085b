-- +goose Up
-- What a congress is to have ready before it opens, and to see to after the
-- decision. The items are a fixed catalogue of the program.
CREATE TABLE preparations (
    org_id      TEXT NOT NULL,
    congress_id TEXT NOT NULL,
    item        TEXT NOT NULL,
    done_on     TEXT NOT NULL, -- '' while open
    approved_by TEXT NOT NULL,
    note        TEXT NOT NULL,
    noted_by    TEXT NOT NULL,
    noted_at    INTEGER NOT NULL,
    PRIMARY KEY (org_id, congress_id, item),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id)
) STRICT, WITHOUT ROWID;

-- Days off, and Saturdays that are worked instead, of the tree below a top
-- organisation. A year without a row is counted as the program was shipped.
CREATE TABLE calendar_days (
    org_id TEXT NOT NULL REFERENCES organisations (org_id),
    day    TEXT NOT NULL,
    kind   TEXT NOT NULL CHECK (kind IN ('off', 'work')),
    name   TEXT NOT NULL,
    PRIMARY KEY (org_id, day)
) STRICT, WITHOUT ROWID;

-- What a superior plans for the congresses of the cells below it in one term.
CREATE TABLE plans (
    org_id    TEXT NOT NULL REFERENCES organisations (org_id),
    term      TEXT NOT NULL CHECK (term <> ''),
    first_day TEXT NOT NULL,
    last_day  TEXT NOT NULL,
    pilot_day TEXT NOT NULL, -- '' where no pilots are planned
    saved_by  TEXT NOT NULL,
    saved_at  INTEGER NOT NULL,
    PRIMARY KEY (org_id, term),
    CHECK (first_day < last_day),
    CHECK (pilot_day = '' OR pilot_day BETWEEN first_day AND last_day)
) STRICT, WITHOUT ROWID;

-- Who, of a superior's own people, follows which cell below it.
CREATE TABLE followers (
    org_id     TEXT NOT NULL REFERENCES organisations (org_id), -- the superior
    cell_id    TEXT NOT NULL REFERENCES organisations (org_id),
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    PRIMARY KEY (org_id, cell_id)
) STRICT, WITHOUT ROWID;

-- What a pilot congress taught those that come after it.
CREATE TABLE lessons (
    org_id      TEXT NOT NULL, -- the cell
    congress_id TEXT NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    lesson      TEXT NOT NULL CHECK (lesson <> ''),
    written_by  TEXT NOT NULL,
    written_at  INTEGER NOT NULL,
    PRIMARY KEY (org_id, congress_id, number),
    FOREIGN KEY (org_id, congress_id) REFERENCES congresses (org_id, congress_id)
) STRICT, WITHOUT ROWID;

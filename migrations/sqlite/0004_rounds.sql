-- +goose Up
CREATE TABLE rounds (
    org_id          TEXT NOT NULL,
    congress_id     TEXT NOT NULL,
    contest_id      TEXT NOT NULL,
    round_id        TEXT NOT NULL UNIQUE,
    number          INTEGER NOT NULL CHECK (number > 0),
    kind            TEXT NOT NULL CHECK (kind IN ('ordinary', 'tie_break')),
    seats           INTEGER NOT NULL CHECK (seats > 0),
    state           TEXT NOT NULL CHECK (state IN ('drafting', 'frozen', 'printed', 'voting', 'opened', 'counting', 'sealed', 'cancelled')),
    code            TEXT NOT NULL CHECK (code IN ('qr', 'none')),
    counting        TEXT NOT NULL CHECK (counting IN ('two_passes', 'single_pass', 'totals')),
    counting_reason TEXT NOT NULL,
    definition      TEXT NOT NULL, -- JSON, '' while drafting
    definition_hash TEXT NOT NULL, -- hex
    format          TEXT NOT NULL,
    printings       INTEGER NOT NULL CHECK (printings >= 0),
    manifest_root   TEXT NOT NULL, -- hex
    printed         INTEGER NOT NULL CHECK (printed >= 0),
    reserve         INTEGER NOT NULL CHECK (reserve >= 0),
    destroyed       INTEGER NOT NULL CHECK (destroyed >= 0),
    present         INTEGER NOT NULL CHECK (present >= 0),
    handed_out      INTEGER NOT NULL CHECK (handed_out >= 0),
    exchanged       INTEGER NOT NULL CHECK (exchanged >= 0),
    unused          INTEGER NOT NULL CHECK (unused >= 0),
    returned        INTEGER NOT NULL CHECK (returned >= 0),
    not_returned    INTEGER NOT NULL CHECK (not_returned >= 0),
    explanation     TEXT NOT NULL,
    sheet           TEXT NOT NULL, -- JSON of the totals, '' until sealed
    outcome         TEXT NOT NULL, -- JSON, '' until sealed
    sealed_by       TEXT NOT NULL,
    sealed_at       INTEGER NOT NULL,
    reason          TEXT NOT NULL,
    changed_by      TEXT NOT NULL,
    changed_at      INTEGER NOT NULL,
    PRIMARY KEY (org_id, round_id),
    FOREIGN KEY (org_id, contest_id) REFERENCES contests (org_id, contest_id),
    CHECK ((state = 'sealed') = (outcome <> ''))
) STRICT;
CREATE UNIQUE INDEX rounds_by_contest ON rounds (org_id, contest_id, number);
CREATE INDEX rounds_by_congress ON rounds (org_id, congress_id);

-- Everything below comes from papers. A row is a round or a sheaf, never a
-- paper; nothing has a time, a sequence or a row number.

-- The codes printed for a round: token hashes in ascending order, as one value.
CREATE TABLE manifests (
    org_id   TEXT NOT NULL,
    round_id TEXT NOT NULL,
    hashes   BLOB NOT NULL CHECK (length(hashes) % 32 = 0),
    PRIMARY KEY (org_id, round_id),
    FOREIGN KEY (org_id, round_id) REFERENCES rounds (org_id, round_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sheaves (
    org_id   TEXT NOT NULL,
    round_id TEXT NOT NULL,
    sheaf    INTEGER NOT NULL CHECK (sheaf > 0),
    size     INTEGER NOT NULL CHECK (size > 0),
    PRIMARY KEY (org_id, round_id, sheaf),
    FOREIGN KEY (org_id, round_id) REFERENCES rounds (org_id, round_id)
) STRICT, WITHOUT ROWID;

-- tokens and marks are two lists, each sorted by itself: nothing pairs them.
CREATE TABLE batches (
    org_id     TEXT NOT NULL,
    round_id   TEXT NOT NULL,
    batch_id   TEXT NOT NULL, -- made by the tablet before the first scan
    pass       TEXT NOT NULL CHECK (pass IN ('A', 'B', 'C')),
    sheaf      INTEGER NOT NULL,
    n          INTEGER NOT NULL CHECK (n > 0),
    tokens     BLOB NOT NULL CHECK (length(tokens) % 32 = 0),
    marks      TEXT NOT NULL,
    set_aside  TEXT NOT NULL, -- JSON, counts by cause and conclusion
    body_hash  BLOB NOT NULL,
    account_id TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    superseded INTEGER NOT NULL CHECK (superseded IN (0, 1)),
    reason     TEXT NOT NULL,
    PRIMARY KEY (org_id, round_id, batch_id),
    FOREIGN KEY (org_id, round_id, sheaf) REFERENCES sheaves (org_id, round_id, sheaf),
    CHECK (superseded = 0 OR (length(tokens) = 0 AND marks = ''))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX batches_by_sheaf ON batches (org_id, round_id, pass, sheaf) WHERE superseded = 0;

CREATE TABLE hand_counts (
    org_id     TEXT NOT NULL,
    round_id   TEXT NOT NULL,
    entry      INTEGER NOT NULL CHECK (entry IN (1, 2)),
    totals     TEXT NOT NULL, -- JSON
    account_id TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    PRIMARY KEY (org_id, round_id, entry),
    FOREIGN KEY (org_id, round_id) REFERENCES rounds (org_id, round_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE confirmations (
    org_id     TEXT NOT NULL,
    round_id   TEXT NOT NULL,
    act        TEXT NOT NULL CHECK (act IN ('seal', 'explain', 'reprint')),
    role       TEXT NOT NULL CHECK (role IN ('chief', 'presidium')),
    subject    TEXT NOT NULL, -- hex SHA-256 of what is confirmed
    text       TEXT NOT NULL,
    account_id TEXT NOT NULL,
    name       TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (org_id, round_id, act, role),
    FOREIGN KEY (org_id, round_id) REFERENCES rounds (org_id, round_id)
) STRICT, WITHOUT ROWID;

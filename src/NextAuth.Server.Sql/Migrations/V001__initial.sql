-- Times are Unix milliseconds. Ids, keys and hashes are raw bytes.
-- AUTOINCREMENT: numbers that were given out once are never given out again, not even after a delete.

CREATE TABLE roles (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL
);

CREATE TABLE api_keys (
    hash BLOB NOT NULL PRIMARY KEY,
    prefix TEXT NOT NULL,
    description TEXT NOT NULL,
    role INTEGER NOT NULL UNIQUE REFERENCES roles (number),
    creator INTEGER REFERENCES roles (number),
    created INTEGER NOT NULL
) WITHOUT ROWID;

-- server: empty means globally.
CREATE TABLE permissions (
    role INTEGER NOT NULL REFERENCES roles (number),
    server BLOB NOT NULL,
    rights INTEGER NOT NULL,
    PRIMARY KEY (role, server)
) WITHOUT ROWID;

CREATE TABLE servers (
    id BLOB NOT NULL PRIMARY KEY,
    server_name TEXT NOT NULL,
    logo TEXT NOT NULL,
    pin_timeout INTEGER NOT NULL,
    pin_trans_timeout INTEGER NOT NULL,
    ping_time INTEGER NOT NULL,
    server_flags TEXT NOT NULL,
    owner INTEGER NOT NULL,
    siteurl TEXT,
    wsurl TEXT,
    appname TEXT,
    appurl TEXT,
    appandroid TEXT,
    appios TEXT,
    version INTEGER NOT NULL,
    public_key BLOB NOT NULL,
    sealed_identity BLOB NOT NULL,
    sealed_qr_secret BLOB NOT NULL,
    created INTEGER NOT NULL
);

CREATE TABLE users (
    server BLOB NOT NULL,
    userid TEXT NOT NULL,
    created INTEGER NOT NULL,
    last_login INTEGER,
    PRIMARY KEY (server, userid)
) WITHOUT ROWID;

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    server BLOB NOT NULL,
    auth_key BLOB NOT NULL,
    transaction_key BLOB NOT NULL,
    push_key BLOB NOT NULL,
    description TEXT NOT NULL,
    device TEXT,
    client_version TEXT,
    blocked INTEGER NOT NULL DEFAULT 0,
    userid TEXT,
    created INTEGER NOT NULL,
    last_login INTEGER,
    last_provoke INTEGER,
    declined_in_row INTEGER NOT NULL DEFAULT 0,
    push_barred_until INTEGER,
    UNIQUE (server, auth_key)
);

CREATE INDEX accounts_of_user ON accounts (server, userid) WHERE userid IS NOT NULL;
CREATE INDEX accounts_by_name ON accounts (server, description);
CREATE INDEX accounts_by_login ON accounts (server, last_login);

CREATE TABLE sessions (
    hsid BLOB NOT NULL PRIMARY KEY,
    server BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    account INTEGER,
    last_login INTEGER,
    login_expires INTEGER,
    ping_deadline INTEGER,
    touched INTEGER NOT NULL,
    context TEXT
) WITHOUT ROWID;

CREATE INDEX sessions_of_account ON sessions (account) WHERE account IS NOT NULL;
CREATE INDEX sessions_by_expiry ON sessions (login_expires) WHERE login_expires IS NOT NULL;
CREATE INDEX sessions_by_ping ON sessions (ping_deadline) WHERE ping_deadline IS NOT NULL;
CREATE INDEX sessions_never_used ON sessions (touched) WHERE last_login IS NULL;
CREATE INDEX sessions_logged_out ON sessions (last_login) WHERE login_expires IS NULL AND last_login IS NOT NULL;

CREATE TABLE pushes (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    server BLOB NOT NULL,
    session BLOB NOT NULL,
    account INTEGER NOT NULL,
    code TEXT,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    acknowledged INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX pushes_of_account ON pushes (account, created);
CREATE INDEX pushes_of_session ON pushes (session, created);
CREATE INDEX pushes_pending ON pushes (account, n) WHERE acknowledged = 0 AND used = 0;
CREATE INDEX pushes_by_expiry ON pushes (expires);

CREATE TABLE enrolments (
    id BLOB NOT NULL PRIMARY KEY,
    server BLOB NOT NULL,
    session BLOB NOT NULL,
    label TEXT NOT NULL,
    userid TEXT,
    expires INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX enrolments_by_expiry ON enrolments (expires);

-- One row that the readiness probe writes: only a write shows that writing works.
CREATE TABLE health (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    checked INTEGER NOT NULL
);

INSERT INTO health (id, checked) VALUES (1, 0);

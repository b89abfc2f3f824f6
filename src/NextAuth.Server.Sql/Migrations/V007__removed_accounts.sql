-- Accounts that their phones may not know to be gone. key_hash: SHA-256 of the authentication key.
CREATE TABLE removed_accounts (
    server BLOB NOT NULL,
    key_hash BLOB NOT NULL,
    account INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    PRIMARY KEY (server, key_hash)
) WITHOUT ROWID;

CREATE INDEX removed_accounts_by_time ON removed_accounts (removed);

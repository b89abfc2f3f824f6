-- Where phones are woken while they are not connected. sealed: encrypted under the master key, with all that sending takes, so that a deleted account's phone can be told once
-- more. removed: when the account was deleted; the row goes with the last word to its phone, or soon after.
CREATE TABLE push_endpoints (
    account INTEGER NOT NULL PRIMARY KEY,
    server BLOB NOT NULL,
    sealed BLOB NOT NULL,
    created INTEGER NOT NULL,
    removed INTEGER
);

CREATE INDEX push_endpoints_removed ON push_endpoints (removed) WHERE removed IS NOT NULL;

-- Whether the phone was woken for a push, or is being woken: of many nodes one does it.
ALTER TABLE pushes ADD COLUMN woken INTEGER NOT NULL DEFAULT 0;

-- The authentication key the account was enrolled with, once it has another: the push key is sealed for that one.
ALTER TABLE accounts ADD COLUMN enrolled_key BLOB;

-- The key by which this installation is known to Web Push services, sealed.
CREATE TABLE vapid_key (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    sealed BLOB NOT NULL
);

-- Phones keep the newest parameters they have seen, and from now on these hold that key.
UPDATE servers SET version = version + 1;

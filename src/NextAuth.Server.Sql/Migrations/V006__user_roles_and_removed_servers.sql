-- A role without an API key, tied to a user of a server: others act as it. The role outlives the user, its rights don't.
CREATE TABLE user_roles (
    server BLOB NOT NULL,
    userid TEXT NOT NULL,
    role INTEGER NOT NULL UNIQUE REFERENCES roles (number),
    PRIMARY KEY (server, userid)
) WITHOUT ROWID;

CREATE INDEX api_keys_of_creator ON api_keys (creator, created);
CREATE INDEX permissions_on_server ON permissions (server);
CREATE INDEX transactions_of_server ON transactions (server);

-- Servers that were deleted and whose users and accounts have not all been deleted yet: a large one goes in steps.
CREATE TABLE removed_servers (
    server BLOB NOT NULL PRIMARY KEY
) WITHOUT ROWID;

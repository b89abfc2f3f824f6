-- What web applications keep at users and servers. kind: 0 of a user, 1 of a server, 2 of a server for its operator alone, 3 of the installation.
-- server and owner are empty where the kind has none. size: the bytes of the member in the answer. value: JSON. text: what a filter compares with; NULL when it is
-- too long for that. accounts: how many accounts the user has, so that those of all users with an attribute are counted without looking at each.
CREATE TABLE attributes (
    kind INTEGER NOT NULL,
    server BLOB NOT NULL,
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    size INTEGER NOT NULL,
    accounts INTEGER NOT NULL,
    text TEXT,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, server, owner, key)
) WITHOUT ROWID;

CREATE INDEX attributes_by_text ON attributes (server, key, text, owner, accounts) WHERE kind = 0 AND text IS NOT NULL;

-- Counting a million rows takes too long for every page of a list, so the counts are kept, by triggers: no way to write can forget them.
CREATE TABLE counts (
    server BLOB NOT NULL PRIMARY KEY,
    users INTEGER NOT NULL,
    accounts INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO counts (server, users, accounts) SELECT server, SUM(users), SUM(accounts) FROM (
    SELECT server, COUNT(*) AS users, 0 AS accounts FROM users GROUP BY server
    UNION ALL
    SELECT server, 0, COUNT(*) FROM accounts GROUP BY server) AS each GROUP BY server;

ALTER TABLE users ADD COLUMN accounts INTEGER NOT NULL DEFAULT 0;
UPDATE users SET accounts = (SELECT COUNT(*) FROM accounts AS a WHERE a.server = users.server AND a.userid = users.userid);

CREATE TRIGGER users_added AFTER INSERT ON users BEGIN
    INSERT OR IGNORE INTO counts (server, users, accounts) VALUES (NEW.server, 0, 0);
    UPDATE counts SET users = users + 1 WHERE server = NEW.server;
    UPDATE users SET accounts = (SELECT COUNT(*) FROM accounts AS a WHERE a.server = NEW.server AND a.userid = NEW.userid)
    WHERE server = NEW.server AND userid = NEW.userid;
END;

CREATE TRIGGER users_removed AFTER DELETE ON users BEGIN
    UPDATE counts SET users = users - 1 WHERE server = OLD.server;
END;

CREATE TRIGGER accounts_added AFTER INSERT ON accounts BEGIN
    INSERT OR IGNORE INTO counts (server, users, accounts) VALUES (NEW.server, 0, 0);
    UPDATE counts SET accounts = accounts + 1 WHERE server = NEW.server;
    UPDATE users SET accounts = accounts + 1 WHERE server = NEW.server AND userid = NEW.userid;
END;

CREATE TRIGGER accounts_removed AFTER DELETE ON accounts BEGIN
    UPDATE counts SET accounts = accounts - 1 WHERE server = OLD.server;
    UPDATE users SET accounts = accounts - 1 WHERE server = OLD.server AND userid = OLD.userid;
END;

CREATE TRIGGER accounts_moved AFTER UPDATE OF userid ON accounts WHEN OLD.userid IS NOT NEW.userid BEGIN
    UPDATE users SET accounts = accounts - 1 WHERE server = OLD.server AND userid = OLD.userid;
    UPDATE users SET accounts = accounts + 1 WHERE server = NEW.server AND userid = NEW.userid;
END;

CREATE TRIGGER users_counted AFTER UPDATE OF accounts ON users BEGIN
    UPDATE attributes SET accounts = NEW.accounts WHERE kind = 0 AND server = NEW.server AND owner = NEW.userid;
END;

-- One index for each column that lists are sorted by; the id decides among equals (Lists/ListRead.cs says how they are read downwards). Those of accounts hold the user
-- too, so that a filter on the users' attributes is answered without fetching each row it passes over.
CREATE INDEX users_by_login ON users (server, last_login);
CREATE INDEX users_by_accounts ON users (server, accounts);

DROP INDEX accounts_of_user;
DROP INDEX accounts_by_name;
DROP INDEX accounts_by_login;
CREATE INDEX accounts_of_user ON accounts (server, userid);
CREATE INDEX accounts_of_server ON accounts (server, id, userid);
CREATE INDEX accounts_by_name ON accounts (server, description, id, userid);
CREATE INDEX accounts_by_blocked ON accounts (server, blocked, id, userid);
CREATE INDEX accounts_by_version ON accounts (server, client_version, id, userid);
CREATE INDEX accounts_by_age ON accounts (server, created, id, userid);
CREATE INDEX accounts_by_login ON accounts (server, last_login, id, userid);
CREATE INDEX accounts_by_provoke ON accounts (server, last_provoke, id, userid);

-- Deleting a user ends the codes that would make it anew.
CREATE INDEX enrolments_of_user ON enrolments (server, userid) WHERE userid IS NOT NULL;

-- What the planner is told of a large server: without it, it takes every column for as selective as the next, and would look for one user's accounts among all that are
-- not blocked. Figures and not ANALYZE, which would measure an empty database. Each column's figure: how many rows are alike up to it.
ANALYZE health;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('users', 'users', '1000000 1000000 1'),
    ('users', 'users_by_login', '1000000 1000000 2 1'),
    ('users', 'users_by_accounts', '1000000 1000000 300000 1'),
    ('accounts', 'sqlite_autoindex_accounts_1', '1000000 1000000 1'),
    ('accounts', 'accounts_of_user', '1000000 1000000 2'),
    ('accounts', 'accounts_of_server', '1000000 1000000 1 1'),
    ('accounts', 'accounts_by_name', '1000000 1000000 1000 1 1'),
    ('accounts', 'accounts_by_blocked', '1000000 1000000 500000 1 1'),
    ('accounts', 'accounts_by_version', '1000000 1000000 100000 1 1'),
    ('accounts', 'accounts_by_age', '1000000 1000000 2 1 1'),
    ('accounts', 'accounts_by_login', '1000000 1000000 2 1 1'),
    ('accounts', 'accounts_by_provoke', '1000000 1000000 2 1 1'),
    ('attributes', 'attributes', '3000000 1500000 1500000 3 1'),
    ('attributes', 'attributes_by_text', '3000000 3000000 1000000 10000 1 1');

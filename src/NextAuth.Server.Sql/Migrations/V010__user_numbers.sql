-- A number for each user of a server, given once and never again. Who fits a filter is kept in memory as a bit at that number, so it stands in every index that lists are
-- read from, in place of the name.
ALTER TABLE counts ADD COLUMN numbered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN user_number INTEGER;
ALTER TABLE attributes ADD COLUMN user_number INTEGER NOT NULL DEFAULT 0;

DROP TRIGGER users_added;
DROP TRIGGER accounts_added;
DROP TRIGGER accounts_moved;
DROP INDEX users_by_login;
DROP INDEX users_by_accounts;
DROP INDEX attributes_by_text;
DROP INDEX accounts_of_user;
DROP INDEX accounts_of_server;
DROP INDEX accounts_by_name;
DROP INDEX accounts_by_blocked;
DROP INDEX accounts_by_version;
DROP INDEX accounts_by_age;
DROP INDEX accounts_by_login;
DROP INDEX accounts_by_provoke;

UPDATE users SET number = known.number
FROM (SELECT server, userid, ROW_NUMBER() OVER (PARTITION BY server ORDER BY userid) AS number FROM users) AS known
WHERE users.server = known.server AND users.userid = known.userid;
UPDATE counts SET numbered = users;
UPDATE accounts SET user_number = (SELECT number FROM users AS u WHERE u.server = accounts.server AND u.userid = accounts.userid) WHERE userid IS NOT NULL;
UPDATE attributes SET user_number = COALESCE((SELECT number FROM users AS u WHERE u.server = attributes.server AND u.userid = attributes.owner), 0) WHERE kind = 0;

-- A user may come after accounts, and attributes, that name it.
CREATE TRIGGER users_added AFTER INSERT ON users BEGIN
    INSERT OR IGNORE INTO counts (server, users, accounts) VALUES (NEW.server, 0, 0);
    UPDATE counts SET users = users + 1, numbered = numbered + 1 WHERE server = NEW.server;
    UPDATE users SET number = (SELECT numbered FROM counts WHERE server = NEW.server),
        accounts = (SELECT COUNT(*) FROM accounts AS a WHERE a.server = NEW.server AND a.userid = NEW.userid)
    WHERE server = NEW.server AND userid = NEW.userid;
    UPDATE accounts SET user_number = (SELECT numbered FROM counts WHERE server = NEW.server) WHERE server = NEW.server AND userid = NEW.userid;
    UPDATE attributes SET user_number = (SELECT numbered FROM counts WHERE server = NEW.server) WHERE kind = 0 AND server = NEW.server AND owner = NEW.userid;
END;

CREATE TRIGGER accounts_added AFTER INSERT ON accounts BEGIN
    INSERT OR IGNORE INTO counts (server, users, accounts) VALUES (NEW.server, 0, 0);
    UPDATE counts SET accounts = accounts + 1 WHERE server = NEW.server;
    UPDATE users SET accounts = accounts + 1 WHERE server = NEW.server AND userid = NEW.userid;
    UPDATE accounts SET user_number = (SELECT number FROM users WHERE server = NEW.server AND userid = NEW.userid)
    WHERE id = NEW.id AND NEW.userid IS NOT NULL AND NEW.user_number IS NULL;
END;

CREATE TRIGGER accounts_moved AFTER UPDATE OF userid ON accounts WHEN OLD.userid IS NOT NEW.userid BEGIN
    UPDATE users SET accounts = accounts - 1 WHERE server = OLD.server AND userid = OLD.userid;
    UPDATE users SET accounts = accounts + 1 WHERE server = NEW.server AND userid = NEW.userid;
    UPDATE accounts SET user_number = (SELECT number FROM users WHERE server = NEW.server AND userid = NEW.userid) WHERE id = NEW.id;
END;

CREATE INDEX users_by_login ON users (server, last_login, userid, number);
CREATE INDEX users_by_accounts ON users (server, accounts, userid, number);
CREATE INDEX attributes_by_text ON attributes (server, key, text, user_number, accounts) WHERE kind = 0 AND text IS NOT NULL;
CREATE INDEX accounts_of_user ON accounts (server, userid, id, user_number);
CREATE INDEX accounts_of_server ON accounts (server, id, user_number);
CREATE INDEX accounts_by_name ON accounts (server, description, id, user_number);
CREATE INDEX accounts_by_blocked ON accounts (server, blocked, id, user_number);
CREATE INDEX accounts_by_version ON accounts (server, client_version, id, user_number);
CREATE INDEX accounts_by_age ON accounts (server, created, id, user_number);
CREATE INDEX accounts_by_login ON accounts (server, last_login, id, user_number);
CREATE INDEX accounts_by_provoke ON accounts (server, last_provoke, id, user_number);

-- What the planner is told of them (see V005): the figures went with the indexes.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('users', 'users_by_login', '1000000 1000000 2 1 1'),
    ('users', 'users_by_accounts', '1000000 1000000 300000 1 1'),
    ('accounts', 'accounts_of_user', '1000000 1000000 2 1 1'),
    ('accounts', 'accounts_of_server', '1000000 1000000 1 1'),
    ('accounts', 'accounts_by_name', '1000000 1000000 1000 1 1'),
    ('accounts', 'accounts_by_blocked', '1000000 1000000 500000 1 1'),
    ('accounts', 'accounts_by_version', '1000000 1000000 100000 1 1'),
    ('accounts', 'accounts_by_age', '1000000 1000000 2 1 1'),
    ('accounts', 'accounts_by_login', '1000000 1000000 2 1 1'),
    ('accounts', 'accounts_by_provoke', '1000000 1000000 2 1 1'),
    ('attributes', 'attributes_by_text', '3000000 3000000 1000000 10000 1 1');

-- How many users have a value of an attribute, and how many accounts those have. Kept for values that many have (Lists/ValueCounts.cs): counting half a million rows takes
-- longer than all else that a page of a list needs. Values that few have cost an update nothing but a look into this small table.
CREATE TABLE value_counts (
    server BLOB NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    users INTEGER NOT NULL,
    accounts INTEGER NOT NULL,
    PRIMARY KEY (server, key, text)
) WITHOUT ROWID;

INSERT INTO value_counts (server, key, text, users, accounts)
SELECT server, key, text, COUNT(*), SUM(accounts) FROM attributes WHERE kind = 0 AND text IS NOT NULL GROUP BY server, key, text HAVING COUNT(*) > 5000;

CREATE TRIGGER attributes_added AFTER INSERT ON attributes WHEN NEW.kind = 0 BEGIN
    UPDATE value_counts SET users = users + 1, accounts = accounts + NEW.accounts WHERE server = NEW.server AND key = NEW.key AND text = NEW.text;
END;

CREATE TRIGGER attributes_removed AFTER DELETE ON attributes WHEN OLD.kind = 0 BEGIN
    UPDATE value_counts SET users = users - 1, accounts = accounts - OLD.accounts WHERE server = OLD.server AND key = OLD.key AND text = OLD.text;
END;

CREATE TRIGGER attributes_changed AFTER UPDATE OF text, accounts ON attributes WHEN NEW.kind = 0 AND (OLD.text IS NOT NEW.text OR OLD.accounts <> NEW.accounts) BEGIN
    UPDATE value_counts SET users = users - 1, accounts = accounts - OLD.accounts WHERE server = OLD.server AND key = OLD.key AND text = OLD.text;
    UPDATE value_counts SET users = users + 1, accounts = accounts + NEW.accounts WHERE server = NEW.server AND key = NEW.key AND text = NEW.text;
END;

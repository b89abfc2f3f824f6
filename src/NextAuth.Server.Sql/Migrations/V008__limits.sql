-- What an account is asked, and what it is told, are read apart and in parts: neither read passes over the other's rows.
DROP INDEX pushes_pending;
CREATE INDEX pushes_pending ON pushes (account, kind, n) WHERE acknowledged = 0 AND used = 0;

-- How often an account has logged in since a time, at most an hour ago: kept in the row that every login writes, for counting sessions would read them all.
ALTER TABLE accounts ADD COLUMN logins INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN logins_since INTEGER NOT NULL DEFAULT 0;

-- How often in a row transactions were declined, and until when there are none for it: apart from pushed logins, which may be wanted all the same.
ALTER TABLE accounts ADD COLUMN transactions_declined INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN transactions_barred_until INTEGER;

-- How far the sessions were searched for those of a server that was deleted: they have no index by server, which every login would have to write.
ALTER TABLE removed_servers ADD COLUMN sessions_after BLOB NOT NULL DEFAULT x'';

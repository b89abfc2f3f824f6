ALTER TABLE pushes ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;

-- Limits count pushes of one kind, and logouts may wait for weeks.
DROP INDEX pushes_of_account;
DROP INDEX pushes_of_session;
CREATE INDEX pushes_of_account ON pushes (account, kind, created);
CREATE INDEX pushes_of_session ON pushes (session, kind, created);

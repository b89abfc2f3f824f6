-- content: the bytes the phone shows and signs. decision: 0 none, 1 approved, 2 declined. Kept after the account is gone: it is evidence.
CREATE TABLE transactions (
    id BLOB NOT NULL PRIMARY KEY,
    server BLOB NOT NULL,
    account INTEGER NOT NULL,
    content BLOB NOT NULL,
    expires INTEGER NOT NULL,
    decision INTEGER NOT NULL DEFAULT 0,
    decided INTEGER,
    signature BLOB,
    transaction_key BLOB,
    account_key BLOB
);

CREATE INDEX transactions_open ON transactions (account, expires) WHERE decision = 0;
CREATE INDEX transactions_by_expiry ON transactions (expires);

-- The second factor: groups that ask their members for a code, what the codes are computed with, and sessions that await one.

ALTER TABLE groups ADD COLUMN asks_code @int NOT NULL DEFAULT 0;

-- `sealed`: the secret, under a key outside the store. `confirmed`: when its first code was right; before that it may be drawn
-- anew. `last_step`: the one whose code was taken last; no code of it, or of an earlier one, is taken again.
CREATE TABLE second_factors (
    user_key @int PRIMARY KEY,
    sealed @bytes NOT NULL,
    drawn @int NOT NULL,
    confirmed @int,
    last_step @int NOT NULL
) @rows;

-- `code` 0: none was given, 1: the session awaits one and opens nothing else, 2: one was given.
ALTER TABLE tokens ADD COLUMN code @int NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN wrong_codes @int NOT NULL DEFAULT 0;

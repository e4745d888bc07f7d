-- Groups whose members are being brought from their auth source. What is to change is staged in small transactions, made
-- effective by one statement, and told to the audit and to followers in small transactions again.
-- `run`: the one that stages; another takes its place when it was not touched for a while. `effective`: since when what it has
-- staged holds.
CREATE TABLE group_syncs (
    group_key @int PRIMARY KEY,
    org_key @int NOT NULL,
    run @id NOT NULL,
    touched @int NOT NULL,
    effective @int,
    actor_id @id,
    actor_login @text NOT NULL
) @rows;

-- change 1: joins, 2: joins again, over a row that is not in force, 3: leaves. Rows of a run that no group is in any more
-- are nobody's.
CREATE TABLE staged_members (
    run @id NOT NULL,
    user_key @int NOT NULL,
    change @int NOT NULL,
    place @int NOT NULL,
    since @int NOT NULL,
    until @int,
    PRIMARY KEY (run, user_key)
) @clustered;
CREATE INDEX staged_members_by_user ON staged_members (user_key);

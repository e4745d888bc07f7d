-- Users in the order of their ids, cut into blocks: how many are left from behind the block before up to `last_id`.
-- The newest stand behind the last block.
CREATE TABLE user_blocks (
    org_key @int NOT NULL,
    last_id @id NOT NULL,
    users @int NOT NULL,
    PRIMARY KEY (org_key, last_id)
) @clustered;

-- Users in the order of their numbers, cut into blocks as `user_blocks` cuts that of their ids.
CREATE TABLE user_number_blocks (
    org_key @int NOT NULL,
    last_number @int NOT NULL,
    users @int NOT NULL,
    PRIMARY KEY (org_key, last_number)
) @clustered;

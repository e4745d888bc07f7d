-- Grants in the order of their holders, whatever these are. With users and groups apart, those of the groups, which every
-- resolving of a caller reads, stood beside the place where the next user's are written: serializable, all creates
-- conflicted with all others.
CREATE TABLE grants_by_holder (
    holder_key @int NOT NULL,
    holder_kind @int NOT NULL,
    role_key @int NOT NULL,
    all_objects @int NOT NULL,
    scope_id @id,
    specs @text,
    all_objects_said @int NOT NULL,
    PRIMARY KEY (holder_key, holder_kind, role_key)
) @clustered;
INSERT INTO grants_by_holder
    (holder_key, holder_kind, role_key, all_objects, scope_id, specs, all_objects_said)
SELECT holder_key, holder_kind, role_key, all_objects, scope_id, specs, all_objects_said FROM grants;
DROP TABLE grants;
ALTER TABLE grants_by_holder RENAME TO grants;
CREATE INDEX grants_by_role ON grants (role_key);
CREATE INDEX grants_by_scope ON grants (scope_id) WHERE scope_id IS NOT NULL;

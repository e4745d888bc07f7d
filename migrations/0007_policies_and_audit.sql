-- Policies of passwords are changed one version at a time, and ask for numbers of digits and special characters.
ALTER TABLE password_policies ADD COLUMN version @int NOT NULL DEFAULT 1;
UPDATE password_policies SET rules = '{"min":4,"max":64,"mixed_case":false,"digits":0,"specials":0,"starts_with_letter":false,"login_allowed":true,"letter_and_digit":false,"refuse_common":false}'
WHERE predefined = 1 AND number = 1;
UPDATE password_policies SET rules = '{"min":6,"max":64,"mixed_case":false,"digits":0,"specials":0,"starts_with_letter":false,"login_allowed":false,"letter_and_digit":true,"refuse_common":false}'
WHERE predefined = 1 AND number = 2;
UPDATE password_policies SET rules = '{"min":8,"max":64,"mixed_case":true,"digits":1,"specials":1,"starts_with_letter":true,"login_allowed":false,"letter_and_digit":false,"refuse_common":false}'
WHERE predefined = 1 AND number = 3;
UPDATE password_policies SET rules = '{"min":12,"max":64,"mixed_case":true,"digits":1,"specials":1,"starts_with_letter":true,"login_allowed":false,"letter_and_digit":false,"refuse_common":false}'
WHERE predefined = 1 AND number = 4;

-- The audit is read newest first: of an organisation, of one user, and of one who is deleted, by his name.
CREATE INDEX audit_events_by_time ON audit_events (org_key, at, request_id, place);
DROP INDEX audit_events_by_target;
CREATE INDEX audit_events_by_target ON audit_events (org_key, target_id, at, request_id, place) WHERE target_id IS NOT NULL;
CREATE INDEX audit_events_of_deleted ON audit_events (org_key, target_name, at) WHERE event = 'user.deleted';
CREATE INDEX audit_failures_by_time ON audit_failures (org_key, minute, address, subject, reason, via);

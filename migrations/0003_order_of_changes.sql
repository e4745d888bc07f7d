-- Rows that wait for their place in the order of commits are found at once.
CREATE INDEX changes_waiting ON changes (request_id, place) WHERE seq IS NULL;
CREATE INDEX audit_events_waiting ON audit_events (request_id, place) WHERE seq IS NULL;

-- Nobody has followed them so far: what stands here gets the order of time.
UPDATE changes SET seq = placed.seq
FROM (SELECT request_id, place, row_number() OVER (ORDER BY at, request_id, place) AS seq FROM changes) AS placed
WHERE changes.request_id = placed.request_id AND changes.place = placed.place;
UPDATE audit_events SET seq = placed.seq
FROM (SELECT request_id, place, row_number() OVER (ORDER BY at, request_id, place) AS seq FROM audit_events) AS placed
WHERE audit_events.request_id = placed.request_id AND audit_events.place = placed.place;

-- Totals begin with what stands here, through the last change of it.
INSERT INTO totals (org_key, object_kind, total, through_seq)
SELECT org_key, 'user', count(*), (SELECT COALESCE(MAX(seq), 0) FROM changes) FROM users GROUP BY org_key;
INSERT INTO totals (org_key, object_kind, total, through_seq)
SELECT org_key, 'group', count(*), (SELECT COALESCE(MAX(seq), 0) FROM changes) FROM groups GROUP BY org_key;

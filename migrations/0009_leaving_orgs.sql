-- Since when an organisation is leaving: nobody of it may sign in any more, and its rows are cleared away in small
-- transactions. The organisation's own row goes last.
ALTER TABLE orgs ADD COLUMN leaving @int;
CREATE INDEX org_hosts_by_org ON org_hosts (org_key);

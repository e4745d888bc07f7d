-- The record: organisations, users, groups, roles, grants, tokens, and what is known of them.
-- Times are microseconds since 1970 UTC; truths are 0 or 1; `*_key` joins, `*_id` is shown.

CREATE TABLE orgs (
    org_key @int PRIMARY KEY,
    name @text NOT NULL,
    name_key @text NOT NULL UNIQUE,
    settings @text NOT NULL,
    created @int NOT NULL,
    updated @int NOT NULL,
    version @int NOT NULL
) @rows;

CREATE TABLE org_hosts (
    host @text PRIMARY KEY,
    org_key @int NOT NULL REFERENCES orgs (org_key)
) @clustered;

-- The next number of each series, leased to nodes in blocks. Organisation 0 holds the keys, which all share.
CREATE TABLE numbers (
    org_key @int NOT NULL,
    series @text NOT NULL,
    next @int NOT NULL,
    PRIMARY KEY (org_key, series)
) @clustered;

-- Totals of unfiltered lists: what the change record adds up to, as far as it has been folded.
CREATE TABLE totals (
    org_key @int NOT NULL,
    object_kind @text NOT NULL,
    total @int NOT NULL,
    through_seq @int NOT NULL,
    PRIMARY KEY (org_key, object_kind)
) @clustered;

CREATE TABLE sources (
    source_key @int PRIMARY KEY,
    org_key @int NOT NULL REFERENCES orgs (org_key),
    source_id @id NOT NULL,
    name @text NOT NULL,
    source_type @text NOT NULL,
    settings @text NOT NULL,
    sealed @bytes,
    created @int NOT NULL,
    updated @int NOT NULL,
    version @int NOT NULL,
    UNIQUE (org_key, source_id),
    UNIQUE (org_key, name)
) @rows;

CREATE TABLE users (
    user_key @int PRIMARY KEY,
    org_key @int NOT NULL,
    user_id @id NOT NULL,
    number @int NOT NULL,
    login @text NOT NULL,
    login_key @text NOT NULL,
    given @text,
    family @text,
    display @text,
    personnel_number @text,
    department @text,
    location @text,
    locale @text,
    gender @text,
    kind @int NOT NULL,
    external @int NOT NULL,
    source_key @int,
    enabled @int NOT NULL,
    lock_since @int,
    lock_until @int,
    lock_reason @text,
    unlock_on_password @int NOT NULL,
    window_from @int,
    window_until @int,
    must_change @int NOT NULL,
    password @text,
    password_version @int NOT NULL,
    password_generated @int NOT NULL,
    password_changed @int,
    last_sign_in @int,
    last_sign_in_from @text,
    created @int NOT NULL,
    updated @int NOT NULL,
    version @int NOT NULL
) @rows;
-- Ids sort by the instant they were made in, so this is also the order of creation.
CREATE UNIQUE INDEX users_by_id ON users (org_key, user_id);
CREATE UNIQUE INDEX users_by_login ON users (org_key, login_key);
CREATE UNIQUE INDEX users_by_number ON users (org_key, number);
CREATE INDEX users_by_source ON users (source_key) WHERE source_key IS NOT NULL;

@text_index user_search;

CREATE TABLE user_emails (
    user_key @int NOT NULL,
    place @int NOT NULL,
    org_key @int NOT NULL,
    value @text NOT NULL,
    value_key @text NOT NULL,
    kind @text,
    is_primary @int NOT NULL,
    display @text,
    slot @text,
    PRIMARY KEY (user_key, place)
) @clustered;
CREATE INDEX user_emails_by_value ON user_emails (org_key, value_key);

CREATE TABLE user_phones (
    user_key @int NOT NULL,
    place @int NOT NULL,
    value @text NOT NULL,
    country @text,
    number @text,
    extension @text,
    kind @text,
    is_primary @int NOT NULL,
    display @text,
    slot @text,
    PRIMARY KEY (user_key, place)
) @clustered;

CREATE TABLE user_attributes (
    user_key @int NOT NULL,
    name @text NOT NULL,
    org_key @int NOT NULL,
    value @text NOT NULL,
    value_key @text NOT NULL,
    PRIMARY KEY (user_key, name)
) @clustered;
CREATE INDEX user_attributes_by_value ON user_attributes (org_key, name, value_key);

-- A label that a provisioning client gave; scoped to its domain, not unique, never a key.
CREATE TABLE user_external_ids (
    user_key @int NOT NULL,
    domain @text NOT NULL,
    org_key @int NOT NULL,
    value @text NOT NULL,
    PRIMARY KEY (user_key, domain)
) @clustered;
CREATE INDEX user_external_ids_by_value ON user_external_ids (org_key, domain, value);

CREATE TABLE user_residue (
    user_key @int NOT NULL,
    dialect @int NOT NULL,
    body @text NOT NULL,
    PRIMARY KEY (user_key, dialect)
) @clustered;

CREATE TABLE user_pins (
    user_key @int NOT NULL,
    field @text NOT NULL,
    entry @text NOT NULL,
    dialect @int NOT NULL,
    wording @text NOT NULL,
    PRIMARY KEY (user_key, field, entry, dialect)
) @clustered;

CREATE TABLE groups (
    group_key @int PRIMARY KEY,
    org_key @int NOT NULL REFERENCES orgs (org_key),
    group_id @id NOT NULL,
    number @int NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    description @text,
    builtin @int NOT NULL,
    source_key @int,
    created @int NOT NULL,
    updated @int NOT NULL,
    version @int NOT NULL,
    UNIQUE (org_key, group_id),
    UNIQUE (org_key, name_key),
    UNIQUE (org_key, number)
) @rows;

CREATE TABLE group_residue (
    group_key @int NOT NULL,
    dialect @int NOT NULL,
    body @text NOT NULL,
    PRIMARY KEY (group_key, dialect)
) @clustered;

CREATE TABLE group_external_ids (
    group_key @int NOT NULL,
    domain @text NOT NULL,
    org_key @int NOT NULL,
    value @text NOT NULL,
    PRIMARY KEY (group_key, domain)
) @clustered;
CREATE INDEX group_external_ids_by_value ON group_external_ids (org_key, domain, value);

CREATE TABLE group_managers (
    group_key @int NOT NULL,
    user_key @int NOT NULL,
    PRIMARY KEY (group_key, user_key)
) @clustered;
CREATE INDEX group_managers_by_user ON group_managers (user_key);

-- In force from `since` up to, not including, `until`.
CREATE TABLE memberships (
    user_key @int NOT NULL,
    group_key @int NOT NULL,
    since @int NOT NULL,
    until @int,
    joined @int NOT NULL,
    dialect @int,
    PRIMARY KEY (user_key, group_key)
) @clustered;
CREATE INDEX memberships_by_group ON memberships (group_key, user_key);

-- `privileges`: bit n stands for privilege number n of the catalogue.
CREATE TABLE roles (
    role_key @int PRIMARY KEY,
    org_key @int NOT NULL REFERENCES orgs (org_key),
    role_id @id NOT NULL,
    number @int NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    display @text,
    description @text,
    privileges @int NOT NULL,
    predefined @int NOT NULL,
    created @int NOT NULL,
    updated @int NOT NULL,
    version @int NOT NULL,
    UNIQUE (org_key, role_id),
    UNIQUE (org_key, name_key),
    UNIQUE (org_key, number)
) @rows;

CREATE TABLE scopes (
    scope_key @int PRIMARY KEY,
    org_key @int NOT NULL REFERENCES orgs (org_key),
    scope_id @id NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    description @text,
    specs @text NOT NULL,
    created @int NOT NULL,
    created_by @id,
    updated @int NOT NULL,
    updated_by @id,
    version @int NOT NULL,
    UNIQUE (org_key, scope_id),
    UNIQUE (org_key, name_key)
) @rows;

CREATE TABLE traversal_specs (
    org_key @int NOT NULL REFERENCES orgs (org_key),
    adapter_kind @text NOT NULL,
    resource_kind @text NOT NULL,
    name @text NOT NULL,
    description @text,
    instance_association @int NOT NULL,
    PRIMARY KEY (org_key, adapter_kind, resource_kind, name)
) @clustered;

-- holder_kind 1: a user, 2: a group. all_objects 1 confers the role's privileges, a scope or specs confer none.
CREATE TABLE grants (
    holder_kind @int NOT NULL,
    holder_key @int NOT NULL,
    role_key @int NOT NULL,
    all_objects @int NOT NULL,
    scope_id @id,
    specs @text,
    all_objects_said @int NOT NULL,
    PRIMARY KEY (holder_kind, holder_key, role_key)
) @clustered;
CREATE INDEX grants_by_role ON grants (role_key);
CREATE INDEX grants_by_scope ON grants (scope_id) WHERE scope_id IS NOT NULL;

-- The digest alone is kept. `slides_by`: a use moves the expiry to so many microseconds later.
CREATE TABLE tokens (
    kind @int NOT NULL,
    digest @bytes NOT NULL,
    token_id @id NOT NULL,
    org_key @int NOT NULL,
    user_key @int NOT NULL,
    created @int NOT NULL,
    expires @int,
    slides_by @int,
    ends_at_latest @int,
    host @text,
    companion @bytes,
    domain @text,
    label @text,
    last_used @int,
    last_used_from @text,
    PRIMARY KEY (kind, digest)
) @clustered;
CREATE INDEX tokens_by_user ON tokens (user_key);

CREATE TABLE password_policies (
    org_key @int NOT NULL REFERENCES orgs (org_key),
    number @int NOT NULL,
    name @text NOT NULL,
    name_key @text NOT NULL,
    description @text,
    rules @text NOT NULL,
    predefined @int NOT NULL,
    PRIMARY KEY (org_key, number),
    UNIQUE (org_key, name_key)
) @clustered;

-- Site-editable tables of codes: UserStatus, Locale, ClientSex, Company, and the roll of security groups.
CREATE TABLE codes (
    org_key @int NOT NULL REFERENCES orgs (org_key),
    code_table @text NOT NULL,
    code @text NOT NULL,
    place @int NOT NULL,
    description @text NOT NULL,
    flag @int NOT NULL,
    PRIMARY KEY (org_key, code_table, code)
) @clustered;

-- Wrong passwords in a row, for a login from an address; an empty address counts those from anywhere.
CREATE TABLE password_failures (
    org_key @int NOT NULL,
    login_key @text NOT NULL,
    address @text NOT NULL,
    failures @int NOT NULL,
    last_failure @int NOT NULL,
    closed_until @int,
    PRIMARY KEY (org_key, login_key, address)
) @clustered;
CREATE INDEX password_failures_by_age ON password_failures (last_failure);

CREATE TABLE password_successes (
    org_key @int NOT NULL,
    login_key @text NOT NULL,
    address @text NOT NULL,
    at @int NOT NULL,
    PRIMARY KEY (org_key, login_key, address)
) @clustered;
CREATE INDEX password_successes_by_age ON password_successes (at);

-- Written without a place in the order; `seq` is stamped afterwards, in the order of the commits.
CREATE TABLE audit_events (
    request_id @id NOT NULL,
    place @int NOT NULL,
    org_key @int NOT NULL,
    at @int NOT NULL,
    event @text NOT NULL,
    outcome @text NOT NULL,
    actor_id @id,
    actor_login @text,
    via @text NOT NULL,
    operation @text NOT NULL,
    credential_kind @text,
    credential_id @id,
    address @text,
    target_kind @text,
    target_id @id,
    target_name @text,
    changes @text,
    seq @int,
    PRIMARY KEY (request_id, place)
) @clustered;
CREATE INDEX audit_events_by_target ON audit_events (org_key, target_id) WHERE target_id IS NOT NULL;
CREATE UNIQUE INDEX audit_events_by_seq ON audit_events (seq) WHERE seq IS NOT NULL;

-- Refused authentications and accesses, counted by minute; bounded, the oldest go first.
CREATE TABLE audit_failures (
    minute @int NOT NULL,
    org_key @int NOT NULL,
    address @text NOT NULL,
    subject @text NOT NULL,
    reason @text NOT NULL,
    via @text NOT NULL,
    times @int NOT NULL,
    PRIMARY KEY (minute, org_key, address, subject, reason, via)
) @clustered;

CREATE TABLE changes (
    request_id @id NOT NULL,
    place @int NOT NULL,
    org_key @int NOT NULL,
    at @int NOT NULL,
    object_kind @text NOT NULL,
    object_id @id NOT NULL,
    change @text NOT NULL,
    version @int NOT NULL,
    seq @int,
    PRIMARY KEY (request_id, place)
) @clustered;
CREATE UNIQUE INDEX changes_by_seq ON changes (seq) WHERE seq IS NOT NULL;

-- Work that one node at a time may do.
CREATE TABLE leases (
    name @text PRIMARY KEY,
    holder @id NOT NULL,
    until @int NOT NULL
) @clustered;

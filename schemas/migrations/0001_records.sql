-- What is recorded, and every version of it. One file for SQLite and PostgreSQL: each statement ends with `;` at the
-- end of a line.
CREATE TABLE record (
  id INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('api', 'server', 'image', 'endpoint', 'credential')),
  name TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  UNIQUE (kind, name)
);
-- Versions are only ever added. No content: the record was removed.
CREATE TABLE version (
  record INTEGER NOT NULL REFERENCES record (id),
  number INTEGER NOT NULL CHECK (number > 0),
  action TEXT NOT NULL CHECK (action IN ('add', 'update', 'rollback', 'remove', 'import')),
  content TEXT,
  sha256 TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  PRIMARY KEY (record, number),
  CHECK ((content IS NULL) = (sha256 = ''))
);
-- Texts of tool surfaces, once for all versions that have them.
CREATE TABLE surface (
  sha256 TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL
);
-- Secrets, sealed. Contents of credentials name them; a new key replaces what is here and makes no new version.
CREATE TABLE secret (
  id TEXT NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL,
  sealed TEXT NOT NULL
);
-- What was last seen of an endpoint: an observation, so it has no versions.
CREATE TABLE health (
  record INTEGER NOT NULL PRIMARY KEY REFERENCES record (id),
  healthy INTEGER NOT NULL CHECK (healthy IN (0, 1)),
  detail TEXT NOT NULL,
  seen_by TEXT NOT NULL,
  seen_at TEXT NOT NULL
);

-- The words of records, by the record's id. mcpcc takes texts apart itself, so that both dialects find the same; words
-- become lexemes as they are.
CREATE TABLE search (
  rowid INTEGER NOT NULL PRIMARY KEY REFERENCES record (id),
  words TEXT NOT NULL,
  lexemes tsvector NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
);
CREATE INDEX search_lexemes ON search USING gin (lexemes);

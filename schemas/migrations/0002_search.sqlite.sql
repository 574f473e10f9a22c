-- The words of records, by the record's id. mcpcc takes texts apart itself, so that both dialects find the same; this
-- tokenizer keeps every byte of a word.
CREATE VIRTUAL TABLE search USING fts5(words, tokenize = "ascii", prefix = '2 3');

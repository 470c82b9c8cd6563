-- Search by words. Each row of a search table has the rowid of the row it finds.
-- A name is found by any three or more letters of it, in any script; triggers keep it true, so no writer can forget it.
CREATE VIRTUAL TABLE customer_search USING fts5(name, tokenize = 'trigram');
--> statement-breakpoint
CREATE TRIGGER customers_found_when_created AFTER INSERT ON customers BEGIN
  INSERT INTO customer_search (rowid, name) VALUES (new.rowid, new.name);
END;
--> statement-breakpoint
CREATE TRIGGER customers_found_when_renamed AFTER UPDATE OF name ON customers BEGIN
  UPDATE customer_search SET name = new.name WHERE rowid = new.rowid;
END;
--> statement-breakpoint
CREATE TRIGGER customers_lost_when_deleted AFTER DELETE ON customers BEGIN
  DELETE FROM customer_search WHERE rowid = old.rowid;
END;
--> statement-breakpoint
-- The words of a call; the text itself stands in call_transcripts and is not kept twice. Written by the projection.
CREATE VIRTUAL TABLE call_search USING fts5(words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');

-- An assistant is no person: its token opens /mcp and nothing else. SQLite cannot widen the CHECK
-- of role, so the row of an assistant says auditor, who may do least, and this column.
ALTER TABLE reviewer ADD COLUMN assistant INTEGER NOT NULL DEFAULT 0;

-- Invented customers, orders and products for `npm start`. The allowlist of a real
-- business starts empty and is filled one by one.
INSERT INTO customers (id, name, language) VALUES
  ('sample-1', 'Épicerie Exemple', 'fr'),
  ('sample-2', 'Café Exemple', 'en')
ON CONFLICT DO NOTHING;

INSERT INTO orders (id, customer_id, placed_at, summary) VALUES
  ('sample-order-1', 'sample-1', '2026-01-12T09:00:00.000Z', '8 cartons harissa tube, 2 bidons huile d''olive'),
  ('sample-order-2', 'sample-1', '2026-01-05T09:00:00.000Z', '10 cartons harissa tube')
ON CONFLICT DO NOTHING;

INSERT INTO products (reference, name, aliases) VALUES
  ('HT1', 'Harissa tube', '["harissa"]'),
  ('HO5', 'Huile d''olive 5L', '["huile d''olive", "olive oil"]'),
  ('CM1', 'Couscous moyen', '["couscous"]'),
  ('TC3', 'Tomate concentrée', '["concentré de tomate", "tomato paste"]')
ON CONFLICT DO NOTHING;

INSERT INTO allowlist (address, customer_id, opt_in_note, added_by, added_at) VALUES
  ('33600000001', 'sample-1', 'invented: asked by telephone', 'sample', '2026-01-01T00:00:00.000Z'),
  ('FR.1300777', 'sample-2', 'invented: asked in the shop', 'sample', '2026-01-01T00:00:00.000Z')
ON CONFLICT DO NOTHING;

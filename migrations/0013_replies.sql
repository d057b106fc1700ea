-- Short answers of the business to what is no order, offered on cards without a draft. A text in
-- square brackets is a blank that a person fills in before it is sent.
CREATE TABLE saved_reply (
  id TEXT PRIMARY KEY NOT NULL,
  language TEXT NOT NULL,
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX saved_reply_in_order ON saved_reply (language, position, id);

INSERT INTO saved_reply (id, language, position, title, text) VALUES
  ('hours-fr', 'fr', 1, 'Nos horaires', '{hello} {customer}, nous sommes ouverts [jours et heures].'),
  ('order-fr', 'fr', 2, 'Où est ma commande ?', '{hello} {customer}, merci de votre message. Nous regardons où en est votre commande et revenons vers vous.'),
  ('price-fr', 'fr', 3, 'Prix', '{hello} {customer}, merci pour votre question. Nous nous renseignons et vous répondons ici.'),
  ('stock-fr', 'fr', 4, 'Disponibilité', '{hello} {customer}, merci pour votre question. Nous vérifions et vous répondons ici.'),
  ('hours-en', 'en', 1, 'Opening hours', '{hello} {customer}, we are open [days and hours].'),
  ('order-en', 'en', 2, 'Where is my order?', '{hello} {customer}, thank you for your message. We are looking into your order and will get back to you.'),
  ('price-en', 'en', 3, 'Price', '{hello} {customer}, thank you for asking. We are finding out and will answer you here.'),
  ('stock-en', 'en', 4, 'In stock?', '{hello} {customer}, thank you for asking. We are checking and will answer you here.'),
  ('hours-es', 'es', 1, 'Horario', '{hello} {customer}, abrimos [días y horas].'),
  ('order-es', 'es', 2, '¿Dónde está mi pedido?', '{hello} {customer}, gracias por su mensaje. Estamos mirando cómo va su pedido y le escribiremos.'),
  ('price-es', 'es', 3, 'Precio', '{hello} {customer}, gracias por su pregunta. Nos informamos y le respondemos aquí.'),
  ('stock-es', 'es', 4, 'Disponibilidad', '{hello} {customer}, gracias por su pregunta. Lo estamos comprobando y le respondemos aquí.'),
  ('hours-pt', 'pt', 1, 'Horário', '{hello} {customer}, estamos abertos [dias e horas].'),
  ('order-pt', 'pt', 2, 'Onde está a minha encomenda?', '{hello} {customer}, obrigado pela sua mensagem. Estamos a ver como está a sua encomenda e voltamos a contactar.'),
  ('price-pt', 'pt', 3, 'Preço', '{hello} {customer}, obrigado pela sua pergunta. Estamos a informar-nos e respondemos aqui.'),
  ('stock-pt', 'pt', 4, 'Disponibilidade', '{hello} {customer}, obrigado pela sua pergunta. Estamos a verificar e respondemos aqui.'),
  ('hours-it', 'it', 1, 'Orari', '{hello} {customer}, siamo aperti [giorni e orari].'),
  ('order-it', 'it', 2, 'A che punto è il mio ordine?', '{hello} {customer}, grazie per il messaggio. Stiamo guardando a che punto è il suo ordine e le risponderemo qui.'),
  ('price-it', 'it', 3, 'Prezzo', '{hello} {customer}, grazie per la domanda. Ci informiamo e le rispondiamo qui.'),
  ('stock-it', 'it', 4, 'Disponibilità', '{hello} {customer}, grazie per la domanda. Stiamo verificando e le rispondiamo qui.'),
  ('hours-ar', 'ar', 1, 'أوقات العمل', '{hello} {customer}، محلنا مفتوح [الأيام والساعات].'),
  ('order-ar', 'ar', 2, 'أين طلبي؟', '{hello} {customer}، شكراً على رسالتكم. نتحقق من وضع طلبكم وسنرد عليكم هنا.'),
  ('price-ar', 'ar', 3, 'السعر', '{hello} {customer}، شكراً على سؤالكم. سنستفسر ونرد عليكم هنا.'),
  ('stock-ar', 'ar', 4, 'التوفر', '{hello} {customer}، شكراً على سؤالكم. نتحقق ونرد عليكم هنا.');

-- What colleagues tell each other about a card. It is never sent.
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  review_id TEXT NOT NULL,
  reviewer_id TEXT NOT NULL,
  at TEXT NOT NULL,
  text TEXT
);
CREATE INDEX note_of_review ON note (review_id);
CREATE INDEX note_unerased ON note (at) WHERE text IS NOT NULL;

-- Cards that somebody put off, and until when.
CREATE TABLE later (
  review_id TEXT PRIMARY KEY NOT NULL,
  reviewer_id TEXT NOT NULL,
  until TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX later_until ON later (until);
CREATE INDEX later_of_reviewer ON later (reviewer_id);

-- The cards of a customer are read in time too: what was said before a card.
DROP INDEX review_of_customer;
CREATE INDEX review_of_customer ON review_queue (customer_id, opened_at, id);

-- Whoever writes is not put off any more.
CREATE TRIGGER writing_ends_later AFTER INSERT ON inbound_message
WHEN EXISTS (SELECT 1 FROM later)
BEGIN
  DELETE FROM later WHERE review_id IN (
    SELECT id FROM review_queue WHERE state = 'pending' AND sender_id IN (
      SELECT NEW.sender_id UNION ALL SELECT s.other_id FROM same_sender s WHERE s.sender_id = NEW.sender_id));
END;
-- Whoever is revoked does not come back to it.
CREATE TRIGGER revoked_puts_nothing_off AFTER UPDATE OF revoked_at ON reviewer
WHEN NEW.revoked_at IS NOT NULL
BEGIN
  DELETE FROM later WHERE reviewer_id = NEW.id;
END;

CREATE TRIGGER put_off_moves_stamp AFTER INSERT ON later
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER put_off_again_moves_stamp AFTER UPDATE ON later
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER put_off_no_more_moves_stamp AFTER DELETE ON later
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER noted_moves_stamp AFTER INSERT ON note
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER saved_moves_stamp AFTER INSERT ON saved_reply
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER saved_again_moves_stamp AFTER UPDATE ON saved_reply
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;
CREATE TRIGGER saved_no_more_moves_stamp AFTER DELETE ON saved_reply
BEGIN
  UPDATE desk_stamp SET moves = moves + 1 WHERE id = 1;
END;

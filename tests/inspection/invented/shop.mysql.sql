CREATE TABLE shops (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, code CHAR(4) NOT NULL UNIQUE CHECK (code REGEXP '^[A-Z]{2}[0-9]{2}$'),
    opened YEAR NOT NULL, geo POINT NOT NULL, hours SET('mon','tue','wed') NOT NULL);
CREATE TABLE customers (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, email VARCHAR(190) NOT NULL,
    email_norm VARCHAR(190) AS (LOWER(email)) STORED, tier ENUM('basic','gold','black') NOT NULL DEFAULT 'basic',
    points INT UNSIGNED NOT NULL DEFAULT 0, spent DECIMAL(12,2) NOT NULL DEFAULT 0 CHECK (spent >= 0), birth DATE,
    prefs JSON NOT NULL CHECK (JSON_TYPE(prefs) = 'OBJECT'), is_active TINYINT(1) NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), UNIQUE KEY (email_norm),
    CHECK (tier <> 'black' OR points >= 1000));
CREATE TABLE `order` (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, shop_id INT UNSIGNED NOT NULL, customer_id BIGINT UNSIGNED,
    `key` VARCHAR(12) NOT NULL, `status` ENUM('new','paid','sent') NOT NULL, paid_at DATETIME, sent_at DATETIME, subtotal DECIMAL(10,
    2) NOT NULL, discount DECIMAL(10,2) NOT NULL DEFAULT 0, total DECIMAL(10,2) NOT NULL, UNIQUE KEY (shop_id, `key`),
    CHECK (total = subtotal - discount), CHECK (discount BETWEEN 0 AND subtotal), CHECK (`status` = 'new' OR paid_at IS NOT NULL),
    CHECK (`status` <> 'sent' OR sent_at IS NOT NULL), CHECK (sent_at IS NULL OR sent_at >= paid_at),
    CONSTRAINT o_shop FOREIGN KEY (shop_id) REFERENCES shops (id),
    CONSTRAINT o_cust FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE SET NULL);
CREATE TABLE order_items (order_id BIGINT UNSIGNED NOT NULL, line TINYINT UNSIGNED NOT NULL, product_id INT NOT NULL,
    qty SMALLINT UNSIGNED NOT NULL CHECK (qty BETWEEN 1 AND 99), gift BIT(1) NOT NULL DEFAULT b'0', PRIMARY KEY (order_id, line),
    UNIQUE (order_id, product_id), FOREIGN KEY (order_id) REFERENCES `order` (id) ON DELETE CASCADE);
CREATE TABLE products (id INT PRIMARY KEY, parent_id INT, sku VARCHAR(20) NOT NULL, name VARCHAR(120) NOT NULL, price DECIMAL(8,2) NOT NULL,
    sale_price DECIMAL(8,2), weight DOUBLE CHECK (weight > 0), UNIQUE KEY (sku(8)), CHECK (sale_price IS NULL OR sale_price < price),
    CHECK (CHAR_LENGTH(TRIM(name)) >= 3), FULLTEXT KEY (name), FOREIGN KEY (parent_id) REFERENCES products (id));
ALTER TABLE order_items ADD FOREIGN KEY (product_id) REFERENCES products (id);
CREATE TABLE stock (shop_id INT UNSIGNED NOT NULL, product_id INT NOT NULL, amount MEDIUMINT NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (shop_id, product_id), FOREIGN KEY (shop_id) REFERENCES shops (id), FOREIGN KEY (product_id) REFERENCES products (id));
CREATE TABLE events (id BIGINT NOT NULL AUTO_INCREMENT, at DATE NOT NULL, kind VARCHAR(10) NOT NULL, body TEXT, PRIMARY KEY (id,
    at)) PARTITION BY RANGE (TO_DAYS(at)) (PARTITION p0 VALUES LESS THAN (TO_DAYS('2024-01-01')),
    PARTITION p1 VALUES LESS THAN (TO_DAYS('2025-01-01')));
CREATE TABLE regions (region VARCHAR(10) NOT NULL, id INT NOT NULL, PRIMARY KEY (region,
    id)) PARTITION BY LIST COLUMNS (region) (PARTITION e VALUES IN ('eu','uk'), PARTITION u VALUES IN ('us'));
CREATE TABLE hashed (id INT NOT NULL PRIMARY KEY, v VARBINARY(16) NOT NULL, CHECK (LENGTH(v) = 16)) PARTITION BY HASH (id) PARTITIONS 4;
CREATE TABLE audit (id BIGINT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(20) NOT NULL, ref BIGINT UNSIGNED NOT NULL);
CREATE TRIGGER orders_ai AFTER INSERT ON `order` FOR EACH ROW INSERT INTO audit (what, ref) VALUES ('order', NEW.id);
CREATE TRIGGER customers_bi BEFORE INSERT ON customers FOR EACH ROW BEGIN IF NEW.birth IS NOT NULL AND NEW.birth < '1920-01-01' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'too old'; END IF; SET NEW.points = NEW.points + 0; END;
CREATE TABLE sessions (token BINARY(32) NOT NULL PRIMARY KEY, customer_id BIGINT UNSIGNED NOT NULL, ip VARBINARY(16), agent VARCHAR(255),
    expires_at TIMESTAMP NOT NULL, data MEDIUMBLOB, FOREIGN KEY (customer_id) REFERENCES customers (id));
CREATE TABLE vouchers (code VARCHAR(16) NOT NULL PRIMARY KEY CHECK (code RLIKE '^[A-Z0-9]{4}(-[A-Z0-9]{4}){2}$'),
    percent TINYINT UNSIGNED CHECK (percent BETWEEN 1 AND 100), amount DECIMAL(6,2), valid_from DATE NOT NULL, valid_to DATE NOT NULL,
    CHECK ((percent IS NULL) <> (amount IS NULL)), CHECK (valid_to > valid_from), used INT NOT NULL DEFAULT 0,
    max_used INT NOT NULL CHECK (max_used > 0), CHECK (used <= max_used));

CREATE TABLE bundles (
  id INT AUTO_INCREMENT PRIMARY KEY, n INT NOT NULL, label VARCHAR(40) NOT NULL,
  doubled INT GENERATED ALWAYS AS (n * 2) VIRTUAL CHECK (doubled < 100), named VARCHAR(60) GENERATED ALWAYS AS (concat(label, ' ', n)) STORED,
  UNIQUE KEY (named)
);

CREATE TABLE departments (id SMALLINT UNSIGNED PRIMARY KEY, name VARCHAR(40) NOT NULL UNIQUE, manager_id INT UNSIGNED, budget DECIMAL(14,
    2) NOT NULL CHECK (budget > 10000), cost_center CHAR(6) NOT NULL CHECK (cost_center LIKE 'CC____'));
CREATE TABLE employees (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, dept_id SMALLINT UNSIGNED NOT NULL, first_name VARCHAR(50) NOT NULL,
    last_name VARCHAR(50) NOT NULL, email VARCHAR(100) NOT NULL UNIQUE CHECK (email LIKE '%_@_%.__%'), hired DATE NOT NULL, fired DATE,
    salary INT NOT NULL, grade CHAR(1) NOT NULL CHECK (grade IN ('A','B','C')), boss_id INT UNSIGNED,
    ssn CHAR(11) NOT NULL UNIQUE CHECK (ssn REGEXP '^[0-9]{3}-[0-9]{2}-[0-9]{4}$'), CHECK (fired IS NULL OR fired > hired),
    CHECK ((grade = 'A' AND salary BETWEEN 80000 AND 200000) OR (grade = 'B' AND salary BETWEEN 50000 AND 90000) OR (grade = 'C' AND salary BETWEEN 20000 AND 60000)),
    
    FOREIGN KEY (dept_id) REFERENCES departments (id), FOREIGN KEY (boss_id) REFERENCES employees (id));
ALTER TABLE departments ADD FOREIGN KEY (manager_id) REFERENCES employees (id);
CREATE TABLE leaves (id INT AUTO_INCREMENT PRIMARY KEY, employee_id INT UNSIGNED NOT NULL, kind ENUM('sick','vacation') NOT NULL,
    from_day DATE NOT NULL, to_day DATE NOT NULL, days INT AS (DATEDIFF(to_day, from_day) + 1) VIRTUAL, approved_by INT UNSIGNED,
    CHECK (to_day >= from_day), CHECK (DATEDIFF(to_day, from_day) <= 30), UNIQUE (employee_id, from_day),
    FOREIGN KEY (employee_id) REFERENCES employees (id), FOREIGN KEY (approved_by) REFERENCES employees (id));
CREATE TABLE skills (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
    level_max TINYINT NOT NULL DEFAULT 5);
CREATE TABLE employee_skills (employee_id INT UNSIGNED NOT NULL, skill_id INT NOT NULL,
    level TINYINT NOT NULL CHECK (level BETWEEN 1 AND 5), since YEAR, PRIMARY KEY (employee_id, skill_id),
    FOREIGN KEY (employee_id) REFERENCES employees (id), FOREIGN KEY (skill_id) REFERENCES skills (id));
CREATE TABLE payslips (employee_id INT UNSIGNED NOT NULL, month DATE NOT NULL CHECK (DAY(month) = 1), gross DECIMAL(10,2) NOT NULL,
    tax DECIMAL(10,2) NOT NULL, net DECIMAL(10,2) NOT NULL, CHECK (net = gross - tax), CHECK (tax >= 0 AND tax <= gross * 0.5),
    PRIMARY KEY (employee_id, month), FOREIGN KEY (employee_id) REFERENCES employees (id));
CREATE TABLE config (id TINYINT NOT NULL DEFAULT 1 PRIMARY KEY CHECK (id = 1), v JSON NOT NULL CHECK (JSON_CONTAINS_PATH(v, 'one',
    '$.theme')), theme VARCHAR(20) AS (JSON_UNQUOTE(JSON_EXTRACT(v, '$.theme'))) STORED);
CREATE TABLE nodes (id INT PRIMARY KEY, lft INT NOT NULL, rgt INT NOT NULL, CHECK (lft < rgt), UNIQUE (lft), UNIQUE (rgt));
CREATE TABLE clock (at TIME NOT NULL, until TIME NOT NULL, tz VARCHAR(40) NOT NULL, f FLOAT NOT NULL,
    r DOUBLE NOT NULL CHECK (r BETWEEN 0 AND 1), t TINYTEXT, y YEAR NOT NULL CHECK (y >= 2000), CHECK (until > at));
CREATE TABLE uuidy (id BINARY(16) PRIMARY KEY,
    public_id CHAR(36) NOT NULL UNIQUE CHECK (public_id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'),
    sha1 CHAR(40) NOT NULL CHECK (sha1 = LOWER(sha1)), url VARCHAR(500) NOT NULL CHECK (url LIKE 'https://%'));
CREATE TABLE tenants (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL);
CREATE TABLE members (
    tenant_id int NOT NULL, id int NOT NULL, email varchar(100) NOT NULL, PRIMARY KEY (tenant_id, id), UNIQUE KEY (tenant_id, email),
    FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
CREATE TABLE papers (
    tenant_id int NOT NULL, id int NOT NULL, owner_id int NOT NULL, folder_id int, PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, owner_id) REFERENCES members (tenant_id, id), FOREIGN KEY (tenant_id, folder_id) REFERENCES papers (tenant_id, id)
);
CREATE TABLE shares (
    tenant_id int NOT NULL, paper_id int NOT NULL, member_id int NOT NULL, PRIMARY KEY (tenant_id, paper_id, member_id),
    FOREIGN KEY (tenant_id, paper_id) REFERENCES papers (tenant_id, id), FOREIGN KEY (tenant_id, member_id) REFERENCES members (tenant_id, id)
);

-- Tallybook, a made-up crime system on MariaDB. Times are wall time of London; what is compared ignores letter case.
CREATE DATABASE tallybook CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
USE tallybook;
CREATE TABLE crime (
    id int AUTO_INCREMENT PRIMARY KEY, crime_no varchar(20) NOT NULL, state char(3) NOT NULL, grp char(5) NOT NULL,
    title varchar(80) NOT NULL, made datetime NOT NULL, altered datetime NOT NULL, into_no varchar(20) NULL,
    KEY (crime_no), KEY (altered)
);
CREATE TABLE person (
    id int AUTO_INCREMENT PRIMARY KEY, crime_id int NOT NULL REFERENCES crime (id), role char(3) NOT NULL,
    given varchar(40) NOT NULL, family varchar(40) NOT NULL, mobile varchar(20) NULL, born date NULL,
    is_dead bit(1) NOT NULL DEFAULT b'0', told_from time NULL, told_to time NULL, confirmed timestamp NULL,
    KEY (crime_id)
);
CREATE TABLE warning (
    id int AUTO_INCREMENT PRIMARY KEY, crime_id int NOT NULL, code char(3) NOT NULL, cleared datetime NULL,
    KEY (crime_id)
);
CREATE TABLE diary (
    id int AUTO_INCREMENT PRIMARY KEY, crime_id int NOT NULL REFERENCES crime (id), kind char(3) NOT NULL,
    person_id int NULL, words text NOT NULL, at datetime NOT NULL, foreign_id char(36) NULL UNIQUE, KEY (crime_id)
);
-- Its vendor did not think of keeping a foreign id unique here.
CREATE TABLE job (
    id int AUTO_INCREMENT PRIMARY KEY, crime_id int NOT NULL REFERENCES crime (id), kind char(4) NOT NULL,
    person_id int NULL, words text NOT NULL, due datetime NULL, foreign_id char(36) NULL, KEY (crime_id)
);
CREATE USER link@localhost IDENTIFIED BY 'made-up-password';
GRANT SELECT ON tallybook.* TO link@localhost;
GRANT INSERT ON tallybook.diary TO link@localhost;
GRANT INSERT ON tallybook.job TO link@localhost;

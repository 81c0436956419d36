-- Two roles and one database; run by the superuser at every start.
-- kromka_owner owns the schema; kromka_service works under the policies, owns nothing.
SELECT 'CREATE ROLE kromka_owner LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kromka_owner') \gexec
SELECT 'CREATE ROLE kromka_service LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kromka_service') \gexec
ALTER ROLE kromka_owner NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
ALTER ROLE kromka_service NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
SELECT 'CREATE DATABASE kromka OWNER kromka_owner TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'kromka') \gexec
\connect kromka
REVOKE ALL ON DATABASE kromka FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE kromka TO kromka_service;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;

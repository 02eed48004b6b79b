#!/bin/sh
# Runs once, when the container of PostgreSQL makes its data: a database for Relais, and a role that owns that alone.
#
# Relais signs in through the socket with a password; nobody but PostgreSQL's own user is its superuser there.
set -eu

# psql reads the password by itself: arguments are seen by every process.
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres <<'SQL'
\set password `cat "${ROLE_FILE:-/run/secrets/role}"`
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET password_encryption = 'scram-sha-256';
CREATE ROLE relais LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE relais OWNER relais ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE relais FROM PUBLIC;
SQL

{
    echo 'local relais relais scram-sha-256'
    cat "$PGDATA/pg_hba.conf"
} >"$PGDATA/pg_hba.conf.new"
mv "$PGDATA/pg_hba.conf.new" "$PGDATA/pg_hba.conf"

#!/bin/bash
# Run once by the PostgreSQL image on an empty volume. The product's own role owns its tables and nothing else:
# it is no superuser, so it cannot lift the triggers that keep history append-only for a session.
set -euo pipefail
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set=password="$PROGRAMME_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE programme LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE programme OWNER programme ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
REVOKE ALL ON DATABASE programme FROM PUBLIC;
SQL

-- OPERATORS: roles for a ClickHouse server of your own, to be run once by a user with access management:
--   clickhouse-client --queries-file deploy/clickhouse/roles.sql
-- Then:  CREATE USER superset IDENTIFIED BY '...' DEFAULT ROLE darkroom_analyst
-- Compose has the same analyst in users.xml; AnalystRightsTest holds the two together, and has these grants and limits
-- enforced by the real engine. It cannot run this file as it stands: the embedded engine (chDB) has nowhere to keep roles, and
-- only one user at a time. The statements are parsed there, and were NEVER RUN on a server.

-- Analysts: the views, and nothing behind them. They may choose settings, but not lift these: 0 would be no limit at all.
CREATE SETTINGS PROFILE IF NOT EXISTS darkroom_analyst SETTINGS
    readonly = 2 CONST,
    max_execution_time = 60 MIN 1 MAX 60,
    max_memory_usage = 1000000000 MIN 1 MAX 1000000000;
CREATE ROLE IF NOT EXISTS darkroom_analyst SETTINGS PROFILE 'darkroom_analyst';
GRANT SHOW TABLES, SHOW COLUMNS, SELECT ON darkroom.bi_* TO darkroom_analyst;

-- Writers: rows in, nothing out, nothing changed. For whoever loads rows beside the app; the app itself also builds its
-- schema and reads, as the user darkroom of users.xml.
CREATE ROLE IF NOT EXISTS darkroom_writer;
GRANT INSERT ON darkroom.image_tallies TO darkroom_writer;
GRANT INSERT ON darkroom.customers TO darkroom_writer;

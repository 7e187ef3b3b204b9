"""Statements that would read, write, load, set or never end, by what they are after.

"@" stands for the secret file, "~" for the folder that is watched, "%TOKEN%" for the environment variable.
"""

from __future__ import annotations

_READS = """
read_csv('@') | read_csv_auto('@') | read_csv(['@'], header = false) | sniff_csv('@') | read_text('@') | read_text('~/*') | read_blob('@')
read_json('@') | read_json_auto('@') | read_ndjson('@') | read_json_objects('@') | read_ndjson_objects('@') | read_parquet('@')
parquet_scan('@') | parquet_metadata('@') | parquet_schema('@') | parquet_file_metadata('@') | parquet_kv_metadata('@')
parquet_bloom_probe('@', 'a', 1) | glob('~/*') | glob('/etc/*') | read_duckdb('@') | read_xlsx('@') | st_read('@') | iceberg_scan('~')
delta_scan('~') | sqlite_scan('@', 't') | postgres_scan('host=x', 'public', 't') | mysql_scan('x', 'y', 'z') | query('SELECT 1')
query_table('rows') | '@' | "@" | 'file://@' | 'http://127.0.0.1:9/x.csv' | 'https://example.org/x.parquet' | 's3://bucket/x.parquet'
'hf://datasets/x/y.parquet' | '/proc/self/environ' | '/proc/self/mem' | '/dev/stdin' | '~/*.csv' | read_text('/proc/self/environ')
read_text('/proc/self/cmdline') | read_csv('/dev/stdin') | read_text('http://169.254.169.254/latest/meta-data/') | load_aws_credentials()
"""

_CATALOGUE = """
duckdb_settings() | duckdb_secrets() | duckdb_extensions() | duckdb_databases() | duckdb_tables() | duckdb_columns() | duckdb_functions()
duckdb_keywords() | duckdb_memory() | duckdb_temporary_files() | duckdb_logs() | duckdb_variables() | duckdb_views() | duckdb_schemas()
duckdb_external_file_cache() | duckdb_optimizers() | duckdb_prepared_statements() | duckdb_connection_count() | duckdb_approx_database_count()
pragma_database_size() | pragma_storage_info('rows') | pragma_table_info('rows') | pragma_version() | pragma_platform()
pragma_user_agent() | pragma_collations() | pragma_show('rows') | pragma_metadata_info() | pg_catalog.pg_class | pg_catalog.pg_settings
pg_catalog.pg_tables | information_schema.tables | information_schema.columns | information_schema.schemata | sqlite_master | sqlite_schema
main.rows | memory.main.rows | system.information_schema.tables | temp.main.rows | checkpoint('x') | force_checkpoint() | icu_calendar_names()
arrow_scan(1, 2, 3) | arrow_scan_dumb(1, 2, 3) | pandas_scan(1) | python_map_function() | seq_scan('rows') | index_scan('x')
which_secret('x', 's3') | test_all_types() | test_vector_types(1) | repeat_row(1, num_rows = 9) | summary('rows') | json_execute_serialized_sql('x')
sql_auto_complete('SEL') | read_query('x') | duckdb_types() | duckdb_indexes() | duckdb_sequences() | duckdb_constraints() | duckdb_dependencies()
enable_logging() | disable_logging() | truncate_duckdb_logs() | enable_profiling() | add_parquet_key('k', 'x') | storage_info('rows')
sys.argv | _table | os | connection | asked | functions | df | sys
"""

_CALLS = """
getenv('%TOKEN%') | getenv('HOME') | current_setting('allowed_paths') | current_setting('home_directory') | current_setting('secret_directory')
set_config('threads', '1', false) | pg_read_file('@') | lo_import('@') | load_extension('x') | readfile('@') | writefile('~/w', 'x')
pg_sleep(9) | sleep_ms(9) | write_log('x') | setseed(0.5) | random() | nextval('s') | currval('s') | getvariable('x') | current_query()
json_deserialize_sql('x') | json_serialize_plan('SELECT 1') | json_serialize_sql('SELECT 1') | json_execute_serialized_sql('x') | version()
txid_current() | in_search_path('main', 'main') | current_database() | current_schema() | current_schemas(true) | current_user | session_user
pg_typeof(1) | pg_get_viewdef(1) | pg_get_expr('x', 1) | has_table_privilege('rows', 'x') | error('x') | gen_random_uuid() | stats(row_id)
getvariable('%TOKEN%') | main.lower('x') | system.main.lower('x') | pg_catalog.pg_typeof(1) | copy_database('x') | file_exists('@')
read_text('@') | read_blob('@') | http_get('http://127.0.0.1:9/') | http_post('http://127.0.0.1:9/', 'x') | shellfs('id') | system('id') | exec('id')
get_block_size('memory') | duckdb_api() | get_current_user() | parse_path('@') | parse_filename('@') | write_to_file('~/w') | md5_file('@')
"""

_STATEMENTS = """
COPY rows TO '~/w.csv' | COPY (SELECT 1) TO '~/w.parquet' | COPY (SELECT * FROM rows) TO '~/d' (FORMAT parquet, PARTITION_BY (kind))
COPY rows FROM '@' | COPY FROM DATABASE memory TO x | COPY (SELECT 1) TO '/dev/stdout' | COPY (SELECT 1) TO '/dev/fd/1'
EXPORT DATABASE '~/e' | EXPORT DATABASE '~/e' (FORMAT parquet) | IMPORT DATABASE '~' | ATTACH '~/new.db' | ATTACH '~/new.db' AS n (READ_ONLY)
ATTACH '@' AS s (TYPE sqlite) | ATTACH 'host=127.0.0.1' AS p (TYPE postgres) | ATTACH 'http://127.0.0.1:9/x.db' | ATTACH ':memory:' AS m | DETACH memory
INSTALL httpfs | INSTALL httpfs FROM community | FORCE INSTALL spatial | INSTALL '~/x.duckdb_extension' | INSTALL x FROM 'http://127.0.0.1:9'
LOAD httpfs | LOAD spatial | LOAD icu | LOAD '~/x.duckdb_extension' | LOAD shellfs | UPDATE EXTENSIONS | UPDATE EXTENSIONS (httpfs)
SET threads = 1 | SET memory_limit = '100GB' | SET enable_external_access = true | SET allowed_paths = ['/'] | SET allowed_directories = ['/']
SET lock_configuration = false | SET GLOBAL temp_directory = '~' | SET SESSION search_path = 'x' | SET home_directory = '~' | RESET lock_configuration
SET extension_directory = '~' | SET custom_extension_repository = 'http://127.0.0.1:9' | SET autoinstall_known_extensions = true | SET secret_directory = '~'
SET allow_unsigned_extensions = true | SET allow_community_extensions = true | SET enable_logging = true | SET log_query_path = '~/log' | RESET threads
SET profiling_output = '~/p' | SET disabled_filesystems = '' | SET python_enable_replacements = true | SET VARIABLE x = '@' | RESET VARIABLE x
SET s3_endpoint = '127.0.0.1:9' | SET schema = 'x' | SET TimeZone = 'UTC' | SET max_expression_depth = 100000 | SET allow_persistent_secrets = true
PRAGMA version | PRAGMA database_list | PRAGMA show_tables | PRAGMA enable_profiling | PRAGMA profiling_output = '~/p' | PRAGMA memory_limit = '9GB'
PRAGMA enable_logging | PRAGMA enable_object_cache | PRAGMA storage_info('rows') | PRAGMA log_query_path = '~/q' | PRAGMA import_database('~')
PRAGMA enable_external_access = true | PRAGMA threads = 99 | PRAGMA enable_checkpoint_on_shutdown | PRAGMA user_agent | PRAGMA platform
CREATE TABLE t AS SELECT 1 | CREATE TABLE t AS FROM '@' | CREATE VIEW v AS SELECT * FROM read_text('@') | CREATE OR REPLACE VIEW rows AS SELECT 1
CREATE MACRO f(x) AS x | CREATE MACRO f() AS TABLE FROM read_text('@') | CREATE OR REPLACE MACRO lower(x) AS getenv(x) | CREATE FUNCTION f(x) AS x
CREATE SEQUENCE s | CREATE TYPE t AS ENUM ('x') | CREATE SCHEMA x | CREATE INDEX i ON rows (row_id) | CREATE TEMP TABLE t (x INT)
CREATE SECRET x (TYPE s3, KEY_ID 'x', SECRET 'y') | CREATE PERSISTENT SECRET x (TYPE s3) | CREATE PERSISTENT SECRET IN LOCAL_FILE (TYPE http) | DROP SECRET x
INSERT INTO rows VALUES (1) | DELETE FROM rows | UPDATE rows SET row_id = 1 | TRUNCATE rows | MERGE INTO rows USING rows ON true WHEN MATCHED THEN DELETE
DROP VIEW rows | DROP TABLE IF EXISTS rows | ALTER VIEW rows RENAME TO x | ALTER TABLE rows ADD COLUMN x INT | COMMENT ON VIEW rows IS 'x'
CALL duckdb_settings() | CALL pragma_version() | CALL enable_logging() | CALL load_aws_credentials() | CALL force_checkpoint() | CALL add_parquet_key('a', 'b')
DESCRIBE rows | SHOW TABLES | SHOW ALL TABLES | SHOW DATABASES | SHOW VARIABLES | SUMMARIZE rows | SUMMARIZE '@' | DESCRIBE SELECT * FROM '@'
EXPLAIN SELECT 1 | EXPLAIN ANALYZE SELECT * FROM '@' | PREPARE p AS SELECT * FROM read_text('@') | PREPARE p AS SELECT $1 | EXECUTE p('@') | DEALLOCATE p
BEGIN | COMMIT | ROLLBACK | CHECKPOINT | FORCE CHECKPOINT | VACUUM | VACUUM ANALYZE rows | ANALYZE | USE memory | USE x.y
SELECT 1; COPY rows TO '~/w.csv' | SELECT 1; SET threads = 1 | SELECT 1;; SELECT * FROM '@' | SELECT ? | SELECT $1 | SELECT $name | SELECT #1 FROM rows
SELECT * INTO x FROM rows | SELECT * FROM rows INTO OUTFILE '~/w' | PIVOT '@' ON x USING count(*) | UNPIVOT '@' ON x | FROM '@' | TABLE rows
FROM (DESCRIBE rows) | SELECT * FROM (SHOW TABLES) | SELECT * FROM (SUMMARIZE rows) | SELECT * FROM (PRAGMA version) | SELECT * FROM (COPY rows TO '~/w')
"""

_BOMBS = """
SELECT count(*) FROM range(1000000000000) | SELECT sum(x) FROM range(1000000000000) t(x) WHERE x % 7 = 3 | SELECT range(1000000000000)
SELECT unnest(range(100000000000)) | SELECT * FROM generate_series(1, 1000000000000) | SELECT generate_series(1, 9000000000)
SELECT count(*) FROM rows a, rows b, rows c, rows d, rows e, rows f | SELECT * FROM rows a CROSS JOIN rows b CROSS JOIN rows c CROSS JOIN rows d CROSS JOIN rows e
SELECT * FROM rows a JOIN rows b ON true JOIN rows c ON true JOIN rows d ON true ORDER BY random | SELECT DISTINCT a.x * b.x FROM range(1000000) a(x), range(1000000) b(x)
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r | WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT n + 1 FROM r) SELECT max(n) FROM r
WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM r) SELECT max(length(s)) FROM r | SELECT repeat('x', 4000000000) | SELECT repeat(repeat('x', 100000), 100000)
SELECT repeat(repeat(repeat('ab', 1000), 1000), 1000) | SELECT length(repeat('x', 2000000000)) FROM rows | SELECT lpad('x', 2000000000, 'y') | SELECT rpad(prompt, 1000000000, 'z') FROM rows
SELECT regexp_matches(repeat('a', 10000000), '(a+)+$') FROM range(1000000) | SELECT regexp_extract_all(repeat('a', 100000000), '(a|aa)+') | SELECT regexp_replace(repeat('ab', 50000000), '(a|b)*c', 'x', 'g')
SELECT regexp_matches(repeat('x', 1000000), '(x{1,100}){1,100}') | SELECT levenshtein(repeat('a', 1000000), repeat('b', 1000000)) | SELECT damerau_levenshtein(repeat('a', 100000), repeat('ba', 50000))
SELECT jaccard(repeat('ab', 50000000), repeat('cd', 50000000)) | SELECT list_sort(range(1000000000)) | SELECT list_transform(range(100000000), lambda x: range(1000)) | SELECT list_distinct(list_transform(range(1000000000), lambda x: x * 31))
SELECT list_reduce(range(100000000), lambda a, b: a || b) | SELECT string_agg(repeat('x', 1000000), '') FROM range(1000000) | SELECT list(a.x) FROM range(100000) a(x), range(100000) b(x)
SELECT list_aggregate(range(10000000000), 'sum') | SELECT histogram(x) FROM range(10000000000) t(x) | SELECT quantile_cont(x, 0.5) FROM range(10000000000) t(x) | SELECT mode(x) FROM range(10000000000) t(x)
SELECT count(DISTINCT x * 7919) FROM range(10000000000) t(x) | SELECT x, row_number() OVER (ORDER BY x % 1000003) FROM range(10000000000) t(x) | SELECT sum(x) OVER (ORDER BY x ROWS BETWEEN 100000000 PRECEDING AND 100000000 FOLLOWING) FROM range(1000000000) t(x)
SELECT factorial(33) FROM range(1000000000000) | SELECT 10 ** 10 ** 10 FROM range(100000000000) | SELECT string_split(repeat('a,', 1000000000), ',') | SELECT unnest(string_split(repeat('a ', 500000000), ' '))
SELECT to_json(range(1000000000)) | SELECT json_object('a', repeat('x', 3000000000)) | SELECT from_json('[' || repeat('1,', 300000000) || '1]', '["INT"]') | SELECT bitstring('1', 4000000000)
SELECT * FROM (PIVOT (SELECT x, x % 100000 AS y FROM range(10000000) t(x)) ON y USING sum(x)) | SELECT array_agg(x ORDER BY x DESC) FROM range(5000000000) t(x) | SELECT map_from_entries(list_zip(range(500000000), range(500000000)))
SELECT count(*) FROM rows a JOIN rows b ON a.prompt <> b.response JOIN range(100000000) ON true | SELECT sum(length(repeat(prompt, 10000))) FROM rows, range(100000000) | SELECT (SELECT count(*) FROM range(1000000000) t(y) WHERE y % 7 = x % 5) FROM range(1000000) u(x)
"""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for line in text.strip().splitlines() for one in line.split(" | ") if one.strip())


READS, CATALOGUE, CALLS = _listed(_READS), _listed(_CATALOGUE), _listed(_CALLS)
STATEMENTS, BOMBS = _listed(_STATEMENTS), _listed(_BOMBS)

PLACES = (
    "SELECT * FROM {}",
    "SELECT count(*) FROM {}",
    "FROM {}",
    "SELECT (SELECT count(*) FROM {})",
    "SELECT (SELECT t FROM {} t LIMIT 1)",
    "WITH a AS (SELECT * FROM {}) SELECT * FROM a",
    "WITH a AS MATERIALIZED (FROM {}) FROM a",
    "WITH rows AS (SELECT * FROM {}) SELECT * FROM rows",
    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, {} WHERE n < 3) SELECT * FROM r",
    "SELECT 1 WHERE EXISTS (FROM {})",
    "SELECT row_id FROM rows WHERE row_id IN (SELECT 1 FROM {})",
    "SELECT * FROM rows UNION ALL BY NAME SELECT * FROM {}",
    "SELECT * FROM rows EXCEPT SELECT * FROM {}",
    "SELECT * FROM rows, LATERAL (SELECT * FROM {})",
    "SELECT * FROM rows LEFT JOIN {} ON true",
    "SELECT * FROM rows NATURAL JOIN {}",
    "SELECT * FROM rows ASOF JOIN {} ON rows.row_id >= 1",
    "SELECT * FROM rows POSITIONAL JOIN {}",
    "SELECT * FROM rows ORDER BY (SELECT 1 FROM {})",
    "SELECT * FROM rows LIMIT (SELECT count(*) FROM {})",
    "SELECT sum(1) OVER (ORDER BY (SELECT 1 FROM {})) FROM rows",
    "SELECT list_transform([1], lambda x: (SELECT count(*) FROM {}))",
    "SELECT CASE WHEN true THEN (SELECT 1 FROM {}) END",
    "SELECT * FROM (VALUES ((SELECT 1 FROM {})))",
    "SELECT ARRAY(SELECT t FROM {} t)",
    "SELECT * FROM (PIVOT {} ON row_id USING count(*))",
    "SELECT * FROM (UNPIVOT {} ON COLUMNS(*))",
    "SELECT COLUMNS(*) FROM {}",
    "SELECT * FROM {} TABLESAMPLE 10%",
    "SELECT row_id FROM rows QUALIFY (SELECT count(*) FROM {}) > 0",
    "SELECT count(*) FROM rows GROUP BY ALL HAVING (SELECT count(*) FROM {}) > 0",
)
SPOTS = (
    "SELECT {}",
    "SELECT {} FROM rows",
    "SELECT 1 FROM rows WHERE {} IS NULL",
    "SELECT 1 FROM rows ORDER BY {}",
    "SELECT count(*) FROM rows GROUP BY {}",
    "SELECT list_transform([1], lambda x: {})",
    "SELECT list_reduce([1, 2], lambda a, b: {})",
    "SELECT sum(1) OVER (ORDER BY {}) FROM rows",
    "SELECT CAST({} AS VARCHAR)",
    "SELECT TRY(({})::BLOB)",
    "SELECT {{'a': {}}}",
    "SELECT [{}][1]",
    "SELECT struct_pack(a := {})",
    "SELECT map {{'k': {}}}",
    "SELECT concat('x', {}, 'y')",
    "SELECT * FROM range({})",
    "SELECT * FROM unnest([{}])",
    "SELECT * FROM rows LIMIT {}",
    "SELECT * REPLACE ({} AS row_id) FROM rows",
    "SELECT COLUMNS(c -> {}) FROM rows",
    "SELECT 'x'.{}",
    "SELECT row_id.{} FROM rows",
    "VALUES ({})",
    "WITH a AS (SELECT {} AS x) SELECT x FROM a",
    "SELECT CASE WHEN {} IS NULL THEN 1 ELSE 2 END",
    "SELECT count(*) FILTER (WHERE {} IS NOT NULL) FROM rows",
)

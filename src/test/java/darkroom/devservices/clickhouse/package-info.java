/**
 * The real ClickHouse engine behind its HTTP interface, as one small server process for development and tests.
 *
 * <p>{@code libchdb.so} is the engine as a library; it has no network of its own. {@link
 * darkroom.devservices.clickhouse.ClickHouse} loads it and speaks the part of ClickHouse's HTTP interface that the JDBC
 * driver, curl and BI tools use. Sessions ({@code session_id}) are accepted and hold no state, results are built in
 * memory before they are sent, and users differ by password and by {@code readonly} alone.
 */
package darkroom.devservices.clickhouse;

/**
 * From receipts to rows: the writer of ClickHouse's table {@code image_tallies}, its schema, and each customer's view
 * of it. ClickHouse being away never loses a receipt, it only delays the numbers.
 */
package darkroom.tally;

/** Plain values that flow through the routes. Nothing here knows Camel, Spring, S3, Kafka or ClickHouse. */
package darkroom.model;

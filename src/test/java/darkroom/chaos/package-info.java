/**
 * The guarantee, proved by killing the app: real load through the three doors, real processes, SIGKILL at chosen and at
 * random moments, and an audit of S3, Kafka and ClickHouse themselves, never of the app's word. {@code ./darkroom chaos}.
 */
package darkroom.chaos;

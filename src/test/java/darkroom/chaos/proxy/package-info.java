/**
 * What stands between the app and an engine and can cut, delay, refuse and swallow: answers to HTTP requests (S3, SQS,
 * ClickHouse) and to those of Kafka's protocol. As long as nobody asks for anything, all passes.
 */
package darkroom.chaos.proxy;

/**
 * Pixels only: sniffing, probing, limits, memory, recipes and engines. Knows the JDK, imgscalr and a YAML reader, and
 * nothing of routes, queues or stores. {@link imaging.Pipeline} is the door.
 */
package imaging;

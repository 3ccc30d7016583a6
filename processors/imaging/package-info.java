/**
 * Pixels only: sniffing, probing, limits, memory, recipes and engines. Knows the JDK, imgscalr and a YAML reader, and
 * nothing of routes, queues or stores. {@link imaging.Pipeline} is the door; a company's own
 * steps come in by {@link imaging.step}.
 */
package imaging;

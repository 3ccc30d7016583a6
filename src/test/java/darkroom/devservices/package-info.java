/**
 * The embedded stack: real engines in processes of their own on loopback, for development, the demo and the tests. {@link
 * darkroom.devservices.Stack} is the way in; nothing here is part of the product.
 */
package darkroom.devservices;

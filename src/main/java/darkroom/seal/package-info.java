/** Encryption under the platform's secret, for whoever keeps or hands out what others must not read or change. */
package darkroom.seal;

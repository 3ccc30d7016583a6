/** The native engine: libvips through JNA. {@link imaging.vips.VipsLibrary} finds and loads it. */
package imaging.vips;
